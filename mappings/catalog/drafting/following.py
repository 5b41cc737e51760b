"""Requests follow their fields: a body that names each field gains, loses and renames with them."""

from collections.abc import Mapping, Sequence
from typing import Any

from mappings.engine.json_types import Json
from mappings.engine.paths import format_path, parse_path

_PARTS = ("query", "headers", "body")


def follow_fields(
    request: Mapping[str, Any], *, renamed: Mapping[str, str | None], added: Sequence[str]
) -> dict[str, Any]:
    """The request of an action whose fields changed. A body that is the whole payload stays.

    Args:
        renamed: by its key so far, what a field is called now; None where it is gone.
        added: keys of new fields.

    Shape:
        renamed ``{"id": "user"}``, added ``["plan"]``, and of the request the body:
        ``{"id": {"@path": "$.payload.id"}}`` ->
        ``{"id": {"@path": "$.payload.user"}, "plan": {"@path": "$.payload.plan"}}``
    """
    followed = dict(request)
    for part in _PARTS:
        if _names_fields(followed.get(part)):
            followed[part] = _renamed(followed[part], renamed)
    if _names_fields(followed.get("body")):
        body = followed["body"]
        followed["body"] = body | {key: _path(key) for key in added if key not in body}
    return followed


def _names_fields(part: Json) -> bool:
    return isinstance(part, dict) and not any(key.startswith("@") for key in part)


def _renamed(part: Mapping[str, Json], renamed: Mapping[str, str | None]) -> dict[str, Json]:
    kept: dict[str, Json] = {}
    for name, config in part.items():
        key = _field_read(config)
        if key is None or key not in renamed:
            kept[name] = config
            continue
        new_key = renamed[key]
        if new_key is not None:
            kept[new_key if name == key else name] = _path(new_key)
    return kept


def _path(key: str) -> Json:
    return {"@path": f"$.{format_path(['payload', key])}"}


def _field_read(config: Json) -> str | None:
    """The field whose value a config is, as it is; None for any other config."""
    if not isinstance(config, dict) or config.keys() != {"@path"}:
        return None
    path = config["@path"]
    keys = parse_path(path.removeprefix("$.")) if isinstance(path, str) else ()
    return keys[1] if len(keys) == 2 and keys[0] == "payload" else None
