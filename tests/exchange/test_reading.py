"""Documents of ours: every kind comes back as it was, and all that is wrong is told at once."""

import json

import pytest

from mappings.engine.limits import MAX_FILTERS
from mappings.exchange.limits import MAX_IMPORT_ITEMS, MAX_IMPORT_PROBLEMS
from mappings.exchange.reading import is_bundle, read_bundle
from mappings.exchange.writing import bundle_document, written_trigger
from tests.exchange.documents import (
    DESTINATION,
    DOCUMENTS,
    FILTERS,
    MAPPING,
    MAPPINGS,
    WORKSPACE,
    changed,
)


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_document_comes_back_as_it_was_read(kind):
    read = read_bundle(DOCUMENTS[kind])

    assert read.problems == ()
    assert json.dumps(bundle_document(read.bundle)) == json.dumps(DOCUMENTS[kind])


def test_what_may_be_left_out_has_its_usual_value():
    least = {"name": "Acme CRM", "definition": "crm", "source": "Website"}
    read = read_bundle({"format": "engage-mapper/1", "kind": "destination", "destination": least})

    assert read.problems == ()
    (item,) = read.bundle.destinations
    assert (item.is_enabled, item.settings, item.to_be_filled_in, item.mappings) == (
        True,
        {},
        (),
        (),
    )


def test_names_lose_the_blanks_around_them():
    document = changed(WORKSPACE, sources=[{"name": "  Website "}], destinations=[])

    assert read_bundle(document).bundle.sources[0].name == "Website"


WRONG = [
    ([], "", "Expected an object; this is a list."),
    ({"kind": "workspace"}, "/format", "format is missing."),
    ({"format": "engage-mapper/2", "kind": "workspace"}, "/format", 'Expected "engage-mapper/1".'),
    ({"format": 1, "kind": "workspace"}, "/format", "Expected a text; this is a number."),
    (
        {"format": "engage-mapper/1", "kind": "people"},
        "/kind",
        '"people" is not one of: workspace, destination, mappings.',
    ),
    (changed(WORKSPACE, people=[]), "/people", "There is no such key here. Known: format, kind"),
    (changed(WORKSPACE, sources={}), "/sources", "Expected a list; this is an object."),
    (changed(WORKSPACE, sources=[1]), "/sources/0", "Expected an object; this is a number."),
    (changed(WORKSPACE, sources=[{"name": " "}]), "/sources/0/name", "name is missing."),
    (
        changed(WORKSPACE, sources=[{"name": "A"}, {"name": "A "}]),
        "/sources/1/name",
        '"A" is there twice. Names are different from each other.',
    ),
    (changed(WORKSPACE, definitions=[{}]), "/definitions/0/slug", "slug is missing."),
    (
        changed(WORKSPACE, destinations=[changed(DESTINATION, source=...)]),
        "/destinations/0/source",
        "source is missing.",
    ),
    (
        changed(WORKSPACE, destinations=[changed(DESTINATION, settings=None)]),
        "/destinations/0/settings",
        "Expected an object; this is null.",
    ),
    (
        changed(WORKSPACE, destinations=[changed(DESTINATION, to_be_filled_in=[1])]),
        "/destinations/0/to_be_filled_in",
        "Expected texts; one is a number.",
    ),
    (
        changed(WORKSPACE, destinations=[changed(DESTINATION, secrets={"api_key": "x"})]),
        "/destinations/0/secrets",
        "There is no such key here.",
    ),
    (
        changed(WORKSPACE, destinations=[changed(DESTINATION, filters=[{"title": "x"}])]),
        "/destinations/0/filters/0/action",
        "action is missing.",
    ),
    (
        changed(
            WORKSPACE,
            destinations=[changed(DESTINATION, filters=[{**FILTERS[0], "condition": 1}])],
        ),
        "/destinations/0/filters/0/condition",
        "Expected FQL, a tree or null; this is a number.",
    ),
    (
        changed(
            WORKSPACE, destinations=[changed(DESTINATION, filters=[{**FILTERS[0], "if": "all"}])]
        ),
        "/destinations/0/filters/0/if",
        "There is no such key here. Known: condition, action, title, enabled.",
    ),
    (
        changed(
            WORKSPACE, destinations=[changed(DESTINATION, filters=[{**FILTERS[0], "percent": 1}])]
        ),
        "/destinations/0/filters/0/percent",
        "There is no such key here. Known: condition, action, title, enabled.",
    ),
    (
        {"format": "engage-mapper/1", "kind": "destination"},
        "/destination",
        "destination is missing.",
    ),
    (
        changed(MAPPINGS, mappings=[changed(MAPPING, enabled="yes")]),
        "/mappings/0/enabled",
        "Expected true or false; this is text.",
    ),
    (
        changed(MAPPINGS, mappings=[changed(MAPPING, trigger=...)]),
        "/mappings/0/trigger",
        "trigger is missing.",
    ),
    (
        changed(MAPPINGS, mappings=[changed(MAPPING, config=...)]),
        "/mappings/0/config",
        "config is missing.",
    ),
]


