"""The members of an object in a document: each asked for by name, what is wrong kept."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from mappings.catalog.wording import named_type
from mappings.engine.errors import Problem, json_pointer
from mappings.engine.json_types import Json

_Word = TypeVar("_Word", bound=str)


class Members:
    """An object at a place of a document. What is asked for and is wrong is told once.

    Where something is wrong, a value of the right kind is given all the same, so that reading goes
    on and finds the rest.
    """

    def __init__(
        self, value: dict[str, Json], place: tuple[str | int, ...], problems: list[Problem]
    ) -> None:
        self._value = value
        self._place = place
        self._problems = problems
        self._known: list[str] = []

    @classmethod
    def of(cls, value: Json, place: tuple[str | int, ...], problems: list[Problem]) -> "Members":
        """The members of a value; those of an empty object, all right, where it is no object."""
        if isinstance(value, dict):
            return cls(value, place, problems)
        text = f"Expected an object; this is {named_type(value)}."
        problems.append(Problem(json_pointer(place), text, "type"))
        return cls({}, place, [])

    @property
    def pointer(self) -> str:
        return json_pointer(self._place)

    @property
    def whole(self) -> dict[str, Json]:
        """All members, for whoever knows what they mean."""
        return self._value

    def refuse(self, message: str, code: str, *, key: str) -> None:
        self._problems.append(Problem(json_pointer((*self._place, key)), message, code))

    def know(self, *keys: str) -> None:
        """Keys that may be there, whether they are asked for or not."""
        self._known += (key for key in keys if key not in self._known)

    def refuse_others(self) -> None:
        """Refuse every member that was not asked for."""
        known = ", ".join(self._known)
        for key in self._value:
            if key not in self._known:
                self.refuse(f"There is no such key here. Known: {known}.", "unknown_field", key=key)

    def any(self, key: str) -> Any:
        """Whatever is there; None, and a problem, where nothing is."""
        self._known.append(key)
        if key not in self._value:
            self.refuse(f"{key} is missing.", "required", key=key)
        return self._value.get(key)

    def text(self, key: str, *, is_required: bool = True) -> str:
        """A text that is not empty; "" where it is wrong, or not there and not needed."""
        self._known.append(key)
        if key not in self._value and not is_required:
            return ""
        found = self._value.get(key)
        if key in self._value and not isinstance(found, str):
            self.refuse(f"Expected a text; this is {named_type(found)}.", "type", key=key)
            return ""
        if not found or not str(found).strip():
            self.refuse(f"{key} is missing.", "required", key=key)
            return ""
        return str(found)

    def name(self) -> str:
        return self.text("name").strip()

    def choice(self, key: str, words: Sequence[_Word]) -> _Word | None:
        found = self.text(key)
        if found in words:
            return words[words.index(found)]
        if found:
            self.refuse(f'"{found[:60]}" is not one of: {", ".join(words)}.', "choice", key=key)
        return None

    def flag(self, key: str, *, default: bool) -> bool:
        self._known.append(key)
        found = self._value.get(key, default)
        if isinstance(found, bool):
            return found
        self.refuse(f"Expected true or false; this is {named_type(found)}.", "type", key=key)
        return default

    def object(self, key: str, *, is_required: bool = True) -> dict[str, Json]:
        found = self.any(key) if is_required else self._optional(key, {})
        if isinstance(found, dict):
            return found
        if key in self._value:
            self.refuse(f"Expected an object; this is {named_type(found)}.", "type", key=key)
        return {}

    def texts(self, key: str) -> tuple[str, ...]:
        found = self._list(key)
        wrong = [item for item in found if not isinstance(item, str)]
        if wrong:
            self.refuse(f"Expected texts; one is {named_type(wrong[0])}.", "type", key=key)
        return tuple(item for item in found if isinstance(item, str))

    def member(self, key: str) -> "Members":
        """The object under a key."""
        found = self.any(key)
        if key not in self._value:
            return Members({}, (*self._place, key), [])
        return Members.of(found, (*self._place, key), self._problems)

    def items(self, key: str, *, most: int | None = None) -> Iterator["Members"]:
        """The objects of a list, `most` of them at most; a list that is not there is empty."""
        found = self._list(key)
        if most is not None and len(found) > most:
            self.refuse(f"There are {len(found):,}; the limit is {most}.", "too_many", key=key)
        for index, item in enumerate(found[:most]):
            yield Members.of(item, (*self._place, key, index), self._problems)

    def _list(self, key: str) -> list[Json]:
        found = self._optional(key, [])
        if isinstance(found, list):
            return found
        self.refuse(f"Expected a list; this is {named_type(found)}.", "type", key=key)
        return []

    def _optional(self, key: str, default: Json) -> Json:
        self._known.append(key)
        return self._value.get(key, default)
