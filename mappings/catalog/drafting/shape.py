"""What a schema says of the values it takes, in one flat form."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mappings.catalog.drafting.references import Place
from mappings.engine.json_types import Json


@dataclass(frozen=True, slots=True)
class Shape:
    """The values that a schema takes.

    Shape:
        types: ``{"string"}``; empty for any
        words: what is carried over as it stands, as ``{"format": "email", "maxLength": 100}``
        is_open: whether an object takes keys beside its properties
        one_of_groups: groups of keys of which an object has one at least
    """

    pointer: str
    types: frozenset[str] = frozenset()
    is_nullable: bool = False
    is_only_null: bool = False
    words: Mapping[str, Json] = field(default_factory=dict)
    properties: Mapping[str, Place] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    is_open: bool = False
    items: Place | None = None
    one_of_groups: tuple[tuple[str, ...], ...] = ()

    @property
    def is_object(self) -> bool:
        return self.types == {"object"}

    @property
    def only_requires(self) -> bool:
        """Whether it says nothing but which keys are there, as the parts of many an anyOf do."""
        says_more = self.types or self.words or self.properties or self.items
        return bool(self.required) and not says_more
