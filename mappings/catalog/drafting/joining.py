"""Two schemas that both hold, as one: what allOf means, and a reference with words beside it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from mappings.catalog.drafting.references import Place
from mappings.catalog.drafting.results import Findings
from mappings.catalog.drafting.schema_words import FOR_PEOPLE
from mappings.catalog.drafting.shape import Shape
from mappings.catalog.limits import MAX_JOINED_CHOICES
from mappings.engine.json_types import Json


def join_schemas(first: Shape, second: Shape, findings: Findings) -> Shape:
    """The shape of the values that both take; where no value can hold both, the first counts."""
    return Shape(
        pointer=first.pointer,
        types=_joined_types(first, second, findings),
        is_nullable=_is_nullable(first, second),
        is_only_null=first.is_only_null or second.is_only_null,
        words=_joined_words(first, second, findings),
        properties=_joined_properties(first, second, findings),
        required=first.required | second.required,
        is_open=first.is_open or second.is_open,
        items=first.items or second.items,
        one_of_groups=first.one_of_groups + second.one_of_groups,
    )


def _joined_types(first: Shape, second: Shape, findings: Findings) -> frozenset[str]:
    if not first.types or not second.types:
        return first.types or second.types
    both = _with_integers(first.types) & _with_integers(second.types)
    if not both:
        names = " and ".join(", ".join(sorted(one.types)) for one in (first, second))
        findings.note(first.pointer, f"No value is {names} at once; the first counts.")
        return first.types
    return both - {"integer"} if "number" in both else both


def _with_integers(types: frozenset[str]) -> frozenset[str]:
    return types | {"integer"} if "number" in types else types


def _is_nullable(first: Shape, second: Shape) -> bool:
    """Null has to be allowed by both, where both speak of types at all."""
    if first.types and second.types:
        return first.is_nullable and second.is_nullable
    return first.is_nullable or second.is_nullable


def _joined_words(first: Shape, second: Shape, findings: Findings) -> dict[str, Json]:
    words = {**second.words, **first.words}
    for keyword in first.words.keys() & second.words.keys() - FOR_PEOPLE:
        ours, theirs = first.words[keyword], second.words[keyword]
        if ours == theirs:
            continue
        join = _JOINED.get(keyword)
        try:
            words[keyword] = join(ours, theirs) if join else ours
        except TypeError:
            join = None
        if join is None:
            message = f"{keyword} has two values that both hold; the first counts."
            findings.note(f"{first.pointer}/{keyword}", message)
    return words


def _both(ours: Any, theirs: Any) -> Json:
    """What stands in both lists; of two that are long, the shorter, for no field holds them."""
    if min(len(ours), len(theirs)) > MAX_JOINED_CHOICES:
        return min(ours, theirs, key=len)
    return [value for value in ours if value in theirs] or ours


_JOINED: Mapping[str, Callable[[Any, Any], Json]] = {
    "enum": _both,
    "maxItems": min,
    "maxLength": min,
    "maximum": min,
    "minLength": max,
    "minimum": max,
    "readOnly": lambda ours, theirs: bool(ours or theirs),
}


def _joined_properties(first: Shape, second: Shape, findings: Findings) -> dict[str, Place]:
    """A property of both is one that has to hold what both say: an allOf of the two."""
    properties = {**first.properties, **second.properties}
    for key in first.properties.keys() & second.properties.keys():
        ours = _writable(first.properties[key], key, second, findings)
        theirs = _writable(second.properties[key], key, first, findings)
        if ours.value != theirs.value:
            both = {"allOf": [ours.value, theirs.value]}
            properties[key] = Place(both, ours.pointer, ours.passed | theirs.passed)
    return properties


def _writable(place: Place, key: str, other: Shape, findings: Findings) -> Place:
    """A property, without its readOnly where the other part names it as a value to send.

    A base schema that answers share often calls `id` and `type` readOnly, and the schema built on
    it says what to send there, and that it is required.
    """
    told = other.properties[key].value
    sends = isinstance(told, dict) and not told.get("readOnly") and key in other.required
    if not sends or place.get("readOnly") is not True:
        return place
    findings.note(f"{place.pointer}/readOnly", "This is required elsewhere, so it is kept.")
    kept = {name: value for name, value in place.value.items() if name != "readOnly"}
    return replace(place, value=kept)
