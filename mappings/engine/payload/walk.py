"""The check of values that do not fit as they are, in the order in which the reference checks.

Order:
    type (converted where possible), choices, bounds, format, items; for an object choices,
    conditions, required keys, unknown keys, members. All is told, also behind a wrong type.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import Any

from mappings.engine.fields import shortened
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING
from mappings.engine.payload import wording
from mappings.engine.payload.conversion import convert, unwrapped
from mappings.engine.payload.emptiness import is_empty
from mappings.engine.payload.fitting import (
    Fits,
    compile_fits,
    compile_fits_known,
    compile_requirements,
    is_out_of_bounds,
    is_unmet,
)
from mappings.engine.payload.json_kinds import has_type, is_same
from mappings.engine.payload.report import Keys, Report
from mappings.engine.payload.shapes import Members, Shape


class Walker:
    """Checks values of one shape.

    Args:
        strict: convert and remove nothing; tell of it instead.
    """

    def __init__(self, shape: Shape, *, strict: bool) -> None:
        self.shape = shape
        self.members = MembersWalker(shape, shape.members, strict=strict) if shape.members else None
        self._item = Walker(shape.items, strict=strict) if shape.items else None
        self._strict = strict

    @cached_property
    def fits(self) -> Fits:
        """Whether a value fits as it is; written when it is first asked for."""
        return compile_fits(self.shape)

    def walk(self, value: Json, keys: Keys, report: Report) -> Json:
        """What the value becomes; where it cannot fit, it stays what it is."""
        if self.fits(value):
            return value
        result, looked_at = self._typed(value, keys, report)
        self._tell_rules(looked_at, keys, report)
        if self._item and isinstance(result, list):
            return [self._item.walk(item, (*keys, i), report) for i, item in enumerate(result)]
        if self.members and isinstance(value, dict):
            return self.members.walk(value, keys, report)
        if self.members:
            wording.tell_type(report, self.shape, keys, value, looked_at=value)
        return result

    def _typed(self, value: Json, keys: Keys, report: Report) -> tuple[Json, Json]:
        """The value in a right type, and the value that further rules look at.

        An object with members of its own is told of last, and never made of anything else.
        """
        types = self.shape.types
        if self.members or any(has_type(value, name) for name in types):
            return value, value
        inner = value if self._strict else unwrapped(value, types)
        converted = MISSING if self._strict else _converted(value, inner, types)
        if converted is MISSING:
            wording.tell_type(report, self.shape, keys, value, looked_at=inner)
            return value, inner
        if inner is not value:
            report.unwrapped(self.shape.label, keys, value)
        if isinstance(converted, list):
            report.wrapped(self.shape.label, keys, inner)
        elif converted is not inner:
            report.converted(self.shape.label, keys, inner, converted)
        return converted, converted

    def _tell_rules(self, value: Json, keys: Keys, report: Report) -> None:
        shape = self.shape
        if shape.choices and not any(is_same(value, choice) for choice in shape.choices):
            wording.tell_choice(report, shape, keys, value)
        limit = is_out_of_bounds(value, shape)
        if limit is not None:
            wording.tell_size(report, shape, keys, value, limit=limit)
        if shape.format and isinstance(value, str) and not shape.format.accepts(value):
            wording.tell_format(report, shape, keys, value)


class MembersWalker:
    """Checks the members of objects of one shape."""

    def __init__(self, shape: Shape, members: Members, *, strict: bool) -> None:
        self.walkers = {
            key: Walker(inner, strict=strict) for key, inner in members.properties.items()
        }
        self._shape = shape
        self.members = members
        self.lists = {key: inner for key, inner in members.properties.items() if inner.items}
        self._requirements = compile_requirements(members)
        self._strict = strict

    @cached_property
    def _fits_known(self) -> Fits:
        return compile_fits_known(self.members)

    def walk(
        self, given: dict[str, Any], keys: Keys, report: Report, *, drops_texts: bool = False
    ) -> dict[str, Any]:
        """A copy of the object, checked.

        Args:
            drops_texts: in strict mode, an empty text does not count as a value.
        """
        if not self._strict and self._fits_known(given):
            return self._known(given, keys, report)
        present = self._with_values(given, drops_texts=drops_texts) if self._strict else given
        self._tell_missing(present, keys, report)
        kept = self._known(given, keys, report)
        for key, walker in self.walkers.items():
            if key in kept and (key in present or key not in self.members.required):
                kept[key] = walker.walk(kept[key], (*keys, key), report)
        return kept

    def _with_values(self, given: dict[str, Any], *, drops_texts: bool) -> dict[str, Any]:
        """The members that are not empty: what would be left if anything were removed."""
        shapes = self.members.properties
        return {
            key: value
            for key, value in given.items()
            if not (key in shapes and is_empty(value, shapes[key].types))
            and not (drops_texts and isinstance(value, str) and not value)
        }

    def tell_unmet_requirements(
        self,
        members: Mapping[str, Json],
        keys: Keys,
        report: Report,
        *,
        unknown: AbstractSet[str] = frozenset(),
    ) -> None:
        """Tell of the fields that are required under conditions that hold, and missing.

        Args:
            unknown: keys without a known value: what depends on one of them is left open.
        """
        for requirement, holds in self._requirements:
            is_open = not requirement.reads.isdisjoint(unknown)
            missing = is_unmet(requirement, members) if not is_open and holds(members) else ()
            if missing:
                wording.tell_unmet(report, keys, (*keys, *missing), requirement.label)

    def _tell_missing(self, members: dict[str, Any], keys: Keys, report: Report) -> None:
        self.tell_unmet_requirements(members, keys, report)
        for key, label in self.members.required.items():
            if key not in members:
                wording.tell_missing(report, self._shape, keys, key, label)

    def _known(self, given: dict[str, Any], keys: Keys, report: Report) -> dict[str, Any]:
        kept = dict(given)
        if self.members.keeps_unknown:
            return kept
        for key in given:
            if key in self.members.properties:
                continue
            if self._strict:
                message = f'There is no destination field "{shortened(key)}".'
                report.problem((*keys, key), "unknown_field", message)
            else:
                report.removed_unknown((*keys, key), kept.pop(key))
        return kept


def _converted(value: Json, inner: Json, types: tuple[str, ...]) -> Json:
    """What conversion makes of a value; the item of a list is right as it is, where one type is."""
    if inner is not value and len(types) == 1 and has_type(inner, types[0]):
        return inner
    return convert(inner, types)
