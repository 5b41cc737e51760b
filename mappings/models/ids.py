"""Ids of our rows."""

import secrets
import time
import uuid


def new_id() -> uuid.UUID:
    """A version 7 UUID: sorting by id is sorting by time of creation.

    Source:
        RFC 9562, sections 5.7 and 6.2 (method 3: 12 bits hold the fraction of a millisecond).
    """
    milliseconds, rest_ns = divmod(time.time_ns(), 1_000_000)
    fraction = rest_ns * 4096 // 1_000_000
    number = (milliseconds & (2**48 - 1)) << 80 | 0x7 << 76 | fraction << 64
    return uuid.UUID(int=number | 0b10 << 62 | secrets.randbits(62))
