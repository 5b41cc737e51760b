"""The difference between what is there and what a document says."""

import pytest

from mappings.engine.paths import MISSING
from mappings.exchange.comparing import compare, compare_mappings, is_same_json
from mappings.exchange.reading import read_bundle
from tests.exchange.documents import (
    DESTINATION,
    FILTERS,
    MAPPING,
    ONE_DESTINATION,
    WORKSPACE,
    changed,
)


def bundle(document):
    return read_bundle(document).bundle


def outcomes(changes):
    return {(change.thing, change.name): change.outcome for change in changes}


def test_the_same_document_changes_nothing():
    found = outcomes(compare(bundle(WORKSPACE), bundle(WORKSPACE)))
    assert set(found.values()) == {"unchanged"}
    assert len(found) == 5


def test_into_an_empty_workspace_everything_is_new():
    empty = bundle(changed(WORKSPACE, definitions=[], sources=[], destinations=[]))
    assert set(outcomes(compare(empty, bundle(WORKSPACE))).values()) == {"create"}


def test_what_the_document_does_not_name_is_left_alone():
    wanted = bundle(changed(WORKSPACE, definitions=[], sources=[], destinations=[]))
    assert outcomes(compare(bundle(WORKSPACE), wanted)) == {
        ("definition", "loyalty"): "left_alone",
        ("source", "App"): "left_alone",
        ("source", "Website"): "left_alone",
        ("destination", "Acme CRM"): "left_alone",
    }


def test_a_document_of_one_destination_says_nothing_of_the_others():
    found = outcomes(compare(bundle(WORKSPACE), bundle(ONE_DESTINATION)))
    assert found == {
        ("source", "Website"): "unchanged",
        ("destination", "Acme CRM"): "unchanged",
        ("mapping", "Audience entered"): "unchanged",
    }


def test_a_source_that_only_a_destination_names_is_needed_too():
    wanted = bundle(changed(ONE_DESTINATION, destination=changed(DESTINATION, source="Shop")))
    assert outcomes(compare(bundle(WORKSPACE), wanted))["source", "Shop"] == "create"


def test_a_change_is_told_field_by_field():
    config = {
        "email_address": {"@path": "$.traits.email"},
        "first_name": {"@path": "$.traits.first_name"},
    }
    mapping = changed(MAPPING, trigger='type = "track"', enabled=False, config=config)
    destination = changed(
        DESTINATION, settings={"base_url": "https://crm.example.com/v2"}, mappings=[mapping]
    )
    wanted = bundle(changed(ONE_DESTINATION, destination=destination))

    told = [
        (field.pointer, field.old, field.new)
        for change in compare(bundle(WORKSPACE), wanted)
        for field in change.fields
    ]
    assert told == [
        ("/settings/base_url", "https://crm.example.com/api", "https://crm.example.com/v2"),
        ("/enabled", True, False),
        ("/trigger", MAPPING["trigger"], 'type = "track"'),
        (
            "/config/email_address",
            {"@path": "$.context.traits.email"},
            {"@path": "$.traits.email"},
        ),
        ("/config/audience_status", {"@path": "$.properties.browse_abandoners"}, MISSING),
        ("/config/first_name", MISSING, {"@path": "$.traits.first_name"}),
    ]


def test_filters_are_told_apart_by_their_place():
    first, second = FILTERS[:2]
    other = {**first, "condition": "event='Test'"}
    wanted = changed(DESTINATION, filters=[other, {**second, "percent": 1}])
    changes = compare(bundle(WORKSPACE), bundle(changed(ONE_DESTINATION, destination=wanted)))

    told = [(field.pointer, field.new) for change in changes for field in change.fields]
    assert told == [("/filters/1", {**second, "percent": 1.0}), ("/filters/2", MISSING)]
    silent = changed(ONE_DESTINATION, destination=changed(DESTINATION, filters=...))
    assert not any(change.fields for change in compare(bundle(WORKSPACE), bundle(silent)))


def test_how_it_is_sent_to_is_compared_option_by_option_where_it_is_told():
    there = bundle(WORKSPACE)
    for delivery, expected in (
        (
            {"order": "strict"},
            [("/delivery/order", "strict"), ("/delivery/retry_waits_s", MISSING)],
        ),
        (..., []),
    ):
        wanted = changed(DESTINATION, delivery=delivery)
        changes = compare(there, bundle(changed(ONE_DESTINATION, destination=wanted)))
        assert [(f.pointer, f.new) for change in changes for f in change.fields] == expected


def test_a_trigger_in_other_words_is_no_change():
    item = bundle(ONE_DESTINATION).destinations[0].mappings[0]
    other = bundle(
        changed(
            ONE_DESTINATION,
            destination=changed(
                DESTINATION,
                mappings=[
                    changed(MAPPING, trigger="type='track' and properties.browse_abandoners=true")
                ],
            ),
        )
    )
    (change,) = compare_mappings([item], other.destinations[0].mappings, inside="Acme CRM")
    assert change.outcome == "unchanged"


def test_mappings_that_are_not_named_are_left_alone():
    item = bundle(ONE_DESTINATION).destinations[0].mappings[0]
    (change,) = compare_mappings([item], [], inside="Acme CRM")
    assert (change.outcome, change.inside) == ("left_alone", "Acme CRM")


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (True, 1, False),
        (1, 1.0, False),
        ("1", 1, False),
        (None, MISSING, False),
        (MISSING, MISSING, True),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ([1, 2], [2, 1], False),
        ({"a": {"b": [True]}}, {"a": {"b": [1]}}, False),
    ],
)
def test_values_are_compared_as_json(one, other, is_same):
    assert is_same_json(one, other) is is_same
