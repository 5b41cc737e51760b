"""What the buttons of the definition form do: rows come and go, and the rest follows them."""

import copy
from collections.abc import Mapping
from typing import Any

from mappings.catalog.drafting.following import follow_fields
from mappings.catalog.drafting.request_parts import SCHEMES, authentication_parts
from mappings.web.definition_inputs import Document, at_pointer

_NEW_FIELD = {"key": "", "label": "", "type": "string"}
_NEW_SETTING = {"key": "", "label": "", "type": "string", "required": True}


def add_row(document: Document, pointer: str) -> Document:
    """The document with an empty row at the end of a list: of fields, or of the settings."""
    changed = copy.deepcopy(document)
    owner_pointer, _, member = pointer.rpartition("/")
    owner = _part(changed, owner_pointer)
    if isinstance(owner, dict) and member in ("fields", "properties", "settings"):
        row = _NEW_SETTING if member == "settings" else _NEW_FIELD
        owner[member] = [*owner.get(member, []), dict(row)]
    return changed


def remove_row(document: Document, pointer: str) -> Document:
    """The document without this row; an object without fields takes any."""
    changed = copy.deepcopy(document)
    list_pointer, _, place = pointer.rpartition("/")
    rows = _part(changed, list_pointer)
    if isinstance(rows, list) and place.isdecimal() and int(place) < len(rows):
        del rows[int(place)]
        owner_pointer, _, member = list_pointer.rpartition("/")
        owner = _part(changed, owner_pointer)
        if not rows and member == "properties":
            del owner["properties"]
            owner.pop("additional_properties", None)
    return changed


def without_empty_rows(document: Document) -> Document:
    """The document without rows that nothing was typed into."""
    changed = copy.deepcopy(document)
    changed["settings"] = _filled(changed.get("settings"))
    for action in changed.get("actions", []):
        action["fields"] = _filled(action.get("fields"))
    return changed


def follow_form(before: Document, after: Document) -> Document:
    """The document whose requests and authentication follow what the form changed."""
    changed = copy.deepcopy(after)
    for old, new in zip(before.get("actions", []), changed.get("actions", []), strict=False):
        if isinstance(new.get("request"), dict):
            renamed, added = _field_changes(old, new)
            new["request"] = follow_fields(new["request"], renamed=renamed, added=added)
    return _with_authentication(changed)


def _field_changes(
    old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[dict[str, str | None], list[str]]:
    """Rows keep their places while a form is read, so a renamed field is one at the same place."""
    before = [field.get("key", "") for field in old.get("fields", [])]
    after = [field.get("key", "") for field in new.get("fields", [])]
    renamed: dict[str, str | None] = {}
    if len(before) == len(after):
        pairs = zip(before, after, strict=True)
        renamed = {ours: theirs for ours, theirs in pairs if ours and theirs and ours != theirs}
        added = [theirs for ours, theirs in zip(before, after, strict=True) if theirs and not ours]
        return renamed, added
    return {key: None for key in before if key not in after}, []


def _with_authentication(document: Document) -> Document:
    """An authentication of another scheme brings the settings it reads."""
    authentication = document.get("authentication")
    scheme = authentication.get("scheme") if isinstance(authentication, dict) else None
    if not isinstance(authentication, dict) or scheme not in SCHEMES or _is_whole(authentication):
        return document
    settings = list(document.get("settings", []))
    wanted, brought = authentication_parts(str(scheme), authentication.get("name") or "X-API-Key")
    known = {setting.get("key") for setting in settings}
    left = {value for key, value in authentication.items() if key.endswith("setting")}
    needed = {setting["key"] for setting in brought}
    settings = [one for one in settings if one.get("key") not in left - needed]
    settings += [dict(setting) for setting in brought if setting["key"] not in known]
    return {**document, "authentication": wanted, "settings": settings}


def _is_whole(authentication: Mapping[str, Any]) -> bool:
    """Whether it has the members of its scheme, and no others."""
    expected = authentication_parts(str(authentication["scheme"]))[0].keys()
    return expected <= authentication.keys() and authentication.keys() - expected <= {"prefix"}


def _filled(rows: Any) -> list[Any]:
    listed = rows if isinstance(rows, list) else []
    filled = [_with_filled_rows(row) for row in listed]
    return [
        row for row in filled if not isinstance(row, dict) or row.get("key") or row.get("label")
    ]


def _with_filled_rows(row: Any) -> Any:
    if not isinstance(row, dict) or "properties" not in row:
        return row
    inner = _filled(row["properties"])
    rest = {key: value for key, value in row.items() if key != "properties"}
    return rest | ({"properties": inner} if inner else {})


def _part(document: Document, pointer: str) -> Any:
    try:
        return at_pointer(document, pointer)
    except (KeyError, IndexError, ValueError, TypeError):
        return None
