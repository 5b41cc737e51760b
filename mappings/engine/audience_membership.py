"""Whether an event says that its user is in an audience, and what a mapping says of syncing.

Source:
    Segment, action-destinations ``audience-membership.ts`` and ``action.ts``, run 2026-11.
"""

from collections.abc import Mapping
from typing import Any, Literal, get_args

from mappings.engine.js_values import is_truthy, to_text
from mappings.engine.json_types import Json

SyncMode = Literal["add", "update", "upsert", "delete", "mirror"]
SYNC_MODE_KEY = "__segment_internal_sync_mode"
MATCHING_KEY_KEY = "__segment_internal_matching_key"

_COMPUTATION_CLASSES = ("audience", "journey_step")
_FLAG_HOLDERS = {"identify": "traits", "track": "properties"}
_JOINING: Mapping[str, tuple[str, ...]] = {
    "add": ("new",),
    "update": ("updated",),
    "upsert": ("new", "updated"),
    "mirror": ("new", "updated"),
}
_LEAVING = ("delete", "mirror")
_LEFT = "deleted"


def audience_membership(event: Json, *, sync_mode: SyncMode | None = None) -> bool | None:
    """True where the event adds its user to an audience, False where it removes them, else None.

    Engage tells by the flag that has the name of the audience's computation key. Where it does not,
    reverse ETL tells by its event name, ``new``, ``updated`` or ``deleted``, under a sync mode.

    Shape:
        ``{"type": "track", "properties": {"vip": true}, "context": {"personas":
        {"computation_class": "audience", "computation_key": "vip"}}}`` -> ``True``
    """
    if not isinstance(event, dict):
        return None
    flag = _engage_flag(event)
    return _reverse_etl_flag(event, sync_mode) if flag is None else flag


def sync_mode(config: Json) -> SyncMode | None:
    """The sync mode that a mapping's config names, None where it names none that there is."""
    value = config.get(SYNC_MODE_KEY) if isinstance(config, dict) else None
    return next((mode for mode in get_args(SyncMode) if mode == value), None)


def matching_key(config: Json) -> str | None:
    """The text of the key by which a mapping's records are matched, None without one."""
    value = config.get(MATCHING_KEY_KEY) if isinstance(config, dict) else None
    return to_text(value) if is_truthy(value) else None


def _engage_flag(event: dict[str, Any]) -> bool | None:
    personas = _object(_object(event.get("context")).get("personas"))
    key = personas.get("computation_key")
    if personas.get("computation_class") not in _COMPUTATION_CLASSES or not isinstance(key, str):
        return None
    kind = event.get("type")
    holder = _FLAG_HOLDERS.get(kind) if isinstance(kind, str) else None
    flag = _object(event.get(holder)).get(key) if holder and key else None
    return flag if isinstance(flag, bool) else None


def _reverse_etl_flag(event: dict[str, Any], mode: SyncMode | None) -> bool | None:
    if mode is None or event.get("type") != "track":
        return None
    name = event.get("event")
    if name in _JOINING.get(mode, ()):
        return True
    return False if name == _LEFT and mode in _LEAVING else None


def _object(value: Json) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
