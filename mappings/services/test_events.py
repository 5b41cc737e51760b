"""What users do with test events: check a pasted one, generate one that fits, save by name."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from mappings import conf
from mappings.catalog.samples import sample_event
from mappings.catalog.schema import ActionDefinition
from mappings.catalog.wanted_values import with_wanted_values
from mappings.engine import limits
from mappings.engine.errors import JsonTextError, Problem
from mappings.engine.places import twin_event
from mappings.engine.strict_json import parse_json
from mappings.models import Connection, EventType, Source, TestEvent
from mappings.services.connected_events import connected_sample
from mappings.services.documents import document_problems
from mappings.services.errors import InvalidInput, LimitReached
from mappings.services.locks import lock_row
from mappings.services.names import change_row, name_problem, unique_name
from mappings.services.triggers import audience_key_problem


def check_event_text(*, text: str | bytes) -> dict[str, Any]:
    """The event in a pasted or uploaded text.

    Raises:
        InvalidInput: it is not one JSON object; problems carry line and column.
    """
    try:
        event = parse_json(text, max_bytes=limits.MAX_EVENT_BYTES)
    except JsonTextError as err:
        raise InvalidInput(err.problems) from err
    problem = event_shape_problem(event, "")
    if problem:
        raise InvalidInput([problem])
    return dict(event)


def event_shape_problem(event: Any, pointer: str) -> Problem | None:
    """Why a JSON value is no test event, in the words of the page."""
    if isinstance(event, dict):
        return None
    if isinstance(event, list) and event and isinstance(event[0], dict):
        text = (
            f"A test event is one JSON object. This is a list of {len(event)}; use its first item?"
        )
        return Problem(pointer, text, "event_is_list")
    return Problem(pointer, f"A test event is one JSON object. This is {_a_kind(event)}.", "type")


def generate_test_event(
    *,
    event_type: str,
    audience_key: str,
    is_entering: bool,
    action: ActionDefinition | None = None,
    connections: Mapping[str, Connection] | None = None,
) -> dict[str, Any]:
    """The guide's event of that type, for that audience, with what the action's fields want.

    Where the audience is one of `connections` it is what that connection sends, no more.

    Args:
        connections: of the destination that it is for, by the keys of their audiences.
    """
    problems = []
    if event_type not in EventType.values:
        problems.append(Problem("/event_type", "Choose identify or track.", "choice"))
    if problem := audience_key_problem(audience_key):
        problems.append(problem)
    if problems:
        raise InvalidInput(problems)
    key = audience_key.strip()
    connection = (connections or {}).get(key)
    if connection:
        return connected_sample(connection, event_type=event_type, is_entering=is_entering)
    event = sample_event(event_type, audience_key=key, is_entering=is_entering)
    return with_wanted_values(event, action, audience_key=key) if action else event


def twin_test_event(*, event: dict[str, Any], audience_key: str = "") -> dict[str, Any]:
    """The event as the other event type tells the same moment.

    Raises:
        InvalidInput: it is neither an Identify nor a Track event.
    """
    if event.get("type") not in EventType.values:
        text = "Only Identify and Track events have a twin."
        raise InvalidInput([Problem("/event/type", text, "choice")])
    return twin_event(event, flag=(audience_key,) if audience_key else ())


def save_test_event(*, source: Source, name: str, event: Any) -> TestEvent:
    """A test event saved with its source.

    Raises:
        InvalidInput: pointers start with ``/name`` or ``/event``.
        LimitReached: the source has too many.
        NotFound: the source was deleted in the meantime.
    """
    _refuse([name_problem(name), *event_problems(event)])
    saved = TestEvent.objects.for_source(source)
    name = name.strip()
    with transaction.atomic():
        lock_row(source)
        if saved.count() >= conf.MAX_TEST_EVENTS_PER_SOURCE:
            raise LimitReached(
                f"A source has at most {conf.MAX_TEST_EVENTS_PER_SOURCE} test events. "
                "Delete one first."
            )
        with unique_name(saved, name, noun="a test event"):
            return TestEvent.objects.create(
                workspace_id=source.workspace_id, source=source, name=name, event=event
            )


def rename_test_event(*, test_event: TestEvent, name: str) -> TestEvent:
    return update_test_event(test_event=test_event, name=name)


def update_test_event(
    *, test_event: TestEvent, name: str | None = None, event: Any = None
) -> TestEvent:
    """The test event under that name, with that event; None leaves what is there."""
    problems: list[Problem | None] = []
    columns: dict[str, Any] = {}
    if name is not None:
        problems.append(name_problem(name))
        columns["name"] = name.strip()
    if event is not None:
        problems.extend(event_problems(event))
        columns["event"] = event
    _refuse(problems)
    others = TestEvent.objects.filter(source=test_event.source_id)
    change_row(test_event, others=others, noun="a test event", **columns)
    return test_event


def delete_test_event(*, test_event: TestEvent) -> None:
    test_event.delete()


def event_problems(event: Any) -> list[Problem]:
    """What keeps a value from being saved as a test event; pointers start with ``/event``."""
    if problem := event_shape_problem(event, "/event"):
        return [problem]
    return list(document_problems(event, "/event", max_bytes=limits.MAX_EVENT_BYTES))


def _refuse(problems: list[Problem | None]) -> None:
    found = [problem for problem in problems if problem]
    if found:
        raise InvalidInput(found)


def _a_kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, str):
        return "a text"
    return "an empty list" if value == [] else "a list" if isinstance(value, list) else "a number"
