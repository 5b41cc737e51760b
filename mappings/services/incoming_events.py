"""What a source may send: each message is checked by itself and becomes an event, or is refused.

Plain rules, without a database: what is stored comes out, with its text.

Source:
    Segment's HTTP API and Delivery Overview pages, read 2026-11: required fields, discard codes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from mappings import conf
from mappings.engine.limits import MAX_JSON_DEPTH
from mappings.engine.strict_json import dump_json, is_deeper_than
from mappings.models.ids import new_id
from mappings.services.event_times import with_times

EVENT_TYPES = ("identify", "track", "page", "screen", "group", "alias")
_OBJECTS = {
    "traits": "traits_not_object",
    "properties": "properties_not_object",
    "context": "context_not_object",
    "integrations": "integrations_not_object",
}
_IDS = ("userId", "anonymousId", "groupId", "previousId")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a request says about all of its messages.

    Shape:
        sent_at: ``"2026-11-24T10:00:00Z"``, or None
        context: ``{"library": {"name": "analytics-python"}}``; a message's own keys win
        is_historical: the times that were sent are right, and no clock is corrected
    """

    received_at: datetime
    sent_at: Any = None
    context: Mapping[str, Any] | None = None
    integrations: Mapping[str, Any] | None = None
    is_historical: bool = False


@dataclass(frozen=True, slots=True)
class IncomingEvent:
    """A message that passed: its event as it is stored, and what is copied out to search by."""

    index: int
    message_id: str
    type: str
    name: str
    user_id: str
    anonymous_id: str
    event: dict[str, Any]
    text: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """A message that was refused. `code` is Segment's where Segment has one."""

    index: int
    message_id: str
    code: str
    message: str


class _Refused(Exception):  # noqa: N818 (never leaves this module)
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def read_message(
    item: Any, *, index: int, event_type: str, envelope: Envelope
) -> IncomingEvent | Rejection:
    """The event in one message, or why there is none.

    Args:
        event_type: what the address says; "" for what the message itself says.
    """
    try:
        return _read(item, index, event_type, envelope)
    except _Refused as err:
        return Rejection(index, _shown_id(item), err.code, err.message)


def _read(item: Any, index: int, event_type: str, envelope: Envelope) -> IncomingEvent:
    if not isinstance(item, dict):
        raise _Refused("message_not_object", f"A message is an object; this is {_a_kind(item)}.")
    kind = event_type or _type_of(item)
    message_id = _message_id(item)
    _check_shapes(item)
    _check_ids(item, kind)
    name = _name(item, kind)
    event = _stored(item, kind, message_id, envelope)
    return IncomingEvent(
        index=index,
        message_id=message_id,
        type=kind,
        name=name[: conf.MAX_EVENT_NAME_CHARS],
        user_id=_id_text(item, "userId")[: conf.MAX_USER_ID_CHARS],
        anonymous_id=_id_text(item, "anonymousId")[: conf.MAX_USER_ID_CHARS],
        event=event,
        text=_text_of(event, item),
    )


def _type_of(item: dict[str, Any]) -> str:
    kind = item.get("type")
    if isinstance(kind, str) and kind in EVENT_TYPES:
        return kind
    message = f"type must be one of {', '.join(EVENT_TYPES)}."
    raise _Refused("invalid_type", message)


def _message_id(item: dict[str, Any]) -> str:
    message_id = item.get("messageId")
    if message_id is None or message_id == "":
        return f"server-{new_id()}"
    if not isinstance(message_id, str):
        message = f"messageId must be a text; it is {_a_kind(message_id)}."
        raise _Refused("message_id_not_string", message)
    if len(message_id) > conf.MAX_MESSAGE_ID_CHARS:
        message = (
            f"messageId has {len(message_id)} characters; the limit is {conf.MAX_MESSAGE_ID_CHARS}."
        )
        raise _Refused("message_id_too_long", message)
    return message_id


