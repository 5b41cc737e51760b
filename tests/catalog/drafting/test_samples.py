"""What a sample payload tells of fields, and what is only guessed."""

import pytest

from mappings.catalog.drafting.one_action import Endpoint, draft_by_hand, draft_from_sample
from mappings.catalog.drafting.results import DraftError
from mappings.catalog.loading import load_definition


def drafted(sample):
    draft = draft_from_sample(Endpoint("Acme"), sample)
    load_definition(draft.document, name="draft")
    [action] = draft.document["actions"]
    notes = [[note.pointer, note.message] for note in draft.notes]
    assert notes[0] == ["", "Which fields are required is not told by a sample: none is."]
    return action["fields"], notes[1:]


def field(key, **members):
    return {"key": key, "label": key.title(), **members}


@pytest.mark.parametrize(
    ("value", "members"),
    [
        ("hello", {"type": "string"}),
        (True, {"type": "boolean"}),
        (5, {"type": "integer"}),
        (5.5, {"type": "number"}),
        (["a", "b"], {"type": "string", "multiple": True}),
        ([1, 2.5], {"type": "number", "multiple": True}),
        ({"b": 1}, {"type": "object", "properties": [field("b", type="integer")]}),
        ({}, {"type": "object"}),
        ("sku:12", {"type": "string"}),
    ],
)
def test_a_value_tells_its_type(value, members):
    assert drafted({"a": value}) == ([field("a", **members)], [])


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("user@example.com", "email"),
        ("11111111-2222-4333-8444-555555555555", "uuid"),
        ("2026-01-31T09:30:00Z", "date-time"),
        ("2026-01-31", "date"),
        ("https://example.com/a", "uri"),
    ],
)
def test_a_format_is_guessed_and_the_guess_is_told(value, name):
    fields, [[pointer, message]] = drafted({"a": value})
    assert fields == [field("a", type="string", format=name)]
    assert pointer == "/a"
    assert message.endswith("that is demanded now, by a guess.")


@pytest.mark.parametrize(
    ("value", "members", "message"),
    [
        (
            None,
            {"type": "string", "allow_null": True},
            "No value tells its type; it is taken as text.",
        ),
        ([], {"type": "string", "multiple": True}, "No value tells its type; it is taken as text."),
        (
            [1, "a"],
            {"type": "string", "multiple": True},
            "Values of several types: number and text. It is taken as text.",
        ),
    ],
)
def test_what_a_value_does_not_tell_is_said(value, members, message):
    assert drafted({"a": value}) == ([field("a", **members)], [["/a", message]])


def test_several_payloads_and_items_tell_more_than_one():
    fields, _ = drafted([{"a": 1}, {"a": None, "b": [{"c": 1}, {"d": "x"}]}])
    inner = [field("c", type="integer"), field("d", type="string")]
    assert fields == [
        field("a", type="integer", allow_null=True),
        field("b", type="object", multiple=True, properties=inner),
    ]


def test_what_no_field_holds_is_left_out():
    assert drafted({"@a": 1, "grid": [[1]]}) == (
        [],
        [
            ["/@a", "This is left out: its key is longer than 100 characters, or starts with @."],
            ["/grid", "This is left out: no field holds a list of lists."],
        ],
    )


def test_a_payload_that_is_deep_or_wide_is_cut_and_told():
    deep = {"a": {"a": {"a": {"a": {"a": {"a": 1}}}}}}
    wide = {f"k{number}": 1 for number in range(250)}
    fields, notes = drafted({**deep, **wide})
    assert len(fields) == 200
    assert [message for _, message in notes] == [
        "Objects below 5 levels are filled as one value.",
        "Of 251 fields, the first 200 are kept.",
    ]


@pytest.mark.parametrize(
    ("sample", "found"), [(5, "a number"), ([], "a list"), ([{}, "x"], "text")]
)
def test_what_is_no_payload_is_refused(sample, found):
    with pytest.raises(DraftError) as caught:
        draft_from_sample(Endpoint("Acme"), sample)
    [problem] = caught.value.problems
    assert problem.message == f"Found {found}; expected one payload, an object, or a list of them."


@pytest.mark.parametrize(
    ("scheme", "authentication"),
    [
        ("none", {"scheme": "none"}),
        ("bearer", {"scheme": "bearer", "setting": "token"}),
        (
            "basic",
            {"scheme": "basic", "username_setting": "username", "password_setting": "password"},
        ),
        ("header", {"scheme": "header", "name": "X-Key", "setting": "api_key"}),
        ("query", {"scheme": "query", "name": "X-Key", "setting": "api_key"}),
    ],
)
def test_by_hand_a_definition_has_its_address_and_authentication(scheme, authentication):
    endpoint = Endpoint("Acme", scheme=scheme, key_name="X-Key")
    document = draft_by_hand(endpoint).document
    load_definition(document, name="draft")
    assert document["authentication"] == authentication
    assert document["actions"][0]["request"]["url"] == {"@path": "$.settings.url"}
