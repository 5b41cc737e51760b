"""What a document of ours holds, once it has been read. Nothing in it is a secret.

Shape:
    Bundle ─┬─ DefinitionItem       a kind of destination that the catalog lacks
            ├─ SourceItem           a name
            ├─ DestinationItem ─┬─ FilterItem
            │                   └─ MappingItem
            └─ MappingItem          of one destination, which the document may name
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from mappings.engine.json_types import Json

FORMAT = "engage-mapper/1"

Kind = Literal["workspace", "destination", "mappings"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# What a filter has beside its condition, by its action.
FILTER_ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "sample": ("percent", "path"),
    "drop_properties": ("fields",),
    "allow_properties": ("fields",),
}


@dataclass(frozen=True, slots=True)
class MappingItem:
    """A mapping; `trigger` is FQL, or a tree where no text says the same."""

    name: str
    action: str
    is_enabled: bool
    trigger: Any
    config: Mapping[str, Json]
    other_audience_keys: tuple[str, ...] = ()  # EVERY_AUDIENCE alone: all that are connected
    # What EVERY_AUDIENCE stands for where the mapping is; no part of a document.
    connected_keys: tuple[str, ...] = field(default=(), compare=False)
    pointer: str = field(default="", compare=False)  # where it stands in its document


@dataclass(frozen=True, slots=True)
class FilterItem:
    """A filter; of `percent`, `path` and `fields` it has those that its action takes.

    `condition` is FQL, a tree where no text says the same, or None for every event.
    """

    name: str
    action: str
    condition: Any = None
    is_enabled: bool = True
    arguments: Mapping[str, Json] = field(default_factory=dict)
    pointer: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class DestinationItem:
    """A destination with its mappings; `to_be_filled_in` names the secrets its kind has.

    `filters` are all of its filters, in their order; None where a document says nothing of them.
    `delivery` is how it is sent to, likewise.
    """

    name: str
    definition: str
    source: str
    is_enabled: bool = True
    settings: Mapping[str, Json] = field(default_factory=dict)
    to_be_filled_in: tuple[str, ...] = ()
    delivery: Mapping[str, Json] | None = None
    filters: tuple[FilterItem, ...] | None = None
    mappings: tuple[MappingItem, ...] = ()
    pointer: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class DefinitionItem:
    """A kind of destination that a workspace made itself; its name is its slug."""

    name: str
    document: Mapping[str, Json]
    pointer: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class SourceItem:
    name: str
    pointer: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Bundle:
    """All that a document holds.

    `mappings` are those of a document of mappings, whose destination `destination_name` names; ""
    where whoever imports them says which one it is. `definition_slug` is its kind.
    """

    kind: Kind
    definitions: tuple[DefinitionItem, ...] = ()
    sources: tuple[SourceItem, ...] = ()
    destinations: tuple[DestinationItem, ...] = ()
    mappings: tuple[MappingItem, ...] = ()
    destination_name: str = ""
    definition_slug: str = ""