def _check_shapes(item: dict[str, Any]) -> None:
    for key, code in _OBJECTS.items():
        value = item.get(key)
        if value is not None and type(value) is not dict:
            raise _Refused(code, f"{key} must be an object; it is {_a_kind(value)}.")
    for key in _IDS:
        value = item.get(key)
        is_id = value is None or isinstance(value, (str, int, float))
        if not is_id or isinstance(value, bool):
            message = f"{key} must be a text or a number; it is {_a_kind(value)}."
            raise _Refused("id_not_string", message)


def _check_ids(item: dict[str, Any], kind: str) -> None:
    if kind == "alias":
        if not (_id_text(item, "userId") and _id_text(item, "previousId")):
            raise _Refused("id_required", "An alias needs userId and previousId.")
        return
    if not (_id_text(item, "userId") or _id_text(item, "anonymousId")):
        raise _Refused("no_user_anon_id", "userId or anonymousId is required.")
    if kind == "group" and not _id_text(item, "groupId"):
        raise _Refused("group_id_required", "A group call needs groupId.")


def _name(item: dict[str, Any], kind: str) -> str:
    if kind == "track":
        return _event_name(item.get("event"))
    if kind not in ("page", "screen"):
        return ""
    for key in ("name", "category"):
        value = item.get(key)
        if value is not None and not (isinstance(value, str) and value):
            message = f"{key} must be a text that is not empty; it is {_a_kind(value)}."
            raise _Refused(f"{key}_not_string", message)
    return str(item.get("name") or "")


def _event_name(value: Any) -> str:
    if value is None or value == "":
        raise _Refused("event_not_defined", "A track call needs event, the event's name.")
    if not isinstance(value, str):
        raise _Refused("event_not_string", f"event must be a text; it is {_a_kind(value)}.")
    return value


def _stored(item: dict[str, Any], kind: str, message_id: str, envelope: Envelope) -> dict[str, Any]:
    """The message as it is kept: complete, with its times, without the write key."""
    event = {**item, "type": kind, "messageId": message_id}
    event.pop("writeKey", None)
    for key in ("context", "integrations"):
        shared = getattr(envelope, key)
        if shared:
            event[key] = {**shared, **(event.get(key) or {})}
    return with_times(
        event,
        received_at=envelope.received_at,
        sent_at=envelope.sent_at,
        is_historical=envelope.is_historical,
    )


def _text_of(event: dict[str, Any], item: dict[str, Any]) -> str:
    text = _dumped(event)
    if len(text) > conf.MAX_INCOMING_EVENT_BYTES:
        # What we added does not count.
        size = len(_dumped({key: value for key, value in item.items() if key != "writeKey"}))
        if size > conf.MAX_INCOMING_EVENT_BYTES:
            message = (
                f"The event has {size:,} bytes; the limit is {conf.MAX_INCOMING_EVENT_BYTES:,}."
            )
            raise _Refused("event_too_large", message)
    has_many_levels = text.count(b"{") + text.count(b"[") > MAX_JSON_DEPTH
    if has_many_levels and is_deeper_than(event, MAX_JSON_DEPTH):
        message = f"The event is nested deeper than {MAX_JSON_DEPTH} levels."
        raise _Refused("event_too_deep", message)
    return text.decode()


def _dumped(value: Any) -> bytes:
    try:
        return orjson.dumps(value, option=orjson.OPT_STRICT_INTEGER)
    except TypeError:
        return dump_json(value).encode()  # whole numbers past what a double holds, or deep


def _id_text(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    return "" if value is None else str(value)


def _shown_id(item: Any) -> str:
    message_id = item.get("messageId") if isinstance(item, dict) else None
    return message_id[: conf.MAX_MESSAGE_ID_CHARS] if isinstance(message_id, str) else ""


def _a_kind(value: Any) -> str:
    if value is None:
        return "null"
    if value == "" and isinstance(value, str):
        return "empty"
    names = {bool: "true or false", str: "a text", list: "a list", dict: "an object"}
    return names.get(type(value), "a number")
