"""A mapping of ours as a subscription of Segment, and everything that Segment does otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass

from mappings.engine.errors import Problem, TriggerError
from mappings.engine.fql import explain_compatibility
from mappings.engine.json_types import Json
from mappings.exchange.bundle import MappingItem
from mappings.exchange.segment.expanding import expanded
from mappings.exchange.segment.paths import quoted_paths
from mappings.exchange.segment.subscription import Subscription
from mappings.exchange.writing import as_trigger


@dataclass(frozen=True, slots=True)
class GivenOut:
    """The subscriptions of some mappings, and the notes on each, by the names of the mappings."""

    subscriptions: tuple[Subscription, ...]
    notes: dict[str, tuple[Problem, ...]]


def give_out(items: Iterable[MappingItem]) -> GivenOut:
    """Mappings as Segment has them: one for each audience.

    A trigger that Segment would read otherwise is written in other words, where there are some
    that both read alike. Pointers of notes lead to where the mappings were read; else, into their
    list.
    """
    subscriptions, notes = [], {}
    for item, about_audiences in expanded(items):
        pointer = item.pointer
        trigger, about_trigger = _given_trigger(item.trigger, pointer + "/trigger")
        subscriptions.append(
            Subscription(item.name, item.action, item.is_enabled, trigger, item.config)
        )
        told = [*about_audiences, *about_trigger, *_path_notes(item, pointer + "/config")]
        if told:
            notes[item.name] = tuple(told)
    return GivenOut(tuple(subscriptions), notes)


def _given_trigger(written: Json, pointer: str) -> tuple[str, list[Problem]]:
    try:
        trigger = as_trigger(written)
    except TriggerError as err:
        text = written if isinstance(written, str) else ""
        return text, [Problem(pointer, p.message, p.code) for p in err.problems]
    judged = explain_compatibility(trigger)
    if judged.is_same:
        return judged.fql, []
    if judged.instead:
        message = (
            f"Segment reads {judged.fql} otherwise. It is written so that both read the same: "
            f"{judged.instead}"
        )
        return judged.instead, [Problem(pointer, message, "trigger_rewritten")]
    return judged.fql, [
        Problem(pointer, f"Segment: {d.segment} Here: {d.ours} {d.instead}", f"trigger_{d.code}")
        for d in judged.differences
    ]


def _path_notes(item: MappingItem, pointer: str) -> list[Problem]:
    return [
        Problem(
            pointer + inner,
            f"{path}: Segment drops the quotes and reads {other}. Give the value a plain key.",
            "quoted_key",
        )
        for inner, path, other in quoted_paths(dict(item.config))
    ]
