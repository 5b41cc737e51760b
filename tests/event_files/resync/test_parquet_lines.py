"""Rows of Arrow tables as lines of JSON."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pyarrow
import pytest

from mappings.event_files.resync.parquet_lines import chunk_of_batch


def chunk_of(columns, first_row=1):
    batch = pyarrow.RecordBatch.from_pydict(columns)
    return chunk_of_batch(batch, file="in.parquet", first_row=first_row)


def values(columns):
    return [json.loads(text) for text in chunk_of(columns).texts()]


def test_columns_of_structs_maps_and_texts_are_objects():
    kind = pyarrow.map_(pyarrow.string(), pyarrow.string())
    found = values(
        {
            "type": ["track"],
            "traits": [{"age": 1, "name": None, "tags": [{"a": None}]}],
            "properties": pyarrow.array([[("vip", "yes"), ("plan", None)]], kind),
            "context": ['{"ip": null}'],
            "userId": pyarrow.array([None], pyarrow.string()),
        }
    )
    assert found == [
        {
            "type": "track",
            "traits": {"age": 1, "tags": [{}]},
            "properties": {"vip": "yes"},
            "context": {"ip": None},
        }
    ]


def test_times_and_decimals_have_the_forms_of_json():
    time = datetime(2026, 12, 1, tzinfo=UTC)
    assert values({"traits": [{"at": time, "price": Decimal("1.50")}]}) == [
        {"traits": {"at": "2026-12-01T00:00:00+00:00", "price": 1.5}}
    ]


def test_a_column_value_alone_holds_whole_lines():
    chunk = chunk_of({"value": ['{"a":\n1}', None, "nope"]}, first_row=5)

    assert chunk.texts() == [b'{"a":\n1}', b"", b"nope"]
    assert [chunk.position(at) for at in range(3)] == [(5, 1), (6, 1), (7, 1)]


@pytest.mark.parametrize(
    ("columns", "pointer", "message"),
    [
        ({"traits": ["{}", "{", "{}"]}, "/traits", "The column traits: "),
        (
            {"type": ["a", "b", "c"], "traits": [{}, {"x": b"\xff"}, {}]},
            "",
            "This row has values that JSON has no form for.",
        ),
    ],
)
def test_a_row_that_cannot_be_a_line_is_told_and_the_others_are_there(columns, pointer, message):
    chunk = chunk_of(columns, first_row=11)

    [(index, problem)] = chunk.refused.items()
    assert (index, problem.line, problem.pointer) == (1, 12, pointer)
    assert problem.message.startswith(message)
    assert [bool(text) for text in chunk.texts()] == [True, False, True]
