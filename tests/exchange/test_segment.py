"""Subscriptions of Segment: read in both forms, taken in with notes, given out again."""

import json

import pytest

from mappings.catalog.registry import get_definition
from mappings.exchange.errors import ExchangeError
from mappings.exchange.incoming import read_incoming, taken_mappings
from mappings.exchange.limits import MAX_IMPORT_BYTES, MAX_IMPORT_ITEMS
from mappings.exchange.outgoing import write_bundle
from mappings.exchange.reading import read_bundle
from mappings.exchange.segment.giving_out import give_out
from mappings.exchange.writing import bundle_document
from tests.exchange.documents import CONFIG, MAPPING, MAPPINGS, TRIGGER, WORKSPACE, changed

CRM = get_definition("crm")
SUBSCRIPTION = {
    "name": "Audience entered",
    "actionSlug": "upsert_contact",
    "enabled": True,
    "trigger": TRIGGER,
    "settings": CONFIG,
}
TERRAFORM = """
resource "segment_destination_subscription" "entered" {{
  destination_id = segment_destination.crm.id
  name           = "Audience entered"
  enabled        = true
  action_id      = {action}
  trigger        = {trigger}
  settings       = {settings}
{rest}}}
"""


def terraform(
    action='var.ids["upsert_contact"]',
    trigger='"type = \\"track\\""',
    settings='jsonencode({ email_address = { "@path" = "$.email" } })',
    rest="",
):
    return TERRAFORM.format(action=action, trigger=trigger, settings=settings, rest=rest)


def take(text, definition=CRM, **options):
    incoming = read_incoming(text if isinstance(text, str) else json.dumps(text))
    taken = taken_mappings(incoming, definition, **options)
    problems = [*incoming.problems, *taken.problems]
    return taken.items, problems, [*incoming.notes, *taken.notes]


def told(problems):
    return [(problem.pointer, problem.code) for problem in problems]


SHAPES = {
    "one": SUBSCRIPTION,
    "list": [SUBSCRIPTION],
    "list answer": {"data": {"subscriptions": [SUBSCRIPTION], "pagination": {"current": "x"}}},
    "read answer": {"data": {"subscription": SUBSCRIPTION}},
    "create answer": {"data": {"destinationSubscription": SUBSCRIPTION}},
    "change": {"input": SUBSCRIPTION},
    "action-destinations": {
        "name": "Audience entered",
        "partnerAction": "upsert_contact",
        "enabled": True,
        "subscribe": TRIGGER,
        "mapping": CONFIG,
        "type": "automatic",
    },
    "with ids": {
        **SUBSCRIPTION,
        "id": "a",
        "actionId": "b",
        "destinationId": "c",
        "modelId": None,
        "reverseETLSchedule": None,
    },
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_subscription_is_found_in_every_shape(shape):
    items, problems, notes = take(SHAPES[shape])

    assert (problems, notes) == ([], [])
    (item,) = items
    assert (item.name, item.action, item.is_enabled) == ("Audience entered", "upsert_contact", True)
    assert (item.trigger, item.config) == (TRIGGER, CONFIG)


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ({"name": 1}, [("/name", "type")]),
        ({"name": " "}, [("/name", "type")]),
        ({"enabled": "true"}, [("/enabled", "type")]),
        ({"settings": []}, [("/settings", "type")]),
        ({"trigger": 1}, [("/trigger", "type"), ("/trigger", "type")]),
        ({"trigger": 'groupId = "g"'}, [("/trigger", "unknown_field")]),
        ({"actionSlug": "fly"}, [("/actionSlug", "unknown_action")]),
    ],
)
def test_what_is_wrong_with_a_subscription_is_told(members, found):
    _, problems, _ = take(changed(SUBSCRIPTION, **members))
    assert told(problems) == found


def test_a_trigger_that_we_refuse_says_what_segment_makes_of_it():
    _, (problem,), _ = take(changed(SUBSCRIPTION, trigger='type = "track" and groupId = "g"'))
    assert problem.message.endswith('Segment reads the trigger as: type = "track"')


@pytest.mark.parametrize(
    ("slug", "note"),
    [
        ("upsertContact", "action"),
        ("Create or update contact", "action"),
        ("UPSERT-CONTACT", "action"),
    ],
)
def test_an_action_of_nearly_the_same_name_is_taken(slug, note):
    (item,), problems, notes = take(changed(SUBSCRIPTION, actionSlug=slug))
    assert (item.action, problems, told(notes)) == ("upsert_contact", [], [("/actionSlug", note)])


def test_the_only_action_is_taken_for_an_id():
    (item,), _, (note,) = take(changed(SUBSCRIPTION, actionSlug=..., actionId="9f3c"))
    assert item.action == "upsert_contact"
    assert note.message.startswith("Its action, an id that Segment made, is taken for upsert_con")


def test_an_action_that_is_not_known_is_the_one_that_is_named():
    (item,), problems, _ = take(
        changed(SUBSCRIPTION, actionSlug="fly"), other_action="upsert_contact"
    )
    assert (item.action, problems) == ("upsert_contact", [])


