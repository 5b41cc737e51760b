"""Events of a chunk become payloads, and each that fails is told."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.engine.compiler import compile_mapping
from mappings.engine.fql import compile_trigger, parse_trigger
from mappings.engine.limits import MAX_EVENT_BYTES, MAX_JSON_DEPTH
from mappings.engine.payload import CheckedPayload, PayloadProblem
from mappings.event_files.chunk import Chunk
from mappings.event_files.mapping import ChunkWork, EventMapper, map_chunk
from tests.event_files.inputs import map_file

CONFIG = {"email": {"@path": "$.traits.email"}, "first": {"@path": "$.traits.name[0]"}}
MAPPER = EventMapper(
    run=compile_mapping(CONFIG).run, matches=compile_trigger(parse_trigger('type = "identify"'))
)


def chunk(*texts):
    return Chunk("events.ndjson", b"\n".join(texts), 1)


def refused(payload, pointer):
    return CheckedPayload(payload, problems=(PayloadProblem(pointer, "No.", "type"),))


def told(mapped):
    return [(one.line, one.column, one.pointer, one.code) for one in mapped.problems]


def test_each_event_is_mapped_left_out_or_told():
    mapped = map_chunk(
        MAPPER,
        chunk(
            b'{"type":"identify","traits":{"email":"user@example.com"}}\r',
            b'{"type":"track"}',
            b"",
            b'{"type":',
            b"5",
            b"\xff",
        ),
    )

    assert mapped.output == b'{"email":"user@example.com"}\n'
    assert (mapped.read, mapped.mapped, mapped.unmatched, mapped.failed) == (5, 1, 1, 3)
    assert told(mapped) == [
        (4, 9, "/event", "json"),
        (5, None, "/event", "type"),
        (6, None, "/event", "encoding"),
    ]


def test_each_event_keeps_its_line_when_asked():
    mapper = EventMapper(MAPPER.run, MAPPER.matches, keeps_places=True)

    mapped = map_chunk(mapper, chunk(b'{"type":"track"}', b"5", b"", b'{"type":"identify"}'))

    assert mapped.output == b"null\nnull\n{}\n"
    assert (mapped.read, mapped.mapped, mapped.unmatched, mapped.failed) == (3, 1, 1, 1)


def test_a_config_that_cannot_use_an_event_is_told_with_its_pointer():
    run = compile_mapping({"text": {"@template": {"@path": "$.template"}}}).run

    mapped = map_chunk(EventMapper(run), chunk(b"{}", b'{"template":"a"}'))

    assert mapped.output == b'{"text":"a"}\n'
    assert told(mapped)[0][2].startswith("/config/text")


def test_a_payload_that_a_destination_would_refuse_is_told():
    mapper = EventMapper(run=lambda event: event, check=lambda payload: refused(payload, "/a"))

    mapped = map_chunk(mapper, chunk(b"{}"))

    assert mapped.output == b""
    assert told(mapped) == [(1, None, "/payload/a", "type")]


def test_a_config_that_gives_nothing_is_told():
    run = compile_mapping({"@path": "$.traits"}).run
    assert told(map_chunk(EventMapper(run), chunk(b"{}"))) == [(1, None, "/payload", "no_payload")]


@pytest.mark.parametrize(
    ("payload", "line"), [("\ud83d", b'"\\ud83d"\n'), (2**64, b"18446744073709551616\n")]
)
def test_what_the_quick_writer_refuses_is_written_all_the_same(payload, line):
    assert map_chunk(EventMapper(lambda _: payload), chunk(b"{}")).output == line


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b'{"type":"identify","a":"\\u0000"}', "null_character"),
        (b'{"type":"identify","a":"\\ud800"}', "lone_surrogate"),
        (b'{"type":"identify","a":1e999}', "json"),
        (b'{"type":"track","a":NaN}', "json"),
        (b'{"a":' + b"[" * MAX_JSON_DEPTH + b"]" * MAX_JSON_DEPTH + b"}", "too_deep"),
        (b'{"":' * MAX_JSON_DEPTH + b"{}" + b"}" * MAX_JSON_DEPTH, "too_deep"),
        (b'{"type":"track","a":"' + b"x" * MAX_EVENT_BYTES + b'"}', "too_large"),
    ],
)
def test_an_event_is_read_as_strictly_as_everywhere(text, code):
    mapped = map_chunk(MAPPER, chunk(text, b'{"type":"track"}'))

    assert [one.code for one in mapped.problems] == [code]
    assert (mapped.unmatched, mapped.failed) == (1, 1)


def test_places_in_a_list_are_those_of_the_file(tmp_path):
    path = tmp_path / "events.json"
    path.write_bytes(b'[{"n": 1},\n  {"n": nan},\n {"n":\n  True}]')

    lines, counts, problems = map_file(path)

    assert lines == [b'{"n":1}']
    assert counts == (3, 1, 0, 2)
    assert [(one.line, one.column) for one in problems] == [(2, 9), (4, 3)]
    assert not any(one.message.startswith("Line ") for one in problems)


def test_without_a_config_events_go_through_as_they_are_written(tmp_path):
    path = tmp_path / "events.json"
    path.write_bytes(b'[{"n": 1.0},{"n":\n2}]')
    assert map_file(path, EventMapper())[0] == [b'{"n": 1.0}', b'{"n":2}']


_VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-(2**63), 2**64 - 1), st.floats(), st.text(max_size=4)
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
_TEXTS = st.one_of(
    st.binary(max_size=12).map(lambda data: data.replace(b"\n", b"")),
    st.builds(
        lambda kind, traits: orjson.dumps({"type": kind, "traits": traits}),
        st.sampled_from(["identify", "track"]),
        _VALUES,
    ),
)


@given(st.lists(_TEXTS, max_size=6), st.booleans(), st.booleans())
def test_the_quick_way_says_the_same_as_the_careful_one(texts, has_trigger, keeps_places):
    mapper = EventMapper(
        MAPPER.run,
        MAPPER.matches if has_trigger else None,
        check=lambda payload: CheckedPayload(payload) if payload else refused(payload, ""),
        keeps_places=keeps_places,
    )
    careful = ChunkWork(mapper, chunk(*texts))
    for index, text in enumerate(careful._chunk.texts()):
        careful._map_carefully(text, index)

    assert map_chunk(mapper, chunk(*texts)) == careful.result()
