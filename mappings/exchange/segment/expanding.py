"""A mapping for several audiences as Segment has it: one for each of them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from mappings.engine.audience_variants import EVERY_AUDIENCE, variant
from mappings.engine.errors import MappingError, Problem, TriggerError, json_pointer
from mappings.engine.fql import audience_key_of, trigger_to_json
from mappings.exchange.bundle import MappingItem
from mappings.exchange.writing import as_trigger, written_trigger

_MAX_NAMED = 5


def expanded(items: Iterable[MappingItem]) -> Iterator[tuple[MappingItem, list[Problem]]]:
    """Each mapping, and behind it one for each further audience; with what is to be told of it.

    Shape:
        ``Entered`` for ``vip``, ``lapsed`` and ``churn_risk`` ->
        ``Entered``, ``Entered – lapsed``, ``Entered – churn_risk``
    """
    listed = list(items)
    names = {item.name for item in listed}
    for index, item in enumerate(listed):
        placed = replace(item, pointer=item.pointer or json_pointer([index]))
        others, notes = _others(placed, names) if item.other_audience_keys else ([], [])
        yield placed, notes
        yield from ((other, []) for other in others)


def _others(item: MappingItem, names: set[str]) -> tuple[list[MappingItem], list[Problem]]:
    made: list[MappingItem] = []
    notes: list[Problem] = []
    for key in _keys(item):
        try:
            served = variant(as_trigger(item.trigger), dict(item.config), key)
        except (TriggerError, MappingError) as err:
            text = f'There is no mapping for the audience "{key}": {err.problems[0].message}'
            notes.append(_note(item, text, "not_expanded"))
            continue
        name = _free(f"{item.name} – {key}", names)
        trigger = written_trigger(trigger_to_json(served.trigger))
        config: Any = served.config
        made.append(replace(item, name=name, trigger=trigger, config=config))
    return made, [*_about(item, made), *notes]


def _keys(item: MappingItem) -> list[str]:
    if item.other_audience_keys != (EVERY_AUDIENCE,):
        return list(item.other_audience_keys)
    try:
        own = audience_key_of(as_trigger(item.trigger))
    except TriggerError:
        own = None
    return [key for key in item.connected_keys if key != own]


def _about(item: MappingItem, made: list[MappingItem]) -> Iterator[Problem]:
    if made:
        names = ", ".join(f'"{one.name}"' for one in made[:_MAX_NAMED])
        more = f" and {len(made) - _MAX_NAMED} more" if len(made) > _MAX_NAMED else ""
        text = (
            f"Segment has a mapping for each audience, so this one becomes several: {names}{more}."
        )
        yield _note(item, text, "expanded")
    if item.other_audience_keys == (EVERY_AUDIENCE,):
        text = (
            "This mapping serves every audience that is connected to its destination. Here it is "
            f"for the {len(made) or 'none'} that are known now; later ones are for you to add."
        )
        yield _note(item, text, "every_audience")


def _note(item: MappingItem, text: str, code: str) -> Problem:
    return Problem(f"{item.pointer}/other_audience_keys", text, code)


def _free(name: str, taken: set[str]) -> str:
    free, number = name, 2
    while free in taken:
        free, number = f"{name} ({number})", number + 1
    taken.add(free)
    return free
