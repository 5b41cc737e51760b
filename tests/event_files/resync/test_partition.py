"""Lines become payloads: of events by several mappings, of profiles by their events."""

import json
from dataclasses import replace

import pytest

from mappings.event_files.chunk import Chunk
from mappings.event_files.resync.partition import map_lines
from mappings.event_files.resync.settings import (
    MappingSettings,
    PayloadRules,
    ResyncSettings,
    compile_settings,
    load_settings,
)
from tests.event_files.resync.examples import (
    AUDIENCE,
    IDENTIFY,
    OF_EVENTS,
    OF_PROFILES,
    TRACK,
    event_lines,
    profile,
    profile_lines,
)

FIELDS = [{"key": "email_address", "label": "E-mail", "type": "string", "format": "email"}]


def mapped(settings, *texts):
    return map_lines(compile_settings(settings), Chunk("in.ndjson", b"\n".join(texts)))


def payloads(found):
    return [json.loads(line) for line in found.output.splitlines()]


def counts(found):
    return found.read, found.mapped, found.unmatched, found.failed


def test_a_profile_gives_its_enriched_events_to_every_mapping():
    found = mapped(OF_PROFILES, profile_lines(1))

    assert payloads(found) == [
        {"email_address": "0@example.com", "audience_status": True, "first_name": "Jane"},
        {"email_address": "0@example.com", "audience_status": True},
    ]
    assert found.owners == [0, 1]
    assert counts(found) == (1, 2, 0, 0)


def test_a_profile_that_leaves_is_told_by_every_identifier():
    settings = replace(OF_PROFILES, mappings=(TRACK,), is_entering=False)
    given = {"identifiers": {"email": ["a@example.com", "b@example.com"]}}

    found = mapped(settings, json.dumps(given).encode())

    assert payloads(found) == [
        {"email_address": "a@example.com", "audience_status": False},
        {"email_address": "b@example.com", "audience_status": False},
    ]
    assert found.owners == []  # there is one mapping


def test_an_event_that_several_mappings_match_gives_a_payload_for_each():
    every = MappingSettings("every.json", {"kind": {"@path": "$.type"}})
    found = mapped(
        ResyncSettings((every, TRACK)), event_lines(1).strip(), b'{"type":"page"}', b'{"type":"x"}'
    )

    assert [found.owners, counts(found)] == [[0, 1, 0, 0], (3, 4, 0, 0)]


def test_a_line_that_no_mapping_matches_is_counted_once():
    found = mapped(ResyncSettings((IDENTIFY, TRACK)), b'{"type":"page"}', b"")
    assert counts(found) == (1, 0, 1, 0)


@pytest.mark.parametrize(
    ("line", "pointer", "code", "message"),
    [
        (b'{"identifiers": {"email": ""}}', "/profile/identifiers/email", "type", "An identifier"),
        (b'{"traits": {}}', "/profile/identifiers", "required", "A profile is an object"),
        (b"[1]", "/profile", "type", "A profile is one JSON object; this is a list"),
        (b'{"identifiers": nope}', "/profile", "json", "A value is missing its quotes."),
        (b'{"a": "\\u0000"}', "/profile", "null_character", ""),
        (b'{"a":' + b"[" * 64 + b"]" * 64 + b"}", "/profile", "too_deep", ""),
    ],
)
def test_a_line_that_is_no_profile_is_told_and_the_others_are_mapped(line, pointer, code, message):
    found = mapped(OF_PROFILES, profile_lines(1).strip(), line, profile_lines(1).strip())

    [problem] = found.problems
    assert (problem.line, problem.pointer, problem.code) == (2, pointer, code)
    assert problem.message.startswith(message)
    assert counts(found) == (3, 4, 0, 1)


def test_of_a_line_all_that_can_be_mapped_is_and_problems_name_their_mapping():
    rules = PayloadRules(FIELDS, None, is_strict=True)
    settings = replace(OF_PROFILES, mappings=(replace(IDENTIFY, rules=rules), TRACK))

    found = mapped(settings, profile_lines(1))

    assert payloads(found) == [{"email_address": "0@example.com", "audience_status": True}]
    assert found.problems[0].message.startswith("identify.json: ")
    assert found.problems[0].pointer.startswith("/payload/")
    assert counts(found) == (1, 1, 0, 1)


def test_a_config_that_cannot_use_a_profile_is_told_by_its_place():
    config = {"text": {"@template": {"@path": "$.traits.first_name"}}}
    settings = ResyncSettings((MappingSettings("m.json", config, 'type = "identify"'),), AUDIENCE)

    found = mapped(settings, json.dumps({**profile(1), "traits": {}}).encode())

    assert found.problems[0].pointer.startswith("/config/text")
    assert found.problems[0].message[:7] != "m.json:"


def test_lines_are_read_with_care_where_something_is_odd_and_mapped_all_the_same():
    deep = b'{"identifiers":{"user_id":"u"},"traits":{"a":"' + b"{" * 70 + b'"}}'
    zero = json.dumps(profile(1)).encode().replace(b"Jane", b"a\\\\u0000b")

    assert counts(mapped(OF_PROFILES, deep, zero)) == (2, 4, 0, 0)


def test_settings_survive_being_sent_elsewhere():
    rules = PayloadRules(FIELDS, None)
    settings = replace(OF_PROFILES, mappings=(replace(IDENTIFY, rules=rules), TRACK))

    again = load_settings(settings.dump())

    assert again == settings
    assert again.digests() == settings.digests()
    one_line = mapped(again, profile_lines(1)).output.splitlines()[0]
    assert one_line.startswith(b'{"email_address"')  # keys keep their order


def test_what_is_another_in_settings_is_told_by_its_name():
    before, now = OF_EVENTS.digests(), replace(OF_EVENTS, audience=AUDIENCE).digests()
    assert [name for name in before if before[name] != now[name]] == ["audience"]


def test_the_rules_of_a_definition_are_those_of_its_action():
    from mappings.catalog.documents import read_document

    rules = PayloadRules(read_document("destinations/crm.json"), "upsert_contact")
    found = mapped(ResyncSettings((replace(TRACK, rules=rules),)), b'{"type":"track"}')
    assert found.problems[0].pointer == "/payload/email_address"

    with pytest.raises(ValueError, match="no action 'other'"):
        compile_settings(
            ResyncSettings((replace(TRACK, rules=replace(rules, action_slug="other")),))
        )
