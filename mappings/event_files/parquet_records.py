"""Parquet: rows as records, a batch of them in memory at a time. Needs the extra `[parquet]`."""

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from types import ModuleType
from typing import Any

from mappings.event_files.errors import EventFileError
from mappings.event_files.record import Record

_ROWS = 1_000


def read_parquet(path: str, after_row: int) -> Iterator[tuple[list[Record], int]]:
    """Rows, counted from 1, with how far the file is read; whole row groups are passed over.

    Raises:
        EventFileError: pyarrow is not installed, or this is no Parquet file.
    """
    for batch, row in read_batches(path, after_row):
        records = [
            Record(row + at, plain_value(values)) for at, values in enumerate(batch.to_pylist(), 1)
        ]
        yield records, row + batch.num_rows


def read_batches(path: str, after_row: int) -> Iterator[tuple[Any, int]]:
    """Arrow batches of the rows after one, each with the number of rows before it.

    Raises:
        EventFileError: as of `read_parquet`.
    """
    with _open(path) as file:
        row, groups = 0, list(range(file.num_row_groups))
        while groups and row + file.metadata.row_group(groups[0]).num_rows <= after_row:
            row += file.metadata.row_group(groups.pop(0)).num_rows
        try:
            for batch in file.iter_batches(batch_size=_ROWS, row_groups=groups):
                passed = min(max(after_row - row, 0), batch.num_rows)
                if passed < batch.num_rows:
                    yield batch.slice(passed), row + passed
                row += batch.num_rows
        except (OSError, ValueError) as err:
            message = f"The rest cannot be read, after row {row:,}: the file is damaged."
            raise EventFileError(path, message, "damaged_parquet", row) from err


def count_rows(path: str) -> int:
    """How many rows the file says that it has."""
    with _open(path) as file:
        return int(file.metadata.num_rows)


def _pyarrow(path: str) -> ModuleType:
    try:
        import pyarrow.parquet as parquet
    except ImportError as err:
        message = (
            "Parquet files need pyarrow, which is not installed here. Install "
            "engage-mapper[parquet], or save the file as CSV or NDJSON."
        )
        raise EventFileError(path, message, "no_pyarrow") from err
    return parquet  # type: ignore[no-any-return] # the library has no types


def _open(path: str) -> Any:
    parquet = _pyarrow(path)
    try:
        return parquet.ParquetFile(path)
    except (OSError, ValueError) as err:
        raise EventFileError(path, "This is no Parquet file.", "parquet") from err


def plain_value(value: Any) -> Any:
    """Times as texts, decimals as numbers: what JSON has no value for."""
    if isinstance(value, dict):
        return {str(key): plain_value(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain_value(inner) for inner in value]
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value
