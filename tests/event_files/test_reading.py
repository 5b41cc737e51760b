"""Lines, lists and objects over several lines are told apart, and cut into events."""

import gzip

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.engine.limits import MAX_EVENT_BYTES
from mappings.event_files.errors import EventFileError
from mappings.event_files.opening import BLOCK_BYTES, EventFile, input_problem
from tests.event_files.inputs import read_file, read_values

EVENTS = [b'{"n":1}', b'{"n":[2,"]"]}', '{"n":"ä\\"{"}'.encode()]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize(
    ("text", "positions"),
    [
        (b"\n".join(EVENTS), [(1, 1), (2, 1), (3, 1)]),
        (b"\r\n\r\n".join(EVENTS) + b"\r\n", [(1, 1), (3, 1), (5, 1)]),
        (b"\xef\xbb\xbf" + b"\n".join(EVENTS), [(1, 1), (2, 1), (3, 1)]),
        (b"[" + b",".join(EVENTS) + b"]", [(1, 2), (1, 10), (1, 24)]),
        (b"\n [\n" + b",\n\t".join(EVENTS) + b"\n]\n\n", [(3, 1), (4, 2), (5, 2)]),
        (b"\xef\xbb\xbf[" + b" , ".join(EVENTS) + b"]", [(1, 2), (1, 12), (1, 28)]),
    ],
)
def test_events_are_found_where_they_are(tmp_path, text, positions, pack):
    path = tmp_path / "events"
    path.write_bytes(pack(text))

    texts, problems = read_file(path)

    assert [text.strip() for _, _, text in texts] == EVENTS
    assert [(line, column) for line, column, _ in texts] == positions
    assert problems == []


def test_objects_over_several_lines_need_no_list(tmp_path):
    path = tmp_path / "events.json"
    path.write_bytes(b'{\n  "n": 1\n}\n{\n  "n": 2\n}\n')

    texts, problems = read_file(path)

    assert [(line, orjson.loads(text)) for line, _, text in texts] == [(1, {"n": 1}), (4, {"n": 2})]
    assert problems == []


def test_lines_across_blocks_stay_whole(tmp_path):
    path = tmp_path / "events.ndjson"
    lines = [b'{"text":"%s"}' % (b"x" * (number * 1_000)) for number in range(700)]
    path.write_bytes(b"\n".join(lines))

    texts, _ = read_file(path)

    assert [text for _, _, text in texts] == lines
    assert [line for line, _, _ in texts] == list(range(1, 701))


@pytest.mark.parametrize("extra_bytes", [1, 5 * BLOCK_BYTES])
def test_a_line_that_is_too_long_costs_itself_alone(tmp_path, extra_bytes):
    path = tmp_path / "events.ndjson"
    long_line = b"x" * (MAX_EVENT_BYTES + BLOCK_BYTES + extra_bytes)
    path.write_bytes(b'{"n":1}\n' + long_line + b'\n{"n":2}\n{"n":3}')

    texts, problems = read_file(path)

    assert [(line, text) for line, _, text in texts if len(text) < 100] == [
        (1, b'{"n":1}'),
        (3, b'{"n":2}'),
        (4, b'{"n":3}'),
    ]
    expected = f"This line is longer than an event may be: {MAX_EVENT_BYTES:,} bytes."
    assert problems == [(2, None, expected)]