def test_without_a_destination_the_action_stays_as_it_is():
    (item,), problems, notes = take(changed(SUBSCRIPTION, actionSlug="fly"), None)
    assert (item.action, problems, notes) == ("fly", [], [])
    _, problems, _ = take(changed(SUBSCRIPTION, actionSlug=...), None)
    assert told(problems) == [("/actionSlug", "required")]


def test_what_segment_does_by_settings_is_left_out_with_a_note():
    settings = {**CONFIG, "batch_size": 5, "__segment_internal_sync_mode": "upsert"}
    (item,), _, notes = take(changed(SUBSCRIPTION, settings=settings))
    assert item.config == CONFIG
    assert told(notes) == [
        ("/settings/batch_size", "left_out"),
        ("/settings/__segment_internal_sync_mode", "left_out"),
    ]


def test_unknown_and_missing_fields_are_noted():
    (item,), _, notes = take(changed(SUBSCRIPTION, settings={"fax": 1}))
    assert item.config == {"fax": 1}
    assert told(notes)[0] == ("/settings/fax", "unknown_field")
    assert {code for _, code in told(notes)[1:]} == {"required"}


def test_each_place_where_segment_reads_a_trigger_otherwise_is_noted():
    trigger = 'type = "track" and event = "A" or event = "B"'
    (item,), _, (note,) = take(changed(SUBSCRIPTION, trigger=trigger))
    assert item.trigger == trigger
    assert note.pointer == "/trigger"
    assert note.message.startswith("Segment: ")
    assert " Here: " in note.message


def test_the_same_difference_in_two_places_of_a_trigger_is_noted_once():
    trigger = 'type = "track" and event = "A" or event = "B" and event = "C"'
    _, _, (note,) = take(changed(SUBSCRIPTION, trigger=trigger))
    assert note.pointer == "/trigger"


def test_a_tree_is_read_as_well():
    tree = {
        "type": "group",
        "operator": "and",
        "children": [{"type": "event-type", "operator": "=", "value": "track"}],
    }
    (item,), problems, _ = take(changed(SUBSCRIPTION, trigger=tree))
    assert (item.trigger, problems) == (tree, [])
    _, problems, _ = take(changed(SUBSCRIPTION, trigger={"type": "group"}))
    assert {pointer for pointer, _ in told(problems)} == {"/trigger/operator", "/trigger/children"}


def test_a_quoted_key_with_a_dot_is_noted():
    settings = {**CONFIG, "first_name": {"@if": {"exists": {"@path": '$.traits["a.b"]'}}}}
    _, _, (note,) = take(changed(SUBSCRIPTION, settings=settings))
    assert note.pointer == "/settings/first_name/@if/exists/@path"
    assert "reads traits.a.b" in note.message


@pytest.mark.parametrize(
    ("members", "told_of"),
    [({"modelId": "m"}, "reverse ETL"), ({"personalization": {"a": 1}}, "has no counterpart")],
)
def test_what_has_no_counterpart_is_noted(members, told_of):
    _, _, (note,) = take({**SUBSCRIPTION, **members})
    assert told_of in note.message


def test_two_of_one_name_get_names_of_their_own():
    items, _, notes = take([SUBSCRIPTION, SUBSCRIPTION, SUBSCRIPTION])
    assert [item.name for item in items] == [
        "Audience entered",
        "Audience entered (2)",
        "Audience entered (3)",
    ]
    assert told(notes) == [("/1/name", "renamed"), ("/2/name", "renamed")]


def test_there_is_a_limit_to_how_many_are_taken():
    _, problems, _ = take([SUBSCRIPTION] * (MAX_IMPORT_ITEMS + 1))
    assert told(problems) == [("", "too_many")]


def test_terraform_is_read_with_the_lines_of_its_blocks():
    (item,), problems, notes = take(terraform())
    assert (item.name, item.action, item.trigger) == (
        "Audience entered",
        "upsert_contact",
        'type = "track"',
    )
    assert item.config == {"email_address": {"@path": "$.email"}}
    assert problems == []
    assert [(note.pointer.split("/")[-1], note.line) for note in notes] == [("audience_status", 2)]


@pytest.mark.parametrize("action", ['"9f3c"', "var.action_id", "data.segment.a.actions[0].id"])
def test_an_id_of_an_action_is_no_slug(action):
    _, problems, _ = take(terraform(action=action), None)
    assert [problem.code for problem in problems] == ["required"]


@pytest.mark.parametrize(
    ("members", "key", "message", "line"),
    [
        ({"trigger": '"a ${b}"'}, "trigger", "Expected a text; its text has ${…}", 7),
        ({"trigger": "var.trigger"}, "trigger", "the value of var.trigger is not in this text", 7),
        ({"trigger": "1"}, "trigger", "Expected a text; this is a number.", 7),
        ({"settings": "local.a"}, "settings", "the value of local.a is not in this text", 8),
        ({"settings": "[1]"}, "settings", "this is a list", 8),
        ({"settings": '"{"'}, "settings", "Line 1", 8),
        ({"settings": '"[]"'}, "settings", "Expected an object; this is a list.", 8),
        ({"rest": "  for_each = var.all\n"}, "for_each", "Write each subscription out.", 9),
    ],
)
def test_what_cannot_be_read_of_terraform_is_told_with_its_line(members, key, message, line):
    _, problems, _ = take(terraform(**members))
    problem = problems[0]
    assert problem.pointer == f"/resource/segment_destination_subscription/entered/{key}"
    assert message in problem.message
    assert problem.line == line


