"""A subscription of Segment as a mapping of ours, and everything that differs."""

import re
from dataclasses import dataclass, field

from mappings.catalog.requirements import missing_required
from mappings.catalog.schema import ActionDefinition, DestinationDefinition
from mappings.engine.audience_membership import MATCHING_KEY_KEY, SYNC_MODE_KEY
from mappings.engine.errors import Problem, TriggerError, json_pointer
from mappings.engine.fql import explain_compatibility, parse_trigger, read_trigger
from mappings.engine.json_types import Json
from mappings.exchange.bundle import MappingItem
from mappings.exchange.segment.paths import quoted_paths
from mappings.exchange.segment.subscription import Subscription, note_at

_BATCH_KEYS = {"enable_batching", "batch_size", "batch_bytes", "batch_keys"}
_LEFT_OUT = {
    **dict.fromkeys(_BATCH_KEYS, "the kind of destination says how requests are batched."),
    **dict.fromkeys(
        (SYNC_MODE_KEY, MATCHING_KEY_KEY), "mappings have no sync mode or matching key here."
    ),
}
_NOT_IN_SLUGS = re.compile(r"[\W_]+")
_MAX_LISTED = 20


@dataclass(slots=True)
class TakenIn:
    """`item` is None where the subscription cannot be taken in; `problems` say why."""

    item: MappingItem | None = None
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


def take_in(
    subscription: Subscription, definition: DestinationDefinition | None, *, other_action: str = ""
) -> TakenIn:
    """The mapping that a subscription becomes.

    Args:
        definition: the kind of destination it is for; None where that is not known yet.
        other_action: the slug of the action for a subscription whose own is not known.
    """
    taken = TakenIn()
    action = _find_action(subscription, definition, other_action, taken)
    slug = action.slug if action else other_action or subscription.action
    config = _taken_config(subscription, action, taken)
    _judge_trigger(subscription, taken)
    _note_paths(subscription, taken)
    if not slug and not taken.problems:
        text = "Say which action of the destination this is for."
        taken.problems.append(note_at(subscription, "/actionSlug", text, "required"))
    if not taken.problems:
        taken.item = MappingItem(
            name=subscription.name,
            action=slug,
            is_enabled=subscription.is_enabled,
            trigger=subscription.trigger,
            config=config,
            pointer=subscription.pointer,
        )
    return taken


def _find_action(
    subscription: Subscription,
    definition: DestinationDefinition | None,
    other_action: str,
    taken: TakenIn,
) -> ActionDefinition | None:
    """The action that is called so, or nearly; else the one that was named for all others."""
    if definition is None:
        return None
    wanted = subscription.action
    found = definition.action(wanted) if wanted else None
    if found:
        return found
    like = [
        action
        for action in definition.actions
        if wanted and _plain(wanted) in (_plain(action.slug), _plain(action.name))
    ]
    only = definition.actions if len(definition.actions) == 1 and not wanted else ()
    found = definition.action(other_action) or next(iter([*like, *only]), None)
    named = f'Segment\'s action "{wanted}"' if wanted else "Its action, an id that Segment made,"
    if found:
        text = f"{named} is taken for {found.slug} ({found.name})."
        taken.notes.append(note_at(subscription, "/actionSlug", text, "action"))
        return found
    known = ", ".join(action.slug for action in definition.actions[:_MAX_LISTED])
    text = f"{named} is not known to {definition.name}. Choose one of: {known}."
    taken.problems.append(note_at(subscription, "/actionSlug", text, "unknown_action"))
    return None


def _plain(word: str) -> str:
    return _NOT_IN_SLUGS.sub("", word).casefold()


def _taken_config(
    subscription: Subscription, action: ActionDefinition | None, taken: TakenIn
) -> dict[str, Json]:
    """The settings without those by which Segment, not the destination, does something."""
    fields = {field.key for field in action.fields} if action else _BATCH_KEYS
    config: dict[str, Json] = {}
    for key, value in subscription.settings.items():
        reason = "" if key in fields else _LEFT_OUT.get(key, "")
        if not reason:
            config[key] = value
            continue
        pointer = "/settings" + json_pointer([key])
        text = f"{key} is left out: {reason}"
        taken.notes.append(note_at(subscription, pointer, text, "left_out"))
    if action:
        _note_fields(subscription, action, config, taken)
    return config


def _note_fields(
    subscription: Subscription,
    action: ActionDefinition,
    config: dict[str, Json],
    taken: TakenIn,
) -> None:
    known = {field.key for field in action.fields}
    is_whole = any(key.startswith(("@", "__segment_internal_directive")) for key in config)
    for key in () if is_whole or action.allows_extra_fields else config:
        if key not in known:
            text = (
                f'{action.name} has no field "{key}" here. It is kept; the mapping cannot be '
                "enabled with it."
            )
            pointer = "/settings" + json_pointer([key])
            taken.notes.append(note_at(subscription, pointer, text, "unknown_field"))
    for problem in missing_required(action, config):
        pointer = "/settings" + problem.pointer
        taken.notes.append(note_at(subscription, pointer, problem.message, problem.code))


def _judge_trigger(subscription: Subscription, taken: TakenIn) -> None:
    """Note each place where Segment did something else than the trigger's text says."""
    try:
        is_text = isinstance(subscription.trigger, str)
        read = (parse_trigger if is_text else read_trigger)(subscription.trigger)
    except TriggerError as err:
        taken.problems += [_at_trigger(subscription, problem) for problem in err.problems]
        return
    judged = explain_compatibility(subscription.trigger if is_text else read)
    for difference in judged.differences:
        text = f"Segment: {difference.segment} Here: {difference.ours}"
        note = note_at(subscription, "/trigger", text, f"trigger_{difference.code}")
        if note not in taken.notes:  # two places of one trigger may differ in the same way
            taken.notes.append(note)


def _at_trigger(subscription: Subscription, problem: Problem) -> Problem:
    """A refusal of the trigger; the line and column are of its own text, so they are not told."""
    reading = explain_compatibility(subscription.trigger) if problem.line else None
    text = problem.message
    if reading and reading.segment_reading:
        text += f" Segment reads the trigger as: {reading.segment_reading}"
    return note_at(subscription, "/trigger" + problem.pointer, text, problem.code)


def _note_paths(subscription: Subscription, taken: TakenIn) -> None:
    for pointer, path, other in quoted_paths(subscription.settings):
        text = (
            f"{path}: Segment drops the quotes and reads {other}. Here the literal key in the "
            "quotes is looked for first."
        )
        taken.notes.append(note_at(subscription, "/settings" + pointer, text, "quoted_key"))