def test_an_event_of_a_list_that_is_too_long_costs_itself_alone(tmp_path):
    path = tmp_path / "events.json"
    long_text = b'{"a":["' + b'\\"]x' * (MAX_EVENT_BYTES // 2) + b'"]}'
    path.write_bytes(b'[{"n":1},\n' + long_text + b',\n{"n":2}]')

    texts, problems = read_file(path)

    assert [(line, text) for line, _, text in texts] == [(1, b'{"n":1}'), (3, b'{"n":2}')]
    expected = f"This event is longer than an event may be: {MAX_EVENT_BYTES:,} bytes."
    assert problems == [(2, 1, expected)]


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
@pytest.mark.parametrize(
    ("text", "texts", "problems"),
    [
        (b"[]", [], []),
        (b'[5,"a,b",nul,{"n":1}]', [b"5", b'"a,b"', b"nul", b'{"n":1}'], []),
        (b'[{"a":nan},{"n":1}]', [b'{"a":nan}', b'{"n":1}'], []),
        (b'[{"a":1]},{"n":1}]', [b'{"a":1]', b"}", b'{"n":1}'], None),
        (b'[{"n":1}{"n":2},{"n":3}]', [b'{"n":1}', b'{"n":3}'], [(1, 9, "A comma is missing")]),
        (b'[{"n":1},,{"n":3}]', [b'{"n":1}', b'{"n":3}'], [(1, 10, "An event is missing")]),
        (b'[{"n":1}, ]', [b'{"n":1}'], [(1, 11, "An event is missing after the last comma.")]),
    ],
)
def test_a_mistake_in_a_list_costs_one_event(text, texts, problems, size):
    found, told = read_values(text, size)

    if problems is not None:
        assert [text for _, _, text in found] == texts
        assert [(line, column) for line, column, _ in told] == [one[:2] for one in problems]
        assert all(
            one[2].startswith(expected[2]) for one, expected in zip(told, problems, strict=True)
        )
    assert (b'{"n":1}' in text) == (b'{"n":1}' in [text for _, _, text in found])


@pytest.mark.parametrize("size", [1, 4, 1000])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b'[{"n":1}', 'The list is never closed. Add a "]".'),
        (b'[{"n":1},{"n":', "The last event is never closed."),
        (b'[{"n":1}]\n{"n":2}', "Something follows the end of the list. Remove it."),
        (b'[{"n":1},"open', "The last event is never closed."),
    ],
)
def test_a_list_without_its_end_is_told_after_what_could_be_read(tmp_path, text, message, size):
    path = tmp_path / "events.json"
    path.write_bytes(text)

    texts, problems = read_file(path)

    assert [text for _, _, text in texts] == [b'{"n":1}']
    assert [one[2] for one in problems] == [message]
    with pytest.raises(EventFileError, match=message[:20]):
        read_values(text, size)


_EVENTS = st.lists(
    st.dictionaries(
        st.text(max_size=5),
        st.one_of(st.text(max_size=8), st.integers(-5, 5), st.lists(st.text(max_size=3))),
        max_size=4,
    ),
    max_size=6,
)


@given(_EVENTS, st.integers(1, 40), st.booleans())
def test_a_list_comes_out_as_its_events(events, size, is_indented):
    text = orjson.dumps(events, option=orjson.OPT_INDENT_2 if is_indented else 0)

    texts, problems = read_values(text, size)

    assert [orjson.loads(text) for _, _, text in texts] == events
    assert problems == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data[:20_000], "ends too early"),
        (lambda data: data[:20_000] + b"\xff" * 100 + data[20_100:], "is damaged"),
    ],
)
def test_of_a_broken_gzip_file_the_beginning_is_read(tmp_path, change, message):
    path = tmp_path / "events.ndjson.gz"
    text = b"".join(b'{"n":%d,"text":"%d"}\n' % (n, n * 7919) for n in range(20_000))
    path.write_bytes(change(gzip.compress(text)))

    texts, problems = read_file(path)

    assert texts[0][2] == b'{"n":0,"text":"0"}'
    assert message in problems[-1][2]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf_16_is_told_by_name(tmp_path, encoding):
    path = tmp_path / "events.ndjson"
    path.write_bytes(
        "\ufeff".encode(encoding) * (encoding != "utf-16") + '{"n":1}'.encode(encoding)
    )

    assert read_file(path) == (
        [],
        [(0, None, "This is UTF-16 text. Save it as UTF-8 and try again.")],
    )


@pytest.mark.parametrize("text", [b"", b"\n\n", b"\xef\xbb\xbf", b"{", b"  {  "])
def test_short_files_are_read_to_their_end(tmp_path, text):
    path = tmp_path / "events.ndjson"
    path.write_bytes(text)

    texts, problems = read_file(path)

    assert [text.strip() for _, _, text in texts] == [b"{"] * text.count(b"{")
    assert problems == []


def test_a_file_that_cannot_be_opened_says_why(tmp_path):
    for name, message in [(tmp_path, "directory"), (tmp_path / "none", "no such file")]:
        problem = input_problem(str(name))
        assert problem is not None
        assert message in problem.message
        with pytest.raises(EventFileError, match=message):
            EventFile(str(name))
