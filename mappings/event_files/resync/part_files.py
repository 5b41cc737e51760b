"""The files of a part while it is being written: payloads, and problems beside them."""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Literal, Protocol

import orjson

from mappings.event_files.errors import FileProblem
from mappings.event_files.mapping import MappedChunk
from mappings.event_files.problem_lines import problem_json

PartFormat = Literal["ndjson", "parquet"]
PART_FORMATS: tuple[PartFormat, ...] = ("ndjson", "parquet")
UNFINISHED = ".part-*.tmp"

_TOLD_PROBLEMS = 10  # of each part; all of them are in the file
_ROW_GROUP_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """What came of a part, in files that do not have their names yet.

    `told` are the first of its problems. `is_broken` says that its lines end too early.
    """

    payload_file: str
    problem_file: str
    read: int
    payloads: int
    unmatched: int
    failed: int
    problems: int
    size_bytes: int
    told: tuple[FileProblem, ...] = ()
    is_broken: bool = False


class PartWriter:
    """Writes one part; leaves nothing behind where it is not finished."""

    def __init__(
        self, folder: str, number: int, *, part_format: PartFormat, names: tuple[str, ...]
    ) -> None:
        # A name that no one else has, whatever becomes of a process that began this part before.
        stem = f".part-{number:05d}.{secrets.token_hex(6)}"
        self._paths = [Path(folder, f"{stem}.{what}.tmp") for what in ("payloads", "problems")]
        writer = _ParquetPayloads if part_format == "parquet" else _LinePayloads
        self._payloads: _Payloads = writer(self._paths[0], names)
        self._problems: BinaryIO | None = None
        self._counts = [0, 0, 0, 0]
        self._problem_count, self._told = 0, list[FileProblem]()
        self._is_broken = False

    def __enter__(self) -> "PartWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: object, _trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self.discard()

    def discard(self) -> None:
        """Remove what is written, whole or not."""
        self._payloads.discard()
        if self._problems:
            with suppress(OSError):
                self._problems.close()
        for path in self._paths:
            path.unlink(missing_ok=True)

    def take(self, mapped: MappedChunk) -> None:
        found = (mapped.read, mapped.mapped, mapped.unmatched, mapped.failed)
        self._counts = [one + more for one, more in zip(self._counts, found, strict=True)]
        self._payloads.write(mapped)
        for problem in mapped.problems:
            self._tell(problem)

    def break_off(self, problem: FileProblem) -> None:
        """The lines of the part end too early."""
        self._is_broken = True
        self._tell(problem)

    def finish(self) -> WrittenPart:
        size_bytes = self._payloads.close()
        if self._problems:
            _close_safely(self._problems)
        read, payloads, unmatched, failed = self._counts
        return WrittenPart(
            str(self._paths[0]),
            str(self._paths[1]) if self._problems else "",
            read=read,
            payloads=payloads,
            unmatched=unmatched,
            failed=failed,
            problems=self._problem_count,
            size_bytes=size_bytes,
            told=tuple(self._told),
            is_broken=self._is_broken,
        )

    def _tell(self, problem: FileProblem) -> None:
        self._problem_count += 1
        if len(self._told) < _TOLD_PROBLEMS:
            self._told.append(problem)
        if self._problems is None:
            self._problems = open(self._paths[1], "wb")  # noqa: SIM115 (closed by `finish`)
        self._problems.write(problem_json(problem))


class _Payloads(Protocol):
    def write(self, mapped: MappedChunk) -> None: ...

    def close(self) -> int:
        """Gives the size of the file."""

    def discard(self) -> None:
        """Let go of the file as it is."""


class _LinePayloads:
    """A payload a line; with the name of its mapping where there are several."""

    def __init__(self, path: Path, names: tuple[str, ...]) -> None:
        self._file = open(path, "wb")  # noqa: SIM115 (closed by `close`)
        self._heads = [b'{"mapping":' + orjson.dumps(name) + b',"payload":' for name in names]
        self._has_heads = len(names) > 1

    def write(self, mapped: MappedChunk) -> None:
        if not self._has_heads:
            self._file.write(mapped.output)
            return
        lines = mapped.output.split(b"\n")[:-1]
        for owner, line in zip(mapped.owners, lines, strict=True):
            self._file.write(self._heads[owner] + line + b"}\n")

    def close(self) -> int:
        return _close_safely(self._file)

    def discard(self) -> None:
        with suppress(OSError):
            self._file.close()


class _ParquetPayloads:
    """Rows of the mapping's name and a payload as a JSON text, for payloads have no one shape."""

    def __init__(self, path: Path, names: tuple[str, ...]) -> None:
        # Loaded here: without the extra, parts of lines are written.
        import pyarrow
        from pyarrow import parquet

        self._arrow, self._names = pyarrow, pyarrow.array(names, pyarrow.string())
        schema = pyarrow.schema([("mapping", pyarrow.string()), ("payload", pyarrow.string())])
        self._file = open(path, "wb")  # noqa: SIM115 (closed by `close`)
        self._writer = parquet.ParquetWriter(self._file, schema)
        self._schema = schema
        self._lines: list[bytes] = []
        self._owners: list[int] = []
        self._waiting_bytes = 0

    def write(self, mapped: MappedChunk) -> None:
        lines = mapped.output.split(b"\n")[:-1]
        self._lines += lines
        self._owners += mapped.owners or [0] * len(lines)
        self._waiting_bytes += len(mapped.output)
        if self._waiting_bytes >= _ROW_GROUP_BYTES:
            self._write_rows()

    def close(self) -> int:
        self._write_rows()
        self._writer.close()
        return _close_safely(self._file)

    def discard(self) -> None:
        with suppress(OSError, ValueError):
            self._writer.close()
        with suppress(OSError):
            self._file.close()

    def _write_rows(self) -> None:
        arrow: Any = self._arrow
        if self._lines:
            owners = arrow.array(self._owners, arrow.int32())
            columns = [self._names.take(owners), arrow.array(self._lines, arrow.string())]
            self._writer.write_table(arrow.Table.from_arrays(columns, schema=self._schema))
        self._lines, self._owners, self._waiting_bytes = [], [], 0


def _close_safely(file: BinaryIO) -> int:
    """Close a file that is to outlast a loss of power; gives its size."""
    file.flush()
    os.fsync(file.fileno())
    size = file.tell()
    file.close()
    return size