@pytest.mark.parametrize(("document", "pointer", "message"), WRONG)
def test_what_is_wrong_is_told_where_it_is(document, pointer, message):
    told = [(problem.pointer, problem.message) for problem in read_bundle(document).problems]

    assert len(told) == 1
    assert told[0][0] == pointer
    assert told[0][1].startswith(message)


def test_everything_that_is_wrong_is_told_at_once_and_the_rest_is_read():
    bad = changed(MAPPING, name=..., enabled=1)
    document = changed(WORKSPACE, destinations=[changed(DESTINATION, mappings=[bad, MAPPING])])
    read = read_bundle(changed(document, sources=[{"nam": "Website"}]))

    assert [problem.pointer for problem in read.problems] == [
        "/sources/0/name",
        "/sources/0/nam",
        "/destinations/0/mappings/0/name",
        "/destinations/0/mappings/0/enabled",
    ]
    assert [item.name for item in read.bundle.destinations[0].mappings] == ["Audience entered"]


def test_a_document_has_a_limited_number_of_things():
    sources = [{"name": f"S{number}"} for number in range(MAX_IMPORT_ITEMS + 50)]
    read = read_bundle(changed(WORKSPACE, definitions=[], sources=sources, destinations=[]))

    assert [problem.code for problem in read.problems] == ["too_many"]
    assert len(read.bundle.sources) == MAX_IMPORT_ITEMS


def test_no_filter_takes_the_place_of_what_comes_after_it():
    """Filters have a limit of their own, so none of the things goes missing in silence."""
    many = changed(DESTINATION, filters=[FILTERS[0]] * (MAX_FILTERS + 5))
    names = [f"D{number}" for number in range(300)]
    destinations = [changed(many, name=name, mappings=[]) for name in names]
    read = read_bundle(changed(WORKSPACE, destinations=destinations))

    assert [item.name for item in read.bundle.destinations] == names
    assert {problem.code for problem in read.problems} == {"too_many"}
    assert read.problems[0].pointer == "/destinations/0/filters"
    assert all(len(item.filters or ()) == MAX_FILTERS for item in read.bundle.destinations)


def test_no_more_problems_are_told_than_anybody_reads():
    read = read_bundle(changed(WORKSPACE, sources=[{}] * 1_000))

    assert len(read.problems) == MAX_IMPORT_PROBLEMS


@pytest.mark.parametrize("document", [None, 1, "format", [], {}, {"kind": "workspace"}])
def test_what_has_no_format_is_no_document_of_ours(document):
    assert not is_bundle(document)


def test_a_trigger_is_written_as_text_where_a_text_says_the_same():
    tree = {
        "type": "group",
        "operator": "and",
        "children": [{"type": "event-type", "operator": "=", "value": "track"}],
    }
    assert written_trigger(tree) == 'type = "track"'
    assert written_trigger("type='track'") == 'type = "track"'
    assert written_trigger({"type": "group"}) == {"type": "group"}
