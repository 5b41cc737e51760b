"""A mapping for several audiences, given out to Segment: one for each of them, and what is told."""

import json
from dataclasses import replace

import pytest

from mappings.exchange.bundle import Bundle, MappingItem
from mappings.exchange.checking import bundle_problems
from mappings.exchange.incoming import read_incoming
from mappings.exchange.outgoing import write_bundle
from mappings.exchange.reading import read_bundle
from mappings.exchange.segment.giving_out import give_out
from mappings.exchange.writing import bundle_document
from tests.exchange.documents import CONFIG, MAPPING, MAPPINGS, TRIGGER, changed

ITEM = MappingItem("Entered", "upsert_contact", True, TRIGGER, CONFIG)
EVERYONE = replace(ITEM, other_audience_keys=("*",))


def serving(*keys: str) -> MappingItem:
    return replace(ITEM, other_audience_keys=keys)


def given(*items: MappingItem):
    out = give_out(items)
    return {one.name: one for one in out.subscriptions}, {
        name: [(note.pointer, note.code) for note in notes] for name, notes in out.notes.items()
    }


def test_each_audience_has_a_mapping_whose_flag_follows_its_key():
    found, notes = given(serving("vip", "user.vip"))

    assert list(found) == ["Entered", "Entered – vip", "Entered – user.vip"]
    assert found["Entered"].trigger == TRIGGER
    vip = found["Entered – vip"]
    assert vip.trigger == 'type = "track" and properties.vip = true'
    assert vip.settings == {**CONFIG, "audience_status": {"@path": "$.properties.vip"}}
    assert (vip.action, vip.is_enabled) == ("upsert_contact", True)
    assert notes["Entered"][0] == ("/0/other_audience_keys", "expanded")


def test_what_segment_reads_otherwise_of_a_key_is_told_of_its_mapping():
    _, notes = given(serving("user.vip"))
    assert "quoted_key" in [code for _, code in notes["Entered – user.vip"]]


def test_names_stay_different_from_each_other():
    found, _ = given(serving("vip"), replace(ITEM, name="Entered – vip"))
    assert list(found) == ["Entered", "Entered – vip (2)", "Entered – vip"]


def test_every_connected_audience_is_those_that_are_known():
    keys = ("browse_abandoners", "vip")
    found, notes = given(replace(EVERYONE, connected_keys=keys))
    assert list(found) == ["Entered", "Entered – vip"]
    assert [code for _, code in notes["Entered"]] == ["expanded", "every_audience"]


def test_where_none_is_known_its_own_is_given_out_and_that_is_told():
    found, notes = given(EVERYONE)
    assert list(found) == ["Entered"]
    assert notes == {"Entered": [("/0/other_audience_keys", "every_audience")]}


@pytest.mark.parametrize("item", [serving("vip"), replace(EVERYONE, connected_keys=("vip",))])
def test_an_audience_that_cannot_be_served_is_told(item: MappingItem):
    found, notes = given(replace(item, trigger='type = "track"'))
    assert list(found) == ["Entered"]
    assert ("/0/other_audience_keys", "not_expanded") in notes["Entered"]


def test_a_trigger_that_cannot_be_read_is_told():
    found, notes = given(replace(EVERYONE, trigger="type =", connected_keys=("vip",)))
    assert list(found) == ["Entered"]
    assert "not_expanded" in [code for _, code in notes["Entered"]]


def test_many_names_are_counted():
    bundle = Bundle("mappings", mappings=(serving(*map("key_{}".format, range(9))),))
    written = write_bundle(bundle_document(bundle), bundle, "segment")
    assert len(json.loads(written.text)) == 10
    assert any("and 4 more." in note.message for note in written.notes)


def test_terraform_has_a_resource_for_each():
    bundle = Bundle("mappings", mappings=(serving("vip"),), destination_name="Acme CRM")
    text = write_bundle(bundle_document(bundle), bundle, "terraform").text
    assert text.count("resource ") == 2
    assert "# Segment has a mapping for each audience" in text


def test_a_document_of_ours_keeps_the_keys():
    document = changed(MAPPINGS, mappings=[changed(MAPPING, other_audience_keys=["vip"])])
    read = read_bundle(document)
    assert read.problems == ()
    assert read.bundle.mappings[0].other_audience_keys == ("vip",)
    assert bundle_document(read.bundle) == document
    assert bundle_problems(read.bundle) == []


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"trigger": 'type = "track"'}, "/mappings/0/other_audience_keys"),
        ({"config": {"a": "a browse_abandoners"}}, "/mappings/0/config/a"),
    ],
)
def test_keys_that_cannot_be_served_are_a_problem_of_the_document(changes, pointer):
    one = changed(MAPPING, other_audience_keys=["vip"], **changes)
    incoming = read_incoming(json.dumps(changed(MAPPINGS, mappings=[one])))
    assert incoming.bundle is not None
    assert [problem.pointer for problem in bundle_problems(incoming.bundle)] == [pointer]
