"""What an import would do: what is there beside what the document says, field by field."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Literal

from mappings.engine.errors import json_pointer
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING
from mappings.exchange.bundle import (
    Bundle,
    DefinitionItem,
    DestinationItem,
    FilterItem,
    MappingItem,
    SourceItem,
)
from mappings.exchange.writing import filter_document, written_trigger

Outcome = Literal["create", "change", "unchanged", "left_alone"]
Thing = Literal["definition", "source", "destination", "mapping"]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field: what it is now, and what it will be. MISSING where there is nothing.

    Shape:
        ``FieldChange("/config/email", {"@path": "$.email"}, {"@path": "$.traits.email"})``
    """

    pointer: str
    old: Json
    new: Json


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What becomes of one thing. `inside` is the destination of a mapping.

    `item` is what the document says of it; None of what is left alone.
    """

    thing: Thing
    name: str
    outcome: Outcome
    inside: str = ""
    fields: tuple[FieldChange, ...] = ()
    item: DefinitionItem | SourceItem | DestinationItem | MappingItem | None = None
    pointer: str = ""


def compare(current: Bundle, wanted: Bundle) -> tuple[ItemChange, ...]:
    """Everything that the document names and, behind it, what it leaves alone.

    Things are the same when their names are; mappings, inside the same destination.

    Args:
        current: the whole workspace.
        wanted: a document of a workspace or a destination.
    """
    definitions = {item.name: item for item in current.definitions}
    sources = {source.name for source in current.sources}
    destinations = {item.name: item for item in current.destinations}
    changes = [
        *(_definition_change(definitions.get(item.name), item) for item in wanted.definitions),
        *(_source_change(source, sources) for source in needed_sources(wanted)),
        *(
            change
            for item in wanted.destinations
            for change in _destination_changes(destinations.get(item.name), item)
        ),
    ]
    return (*changes, *(_left_alone(current, wanted) if wanted.kind == "workspace" else ()))


def compare_mappings(
    current: Iterable[MappingItem], wanted: Iterable[MappingItem], *, inside: str
) -> tuple[ItemChange, ...]:
    """The same for mappings of one destination."""
    found = {item.name: item for item in current}
    named = {item.name: item for item in wanted}
    return (
        *(_mapping_change(found.get(name), item, inside) for name, item in named.items()),
        *(
            ItemChange("mapping", name, "left_alone", inside=inside)
            for name in found
            if name not in named
        ),
    )


def needed_sources(bundle: Bundle) -> tuple[SourceItem, ...]:
    """The sources of a document, and those that its destinations name without listing them."""
    named = {source.name: source for source in bundle.sources}
    for item in bundle.destinations:
        named.setdefault(item.source, SourceItem(item.source, item.pointer))
    return tuple(named.values())


def is_same_json(one: Json, other: Json) -> bool:
    """Whether two values are the same JSON: true is not 1, and the order of keys does not count."""
    if one is MISSING or other is MISSING:
        return one is other
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _definition_change(current: DefinitionItem | None, wanted: DefinitionItem) -> ItemChange:
    fields = tuple(_different_members("", current.document, wanted.document)) if current else ()
    return ItemChange(
        "definition",
        wanted.name,
        _outcome(current is None, fields),
        fields=fields,
        item=wanted,
        pointer=wanted.pointer,
    )


def _source_change(source: SourceItem, names: set[str]) -> ItemChange:
    outcome: Outcome = "unchanged" if source.name in names else "create"
    return ItemChange("source", source.name, outcome, item=source, pointer=source.pointer)


def _destination_changes(
    current: DestinationItem | None, wanted: DestinationItem
) -> Iterator[ItemChange]:
    fields = tuple(_destination_fields(current, wanted)) if current else ()
    yield ItemChange(
        "destination",
        wanted.name,
        _outcome(current is None, fields),
        fields=fields,
        item=wanted,
        pointer=wanted.pointer,
    )
    mappings = current.mappings if current else ()
    yield from compare_mappings(mappings, wanted.mappings, inside=wanted.name)


def _mapping_change(current: MappingItem | None, wanted: MappingItem, inside: str) -> ItemChange:
    fields = tuple(_mapping_fields(current, wanted)) if current else ()
    return ItemChange(
        "mapping",
        wanted.name,
        _outcome(current is None, fields),
        inside=inside,
        fields=fields,
        item=wanted,
        pointer=wanted.pointer,
    )


def _destination_fields(old: DestinationItem, new: DestinationItem) -> Iterator[FieldChange]:
    yield from _different("/definition", old.definition, new.definition)
    yield from _different("/source", old.source, new.source)
    yield from _different("/enabled", old.is_enabled, new.is_enabled)
    yield from _different_members("settings", old.settings, new.settings)
    if new.delivery is not None:
        yield from _different_members("delivery", old.delivery or {}, new.delivery)
    if new.filters is not None:
        pairs = zip_longest(_filter_values(old), _filter_values(new), fillvalue=MISSING)
        for index, (before, after) in enumerate(pairs):
            yield from _different(json_pointer(["filters", index]), before, after)


def _filter_values(item: DestinationItem) -> list[Json]:
    """The filters as documents have them, a condition in other words being the same."""
    return [filter_document(_usual_filter(one)) for one in item.filters or ()]


def _usual_filter(item: FilterItem) -> FilterItem:
    """The filter as an export writes it."""
    arguments = dict(item.arguments)
    if type(arguments.get("percent")) is int:
        arguments["percent"] = float(arguments["percent"])
    condition = written_trigger(item.condition) if item.condition else None
    return replace(item, condition=condition, arguments=arguments)


def _mapping_fields(old: MappingItem, new: MappingItem) -> Iterator[FieldChange]:
    yield from _different("/action", old.action, new.action)
    yield from _different("/enabled", old.is_enabled, new.is_enabled)
    yield from _different("/trigger", written_trigger(old.trigger), written_trigger(new.trigger))
    yield from _different_members("config", old.config, new.config)
    keys = list(old.other_audience_keys), list(new.other_audience_keys)
    yield from _different("/other_audience_keys", *keys)


def _different_members(
    key: str, old: Mapping[str, Json], new: Mapping[str, Json]
) -> Iterator[FieldChange]:
    for name in {**old, **new}:
        pointer = json_pointer([key, name] if key else [name])
        yield from _different(pointer, old.get(name, MISSING), new.get(name, MISSING))


def _different(pointer: str, old: Json, new: Json) -> Iterator[FieldChange]:
    if not is_same_json(old, new):
        yield FieldChange(pointer, old, new)


def _outcome(is_new: bool, fields: tuple[FieldChange, ...]) -> Outcome:
    if is_new:
        return "create"
    return "change" if fields else "unchanged"


def _left_alone(current: Bundle, wanted: Bundle) -> Iterator[ItemChange]:
    named = {item.name for item in wanted.definitions}
    for definition in current.definitions:
        if definition.name not in named:
            yield ItemChange("definition", definition.name, "left_alone")
    named = {source.name for source in needed_sources(wanted)}
    for source in current.sources:
        if source.name not in named:
            yield ItemChange("source", source.name, "left_alone")
    named = {item.name for item in wanted.destinations}
    for item in current.destinations:
        if item.name not in named:
            yield ItemChange("destination", item.name, "left_alone")
