"""What may be said of a person: identifiers and traits, checked before anything is stored."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mappings import conf
from mappings.engine.errors import JsonTextError, Problem
from mappings.engine.strict_json import dump_json, parse_json

USER_ID, EMAIL, ANONYMOUS_ID = "user_id", "email", "anonymous_id"
_PRIORITY = {USER_ID: 0, EMAIL: 1, ANONYMOUS_ID: 2}

IdentifierKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ProfileInput:
    """One person as a sender knows them. A trait that is None is removed.

    Shape:
        identifiers: ``{"user_id": "user-123", "email": ["user@example.com"]}``
        traits: ``{"first_name": "Jane", "plan": None}``
    """

    identifiers: Mapping[str, str | Sequence[str]]
    traits: Mapping[str, Any] = field(default_factory=dict)

    def identifier_keys(self) -> list[IdentifierKey]:
        """Each identifier once as (type, value), those that decide who is meant first."""
        found = dict.fromkeys(self._pairs())
        return sorted(found, key=lambda key: _PRIORITY.get(key[0], len(_PRIORITY)))

    def _pairs(self) -> Iterator[IdentifierKey]:
        for kind, values in self.identifiers.items():
            for value in [values] if isinstance(values, str) else values:
                yield kind, value


def check_profile_input(given: ProfileInput) -> list[Problem]:
    """Everything that keeps this from being stored, whatever is known of the person already."""
    return [*_identifier_problems(given), *_trait_problems(given.traits)]


def check_identifiers(given: ProfileInput) -> list[Problem]:
    """Everything that keeps anybody from being found by this."""
    return list(_identifier_problems(given))


def _identifier_problems(given: ProfileInput) -> Iterator[Problem]:
    count = 0
    for kind, values in given.identifiers.items():
        at = f"/identifiers/{_escaped(kind)}"
        yield from _text_problems(kind, at, "An identifier's type", conf.MAX_IDENTIFIER_TYPE_CHARS)
        for value in [values] if isinstance(values, str) else values:
            count += 1
            yield from _text_problems(value, at, "An identifier", conf.MAX_IDENTIFIER_CHARS)
    if not count:
        yield Problem("/identifiers", "At least one identifier is needed.", "required")
    if count > conf.MAX_IDENTIFIERS_PER_PROFILE:
        text = f"{count:,} identifiers; a profile has at most {conf.MAX_IDENTIFIERS_PER_PROFILE:,}."
        yield Problem("/identifiers", text, "too_many")


def _trait_problems(traits: Mapping[str, Any]) -> Iterator[Problem]:
    for name in traits:
        at = f"/traits/{_escaped(name)}"
        yield from _text_problems(name, at, "A trait's name", conf.MAX_TRAIT_NAME_CHARS)
    try:
        text = dump_json(dict(traits))
        parse_json(text)
    except JsonTextError as err:
        yield Problem("/traits", err.problems[0].message, err.problems[0].code)
    except (TypeError, ValueError, RecursionError):
        yield Problem("/traits", "These traits are no JSON values.", "json")
    else:
        if len(text) > conf.MAX_TRAITS_BYTES:
            yield traits_too_large(len(text))


def traits_too_large(size_bytes: int) -> Problem:
    text = f"The traits have {size_bytes:,} bytes; the limit is {conf.MAX_TRAITS_BYTES:,}."
    return Problem("/traits", text, "too_large")


def _text_problems(value: Any, at: str, what: str, max_chars: int) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield Problem(at, f"{what} is a text; found {_kind(value)}.", "type")
    elif not value:
        yield Problem(at, f"{what} is not empty.", "required")
    elif len(value) > max_chars:
        yield Problem(
            at, f"{what} has at most {max_chars} characters; found {len(value):,}.", "too_long"
        )
    elif "\0" in value or _has_lone_surrogate(value):
        yield Problem(at, f"{what} holds a character that cannot be stored.", "character")


def _has_lone_surrogate(value: str) -> bool:
    return not value.isascii() and any("\ud800" <= one <= "\udfff" for one in value)


def _kind(value: Any) -> str:
    if value is None:
        return "nothing"
    names = {bool: "true or false", list: "a list", dict: "an object"}
    return names.get(type(value), "a number")


def _escaped(key: Any) -> str:
    return str(key)[: conf.MAX_TRAIT_NAME_CHARS].replace("~", "~0").replace("/", "~1")
