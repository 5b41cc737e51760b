"""Cuts blocks of text into chunks of whole lines, none longer than an event may be."""

from collections.abc import Iterator

from mappings.engine.limits import MAX_EVENT_BYTES
from mappings.event_files.chunk import Chunk
from mappings.event_files.errors import FileProblem


def cut_lines(
    file: str, blocks: Iterator[bytes | None], *, first_line: int = 1
) -> Iterator[Chunk | None]:
    """Chunks of lines; None where the blocks have nothing more for the moment.

    Of a line that is too long only its beginning is ever kept, and a problem given.
    """
    line, rest, is_skipping = first_line, b"", False
    for block in blocks:
        if block is None:
            yield None
            continue
        start = 0
        if is_skipping:
            start = block.find(b"\n") + 1
            if not start:
                continue
            is_skipping = False
            line += 1
        end = block.rfind(b"\n", start)
        if end >= 0:
            data, rest = rest + block[start:end], block[end + 1 :]
            yield Chunk(file, data, line)
            line += data.count(b"\n") + 1
        else:
            rest += block[start:]
        if len(rest) > MAX_EVENT_BYTES:
            yield Chunk(file, b"", line, refused={0: _too_long(file, line)})
            rest, is_skipping = b"", True
    if rest:
        yield Chunk(file, rest, line)


def _too_long(file: str, line: int) -> FileProblem:
    message = f"This line is longer than an event may be: {MAX_EVENT_BYTES:,} bytes."
    return FileProblem(file, line, None, "/event", "too_large", message)
