"""Triggers that come in, as a tree or as FQL text, and what is told of those that are stored."""

from dataclasses import dataclass
from typing import Any

from mappings import conf
from mappings.engine import limits
from mappings.engine.errors import Problem, TriggerError
from mappings.engine.fql import (
    Trigger,
    describe_trigger,
    event_trait_trigger,
    event_type_of,
    format_trigger,
    parse_trigger,
    read_trigger,
    trigger_to_json,
)
from mappings.models import EventType
from mappings.services.documents import document_problems, problems_under
from mappings.services.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class TriggerInput:
    """A trigger that compiles, and the one event type it asks for ("" for none)."""

    trigger: Trigger
    tree: Any
    event_type: str


@dataclass(frozen=True, slots=True)
class TriggerTexts:
    """A stored trigger for people: as FQL, and in plain words."""

    fql: str
    plain: str


def read_trigger_input(value: Any, *, pointer: str = "/trigger") -> TriggerInput:
    """The trigger in a tree or an FQL text.

    Shape:
        value: ``'type = "track" and properties.browse_abandoners = true'`` or its tree

    Raises:
        InvalidInput: every problem, those of a text with line and column.
    """
    try:
        trigger = parse_trigger(value) if isinstance(value, str) else read_trigger(value)
        tree = trigger_to_json(trigger)
    except TriggerError as err:
        raise InvalidInput(problems_under(pointer, err.problems)) from err
    unstorable = document_problems(tree, pointer, max_bytes=limits.MAX_CONFIG_BYTES)
    if unstorable:
        raise InvalidInput(unstorable)
    event_type = event_type_of(trigger) or ""
    return TriggerInput(
        trigger=trigger,
        tree=tree,
        event_type=event_type if event_type in EventType.values else "",
    )


def audience_trigger(*, event_type: str, audience_key: str, is_entering: bool) -> Any:
    """The tree of the guide's Event Trait trigger, stored where the event type keeps the flag.

    Raises:
        InvalidInput: pointers are ``/event_type`` or ``/audience_key``.
    """
    problems = []
    if event_type not in EventType.values:
        problems.append(Problem("/event_type", "Choose identify or track.", "choice"))
    if problem := audience_key_problem(audience_key):
        problems.append(problem)
    if problems:
        raise InvalidInput(problems)
    trigger = event_trait_trigger(
        event_type=event_type, audience_key=audience_key.strip(), is_entering=is_entering
    )
    return trigger_to_json(trigger)


def audience_key_problem(key: Any, *, pointer: str = "/audience_key") -> Problem | None:
    """What is wrong with an audience key, if anything."""
    if not isinstance(key, str) or not key.strip():
        return Problem(pointer, "Enter the audience key.", "required")
    if len(key.strip()) > conf.MAX_AUDIENCE_KEY_CHARS:
        text = f"The audience key has {len(key.strip())} characters; "
        return Problem(pointer, f"{text}the limit is {conf.MAX_AUDIENCE_KEY_CHARS}.", "too_long")
    if any(ord(character) < 32 or 0xD800 <= ord(character) <= 0xDFFF for character in key):
        text = "The audience key contains a character that cannot be in a key."
        return Problem(pointer, text, "characters")
    return None


def trigger_texts(tree: Any) -> TriggerTexts:
    """A stored tree for people; empty texts when it no longer can be read."""
    try:
        trigger = read_trigger(tree)
        return TriggerTexts(fql=format_trigger(trigger), plain=describe_trigger(trigger))
    except TriggerError:
        return TriggerTexts(fql="", plain="")
