"""oneOf and anyOf as one shape: a field has one type, so what differs is joined or told."""

from collections.abc import Sequence
from dataclasses import replace

from mappings.catalog.drafting.joining import join_schemas
from mappings.catalog.drafting.references import Place
from mappings.catalog.drafting.results import Findings
from mappings.catalog.drafting.schema_words import unchecked
from mappings.catalog.drafting.shape import Shape
from mappings.catalog.limits import MAX_JOINED_CHOICES
from mappings.engine.json_types import Json

_SCALARS = {"boolean", "integer", "number", "string"}


def join_variants(base: Shape, variants: Sequence[Shape], where: str, findings: Findings) -> Shape:
    """The base with what its variants say, as far as one field can hold it.

    Null among the variants makes it nullable. Objects give the fields of all of them, required
    where all require them. Parts that only name required keys become a group of which one is
    needed.
    """
    if variants and all(one.only_requires for one in variants):
        return _with_group(base, variants, where, findings)
    values = [one for one in variants if not one.is_only_null]
    is_nullable = len(values) < len(variants) or any(one.is_nullable for one in values)
    base = replace(base, is_nullable=base.is_nullable or is_nullable)
    if not values:
        return base
    joined = replace(_joined(values, where, findings), is_nullable=base.is_nullable)
    return replace(join_schemas(base, joined, findings), is_nullable=base.is_nullable)


def _with_group(base: Shape, variants: Sequence[Shape], where: str, findings: Findings) -> Shape:
    if len(variants) > 1 and all(len(one.required) == 1 for one in variants):
        keys = tuple(dict.fromkeys(key for one in variants for key in one.required))
        return replace(base, one_of_groups=(*base.one_of_groups, keys))
    findings.note(where, unchecked("Which keys are required together"))
    return base


def _joined(values: Sequence[Shape], where: str, findings: Findings) -> Shape:
    first = values[0]
    if len(values) == 1:
        return first
    if all(one.is_object for one in values):
        return _one_object(values, where, findings)
    types = frozenset[str]().union(*(one.types for one in values))
    if all(one.types for one in values) and types <= _SCALARS:
        return _one_scalar(values, types, where, findings)
    message = (
        f"One of {len(values)} shapes that no one field can hold; the first is taken: "
        f"{' or '.join(sorted(first.types)) or 'any value'}."
    )
    findings.note(where, message)
    return first


def _one_object(values: Sequence[Shape], where: str, findings: Findings) -> Shape:
    message = (
        f"One of {len(values)} shapes. The fields of all of them are there; those are required "
        "that all require."
    )
    findings.note(where, message)
    properties: dict[str, Place] = {}
    for value in values:
        for key, place in value.properties.items():
            properties[key] = _either(properties[key], place) if key in properties else place
    return replace(
        values[0],
        properties=properties,
        required=frozenset.intersection(*(one.required for one in values)),
        is_open=any(one.is_open for one in values),
    )


def _either(ours: Place, theirs: Place) -> Place:
    """A property that two variants have: what either takes."""
    if ours.value == theirs.value:
        return ours
    return Place({"anyOf": [ours.value, theirs.value]}, ours.pointer, ours.passed | theirs.passed)


def _one_scalar(
    values: Sequence[Shape], types: frozenset[str], where: str, findings: Findings
) -> Shape:
    """One scalar for several: of the same type, or the type that holds all of their values."""
    words = {key: value for key, value in values[0].words.items() if _is_shared(key, values)}
    choices = _all_choices(values)
    if choices:
        words["enum"] = choices
    if types == {"integer", "number"}:
        types = frozenset({"number"})
    if len(types) > 1:
        kept = "string" if "string" in types else sorted(types)[0]
        message = f"One of several types: {', '.join(sorted(types))}. It is taken as {kept}."
        findings.note(where, message)
        return replace(values[0], types=frozenset({kept}), words=words)
    lost = {key for one in values for key in one.words} - words.keys()
    if lost:
        message = (
            f"Not carried over, as it differs between the variants: {', '.join(sorted(lost))}."
        )
        findings.note(where, message)
    return replace(values[0], types=types, words=words)


def _is_shared(keyword: str, values: Sequence[Shape]) -> bool:
    return all(one.words.get(keyword) == values[0].words[keyword] for one in values)


def _all_choices(values: Sequence[Shape]) -> list[Json]:
    """The choices of all of them, where each has choices."""
    lists = [one.words.get("enum") for one in values]
    if not all(isinstance(choices, list) for choices in lists):
        return []
    if sum(len(choices) for choices in lists if isinstance(choices, list)) > MAX_JOINED_CHOICES:
        return []
    found: list[Json] = []
    for choices in lists:
        found += [choice for choice in choices or () if choice not in found]
    return found
