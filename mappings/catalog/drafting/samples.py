"""Fields of a sample payload. One sample says little, so every guess is told."""

from collections.abc import Mapping, Sequence
from typing import Any

from mappings.catalog.drafting.fields import FieldDocument
from mappings.catalog.drafting.naming import is_field_key, label_of
from mappings.catalog.drafting.results import Findings
from mappings.catalog.limits import MAX_DRAFT_FIELD_DEPTH, MAX_FIELDS
from mappings.catalog.wording import named_type
from mappings.engine.errors import json_pointer
from mappings.engine.fields import json_type_name
from mappings.engine.formats import FORMATS
from mappings.engine.json_types import Json

# Of the formats, those that a value shows by itself; the first that fits counts.
_GUESSED_FORMATS = ("email", "uuid", "date-time", "date", "uri")
_MAX_GUESSED_CHARS = 2_000
_MAX_ITEMS = 100  # of a list, to look at
_TYPES = {"text": "string", "true/false": "boolean", "object": "object"}

Keys = tuple[str | int, ...]


def sample_fields(sample: Json, findings: Findings) -> list[FieldDocument]:
    """A field for each key of a payload, or of a list of payloads.

    No value of the sample is kept: it may tell of a person.

    Shape:
        ``{"email": "user@example.com", "tags": ["vip"]}`` -> a text with format email, and a list
        of texts
    """
    payloads = sample[:_MAX_ITEMS] if isinstance(sample, list) else [sample]
    if not payloads or not all(isinstance(payload, dict) for payload in payloads):
        found = named_type(next((one for one in payloads if not isinstance(one, dict)), sample))
        message = f"Found {found}; expected one payload, an object, or a list of them."
        findings.refuse("", message, "type")
        return []
    findings.note("", "Which fields are required is not told by a sample: none is.")
    return _fields((), payloads, findings, depth=1)


def _fields(
    place: Keys, objects: Sequence[Mapping[str, Json]], findings: Findings, *, depth: int
) -> list[FieldDocument]:
    keys = dict.fromkeys(key for one in objects for key in one)
    made = []
    for key in keys:
        values = [one[key] for one in objects if key in one]
        field = _field((*place, key), key, values, findings, depth=depth)
        made += [field] if field else []
    if len(made) > MAX_FIELDS:
        message = f"Of {len(made):,} fields, the first {MAX_FIELDS} are kept."
        findings.note(json_pointer(place), message)
    return made[:MAX_FIELDS]


def _field(
    place: Keys, key: str, values: list[Json], findings: Findings, *, depth: int
) -> FieldDocument | None:
    pointer = json_pointer(place)
    if not is_field_key(key):
        message = "This is left out: its key is longer than 100 characters, or starts with @."
        findings.note(pointer, message)
        return None
    field: FieldDocument = {"key": key, "label": label_of(key)}
    lists = [value for value in values if isinstance(value, list)]
    if lists:
        field["multiple"] = True
        values = [item for one in lists for item in one[:_MAX_ITEMS]]
    told = [value for value in values if value is not None]
    if any(isinstance(value, list) for value in told):
        findings.note(pointer, "This is left out: no field holds a list of lists.")
        return None
    field |= _members(place, told, findings, depth=depth, is_list=bool(lists))
    field |= {"allow_null": True} if len(told) < len(values) and not lists else {}
    return field


def _members(
    place: Keys, values: list[Json], findings: Findings, *, depth: int, is_list: bool
) -> dict[str, Any]:
    pointer = json_pointer(place)
    names = {json_type_name(value) for value in values}
    if not values:
        findings.note(pointer, "No value tells its type; it is taken as text.")
        return {"type": "string"}
    if names == {"number"}:
        is_whole = all(isinstance(value, int) for value in values)
        return {"type": "integer" if is_whole else "number"}
    if len(names) > 1:
        told = " and ".join(sorted(names))
        findings.note(pointer, f"Values of several types: {told}. It is taken as text.")
        return {"type": "string"}
    if names == {"object"}:
        return _object_members(place, values, findings, depth=depth)
    format_name = "" if is_list or names != {"text"} else _guessed_format(values)
    if format_name:
        noun = FORMATS[format_name].noun
        findings.note(pointer, f"Each value looks like {noun}: that is demanded now, by a guess.")
    return {"type": _TYPES[names.pop()], **({"format": format_name} if format_name else {})}


def _object_members(
    place: Keys, values: list[Json], findings: Findings, *, depth: int
) -> dict[str, Any]:
    if depth >= MAX_DRAFT_FIELD_DEPTH:
        message = f"Objects below {MAX_DRAFT_FIELD_DEPTH} levels are filled as one value."
        findings.note(json_pointer(place), message)
        return {"type": "object"}
    inner = _fields(place, values, findings, depth=depth + 1)
    return {"type": "object", **({"properties": inner} if inner else {})}


def _guessed_format(values: list[str]) -> str:
    for name in _GUESSED_FORMATS:
        accepts = FORMATS[name].accepts
        if not all(len(value) <= _MAX_GUESSED_CHARS and accepts(value) for value in values):
            continue
        if name != "uri" or all("://" in value for value in values):  # "sku:12" is a URI, too
            return name
    return ""
