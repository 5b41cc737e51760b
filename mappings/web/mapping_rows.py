"""What the table of mappings shows of each: its trigger in words, its fields, its problems."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mappings.catalog.schema import ActionDefinition
from mappings.engine.directives.explaining import explain_mapping
from mappings.engine.errors import TriggerError
from mappings.engine.fql import Condition, Group, describe_trigger, read_trigger
from mappings.models import EVERY_AUDIENCE, Destination, EventType, Mapping
from mappings.services.definition_reviews import MappingReview, list_reviews, review_mapping
from mappings.services.readiness import mapping_problems
from mappings.services.wrong_places import lasting_hints

_MAX_TITLE_KEYS = 20


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a mapping does for one destination field: ``Takes email in lower case.``"""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class MappingRow:
    mapping: Mapping
    action_name: str
    trigger_text: str
    audiences_text: str
    audiences_title: str
    fields_text: str
    problem_text: str
    hints: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    review_text: str
    live_text: str
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class MappingTable:
    rows: tuple[MappingRow, ...]
    reviews: tuple[MappingReview, ...] = ()


def mapping_table(destination: Destination) -> MappingTable:
    """All mappings of a destination, in their order, from one query."""
    rows_of = Mapping.objects.for_destination(destination).select_related("live_version")
    mappings = list(rows_of.in_order())
    for mapping in mappings:
        mapping.destination = destination  # the same one, without a query each
    last = len(mappings) - 1
    rows = tuple(
        _row(mapping, is_first=index == 0, is_last=index == last)
        for index, mapping in enumerate(mappings)
    )
    return MappingTable(rows, tuple(list_reviews(mappings)))


def live_text(mapping: Mapping) -> str:
    """Said of an enabled mapping whose last save was not ready: events run an older version."""
    live = mapping.live_version
    if live is None or live.number == mapping.version:
        return ""
    return f"Version {live.number} runs until version {mapping.version} is ready"


def trigger_in_words(tree: Any, event_type: str) -> str:
    """The trigger without its event type, which has a column of its own.

    Shape:
        Track and ``browse_abandoners`` is true → ``"browse_abandoners is true"``
        nothing but the type → ``"every Track event"``
    """
    try:
        trigger = read_trigger(tree)
    except TriggerError:
        return "cannot be read any more"
    if not event_type or trigger.operator != "and":
        return describe_trigger(trigger)
    rest = tuple(child for child in trigger.children if not _is_about_type(child))
    if not rest:
        return f"every {EventType(event_type).label} event"
    return describe_trigger(Group("and", rest))


def audiences_text(other_keys: Sequence[str]) -> str:
    """What is said beside a trigger of further audiences.

    Shape:
        ``["lapsed", "churn_risk"]`` → ``"and 2 more audiences"``
    """
    if list(other_keys) == [EVERY_AUDIENCE]:
        return "and every connected audience"
    if not other_keys:
        return ""
    return (
        "and 1 more audience" if len(other_keys) == 1 else f"and {len(other_keys)} more audiences"
    )


def config_sentences(
    config: dict[str, Any], action: ActionDefinition | None
) -> tuple[Sentence, ...]:
    """What a config that compiles does, in the order of the action's fields."""
    labels = {field.key: field.label for field in action.fields} if action else {}
    told = explain_mapping(config)
    known = [key for key in labels if key in told]
    return tuple(
        Sentence(labels.get(key, key) or "The whole payload", told[key])
        for key in [*known, *(key for key in told if key not in labels)]
    )


def _is_about_type(node: Condition | Group) -> bool:
    return isinstance(node, Condition) and node.type == "event-type"


def _row(mapping: Mapping, *, is_first: bool, is_last: bool) -> MappingRow:
    definition = mapping.destination.definition
    action = definition.action(mapping.action_slug) if definition else None
    problems = [problem.message for problem in mapping_problems(mapping)]
    hints = lasting_hints(mapping, action) if action and not problems else []
    mapped = _fields_text(mapping.config, action)
    return MappingRow(
        mapping=mapping,
        action_name=action.name if action else mapping.action_slug,
        trigger_text=trigger_in_words(mapping.trigger, mapping.event_type),
        audiences_text=audiences_text(mapping.other_audience_keys),
        audiences_title=", ".join(mapping.other_audience_keys[:_MAX_TITLE_KEYS]),
        fields_text=_count(problems, "problem") or _count(hints, "hint") or mapped,
        problem_text=" ".join(problems),
        hints=tuple(hints),
        sentences=() if problems else config_sentences(mapping.config, action),
        review_text=" ".join(change.message for change in review_mapping(mapping)),
        live_text=live_text(mapping),
        is_first=is_first,
        is_last=is_last,
    )


def _count(told: Sequence[str], noun: str) -> str:
    if not told:
        return ""
    return f"1 {noun}" if len(told) == 1 else f"{len(told)} {noun}s"


def _fields_text(config: dict[str, Any], action: ActionDefinition | None) -> str:
    """How many fields are mapped, of how many where the action names them."""
    known = {field.key for field in action.fields} if action else set()
    if known:
        extra = len(config.keys() - known)
        mapped = f"{len(config.keys() & known)} of {len(known)}"
        return f"{mapped} + {extra} more" if extra else mapped
    return "1 field" if len(config) == 1 else f"{len(config)} fields"
