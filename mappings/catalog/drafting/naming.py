"""Names that a definition needs, made of those that a document has."""

import re
import unicodedata
from collections.abc import Container

from mappings.catalog.limits import (
    MAX_FIELD_KEY_CHARS,
    MAX_LABEL_CHARS,
    MAX_SLUG_CHARS,
    MAX_TEXT_CHARS,
)

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_CAMEL_STEP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD_ENDS = re.compile(r"[\s_\-./\[\]:]+")
_FIELD_KEY = re.compile(r"[^@\x00-\x1f][^\x00-\x1f]*")
_BLANKS = re.compile(r"\s+")
_HTML = re.compile(
    r"</?(?:a|b|br|code|div|em|i|li|ol|p|pre|span|strong|ul)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_LOOKED_AT = 10  # times the longest text that is kept
_CAPITALS = {"api", "crm", "id", "ids", "ip", "sku", "sms", "uri", "url", "utm", "uuid", "vat"}


def slug_of(text: str, *, default: str, taken: Container[str] = ()) -> str:
    """A free slug for a name.

    Shape:
        ``"Create or update a contact"`` -> ``"create_or_update_a_contact"``; taken: ``"…_2"``
    """
    spread = _CAMEL_STEP.sub("_", text)
    plain = unicodedata.normalize("NFKD", spread).encode("ascii", "ignore").decode().lower()
    slug = _NOT_SLUG.sub("_", plain).strip("_")
    slug = slug if slug[:1].isalpha() else f"{default}_{slug}".strip("_")
    slug = slug[:MAX_SLUG_CHARS].strip("_")
    free, number = slug, 2
    while free in taken:
        ending = f"_{number}"
        free, number = slug[: MAX_SLUG_CHARS - len(ending)] + ending, number + 1
    return free


def label_of(key: str) -> str:
    """A key as people read it.

    Shape:
        ``"firstName"`` -> ``"First name"``; ``"list_id"`` -> ``"List ID"``
    """
    words = [word for word in _WORD_ENDS.split(_CAMEL_STEP.sub(" ", key)) if word]
    told = [_told(word) for word in words]
    text = " ".join(told)
    return shortened((text[:1].upper() + text[1:]) or key, MAX_LABEL_CHARS)


def is_field_key(key: str) -> bool:
    return len(key) <= MAX_FIELD_KEY_CHARS and _FIELD_KEY.fullmatch(key) is not None


def shortened(text: str, max_chars: int = MAX_TEXT_CHARS) -> str:
    """A text on one line, cut where it is too long; texts of documents have line breaks and HTML.

    Of a much longer one only the start is looked at: a document may give it to many fields.
    """
    told = _HTML.sub(" ", text[: _LOOKED_AT * max_chars])
    flat = _BLANKS.sub(" ", told).strip()
    return flat if len(flat) <= max_chars else flat[: max_chars - 1].rstrip() + "…"


def _told(word: str) -> str:
    if word.lower() in _CAPITALS:
        return "IDs" if word.lower() == "ids" else word.upper()
    return word if word.isupper() and len(word) > 1 else word.lower()
