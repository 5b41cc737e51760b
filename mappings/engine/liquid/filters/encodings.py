"""Filters that write a text in another form: HTML, URLs, base64, hashes, slugs."""

import base64
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from mappings.engine.js_values import BLANKS, is_truthy
from mappings.engine.liquid.errors import LiquidError
from mappings.engine.liquid.run import Run
from mappings.engine.liquid.units import well_formed
from mappings.engine.paths import MISSING

_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"}
_FROM_HTML = {entity: char for char, entity in _HTML.items()}
_ENTITY = re.compile("|".join(_FROM_HTML))
_HIDDEN = (("<script", "</script>"), ("<style", "</style>"), ("<!--", "-->"), ("<", ">"))
_COMPONENT_SAFE = "-_.!~*'()"
_HALF = re.compile("[\ud800-\udfff]")
_BAD_PERCENT = re.compile("%(?![0-9a-fA-F]{2})")
_NOT_BASE64 = re.compile("[^A-Za-z0-9+/]")
_ACCENTS = {
    **dict.fromkeys("àáâãäå", "a"), **dict.fromkeys("èéêë", "e"), **dict.fromkeys("ìíîï", "i"),
    **dict.fromkeys("òóôõöø", "o"), **dict.fromkeys("ùúûü", "u"), **dict.fromkeys("ýÿ", "y"),
    "æ": "ae", "ç": "c", "ð": "d", "ñ": "n", "ß": "ss", "œ": "oe", "þ": "th", "ẞ": "SS",
    "Œ": "OE", "Þ": "TH",
}  # fmt: skip
_WITHOUT_ACCENTS = str.maketrans(_ACCENTS)
_BLANK_RUN = re.compile(f"[{BLANKS}]+")
_DASHES = re.compile("-+")
_PRETTY = "._~!$&'()+,;=@"


def escape(run: Run, value: Any) -> str:
    """The text with & < > and quotes as HTML writes them."""
    return _escape(run.text(value))


def escape_once(run: Run, value: Any) -> str:
    """The same, without escaping again what is escaped."""
    return _escape(_ENTITY.sub(lambda match: _FROM_HTML[match[0]], run.text(value)))


def strip_html(run: Run, value: Any) -> str:
    """The text without tags, comments, scripts and styles."""
    text = run.text(value)
    hidden = dict(_HIDDEN)
    kept = []
    at = 0
    while (start := text.find("<", at)) >= 0:
        kept.append(text[at:start])
        at = _end_of_hidden(text, start, hidden)
        if at < 0:
            return "".join(kept) + text[start:]
    return "".join(kept) + text[at:]


def url_encode(run: Run, value: Any) -> str:
    """The text as a part of a URL; a space becomes +."""
    return _encode(run, value, _COMPONENT_SAFE).replace("%20", "+")


def url_decode(run: Run, value: Any) -> str:
    """What url_encode made, back again."""
    text = run.text(value)
    if _BAD_PERCENT.search(text):
        raise LiquidError("The text is no encoded URL.", "argument")
    try:
        return unquote_to_bytes(text).decode().replace("+", " ")
    except UnicodeError as err:
        raise LiquidError("The text is no encoded URL.", "argument") from err


def cgi_escape(run: Run, value: Any) -> str:
    """As url_encode, with ! ' ( ) * encoded, too."""
    return _encode(run, value, "-_.~").replace("%20", "+")


def uri_escape(run: Run, value: Any) -> str:
    """The text as a whole URL: what separates its parts stays."""
    return _encode(run, value, ";,/?:@&=+$#[]" + _COMPONENT_SAFE)


def slugify(run: Run, value: Any, mode: Any = MISSING, is_cased: Any = MISSING) -> str:
    """The text for a URL: lower case, all but letters and digits as dashes."""
    text = run.text(value)
    slug = _slug(text, "default" if mode is MISSING else mode)
    return slug if is_truthy(is_cased) else slug.lower()


def base64_encode(run: Run, value: Any) -> str:
    """The text in base64."""
    return base64.b64encode(_bytes(run.text(value))).decode()


def base64_decode(run: Run, value: Any) -> str:
    """The text that base64 stands for; what is no base64 in it is passed over."""
    before_padding = run.text(value).partition("=")[0].replace("-", "+").replace("_", "/")
    digits = _NOT_BASE64.sub("", before_padding)
    digits = digits[: len(digits) - (len(digits) % 4 == 1)]
    return base64.b64decode(digits + "=" * (-len(digits) % 4)).decode(errors="replace")


def sha256(run: Run, value: Any) -> str:
    """The SHA-256 hash of the text, in hexadecimal digits."""
    return hashlib.sha256(_bytes(run.text(value))).hexdigest()


def hmac_sha256(run: Run, value: Any, key: Any = MISSING) -> str:
    """The same with a key."""
    secret = _bytes(run.text(key))
    return hmac.new(secret, _bytes(run.text(value)), "sha256").hexdigest()


def _escape(text: str) -> str:
    for char, entity in _HTML.items():
        text = text.replace(char, entity)
    return text


def _end_of_hidden(text: str, start: int, hidden: dict[str, str]) -> int:
    """Behind what a < hides; -1 where nothing ends it. An end not found is not sought again."""
    for opening, closing in list(hidden.items()):
        if text.startswith(opening, start):
            end = text.find(closing, start + len(opening))
            if end >= 0:
                return end + len(closing)
            del hidden[opening]
    return -1


def _encode(run: Run, value: Any, safe: str) -> str:
    text = run.text(value)
    if _HALF.search(text):
        raise LiquidError("The text has half of an emoji in it.", "argument")
    return quote(text, safe=safe)


def _slug(text: str, mode: Any) -> str:
    if mode == "raw":
        slug = _BLANK_RUN.sub("-", text)
    elif isinstance(mode, str) and mode in _KEPT_IN_SLUGS:
        if mode == "latin":
            text = text.translate(_WITHOUT_ACCENTS)
        is_kept = _KEPT_IN_SLUGS[mode]
        dashes = {ord(char): "-" for char in set(text) if not is_kept(char)}
        slug = _DASHES.sub("-", text.translate(dashes))
    else:
        return text
    return slug.removeprefix("-").removesuffix("-")


@lru_cache(maxsize=4096)
def _is_letter(char: str) -> bool:
    """A letter, mark or decimal digit."""
    category = unicodedata.category(char)
    return category[0] in "LM" or category == "Nd"


_KEPT_IN_SLUGS: dict[str, Callable[[str], bool]] = {
    "default": _is_letter,
    "latin": _is_letter,
    "ascii": lambda char: char.isascii() and char.isalnum(),
    "pretty": lambda char: char in _PRETTY or _is_letter(char),
}


def _bytes(text: str) -> bytes:
    return well_formed(text).encode()
