"""What an answer's headers say about the rate limit. No clock here."""

import math
from collections.abc import Mapping

from mappings.catalog.answers import Answer
from mappings.catalog.schema import RateLimit

_MAX_WAIT_S = 6 * 3_600.0  # as long as a Retry-After is believed


def wait_after(limit: RateLimit, answer: Answer, *, now_s: float) -> float | None:
    """The seconds until the next request is welcome, where the answer says that none is left.

    Shape:
        ``X-RateLimit-Remaining: 0``, ``X-RateLimit-Reset: 1795000030``, now 1795000000 -> ``30.0``

    Args:
        now_s: Unix time.

    Returns:
        None where some requests are left, or where the headers do not tell. Where they tell only
        that none is left, the length of the window.
    """
    headers = {name.lower(): value for name, value in answer.headers.items()}
    remaining = _number(headers, limit.remaining_header)
    if remaining is None or remaining > 0:
        return None
    reset = _number(headers, limit.reset_header)
    if reset is None:
        return limit.window_s
    scale = 1_000 if limit.reset_in.endswith("milliseconds") else 1
    start_s = now_s if limit.reset_in.startswith("unix") else 0.0
    return min(max(reset / scale - start_s, 0.0), _MAX_WAIT_S)


def _number(headers: Mapping[str, str], name: str) -> float | None:
    try:
        number = float(headers.get(name.lower(), ""))
    except ValueError:
        return None
    return number if math.isfinite(number) else None
