"""Rules about what a field for the audience's flag is given."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mappings.engine.fields import Field
from mappings.engine.json_types import Json
from mappings.engine.paths import format_path, parse_path
from mappings.engine.places.locations import TYPE_NAMES, Keys, flag_place, holds_flag
from mappings.engine.places.situation import Situation

_FLAG_TEXTS = {"true": True, "false": False}
_ONE_PLACE = re.compile(r"\s*\{\{\{?\s*([^{}]+?)\s*\}\}\}?\s*")


@dataclass(frozen=True, slots=True)
class Slot:
    """A key of the config with its value, and the field it belongs to if the action has one."""

    key: str
    config: Json
    field: Field | None = None

    @property
    def label(self) -> str:
        return self.field.label if self.field else self.key


@dataclass(frozen=True, slots=True)
class Replacement:
    """What to tell of a field's value, and what to put in its place."""

    text: str
    label: str
    config: Json


FlagRule = Callable[[Slot, Situation], Replacement | None]


def flag_as_text(slot: Slot, situation: Situation) -> Replacement | None:
    """The text "true" where a flag belongs; or the flag made a text by a template."""
    value = fixed_value(slot.config)
    is_text = isinstance(value, str) and value in _FLAG_TEXTS
    if is_text and holds_flag(slot.key, slot.field, situation.flag):
        return _as_flag(_FLAG_TEXTS[str(value)])
    keys = _templated_flag(slot, situation)
    return _as_flag({"@path": f"$.{format_path(keys)}"}) if keys else None


def opposite_of_trigger(slot: Slot, situation: Situation) -> Replacement | None:
    """Always false on a mapping that runs when somebody enters, or the reverse."""
    value = fixed_value(slot.config)
    if situation.is_entering is None or value is not (not situation.is_entering):
        return None
    if not situation.event_type or not holds_flag(slot.key, slot.field, situation.flag):
        return None
    path = format_path(flag_place(situation.event_type, situation.flag))
    moment = "enters" if situation.is_entering else "exits"
    always = str(value).lower()
    text = f"This mapping runs when the person {moment}, but {slot.label} is always {always}."
    return Replacement(text, f"Use {path}", {"@path": f"$.{path}"})


def fixed_value(config: Json) -> Json:
    """A value that is the same for every event, as far as a flag can be one."""
    if isinstance(config, dict) and config.keys() == {"@literal"}:
        return config["@literal"]
    return config


FLAG_RULES: Mapping[str, FlagRule] = {
    "flag_as_text": flag_as_text,
    "opposite_of_trigger": opposite_of_trigger,
}


def _as_flag(config: Json) -> Replacement:
    return Replacement("Audience flags are true/false.", "Convert to true/false", config)


def _templated_flag(slot: Slot, situation: Situation) -> Keys | None:
    """The flag's keys where a template gives nothing but the flag to a true/false field."""
    template = slot.config.get("@template") if isinstance(slot.config, dict) else None
    place = _ONE_PLACE.fullmatch(template) if isinstance(template, str) else None
    if not place or not situation.flag or situation.event_type not in TYPE_NAMES:
        return None
    keys = parse_path(place[1], drops_root=False)
    takes_flag = slot.field is not None and slot.field.type == "boolean"
    if not takes_flag and not holds_flag(slot.key, slot.field, situation.flag):
        return None
    return keys if keys == flag_place(situation.event_type, situation.flag) else None
