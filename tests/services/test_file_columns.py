"""The columns of a file of people, seen before it is imported."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from mappings.services import file_columns
from mappings.services.errors import InvalidInput
from mappings.services.file_columns import look_at_columns


@pytest.fixture(autouse=True)
def _data_dir(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def names(data: bytes, name: str, **more: Any) -> list[str]:
    blocks = [data[at : at + 7] for at in range(0, len(data), 7)]
    columns = look_at_columns(name=name, format=more.pop("format", ""), blocks=blocks)
    return [column.name for column in columns]


def test_columns_of_csv_come_in_their_order() -> None:
    assert names(b"b;a\n1;2\n", "people.csv") == ["b", "a"]


def test_keys_of_json_lines_are_gathered() -> None:
    assert names(b'{"a": 1}\nbroken\n{"b": {"c": 2}, "a": null}\n', "p.ndjson") == ["a", "b"]


def test_a_packed_file_that_goes_on_tells_its_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_columns, "_SAMPLE_BYTES", 400_000)
    lines = b"".join(b"user-%d,%s\n" % (at, str(hash(at * 7.7)).encode()) for at in range(200_000))
    data = gzip.compress(b"user_id,code\n" + lines)
    assert len(data) > 2 * 400_000
    columns = look_at_columns(
        name="people.csv.gz",
        format="",
        blocks=[data[at : at + 64_000] for at in range(0, len(data), 64_000)],
    )
    assert [column.name for column in columns] == ["user_id", "code"]


def test_no_more_than_the_beginning_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_columns, "_SAMPLE_BYTES", 20)
    blocks = iter([b"user_id\nu1\nu2\nu3\n", b"u4\nu5\n", b"never read"])
    look_at_columns(name="people.csv", format="", blocks=blocks)
    assert next(blocks) == b"never read"


def test_parquet_tells_its_columns(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "people.parquet"
    parquet.write_table(pyarrow.table({"user_id": ["u1"], "plan": ["pro"]}), path)
    assert names(path.read_bytes(), "people.parquet") == ["user_id", "plan"]


def test_a_sample_is_the_first_value_that_says_something_and_short() -> None:
    text = json.dumps({"a": "", "b": None}) + "\n" + json.dumps({"a": "x" * 99, "b": [1]})
    first, second = look_at_columns(name="p.ndjson", format="", blocks=[text.encode()])
    assert (len(first.sample), first.sample[-1]) == (60, "…")
    assert second.sample == "[1]"


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"user_id\n", "people.csv", "No line with values"),
        (b"", "people.csv", "No line with values"),
        (b"\xff\n1\n", "people.csv", "not UTF-8"),
        (b"a\n1\n", "people.txt", "Say the format"),
        (b"nothing", "people.parquet", "This is no Parquet file."),
        (
            b"%s\n%s\n" % (",".join(f"c{at}" for at in range(501)).encode(), b"," * 500),
            "people.csv",
            "501 columns; at most 500 are read.",
        ),
    ],
)
def test_a_file_that_tells_no_columns_is_refused(data: bytes, name: str, told: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        names(data, name)
    assert told in caught.value.message
