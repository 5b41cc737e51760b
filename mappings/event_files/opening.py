"""Opens files and standard input as blocks of text, gzip included."""

import errno
import os
import select
import stat
from collections.abc import Iterator, Sequence
from io import FileIO

from mappings.engine.errors import JsonTextError, Problem
from mappings.event_files.errors import EventFileError, FileProblem
from mappings.event_files.gzip_stream import GZIP_MAGIC, decompress

STANDARD_INPUT = "-"
BLOCK_BYTES = 256 * 1024

_STDIN_DESCRIPTOR = 0
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class EventFile:
    """One file of events, open. `blocks()` can be read once.

    `position_bytes` is how much is read of it, as it lies on the disk.
    """

    def __init__(self, name: str) -> None:
        """Open a file by its path, or standard input by ``-``.

        Raises:
            EventFileError: there is no such file, it is a directory, or it may not be read.
        """
        self.name = _shown_name(name)
        is_standard = name == STANDARD_INPUT
        try:
            self._raw = FileIO(_STDIN_DESCRIPTOR if is_standard else name, closefd=not is_standard)
        except OSError as err:
            raise EventFileError(self.name, _reason(err), "unreadable") from err
        self._is_regular = stat.S_ISREG(os.fstat(self._raw.fileno()).st_mode)
        self.position_bytes = 0

    def __enter__(self) -> "EventFile":
        return self

    def __exit__(self, *_: object) -> None:
        self._raw.close()

    def blocks(self) -> Iterator[bytes | None]:
        """The text, block by block; None where a pipe has nothing more for the moment.

        Raises:
            EventFileError: the file cannot be read any further, is damaged, or not UTF-8.
        """
        blocks = self._raw_blocks()
        first = next((block for block in blocks if block), b"")
        if first.startswith(GZIP_MAGIC):
            yield from self._check_encoding(self._gunzip(first, blocks))
            return
        yield from self._check_encoding(_chain(first, blocks))

    def _raw_blocks(self) -> Iterator[bytes | None]:
        try:
            while block := self._raw.read(BLOCK_BYTES):
                self.position_bytes += len(block)
                yield block
                if not self._is_regular and not self._has_more():
                    yield None
        except OSError as err:
            raise EventFileError(self.name, _reason(err), "unreadable") from err

    def _has_more(self) -> bool:
        return bool(select.select([self._raw], [], [], 0)[0])

    def _gunzip(self, first: bytes, blocks: Iterator[bytes | None]) -> Iterator[bytes]:
        packed = (block for block in _chain(first, blocks) if block)
        try:
            yield from decompress(packed, block_bytes=BLOCK_BYTES)
        except ValueError as err:
            message = f"The rest cannot be read: {err}."
            raise EventFileError(self.name, message, "damaged_gzip") from err

    def _check_encoding(self, blocks: Iterator[bytes | None]) -> Iterator[bytes | None]:
        """The same blocks without a byte order mark at the start.

        Raises:
            EventFileError: the text starts as UTF-16 does.
        """
        first = next((block for block in blocks if block), b"")
        if first.startswith(_UTF_16_MARKS):
            message = "This is UTF-16 text. Save it as UTF-8 and try again."
            raise EventFileError(self.name, message, "encoding")
        yield first.removeprefix(_BYTE_ORDER_MARK)
        yield from blocks


def input_problem(name: str) -> FileProblem | None:
    """Why an input cannot be opened, told without opening it: a pipe can be opened only once."""
    is_standard = name == STANDARD_INPUT
    try:
        if stat.S_ISDIR(os.stat(_STDIN_DESCRIPTOR if is_standard else name).st_mode):
            raise IsADirectoryError
        if not is_standard and not os.access(name, os.R_OK):
            raise PermissionError
    except OSError as err:
        return EventFileError(_shown_name(name), _reason(err), "unreadable").problem
    return None


def known_bytes(names: Sequence[str]) -> int | None:
    """How large all inputs are together; None where one is a pipe."""
    found = [os.stat(_STDIN_DESCRIPTOR if name == STANDARD_INPUT else name) for name in names]
    if all(stat.S_ISREG(status.st_mode) for status in found):
        return sum(status.st_size for status in found)
    return None


def read_file(path: str, *, max_bytes: int) -> bytes:
    """All of a small file, or of what is packed in it.

    Raises:
        JsonTextError: it cannot be read, or is larger than allowed.
    """
    data = b""
    try:
        with EventFile(path) as file:
            for block in file.blocks():
                data += block or b""
                if len(data) > max_bytes:
                    message = f"This is larger than {max_bytes:,} bytes, the limit."
                    raise JsonTextError(Problem("", message, "too_large"))
    except EventFileError as err:
        raise JsonTextError(Problem("", err.problem.message, err.problem.code)) from err
    return data


def _chain(first: bytes, rest: Iterator[bytes | None]) -> Iterator[bytes | None]:
    yield first
    yield from rest


def _shown_name(name: str) -> str:
    return "<stdin>" if name == STANDARD_INPUT else name


def _reason(err: OSError) -> str:
    if isinstance(err, FileNotFoundError):
        return "There is no such file."
    if isinstance(err, IsADirectoryError):
        return "This is a directory; name the files in it."
    if isinstance(err, PermissionError):
        return "You may not read this file."
    if err.errno == errno.EBADF:
        return "It is closed."
    return f"This cannot be read: {err.strerror}."
