"""One mapping for many audiences: for each further key, its trigger and config as that one's.

A mapping is made for the audience whose flag its trigger demands, and is a mapping like any other.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from mappings.engine.compiler import compile_mapping
from mappings.engine.errors import MappingError, Problem, TriggerError
from mappings.engine.fql import Trigger, audience_key_of, key_condition_problems, other_trigger
from mappings.engine.json_types import Json
from mappings.engine.places import other_config

EVERY_AUDIENCE = "*"  # alone in a list of keys: all that are connected to the destination

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_ANY_OTHER = "another_audience"  # where the keys are not known yet

_NO_FLAG = (
    "Several audiences need a trigger for Identify or Track that asks whether one audience's flag "
    "is true or false."
)


@dataclass(frozen=True, slots=True)
class Variant:
    """A mapping's trigger and config for one of its further audiences."""

    trigger: Trigger
    config: Json


def trigger_for(trigger: Trigger, audience_key: str) -> Trigger:
    """The trigger for another audience than its own.

    Raises:
        TriggerError: it is for no single audience.
    """
    return other_trigger(trigger, _own_key(trigger), audience_key)


def config_for(trigger: Trigger, config: Json, audience_key: str) -> Json:
    """The config for another audience than that of the trigger.

    Raises:
        TriggerError: the trigger is for no single audience.
        MappingError: the config cannot follow this key.
    """
    other = other_config(config, _own_key(trigger), audience_key)
    if other.problems:
        raise MappingError(other.problems)
    return other.config


def variant(trigger: Trigger, config: Json, audience_key: str) -> Variant:
    """Both for another audience.

    Raises:
        TriggerError, MappingError: as above.
    """
    return Variant(trigger_for(trigger, audience_key), config_for(trigger, config, audience_key))


def variant_problems(
    trigger: Trigger, config: Json, audience_keys: Iterable[str]
) -> tuple[Problem, ...]:
    """What keeps a mapping from serving further audiences, each thing once.

    Pointers start with ``/trigger``, ``/config`` or, for what is about the keys,
    ``/other_audience_keys``.

    Args:
        audience_keys: the further keys, or EVERY_AUDIENCE alone, whose keys are not known yet.
    """
    keys = list(audience_keys)
    if not keys:
        return ()
    own = audience_key_of(trigger)
    if own is None:
        return (Problem("/other_audience_keys", _NO_FLAG, "no_audience"),)
    keys = [_ANY_OTHER] if keys == [EVERY_AUDIENCE] else keys
    if own in keys:
        place = f"/other_audience_keys/{keys.index(own)}"
        text = f'The trigger is for "{own}" already.'
        return (Problem(place, text, "own_audience"),)
    found = [
        *(
            replace(one, pointer=f"/trigger{one.pointer}")
            for one in key_condition_problems(trigger)
        ),
        *(
            replace(one, pointer=f"/config{one.pointer}")
            for key in keys
            for one in other_config(config, own, key).problems
        ),
    ]
    return tuple(dict.fromkeys(found)) or tuple(_too_long(config, own, keys))


def _own_key(trigger: Trigger) -> str:
    own = audience_key_of(trigger)
    if own is None:
        raise TriggerError(Problem("", _NO_FLAG, "no_audience"))
    return own


def _too_long(config: Json, own: str, keys: list[str]) -> Iterator[Problem]:
    """A config that is right for one key is right for all plain ones that are no longer."""
    odd = [key for key in keys if not _PLAIN_KEY.fullmatch(key)]
    for key in dict.fromkeys([*odd, max(keys, key=len)]):
        try:
            compile_mapping(other_config(config, own, key).config)
        except MappingError as err:
            text = f'For "{key}": {err.problems[0].message}'
            yield replace(
                err.problems[0], pointer=f"/config{err.problems[0].pointer}", message=text
            )
