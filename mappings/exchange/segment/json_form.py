"""Subscriptions as JSON: those of the Public API, and those of action-destinations.

Shape:
    ``{"name": "Entered", "actionSlug": "upsertContact", "enabled": true,
    "trigger": "type = \\"track\\"", "settings": {"email": {"@path": "$.traits.email"}}}``, or with
    `partnerAction`, `subscribe` and `mapping`; one of them, a list, or an answer of the API
"""

from collections.abc import Iterable, Iterator
from typing import Any

from mappings.catalog.wording import named_type
from mappings.engine.errors import Problem, json_pointer
from mappings.engine.json_types import Json
from mappings.exchange.segment.subscription import ReadSubscriptions, Subscription

_Place = tuple[str | int, ...]

_WRAPPERS = ("data", "subscriptions", "subscription", "destinationSubscription", "input")
_TRIGGER_KEYS = ("trigger", "subscribe")
_SETTINGS_KEYS = ("settings", "mapping")
_ACTION_KEYS = ("actionSlug", "partnerAction")
# What Segment's own workspace is about; nothing is lost without it.
_PASSED_OVER = {"id", "actionId", "destinationId", "pagination", "type", "createdAt", "updatedAt"}
_REVERSE_ETL = {"modelId", "reverseETLModelId", "reverseETLSchedule"}


def is_segment_json(document: Json) -> bool:
    """Whether a document looks like a subscription, a list of them, or an answer with some."""
    return any(True for _ in _found(document, ()))


def read_segment_json(document: Json) -> ReadSubscriptions:
    """Every subscription of a document."""
    reader = _Reader()
    subscriptions = tuple(reader.read(value, place) for value, place in _found(document, ()))
    return ReadSubscriptions(subscriptions, tuple(reader.problems), tuple(reader.notes))


def segment_json(subscriptions: Iterable[Subscription]) -> list[dict[str, Any]]:
    """Subscriptions as the Public API has them, without the ids that Segment makes."""
    return [
        {
            "name": subscription.name,
            "actionSlug": subscription.action,
            "enabled": subscription.is_enabled,
            "trigger": subscription.trigger,
            "settings": dict(subscription.settings),
        }
        for subscription in subscriptions
    ]


def _found(document: Json, place: _Place) -> Iterator[tuple[dict[str, Json], _Place]]:
    """The objects that look like subscriptions, inside of what an answer wraps them in."""
    if isinstance(document, list):
        for index, item in enumerate(document):
            yield from _found(item, (*place, index))
    elif isinstance(document, dict):
        if any(key in document for key in _TRIGGER_KEYS):
            yield document, place
            return
        for key in _WRAPPERS:
            if key in document:
                yield from _found(document[key], (*place, key))


class _Reader:
    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []

    def read(self, value: dict[str, Json], place: _Place) -> Subscription:
        self._note_others(value, place)
        return Subscription(
            name=self._text(value, place, "name"),
            action=_action(value),
            is_enabled=self._flag(value, place),
            trigger=self._one_of(value, place, _TRIGGER_KEYS, (str, dict), "a text or a tree"),
            settings=self._one_of(value, place, _SETTINGS_KEYS, (dict,), "an object") or {},
            pointer=json_pointer(place),
            keys=_keys(value),
        )

    def _text(self, value: dict[str, Json], place: _Place, key: str) -> str:
        found = value.get(key)
        if isinstance(found, str) and found.strip():
            return found.strip()
        self._refuse((*place, key), f"Expected a text; this is {named_type(found)}.")
        return ""

    def _flag(self, value: dict[str, Json], place: _Place) -> bool:
        found = value.get("enabled", False)
        if isinstance(found, bool):
            return found
        self._refuse((*place, "enabled"), f"Expected true or false; this is {named_type(found)}.")
        return False

    def _one_of(
        self,
        value: dict[str, Json],
        place: _Place,
        keys: tuple[str, ...],
        types: tuple[type, ...],
        expected: str,
    ) -> Any:
        key = next((key for key in keys if key in value), keys[0])
        found = value.get(key)
        if key in value and isinstance(found, types):
            return found
        if key in value or keys is _TRIGGER_KEYS:
            self._refuse((*place, key), f"Expected {expected}; this is {named_type(found)}.")
        return None

    def _note_others(self, value: dict[str, Json], place: _Place) -> None:
        known = {"name", "enabled", *_TRIGGER_KEYS, *_SETTINGS_KEYS, *_ACTION_KEYS}
        for key, found in value.items():
            if key in known | _PASSED_OVER or found in (None, "", {}):
                continue
            message = f"{key} has no counterpart here; it is left out."
            if key in _REVERSE_ETL:
                message = "This runs on a reverse ETL model in Segment; here it runs on events."
            self.notes.append(Problem(json_pointer((*place, key)), message, "left_out"))

    def _refuse(self, place: _Place, message: str) -> None:
        self.problems.append(Problem(json_pointer(place), message, "type"))


def _action(value: dict[str, Json]) -> str:
    found = (value.get(key) for key in _ACTION_KEYS)
    return next((slug for slug in found if isinstance(slug, str) and slug), "")


def _keys(value: dict[str, Json]) -> dict[str, str]:
    """The keys that this subscription has for what may be called in two ways."""
    told = (_ACTION_KEYS, _TRIGGER_KEYS, _SETTINGS_KEYS)
    return {keys[0]: next((key for key in keys if key in value), keys[0]) for keys in told}
