"""Inputs are cut where parts end, and a part has the lines that it says."""

import json

import pyarrow
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from mappings.engine.limits import MAX_EVENT_BYTES
from mappings.event_files.opening import BLOCK_BYTES
from mappings.event_files.resync.parts import InputKind, Part, cut_input, input_kind, read_part
from tests.event_files.inputs import texts_of


def first_part(path, kind=InputKind.LINES):
    return Part(0, 0, str(path), kind, 1, 0)


def cut(path, part_lines, kind=InputKind.LINES):
    return list(cut_input(first_part(path, kind), part_lines))


def lines_of(part):
    return [(line, text) for line, _column, text in texts_of(list(read_part(part)))]


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b'{"a":1}\n', InputKind.LINES),
        (b"", InputKind.LINES),
        (b"\xef\xbb\xbf{}\n", InputKind.LINES),
        (b"[{}]", InputKind.STREAM),
        (b"{\n}", InputKind.STREAM),
        (b"\x1f\x8b", InputKind.STREAM),
        (b"\xff\xfe{", InputKind.STREAM),
        (b"PAR1", InputKind.ROWS),
    ],
)
def test_what_an_input_is_is_told_by_its_start(tmp_path, start, kind):
    path = tmp_path / "input"
    path.write_bytes(start)
    assert input_kind(str(path)) is kind


def test_an_input_that_is_not_there_is_for_the_reader_to_tell(tmp_path):
    assert input_kind(str(tmp_path / "none")) is InputKind.STREAM


@given(
    st.lists(st.sampled_from([b"", b"a", b"bc", b"d" * 300_000]), max_size=12),
    st.integers(1, 5),
    st.booleans(),
)
def test_parts_have_all_lines_once_in_their_order(tmp_path_factory, lines, part_lines, has_end):
    path = tmp_path_factory.mktemp("parts") / "lines"
    path.write_bytes(b"\n".join(lines) + b"\n" * (has_end and bool(lines)))

    parts = cut(path, part_lines)

    expected = [(line, text) for line, text in enumerate(lines, 1) if text]
    assert [one for part in parts for one in lines_of(part)] == expected
    assert [part.number for part in parts] == list(range(len(parts)))
    assert all(part.lines == part_lines for part in parts[:-1])
    for at, part in enumerate(parts):
        going_on = Part(at, 0, str(path), InputKind.LINES, part.first_line, 0, part.start)
        assert list(cut_input(going_on, part_lines)) == parts[at:]


def test_parts_of_many_blocks_end_where_they_should(tmp_path):
    path = tmp_path / "lines"
    count = 3 * BLOCK_BYTES // 8
    path.write_bytes(b"".join(b"%07d\n" % number for number in range(count)))

    parts = cut(path, 7_777)

    assert [part.first_line for part in parts] == list(range(1, count + 1, 7_777))
    assert [text for part in parts for _, text in lines_of(part)][-1] == b"%07d" % (count - 1)


def test_a_byte_order_mark_is_no_part_of_the_first_line(tmp_path):
    path = tmp_path / "lines"
    path.write_bytes(b"\xef\xbb\xbfa\nb\n")
    assert [lines_of(part) for part in cut(path, 1)] == [[(1, b"a")], [(2, b"b")]]


def test_a_line_that_is_too_long_costs_itself(tmp_path):
    path = tmp_path / "lines"
    path.write_bytes(b"a\n" + b"x" * (MAX_EVENT_BYTES + BLOCK_BYTES) + b"\nb\n")

    [part] = cut(path, 10)
    chunks = list(read_part(part))

    assert [text for _, _, text in texts_of(chunks)] == [b"a", b"b"]
    assert [one.line for chunk in chunks for one in chunk.refused.values()] == [2]


def test_rows_of_parquet_are_lines(tmp_path):
    path = tmp_path / "profiles.parquet"
    table = pyarrow.table(
        {
            "identifiers": [json.dumps({"user_id": f"user-{at}"}) for at in range(7)],
            "traits": [{"plan": "pro", "age": at or None} for at in range(7)],
        }
    )
    parquet.write_table(table, path, row_group_size=2)

    parts = cut(path, 3, InputKind.ROWS)

    assert [(part.first_line, part.lines) for part in parts] == [(1, 3), (4, 3), (7, 1)]
    assert parts[-1].end == path.stat().st_size
    rows = [one for part in parts for one in lines_of(part)]
    assert [row for row, _ in rows] == list(range(1, 8))
    assert json.loads(rows[0][1]) == {
        "identifiers": {"user_id": "user-0"},
        "traits": {"plan": "pro"},
    }
    assert json.loads(rows[4][1])["traits"] == {"plan": "pro", "age": 4}


@pytest.mark.parametrize("kind", [InputKind.LINES, InputKind.ROWS])
def test_an_input_that_cannot_be_cut_is_a_part_that_says_why(tmp_path, kind):
    path = tmp_path / "none"
    if kind is InputKind.ROWS:
        path.write_bytes(b"PAR1 and nothing else")

    [part] = cut(path, 3, kind)

    assert part.lines == 0
    [chunk] = read_part(part)
    assert chunk.file_problem is not None
    assert chunk.file_problem.file == str(path)
