"""Requests for people to look at: every secret hidden, whatever form it was sent in."""

import re
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, quote_plus

from mappings.catalog.limits import MIN_SECRET_CHARS
from mappings.catalog.schema import Request
from mappings.engine.json_types import Json

_DOTS = "••••"
_SHOWN_CHARS = 4
_MIN_HIDDEN_CHARS = 8
# The whole text, behind "Bearer", a password behind its user, or a value in a query.
_ALONE = r"(?:\A|(?<=\ABearer )|(?<=[:=])){}(?=[&#]|\Z)"
_BASE64_WORD = re.compile(r"[A-Za-z0-9+/_-]{4,}={0,2}")


def mask_request(request: Request, *, secrets: Iterable[str]) -> Request:
    """A copy in which every secret is dots and its last four characters.

    Found wherever it stands: in the URL (percent-encoded, too), in header values (also inside
    base64, as in basic authentication), in texts and keys of the body. Short secrets, of which
    fewer than eight characters would stay hidden, become dots alone. One of fewer than eight
    characters, stored before that was refused, is found only where it is the whole text or stands
    as authentication puts it: anywhere else the dots would spell it out.

    Shape:
        ``Authorization: Bearer sk_live_12345678`` -> ``Authorization: Bearer ••••5678``
    """
    mask = _Mask(secrets)
    return Request(
        method=request.method,
        url=mask.text(request.url),
        headers={name: mask.header(value) for name, value in request.headers.items()},
        body=mask.json(request.body),
        body_format=request.body_format,
    )


def mask_text(text: str, *, secrets: Iterable[str]) -> str:
    """The same for a text that came back, such as an answer that repeats what was sent."""
    return _Mask(secrets).header(text)


def mask_secret(secret: str) -> str:
    """What people may see of a secret.

    Shape:
        "sk_live_12345678" -> "••••5678"; "hunter2" -> "••••"
    """
    return _DOTS + shown_end(secret)


def shown_end(secret: str) -> str:
    """The last four characters of a secret; none of one that they would tell too much of.

    Shape:
        "sk_live_12345678" -> "5678"; "hunter2" -> ""
    """
    has_enough = len(secret) >= _SHOWN_CHARS + _MIN_HIDDEN_CHARS
    return secret[-_SHOWN_CHARS:] if has_enough else ""


class _Mask:
    """Replaces all forms of some secrets in one pass, the longest first."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._masks: dict[str, str] = {}
        patterns: dict[str, str] = {}
        for secret in filter(None, secrets):
            around = "{}" if len(secret) >= MIN_SECRET_CHARS else _ALONE
            for form in _forms(secret):
                self._masks[form.casefold()] = mask_secret(secret)
                patterns[form] = around.format(re.escape(form))
        longest_first = sorted(patterns, key=len, reverse=True)
        # Without secrets: a pattern that matches nowhere.
        pattern = "|".join(patterns[form] for form in longest_first) or r"(?!)"
        self._pattern = re.compile(pattern, re.IGNORECASE)

    def text(self, text: str) -> str:
        return self._pattern.sub(lambda match: self._masks.get(match[0].casefold(), _DOTS), text)

    def header(self, value: str) -> str:
        return self.text(_BASE64_WORD.sub(self._mask_inside_base64, value))

    def json(self, value: Json) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.text(key): self.json(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.json(item) for item in value]
        return value

    def _mask_inside_base64(self, word: re.Match[str]) -> str:
        found = self._pattern.search(_decoded(word[0]))
        return self._masks.get(found[0].casefold(), _DOTS) if found else word[0]


def _forms(secret: str) -> set[str]:
    """The spellings in which a secret may stand in a request."""
    data = secret.encode()
    encoded = (b64encode(data).decode(), urlsafe_b64encode(data).decode())
    return {
        secret,
        quote(secret),
        quote(secret, safe=""),
        quote_plus(secret),
        *encoded,
        *(text.rstrip("=") for text in encoded),
    }


def _decoded(word: str) -> str:
    """The text inside a base64 word; other words give a text that holds no secret."""
    standard = word.rstrip("=").replace("-", "+").replace("_", "/")
    padded = standard + "=" * (-len(standard) % 4)
    try:
        return b64decode(padded).decode(errors="replace")
    except ValueError:
        return ""
