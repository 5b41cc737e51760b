"""What a text has to look like: e-mail address, URL, date and the like.

The rules are those of the reference's payload check (ajv-formats, "full" mode). Every check runs in
time linear in the text's length.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from ipaddress import AddressValueError, IPv6Address
from typing import NamedTuple

from mappings.engine.javascript_dates import read_date

_EMAIL = re.compile(
    r"[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]++(?:\.[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]++)*+"
    r"@[a-zA-Z0-9]++(?:-++[a-zA-Z0-9]++)*+(?:\.[a-zA-Z0-9]++(?:-++[a-zA-Z0-9]++)*+)++"
)
_LABEL = re.compile(r"[a-z0-9-]+", re.IGNORECASE | re.ASCII)
_URI_TEXT = re.compile(
    r"(?:[a-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9a-f]{2})*+", re.IGNORECASE | re.ASCII
)
_HOST_IN_BRACKETS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:)?//?(?:[^@/?#\[\]]*@)?\[(?P<address>[^\[\]]*)\](?::\d*)?"
    r"(?:[/?#][^\[\]]*)?\Z",
    re.IGNORECASE | re.ASCII,
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE | re.ASCII)
_UUID = re.compile(
    r"(?:urn:uuid:)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE | re.ASCII
)
_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|[01]?\d?\d)(?:\.(?!$)|$)){4}", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(
    r"(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:z|[+-]\d\d(?::?\d\d)?)?", re.IGNORECASE | re.ASCII
)
_DATE_TIME_SEPARATOR = re.compile(r"[tT\s]")
_USUAL_DATE_TIME = re.compile(  # as programs write it
    r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    r"T(?:[01][0-9]|2[0-3])(?::[0-5][0-9]){2}(?:\.[0-9]+)?Z"
)
_LOOSE_DATE_TIME = re.compile(
    r"\d{4}[-/]?\d{0,2}[-/]?\d{0,2}[Tt\s]*\d{0,2}:?\d{0,2}:?\d{0,2}[.:]?\d*", re.ASCII
)
_NUMBER = re.compile(
    r"-?(?:(?:0|[1-9]\d*)(?:\.\d*[1-9])?|[1-9](?:\.\d*[1-9])?e-(?:[7-9]|[1-9]\d{1,2}))", re.ASCII
)
_MAX_DATE_CHARS = 100
_MAX_EMAIL_CHARS = 320  # RFC 5321: 64, an @ and 255
_MAX_SECONDS = 8.64e12  # a JavaScript date is at most 8.64e15 milliseconds from 1970


class Format(NamedTuple):
    noun: str  # "an e-mail address", for: … does not look like an e-mail address.
    accepts: Callable[[str], bool]


def is_email(text: str) -> bool:
    return len(text) <= _MAX_EMAIL_CHARS and _EMAIL.fullmatch(text) is not None


def is_uri_reference(text: str) -> bool:
    if not _URI_TEXT.fullmatch(text) or text.count("#") > 1:
        return False
    if "[" not in text and "]" not in text:
        return True
    host = _HOST_IN_BRACKETS.match(text)
    return host is not None and is_ipv6(host["address"])


def is_uri(text: str) -> bool:
    scheme = _SCHEME.match(text)
    if scheme is None or scheme.end() == len(text) or text[scheme.end()] in "?#":
        return False
    return is_uri_reference(text)


def is_hostname(text: str) -> bool:
    name = text.removesuffix(".")
    labels = name.split(".")
    return len(name) <= 253 and all(_is_label(label) and len(label) <= 63 for label in labels)


def is_ipv4(text: str) -> bool:
    return _IPV4.fullmatch(text) is not None


def is_ipv6(text: str) -> bool:
    if "%" in text:  # a zone is none of the address
        return False
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return True


def is_uuid(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


def is_date(text: str) -> bool:
    match = _DATE.fullmatch(text)
    if not match:
        return False
    year, month, day = (int(number) for number in match.groups())
    try:
        date(year or 2000, month, day)  # 0000 is a leap year, as 2000 is; Python starts at 1
    except ValueError:
        return False
    return True


def is_time(text: str) -> bool:
    match = _TIME.fullmatch(text)
    if not match:
        return False
    hour, minute, second = (int(number) for number in match.groups())
    is_leap_second = (hour, minute, second) == (23, 59, 60)
    return is_leap_second or (hour <= 23 and minute <= 59 and second <= 59)


def is_date_time(text: str) -> bool:
    """RFC 3339; as in the reference, the zone may be left out and a blank may stand for the T."""
    parts = _DATE_TIME_SEPARATOR.split(text)
    return len(parts) == 2 and is_date(parts[0]) and is_time(parts[1])


def is_date_like(text: str) -> bool:
    """What a date field takes: seconds since 1970, ISO 8601, dates as people write them."""
    if len(text) > _MAX_DATE_CHARS:
        return False
    if _USUAL_DATE_TIME.fullmatch(text):
        return True
    if _NUMBER.fullmatch(text) and Decimal(text) == Decimal(repr(float(text))):
        return abs(float(text)) <= _MAX_SECONDS
    return _LOOSE_DATE_TIME.fullmatch(text) is not None or read_date(text) is not None


FORMATS: Mapping[str, Format] = {
    "email": Format("an e-mail address", is_email),
    "uri": Format("a URL", is_uri),
    "uri-reference": Format("a URL or a part of one", is_uri_reference),
    "hostname": Format("a host name", is_hostname),
    "ipv4": Format("an IPv4 address", is_ipv4),
    "ipv6": Format("an IPv6 address", is_ipv6),
    "uuid": Format("a UUID", is_uuid),
    "date": Format("a date such as 2026-01-31", is_date),
    "time": Format("a time such as 09:30:00Z", is_time),
    "date-time": Format("a date and time such as 2026-01-31T09:30:00Z", is_date_time),
    "date-like": Format("a date and time", is_date_like),
}


def _is_label(label: str) -> bool:
    is_inside = not label.startswith("-") and not label.endswith("-")
    return is_inside and _LABEL.fullmatch(label) is not None