def test_missing_arguments_are_told():
    _, problems, _ = take('resource "segment_destination_subscription" "a" {\n}\n')
    keys = [pointer.split("/")[-1] for pointer, _ in told(problems)]
    assert keys[:4] == ["enabled", "name", "trigger", "settings"]


def test_settings_may_be_a_text_of_json():
    (item,), _, _ = take(terraform(settings='<<EOT\n{"email_address": "a@b"}\nEOT'))
    assert item.config == {"email_address": "a@b"}


def test_other_arguments_and_blocks_are_noted_where_they_matter():
    rest = '  model_id = "m"\n  color = 1\n  depends_on = [a.b]\n  lifecycle {\n  }\n'
    _, _, notes = take('variable "x" {}\n' + terraform(rest=rest))
    assert [note.pointer.split("/")[-1] for note in notes if note.code == "left_out"] == [
        "model_id",
        "color",
        "",
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: 1", "unknown_form"),
        ("[]", "unknown_form"),
        ("{}", "unknown_form"),
        ("null", "unknown_form"),
        ('resource "other" "a" {}', "nothing_found"),
        ("a: [", "yaml"),
        ("", "empty"),
        (b"\xff", "encoding"),
        ("a\0", "characters"),
        ("x" * (MAX_IMPORT_BYTES + 1), "too_large"),
    ],
)
def test_what_is_none_of_the_forms_is_refused(text, code):
    with pytest.raises(ExchangeError) as caught:
        read_incoming(text)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_yaml_is_not_taken_for_terraform():
    text = 'format: engage-mapper/1\nkind: workspace\nsources:\n- {name: "a b {"}\n- name: x {\n'
    assert read_incoming(text).form == "engage-mapper"


def given(**members):
    bundle = read_bundle(changed(MAPPINGS, mappings=[changed(MAPPING, **members)])).bundle
    out = give_out(bundle.mappings)
    return out.subscriptions[0], [note for told in out.notes.values() for note in told]


def test_a_mapping_that_segment_reads_alike_goes_out_as_it_is():
    subscription, notes = given()
    assert (subscription.trigger, subscription.settings, notes) == (TRIGGER, CONFIG, [])


def test_a_trigger_beyond_segment_goes_out_in_words_that_both_read_alike():
    subscription, (note,) = given(trigger='type in ("track", "identify")')
    assert subscription.trigger == 'type = "track" or type = "identify"'
    assert (note.pointer, note.code) == ("/mappings/0/trigger", "trigger_rewritten")


def test_a_trigger_that_segment_has_no_words_for_goes_out_with_what_it_makes_of_it():
    text = 'matches_regex(event, "^A")'
    subscription, (note, *_) = given(trigger=text)
    assert subscription.trigger == text
    assert note.code.startswith("trigger_")
    assert note.message.startswith("Segment: ")


def test_a_trigger_that_nobody_reads_goes_out_with_a_note():
    subscription, (note, *_) = given(trigger={"type": "group"})
    assert subscription.trigger == ""
    assert note.pointer.startswith("/mappings/0/trigger")


def test_a_path_that_segment_reads_otherwise_goes_out_with_a_note():
    _, (note,) = given(config={"a": [{"@path": "$.traits['a.b']"}]})
    assert (note.pointer, note.code) == ("/mappings/0/config/a/0/@path", "quoted_key")


def test_terraform_of_a_workspace_has_variables_for_each_destination():
    other = changed(WORKSPACE["destinations"][0], name="Second CRM")
    document = changed(WORKSPACE, destinations=[*WORKSPACE["destinations"], other])
    bundle = read_bundle(document).bundle
    text = write_bundle(bundle_document(bundle), bundle, "terraform").text

    assert text.count('variable "acme_crm_') == 2
    assert text.count('variable "second_crm_') == 2
    items, problems, _ = take(text)
    assert [item.name for item in items] == ["Audience entered", "Audience entered (2)"]
    assert problems == []


def test_resources_of_the_same_name_get_names_of_their_own():
    again = changed(MAPPING, name="Audience  entered!")
    bundle = read_bundle(changed(MAPPINGS, mappings=[MAPPING, again])).bundle
    text = write_bundle(bundle_document(bundle), bundle, "terraform").text
    assert '"acme_crm_audience_entered" {' in text
    assert '"acme_crm_audience_entered_2" {' in text


def test_a_note_stands_before_its_resource():
    bundle = read_bundle(
        changed(MAPPINGS, mappings=[changed(MAPPING, trigger='type in ("track", "identify")')])
    ).bundle
    text = write_bundle(bundle_document(bundle), bundle, "terraform").text
    assert '\n# Segment reads type in ("track", "identify") otherwise.' in text
