"""Gzip, as a stream: bounded memory, and all that could be read before a mistake is given."""

import zlib
from collections.abc import Iterator

GZIP_MAGIC = b"\x1f\x8b"
_STEP_BYTES = 16 * 1024
_GZIP_FORMAT = 16 + zlib.MAX_WBITS


def decompress(packed: Iterator[bytes], *, block_bytes: int) -> Iterator[bytes]:
    """The text of gzip data, members one after the other, in blocks of about this size.

    Raises:
        ValueError: the data is damaged, or ends too early; says at which byte of the text.
    """
    parts: list[bytes] = []
    waiting_bytes = 0
    mistake = None
    try:
        for part in _inflate(packed):
            parts.append(part)
            waiting_bytes += len(part)
            if waiting_bytes >= block_bytes:
                yield b"".join(parts)
                parts, waiting_bytes = [], 0
    except ValueError as err:
        mistake = err
    yield b"".join(parts)
    if mistake:
        raise mistake


def _inflate(packed: Iterator[bytes]) -> Iterator[bytes]:
    """The text in small steps: those before a mistake are not lost with it."""
    inflater = zlib.decompressobj(_GZIP_FORMAT)
    given = 0
    for block in packed:
        waiting = block
        while waiting:
            if inflater.eof:
                waiting = waiting.lstrip(b"\0")  # tapes and some tools pad members
                if not waiting:
                    break
                inflater = zlib.decompressobj(_GZIP_FORMAT)
            try:
                text = inflater.decompress(waiting, _STEP_BYTES)
            except zlib.error as err:
                raise ValueError(f"the gzip data is damaged after {given:,} bytes of text") from err
            waiting = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
            given += len(text)
            yield text
    if not inflater.eof:
        raise ValueError(f"the gzip data ends too early, after {given:,} bytes of text")
