"""The same config for another audience: what it reads of the flag, and names after it, follows.

Follows the key:
    - each path to the flag, in ``@path``, templates and Liquid
    - a fixed text that is the key and nothing else, as presets put it there
    - a key inside an object that is named after the flag which it holds
Everything else stays. Where the key is part of a longer text, nobody can tell whether it is meant:
that is a problem.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from mappings.engine.errors import Problem, json_pointer
from mappings.engine.flag_paths import FLAG_HOLDERS, flag_index, other_flag
from mappings.engine.json_types import Json
from mappings.engine.liquid.other_paths import path_places, with_other_keys, written_keys
from mappings.engine.places.config_paths import event_paths, with_paths, without_placeholders

_Place = tuple[str | int, ...]
Keys = tuple[str, ...]

_CONFIGS = ("apply", "blank", "else", "exists", "objects", "then", "value")
_INTERNAL = "__segment_internal_"
_HINT = "Read it from the event instead: context.personas.computation_key."


@dataclass(frozen=True, slots=True)
class OtherConfig:
    """A config for the other audience, and what of it cannot follow; pointers are into it."""

    config: Json
    problems: tuple[Problem, ...]


def other_config(config: Json, audience_key: str, other_key: str) -> OtherConfig:
    """The config of a mapping for one audience, as it is for another.

    Shape:
        ``{"status": {"@path": "$.traits.vip"}, "list": "vip"}``, ``"vip"``, ``"lapsed"``
        -> ``{"status": {"@path": "$.traits.lapsed"}, "list": "lapsed"}``
    """
    follower = _Follower(audience_key, other_key)
    return OtherConfig(follower.root(config), tuple(follower.problems))


@dataclass(slots=True)
class _Follower:
    audience_key: str
    other_key: str
    problems: list[Problem] = field(default_factory=list)

    def root(self, config: Json) -> Json:
        """The keys at the top are the destination's own."""
        if not isinstance(config, dict) or _is_directive(config):
            return self._value(config, ())
        return {
            key: value
            if key.startswith(_INTERNAL) and isinstance(value, str)
            else self._value(value, (key,))
            for key, value in config.items()
        }

    def _value(self, value: Json, place: _Place, *, is_event: bool = True) -> Json:
        """`is_event`: paths start at the event; else at an item or at what was built before."""
        if isinstance(value, str):
            return self._text(value, place)
        if isinstance(value, list):
            items = enumerate(value)
            return [self._value(item, (*place, at), is_event=is_event) for at, item in items]
        if not isinstance(value, dict):
            return value
        if _is_directive(value):
            return {
                name: self._argument(name, argument, (*place, name), is_event=is_event)
                for name, argument in value.items()
            }
        return self._object(value, place, is_event=is_event)

    def _object(self, value: dict[str, Any], place: _Place, *, is_event: bool) -> Json:
        made: dict[str, Json] = {}
        for key, inner in value.items():
            other = self._key(key, inner) if is_event else key
            if other != key and (other in value or other in made or other.startswith("@")):
                self._refuse((*place, key), f'The key "{other}" cannot be used here for it.')
            made[other] = self._value(inner, (*place, key), is_event=is_event)
        return made

    def _key(self, key: str, value: Json) -> str:
        """Shape: ``vip__c`` whose value reads the flag of ``vip`` -> ``lapsed__c``"""
        if self.audience_key not in key or not self._reads_flag(value):
            return key
        return self._part(r"[^\W_]").sub(lambda _: self.other_key, key)

    def _reads_flag(self, value: Json) -> bool:
        if isinstance(value, dict) and isinstance(value.get("@liquid"), str):
            paths = [written_keys(place) for place in path_places(value["@liquid"])]
        else:
            paths = list(event_paths(value))
        return any(flag_index(keys, self.audience_key) is not None for keys in paths)

    def _argument(self, name: str, argument: Json, place: _Place, *, is_event: bool) -> Json:
        if name == "_metadata":
            return argument
        if name == "@literal":
            return self._data(argument, place)
        if name in ("@path", "@template", "@liquid") and isinstance(argument, str):
            return self._reading(name, argument, place, is_event=is_event)
        if name == "@arrayPath" and isinstance(argument, list):
            return self._items(argument, place, is_event=is_event)
        if not isinstance(argument, dict) or _is_directive(argument):
            return self._value(argument, place, is_event=is_event)
        if name == "@excludeWhenNull":
            return self._value(argument, place, is_event=is_event)
        return {
            key: self._member(key, value, (*place, key), is_event=is_event)
            for key, value in argument.items()
        }

    def _member(self, key: str, value: Json, place: _Place, *, is_event: bool) -> Json:
        if key in _CONFIGS:
            return self._value(value, place, is_event=is_event)
        if key == "mapping":  # of @transform: its paths start at what was built
            return self._value(value, place, is_event=False)
        if isinstance(value, str):
            self._refuse_mention(value, place)
        return value

    def _items(self, argument: list[Any], place: _Place, *, is_event: bool) -> Json:
        """A path to a list, and the shape of its items, whose paths start at each item."""
        return [
            self._reading("@path", one, (*place, at), is_event=is_event)
            if at == 0 and isinstance(one, str)
            else self._value(one, (*place, at), is_event=is_event and at == 0)
            for at, one in enumerate(argument)
        ]

    def _data(self, value: Json, place: _Place) -> Json:
        if isinstance(value, dict):
            return {key: self._data(inner, (*place, key)) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._data(item, (*place, at)) for at, item in enumerate(value)]
        return self._text(value, place) if isinstance(value, str) else value

    def _text(self, text: str, place: _Place) -> str:
        if text == self.audience_key:
            return self.other_key
        self._refuse_mention(text, place)
        return text

    def _reading(self, name: str, text: str, place: _Place, *, is_event: bool) -> str:
        if not is_event:
            self._refuse_mention(text, place)
            return text
        if name == "@liquid":
            return self._liquid(text, place)
        if name == "@template" and text == self.audience_key:
            return self.other_key
        if name == "@template":
            self._refuse_mention(without_placeholders(text), place)
        paths = event_paths({name: text})
        other: dict[str, str] = with_paths({name: text}, self._other_path)
        wanted = dict.fromkeys(self._other_path(keys) or keys for keys in paths)
        if event_paths(other) != tuple(wanted):
            self._refuse(place, f'The key "{self.other_key}" cannot be written in this.')
        return other[name]

    def _other_path(self, keys: Keys) -> Keys | None:
        return other_flag(keys, self.audience_key, self.other_key)

    def _liquid(self, text: str, place: _Place) -> str:
        if self._is_built(text):
            message = "This Liquid builds the path to a value, so it cannot follow the key. "
            self._refuse(place, message + "Write the path out.")
        self._refuse_mention(with_other_keys(text, self._no_key), place)
        return with_other_keys(text, self._other_key)

    def _other_key(self, keys: Keys) -> tuple[int, str] | None:
        index = flag_index(keys, self.audience_key)
        return None if index is None else (index, self.other_key)

    def _no_key(self, keys: Keys) -> tuple[int, str] | None:
        index = flag_index(keys, self.audience_key)
        return None if index is None else (index, "")

    def _is_built(self, text: str) -> bool:
        """Whether a key behind a holder of flags is one that the template works out."""
        return any(
            len(place.keys) > len(keys) and keys in ((), ("context",), *FLAG_HOLDERS)
            for place in path_places(text)
            for keys in [written_keys(place)]
        )

    def _refuse_mention(self, text: str, place: _Place) -> None:
        if self.audience_key in text and self._part(r"\w").search(text):
            message = (
                f'This names the audience "{self.audience_key}" inside of a longer text, which '
                f"would be the same for every audience. {_HINT}"
            )
            self._refuse(place, message)

    def _part(self, letter: str) -> re.Pattern[str]:
        """The key where it stands by itself, not as part of a longer word."""
        return re.compile(f"(?<!{letter}){re.escape(self.audience_key)}(?!{letter})")

    def _refuse(self, place: _Place, message: str) -> None:
        self.problems.append(Problem(json_pointer(place), message, "cannot_follow"))


def _is_directive(value: dict[str, Any]) -> bool:
    return any(key.startswith("@") for key in value)
