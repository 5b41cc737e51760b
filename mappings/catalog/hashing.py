"""Personal data that a tool wants as a hash: normalised as it asks, and hashed once."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mappings.engine.fields import Field, Normalisation
from mappings.engine.js_values import to_text
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING

_HASHED = re.compile(r"[0-9a-fA-F]{64}")
_NOT_DIGITS = re.compile(r"[^0-9]")
_SPACES = re.compile(r"\s+")


def hashed_fields(fields: Sequence[Field]) -> tuple[Field, ...]:
    """The fields that are hashed or hold one that is."""
    return tuple(field for field in fields if field.hash or hashed_fields(field.properties))


def hash_payload(fields: Sequence[Field], payload: Json) -> Json:
    """The payload with its hashed fields hashed; the payload itself where there are none.

    A value that is a SHA-256 in hex already stays, in lower case. One that normalises to nothing,
    and one that is neither text nor number, is left out.

    Shape:
        ``{"email": " User@Example.com"}`` -> ``{"email": "b4c9a289323b21a0…"}``

    Args:
        fields: those of `hashed_fields()`.
    """
    if not fields or not isinstance(payload, Mapping):
        return payload
    by_key = {field.key: field for field in fields}
    hashed = {
        key: _hash_field(by_key[key], value) if key in by_key else value
        for key, value in payload.items()
    }
    return {key: value for key, value in hashed.items() if value is not MISSING}


def normalised(text: str, normalisation: Normalisation) -> str:
    """The text as it is hashed."""
    return _NORMALISATIONS[normalisation](text)


def _hash_field(field: Field, value: Json) -> Any:
    if isinstance(value, list):
        hashed = (_hash_field(field, item) for item in value)
        return [item for item in hashed if item is not MISSING]
    if field.hash is None:
        return hash_payload(hashed_fields(field.properties), value)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return MISSING
    return _hash_text(to_text(value), field.hash.normalise)


def _hash_text(text: str, normalisation: Normalisation) -> Any:
    if _HASHED.fullmatch(text.strip()):
        return text.strip().lower()
    plain = normalised(text, normalisation)
    return hashlib.sha256(plain.encode()).hexdigest() if plain else MISSING


def _trim_lower(text: str) -> str:
    return text.strip().lower()


def _email(text: str) -> str:
    return _SPACES.sub("", text).lower()


def _gmail(text: str) -> str:
    """Google reads an address of its own mail service without the dots before the @."""
    user, at, host = _email(text).rpartition("@")
    return (user.replace(".", "") if host in ("gmail.com", "googlemail.com") else user) + at + host


def _phone_e164(text: str) -> str:
    digits = _phone_digits(text)
    return f"+{digits}" if digits else ""


def _phone_digits(text: str) -> str:
    return _NOT_DIGITS.sub("", text).lstrip("0")


def _name(text: str) -> str:
    kept = (one for one in _trim_lower(text) if unicodedata.category(one)[0] != "P")
    return _SPACES.sub(" ", "".join(kept)).strip()


def _letters_digits(text: str) -> str:
    return "".join(one for one in _trim_lower(text) if unicodedata.category(one)[0] in "LMN")


_NORMALISATIONS: Mapping[Normalisation, Callable[[str], str]] = {
    "none": str,
    "trim_lower": _trim_lower,
    "email": _email,
    "email_gmail": _gmail,
    "phone_e164": _phone_e164,
    "phone_digits": _phone_digits,
    "name": _name,
    "letters_digits": _letters_digits,
}
