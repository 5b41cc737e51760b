"""Which headers a request may have: nothing that changes how the message is read.

Source:
    RFC 9110 §5.5, §5.6.2, §7.6.1; RFC 9112 §6.
"""

import re

from mappings.catalog.limits import MAX_HEADER_VALUE_CHARS
from mappings.catalog.wording import named_type
from mappings.engine.json_types import Json

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\x20-\x7e\t]*")

# The connection's own headers: only the client that opens it can know them.
RESERVED_NAMES = frozenset(
    {
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)


def header_name_fault(name: str) -> str | None:
    """What is wrong with a header's name, as the end of a sentence; None when nothing is."""
    if not _NAME.fullmatch(name):
        return "is not a header name"
    if name.lower() in RESERVED_NAMES:
        return "is set by the connection itself and cannot be given"
    return None


def header_value_fault(value: Json) -> str | None:
    """The same for a header's value, which is never repeated: it may be a secret."""
    if not isinstance(value, str):
        return f"expects text; this is {named_type(value)}"
    if len(value) > MAX_HEADER_VALUE_CHARS:
        return f"has {len(value):,} characters; the limit is {MAX_HEADER_VALUE_CHARS:,}"
    if "\r" in value or "\n" in value or "\0" in value:
        return "holds a line break or NUL, which would start another header"
    if not _VALUE.fullmatch(value):
        return "holds a character that headers cannot carry"
    if value != value.strip():
        return "starts or ends with a space"
    return None
