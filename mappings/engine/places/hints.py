"""What a field reads from the wrong part of the event, and what to use instead."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING, Missing, format_path
from mappings.engine.places.config_paths import event_paths, with_path
from mappings.engine.places.flag_rules import FLAG_RULES, Slot
from mappings.engine.places.locations import Keys
from mappings.engine.places.path_rules import PATH_RULES, Advice
from mappings.engine.places.situation import Situation

MAX_HINTS = 6  # of one field


@dataclass(frozen=True, slots=True)
class Hint:
    """What to tell of a field. `config` is the field's config with the fix made, if there is one.

    Shape:
        ``Hint("contact_place", "On Track, e-mail is at context.traits.email.",
        "Use context.traits.email", {"@path": "$.context.traits.email"})``
    """

    code: str
    text: str
    label: str = ""
    config: Json | Missing = MISSING


def field_hints(slot: Slot, situation: Situation) -> tuple[Hint, ...]:
    """Every hint for one field of a config, at most ``MAX_HINTS``.

    A fix replaces nothing but the path that the hint is about, wherever it is nested.
    """
    return tuple(islice(_hints(slot, situation), MAX_HINTS))


def _hints(slot: Slot, situation: Situation) -> Iterator[Hint]:
    for code, rule in FLAG_RULES.items():
        if found := rule(slot, situation):
            yield Hint(code, found.text, found.label, found.config)
    for keys in event_paths(slot.config):
        for code, advice in _advice(keys, situation):
            yield _path_hint(code, advice, keys, slot.config)


def _advice(keys: Keys, situation: Situation) -> list[tuple[str, Advice]]:
    """What the first rule says that has something to say."""
    if not keys or situation.has(keys):
        return []
    for code, rule in PATH_RULES.items():
        if found := rule(keys, situation):
            return [(code, advice) for advice in found]
    return []


def _path_hint(code: str, advice: Advice, keys: Keys, config: Json) -> Hint:
    if advice.keys is None:
        return Hint(code, advice.text)
    fixed = with_path(config, keys, advice.keys)
    return Hint(code, advice.text, f"Use {format_path(advice.keys)}", fixed)
