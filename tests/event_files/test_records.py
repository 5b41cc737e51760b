"""Files of records: what a broken line costs, and where reading goes on."""

import gzip
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet

from mappings.event_files import csv_records
from mappings.event_files.errors import EventFileError
from mappings.event_files.record import Record
from mappings.event_files.records import count_lines, format_of, read_records


def read(path: Path, data: bytes | str, *, kind: str = "csv", after_line: int = 0) -> list[Record]:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    batches = read_records(str(path), kind=kind, after_line=after_line)
    return [record for batch in batches for record in batch.records]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "people"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_first_line_names_the_columns_and_tells_the_delimiter(
    path: Path, delimiter: str
) -> None:
    text = "id,name\r\nuser-123,Jane\r\n\r\n".replace(",", delimiter)

    assert read(path, text) == [Record(2, {"id": "user-123", "name": "Jane"})]


def test_quoted_values_may_hold_delimiters_quotes_and_line_breaks(path: Path) -> None:
    rows = read(path, 'id,note\n1,"a, ""b""\nc"\n2,d')

    assert rows == [
        Record(2, {"id": "1", "note": 'a, "b"\nc'}),
        Record(4, {"id": "2", "note": "d"}),
    ]


def test_a_quote_that_is_never_closed_costs_its_line_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_records, "MAX_RECORD_LINES", 3)
    rows = read(path, 'id,note\n1,"a\n' + "".join(f"{i},b\n" for i in range(2, 9)))

    assert rows[0] == Record(2, problem="A quote is opened in this line and never closed.")
    assert [row.values for row in rows[1:]] == [{"id": str(i), "note": "b"} for i in range(2, 9)]
    assert [row.line for row in rows] == list(range(2, 10))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"1", "This line has 1 column; the first line has 2."),
        (b"1,2,3", "This line has 3 columns; the first line has 2."),
        (b'1,"a"b"c"', "The quotes of this line cannot be read"),
        (b"1,\xe9", "This line is not UTF-8 text."),
        (b"1," + b"x" * 1_600_000, "longer than an event may be: 1,000,000 bytes."),
        (b'1,"a', "A quote is opened in this line and never closed."),
    ],
)
def test_a_broken_line_is_told_and_others_are_read(path: Path, line: bytes, words: str) -> None:
    rows = read(path, b"id,note\n0,a\n" + line + b"\n2,b\n")

    assert [row.values for row in rows] == [
        {"id": "0", "note": "a"},
        None,
        {"id": "2", "note": "b"},
    ]
    assert rows[1].line == 3
    assert words in rows[1].problem


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"id,id\n", "The first line names the column 'id' twice."),
        (b"id,\n", "The first line leaves a column without a name."),
        (b'id,"\n', "has a quote that is never closed."),
        (b"\xe9\n", "The first line is not UTF-8 text."),
        (b"\xff\xfei\0d\0", "This is UTF-16 text."),
        (b"x" * 1_600_000, "The first line: This line is longer"),
    ],
)
def test_a_file_without_good_names_is_refused(path: Path, data: bytes, words: str) -> None:
    with pytest.raises(EventFileError, match=words):
        read(path, data)


def test_json_lines_are_read_one_by_one(path: Path) -> None:
    rows = read(path, '{"id": 1}\n[]\n{"id": \n\n{"id": 2}\n', kind="ndjson")

    assert [(row.line, row.values) for row in rows] == [
        (1, {"id": 1}),
        (2, None),
        (3, None),
        (5, {"id": 2}),
    ]
    assert rows[1].problem == "A line is a JSON object; this is another value."


@pytest.mark.parametrize("kind", ["csv", "ndjson"])
def test_reading_goes_on_after_a_line(path: Path, kind: str) -> None:
    text = "id\n1\n2\n3\n" if kind == "csv" else '{"id": 0}\n{"id": 1}\n{"id": 2}\n{"id": 3}\n'

    assert [row.line for row in read(path, text, kind=kind, after_line=2)] == [3, 4]


def test_packed_files_are_read_as_far_as_they_are_whole(path: Path) -> None:
    whole = gzip.compress(b"id\n" + b"".join(b"%d\n" % i for i in range(100_000)))
    assert len(read(path, whole)) == 100_000

    rows: list[Record] = []
    path.write_bytes(whole[:-20_000])
    with pytest.raises(EventFileError, match="the gzip data ends too early"):
        rows.extend(
            record for batch in read_records(str(path), kind="csv") for record in batch.records
        )


def test_lines_are_counted(path: Path) -> None:
    path.write_bytes(b"a\nb\nc")
    assert list(count_lines(str(path), kind="csv"))[-1] == 3
    path.write_bytes(b"a\nb\n")
    assert list(count_lines(str(path), kind="csv"))[-1] == 2


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.CSV", "csv"), ("a.jsonl.gz", "ndjson"), ("a.parquet", "parquet"), ("a.txt", None)],
)
def test_the_name_tells_the_format(name: str, kind: str | None) -> None:
    assert format_of(name) == kind


def test_parquet_rows_are_records_and_row_groups_are_passed_over(path: Path) -> None:
    rows: dict[str, Any] = {"id": [f"user-{i}" for i in range(10)], "n": list(range(10))}
    parquet.write_table(pyarrow.table(rows), path, row_group_size=4)

    [batch] = read_records(str(path), kind="parquet", after_line=6)

    assert [record.line for record in batch.records] == [7, 8, 9, 10]
    assert batch.records[0].values == {"id": "user-6", "n": 6}
    assert list(count_lines(str(path), kind="parquet")) == [10]


def test_what_is_no_parquet_is_refused(path: Path) -> None:
    path.write_text("id\n1\n")
    with pytest.raises(EventFileError, match="This is no Parquet file"):
        list(read_records(str(path), kind="parquet"))


def test_without_the_extra_parquet_is_told_how_to_get_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)
    with pytest.raises(EventFileError, match=r"Install engage-mapper\[parquet\]"):
        list(read_records(str(path), kind="parquet"))
