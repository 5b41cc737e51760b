"""The setup of a connection between an audience and a destination: what its events carry.

Source:
    Segment, "Trait Enrichment" and "ID Sync", read 2026-11.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from mappings.engine.errors import Problem, SetupError
from mappings.engine.json_types import Json

Strategy = Literal["first", "last", "all"]
STRATEGIES: tuple[Strategy, ...] = get_args(Strategy)

MAX_TRAIT_ROWS = 100
MAX_IDENTIFIER_ROWS = 20
MAX_ROWS_WITH_ALL = 3
MAX_ROW_NAME_CHARS = 200
_RESERVED_NAMES = ("audience_key", "trait_key")  # Track names the audience under these

_NAME_OF_TYPE = {"user_id": "userId", "anonymous_id": "anonymousId"}
_KEYS = {"sends_identify", "sends_track", "is_customized", "traits", "identifiers"}


@dataclass(frozen=True, slots=True)
class TraitRow:
    """A trait of the profile, and the name that it gets in the event."""

    trait: str
    name: str


@dataclass(frozen=True, slots=True)
class IdentifierRow:
    """A type of identifier, the name that it gets in the event, and which of several is sent."""

    type: str
    name: str
    strategy: Strategy


# Whom the guide's events name.
DEFAULT_IDENTIFIERS = (
    IdentifierRow("user_id", "userId", "last"),
    IdentifierRow("anonymous_id", "anonymousId", "last"),
    IdentifierRow("email", "email", "last"),
)


@dataclass(frozen=True, slots=True)
class ConnectionSetup:
    """What a connection sends. The default setup adds no trait, and names the user as usual."""

    sends_identify: bool = True
    sends_track: bool = True
    traits: tuple[TraitRow, ...] = ()
    identifiers: tuple[IdentifierRow, ...] = DEFAULT_IDENTIFIERS

    @property
    def event_types(self) -> tuple[str, ...]:
        """Identify first: who a user is, then what happened."""
        sent = {"identify": self.sends_identify, "track": self.sends_track}
        return tuple(kind for kind, is_sent in sent.items() if is_sent)


def read_setup(given: Json, *, audience_key: str) -> ConnectionSetup:
    """The setup in a document; a row's name that is left out is the trait's or the identifier's.

    Shape:
        ``{"sends_identify": true, "sends_track": true, "is_customized": true,
        "traits": [{"trait": "first_name", "name": "first_name"}],
        "identifiers": [{"type": "email", "name": "email", "strategy": "all"}]}``

    Both lists only count where `is_customized` is true; without identifiers the usual ones stay.

    Raises:
        SetupError: listing every problem, each with a JSON pointer.
    """
    reader = _Reader(audience_key)
    setup = reader.read(given)
    if reader.problems:
        raise SetupError(reader.problems)
    return setup


class _Reader:
    def __init__(self, audience_key: str) -> None:
        self._audience_key = audience_key
        self._names: dict[str, str] = {}  # of a row, and which row has it
        self.problems: list[Problem] = []

    def read(self, given: Json) -> ConnectionSetup:
        if not isinstance(given, dict):
            self._tell("", "A setup is an object.", "type")
            return ConnectionSetup()
        for key in given.keys() - _KEYS:
            known = ", ".join(sorted(_KEYS))
            self._tell(f"/{key}", f"{key!r} is no part of a setup; it has {known}.", "unknown_key")
        identify, track, is_customized = (
            self._flag(given, "sends_identify", default=True),
            self._flag(given, "sends_track", default=True),
            self._flag(given, "is_customized", default=False),
        )
        if not (identify or track):
            self._tell("/sends_track", "Send Identify, Track or both.", "required")
        identifiers = tuple(self._identifiers(given.get("identifiers")))
        if is_customized and not identifiers:
            identifiers = DEFAULT_IDENTIFIERS
            self._names.update((row.name, f"The identifier {row.type!r}") for row in identifiers)
        traits = tuple(self._traits(given.get("traits")))
        if not is_customized:
            return ConnectionSetup(identify, track)
        return ConnectionSetup(identify, track, traits, identifiers)

    def _flag(self, given: Mapping[str, Any], key: str, *, default: bool) -> bool:
        value = given.get(key, default)
        if not isinstance(value, bool):
            self._tell(f"/{key}", f"{key} is true or false.", "type")
            return default
        return value

    def _traits(self, rows: Json) -> Iterator[TraitRow]:
        for at, row in self._rows(rows, "traits", {"trait", "name"}, MAX_TRAIT_ROWS):
            trait = self._text(row, "trait", at)
            name = self._text(row, "name", at, default=trait)
            if trait and name and self._takes(name, f"{at}/name", f"the trait {trait!r}"):
                yield TraitRow(trait, name)

    def _identifiers(self, rows: Json) -> Iterator[IdentifierRow]:
        with_all = 0
        keys = {"type", "name", "strategy"}
        for at, row in self._rows(rows, "identifiers", keys, MAX_IDENTIFIER_ROWS):
            kind = self._text(row, "type", at)
            name = self._text(row, "name", at, default=_NAME_OF_TYPE.get(kind, kind))
            strategy = row.get("strategy", "last")
            if strategy not in STRATEGIES:
                self._tell(f"{at}/strategy", "Choose first, last or all.", "choice")
                continue
            with_all += strategy == "all"
            if with_all > MAX_ROWS_WITH_ALL and strategy == "all":
                text = f"At most {MAX_ROWS_WITH_ALL} identifiers are sent with all their values."
                self._tell(f"{at}/strategy", text, "too_many")
            if kind and name and self._takes(name, f"{at}/name", f"the identifier {kind!r}"):
                yield IdentifierRow(kind, name, strategy)

    def _rows(
        self, rows: Json, key: str, keys: set[str], most: int
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        if rows is None:
            return
        if not isinstance(rows, list):
            self._tell(f"/{key}", f"{key} is a list.", "type")
            return
        if len(rows) > most:
            self._tell(f"/{key}", f"{len(rows)} rows; at most {most} are taken.", "too_many")
            return
        for at, row in enumerate(rows):
            pointer = f"/{key}/{at}"
            if not isinstance(row, dict):
                self._tell(pointer, "A row is an object.", "type")
            elif unknown := row.keys() - keys:
                text = f"A row has {', '.join(sorted(keys))}; found {min(unknown)!r}."
                self._tell(pointer, text, "unknown_key")
            else:
                yield pointer, row

    def _text(self, row: Mapping[str, Any], key: str, at: str, *, default: str = "") -> str:
        value = row.get(key, default)
        if not isinstance(value, str):
            self._tell(f"{at}/{key}", f"{key} is a text.", "type")
            return ""
        value = value.strip() or default
        if not value:
            self._tell(f"{at}/{key}", f"Enter the {key}.", "required")
        elif len(value) > MAX_ROW_NAME_CHARS:
            text = f"{key} has {len(value):,} characters; the limit is {MAX_ROW_NAME_CHARS}."
            self._tell(f"{at}/{key}", text, "too_long")
            return ""
        elif "\0" in value:
            self._tell(
                f"{at}/{key}", f"{key} holds a character that cannot be stored.", "character"
            )
            return ""
        return value

    def _takes(self, name: str, at: str, what: str) -> bool:
        """Whether a row may have the name: it would overwrite nothing."""
        if name == self._audience_key:
            text = (
                f"{name!r} is the audience's key: {what} would overwrite the flag that tells "
                "who is in the audience. Give it another name."
            )
        elif name in _RESERVED_NAMES:
            text = f"{name!r} names the audience in Track events. Give {what} another name."
        elif name in self._names:
            text = f"{self._names[name]} has the name {name!r} already. Give {what} another one."
        else:
            self._names[name] = what[:1].upper() + what[1:]
            return True
        self._tell(at, text, "taken")
        return False

    def _tell(self, pointer: str, message: str, code: str) -> None:
        self.problems.append(Problem(pointer, message, code))
