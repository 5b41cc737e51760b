"""The further audiences of a mapping: keys that come in, and whether the mapping can serve them."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any
from uuid import UUID

from mappings import conf
from mappings.engine.audience_variants import trigger_for, variant_problems
from mappings.engine.errors import JsonTextError, Problem, TriggerError
from mappings.engine.fql import Trigger, audience_key_of, read_trigger
from mappings.engine.json_types import Json
from mappings.engine.strict_json import dump_json, parse_json
from mappings.models import EVERY_AUDIENCE, Connection, Mapping, MappingVersion
from mappings.services.errors import InvalidInput
from mappings.services.triggers import audience_key_problem

POINTER = "/other_audience_keys"

_MAX_KEPT = 500
_MAX_KEPT_CHARS = 8_000


def read_other_keys(value: Any) -> list[str]:
    """The keys of further audiences, or EVERY_AUDIENCE alone.

    Shape:
        ``["lapsed", " churn_risk "]`` -> ``["lapsed", "churn_risk"]``, ``["*"]`` -> ``["*"]``

    Raises:
        InvalidInput: listing every key that will not do.
    """
    if not isinstance(value, list):
        text = "Expected a list of audience keys."
        raise InvalidInput([Problem(POINTER, text, "type")])
    if len(value) > conf.MAX_OTHER_AUDIENCE_KEYS:
        text = f"There are {len(value):,} keys; the limit is {conf.MAX_OTHER_AUDIENCE_KEYS}."
        raise InvalidInput([Problem(POINTER, text, "too_many")])
    if problems := list(_key_problems(value)):
        raise InvalidInput(problems)
    return [key.strip() for key in value]


def check_other_audiences(*, trigger: Any, config: Any, keys: list[str]) -> None:
    """Refuse a mapping that cannot serve its further audiences.

    Raises:
        InvalidInput: pointers start with ``/other_audience_keys``, ``/trigger`` or ``/config``.
    """
    if problems := other_audience_problems(trigger=trigger, config=config, keys=keys):
        raise InvalidInput(problems)


def other_audience_problems(*, trigger: Any, config: Any, keys: list[str]) -> tuple[Problem, ...]:
    """What keeps a mapping from serving its further audiences; a trigger that cannot be read, not.

    Args:
        trigger: the stored tree.
    """
    if not keys:
        return ()
    text = dump_json([trigger, config, keys])
    if len(text) > _MAX_KEPT_CHARS:
        return _problems(trigger, config, keys)
    try:
        return _problems_of_text(text)
    except JsonTextError:
        return _problems(trigger, config, keys)  # holds a text that only stays in memory


def own_audience_key(trigger: Any) -> str:
    """The key of the audience that a stored trigger is for; "" where it is for no single one."""
    try:
        return audience_key_of(read_trigger(trigger)) or ""
    except TriggerError:
        return ""


def connected_keys(destination_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """The keys that EVERY_AUDIENCE stands for at some destinations, in order; from one query."""
    ids = set(destination_ids)
    if not ids:
        return {}
    rows = (
        Connection.objects.filter(destination__in=ids, is_enabled=True, audience__deleted_at=None)
        .order_by("audience__key")
        .values_list("destination_id", "audience__key")
    )
    found: dict[UUID, list[str]] = {}
    for destination_id, key in rows:
        found.setdefault(destination_id, []).append(key)
    return found


def further_keys(served: Mapping | MappingVersion, destination_id: UUID | None) -> list[str]:
    """The keys that a mapping or a version of it serves now, beside its trigger's own."""
    keys: list[str] = served.other_audience_keys
    if keys == [EVERY_AUDIENCE]:
        keys = connected_keys([destination_id]).get(destination_id, []) if destination_id else []
    own = own_audience_key(served.trigger) if keys else ""
    return [key for key in keys if key != own] if own else []


def serving_trigger(mapping: Mapping, audience_key: str) -> Trigger:
    """The trigger for an audience that is connected to the mapping's destination, if it serves it.

    Else, the trigger as it is.

    Raises:
        TriggerError: the stored trigger cannot be read any more.
    """
    trigger = read_trigger(mapping.trigger)
    served = {EVERY_AUDIENCE, audience_key}.intersection(mapping.other_audience_keys)
    return trigger_for(trigger, audience_key) if served else trigger


@lru_cache(maxsize=_MAX_KEPT)
def _problems_of_text(text: str) -> tuple[Problem, ...]:
    trigger, config, keys = _parts(parse_json(text))
    return _problems(trigger, config, keys)


def _parts(found: Any) -> tuple[Any, Any, list[str]]:
    return found[0], found[1], found[2]


def _problems(trigger: Json, config: Json, keys: list[str]) -> tuple[Problem, ...]:
    try:
        read = read_trigger(trigger)
    except TriggerError:
        return ()
    return variant_problems(read, config, keys)


def _key_problems(keys: list[Any]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, key in enumerate(keys):
        pointer = f"{POINTER}/{index}"
        if problem := audience_key_problem(key, pointer=pointer):
            yield problem
        elif key.strip() == EVERY_AUDIENCE and len(keys) > 1:
            text = f'"{EVERY_AUDIENCE}" is every connected audience; it stands alone.'
            yield Problem(pointer, text, "every_audience")
        elif key.strip() in seen:
            yield Problem(pointer, f'"{key.strip()}" is there twice.', "repeated")
        else:
            seen.add(key.strip())
