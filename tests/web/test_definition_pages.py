"""Your own destination: four ways to a form, the form, a saved definition, and what it changes."""

import json
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mappings.models import Destination, Mapping, Member, OwnDefinition
from mappings.services.definitions import update_definition
from mappings.services.mappings import create_mapping
from tests import factories
from tests.factories import own_document, own_fields
from tests.web.conftest import Htmx

pytestmark = pytest.mark.django_db

EMAIL = {"key": "email", "label": "E-mail", "type": "string", "required": True}
OPENAPI = {
    "openapi": "3.1.0",
    "info": {"title": "Acme Points"},
    "servers": [{"url": "https://api.example.com"}],
    "paths": {
        "/points": {
            "post": {
                "operationId": "givePoints",
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["email"],
                                "properties": {"email": {"type": "string", "pattern": "@"}},
                            }
                        }
                    }
                },
            },
            "delete": {"operationId": "takePoints"},
        }
    },
}


def inputs_of(document: Any, **changes: str) -> dict[str, str]:
    """What the form of a document sends when nothing but the changes is typed."""
    from mappings.web.definition_inputs import FLAG, at_pointer, editable_parts

    sent = {"document": json.dumps(document)}
    for pointer, inputs in editable_parts(document):
        part = at_pointer(document, pointer)
        for name, kind in inputs.items():
            if kind is not FLAG:
                sent[f"{pointer}/{name}"] = kind.show(part.get(name))
            elif part.get(name):
                sent[f"{pointer}/{name}"] = "on"
    return {**sent, **changes}


def text_of(answer: Any) -> str:
    return unescape(answer.content.decode())


@pytest.fixture
def destination(own_definition: OwnDefinition) -> Destination:
    return factories.make_own_destination(factories.make_source(own_definition.workspace))


@pytest.fixture
def own_mapping(destination: Destination) -> Mapping:
    config = {"email": {"@path": "$.userId"}, "points": 5}
    return create_mapping(
        destination=destination,
        name="Members",
        action_slug="add_member",
        trigger='type = "track"',
        config=config,
    )


def test_the_catalog_leads_to_it_and_shows_what_is_there(
    ann: Client, own_definition: OwnDefinition
) -> None:
    page = text_of(ann.get(reverse("catalog")))
    assert reverse("own_destination") in page
    assert reverse("definition", args=[own_definition.pk]) in page
    assert page.index("Your own") < page.index("Advertising" if "Advertising" in page else "CRM")


def test_an_openapi_document_becomes_a_form_and_a_definition(ann: Client, editor: Member) -> None:
    address = reverse("draft_definition", args=["openapi"])
    listed = ann.post(address, {"text": json.dumps(OPENAPI)})
    assert "givePoints" in text_of(listed)
    assert "takePoints" in text_of(listed)
    packed = listed.context["packed"]

    drafted = ann.post(address, {"packed": packed, "operation": ["givePoints"]})
    assert "pattern is not carried over" in text_of(drafted)
    document = json.loads(drafted.context["document_text"])

    saved = ann.post(reverse("new_definition"), inputs_of(document))
    assert saved["Location"] == reverse("add_destination", args=["acme_points"])
    definition = OwnDefinition.objects.get()
    assert definition.document == document
    assert ann.get(saved["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "This is empty."),
        ("a: b: c", "Line 1, column 5: this is not YAML"),
        ("swagger: '2.0'", "Found Swagger 2.0"),
        ("a: &a [*a]", '"a" holds itself'),
    ],
)
def test_a_document_that_cannot_be_read_is_told_at_its_box(
    text: str, told: str, ann: Client
) -> None:
    answer = ann.post(reverse("draft_definition", args=["openapi"]), {"text": text})
    assert answer.status_code == 400
    assert told in text_of(answer)


def test_a_document_that_is_too_large_is_told(ann: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    upload = SimpleUploadedFile("a.yaml", b"x" * 4_000_001)
    answer = ann.post(reverse("draft_definition", args=["openapi"]), {"upload": upload})
    assert answer.status_code == 400
    assert "the limit is 4,000,000" in text_of(answer)


def test_operations_are_picked_again_when_what_they_need_is_wrong(ann: Client) -> None:
    address = reverse("draft_definition", args=["openapi"])
    document = {**OPENAPI, "security": [{"missing": []}]}
    packed = ann.post(address, {"text": json.dumps(document)}).context["packed"]
    answer = ann.post(address, {"packed": packed, "operation": ["givePoints"]})
    assert answer.status_code == 400
    assert 'no security scheme "missing"' in text_of(answer)
    assert "Pick an operation." in text_of(ann.post(address, {"packed": packed}))


def test_a_document_that_was_changed_on_its_way_is_not_read(ann: Client) -> None:
    answer = ann.post(reverse("draft_definition", args=["openapi"]), {"packed": "x:y:z"})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("way", "text"),
    [
        ("json-schema", '{"properties": {"email": {"type": "string"}}}'),
        ("sample", "email: user@example.com"),
    ],
)
def test_a_schema_or_a_sample_becomes_a_form(way: str, text: str, ann: Client) -> None:
    given = {"name": "Acme", "url": "", "method": "PUT", "scheme": "bearer", "text": text}
    answer = ann.post(reverse("draft_definition", args=[way]), given)
    document = json.loads(answer.context["document_text"])
    assert document["actions"][0]["fields"][0]["key"] == "email"
    assert document["actions"][0]["request"]["method"] == "PUT"
    assert document["authentication"]["scheme"] == "bearer"


def test_a_way_that_is_none_is_not_found(ann: Client) -> None:
    assert ann.get(reverse("draft_definition", args=["magic"])).status_code == 404
    assert ann.get(reverse("draft_definition", args=["hand"])).status_code == 404


def test_everything_wrong_is_told_at_its_box(ann: Client) -> None:
    sent = inputs_of(own_document(), **{"/name": "", "/actions/0/fields/1/type": "colour"})
    sent["/actions/0/request/body"] = "{"
    answer = ann.post(reverse("new_definition"), sent)
    assert answer.status_code == 400
    form = answer.context["form"]
    assert form.actions[0].request.errors["body"]
    del sent["/actions/0/request/body"]
    form = ann.post(reverse("new_definition"), sent).context["form"]
    assert form.top.errors["name"] == ["Fill this in."]
    assert form.actions[0].fields[1].errors["type"]


def test_a_row_is_added_filled_and_removed(ann_htmx: Htmx) -> None:
    address = reverse("new_definition")
    added = ann_htmx.post(address, inputs_of(own_document(), do="add:/actions/0/fields"))
    document = json.loads(added.context["document_text"])
    assert document["actions"][0]["fields"][2] == {"key": "", "label": "", "type": "string"}

    typed = {"/actions/0/fields/2/key": "planName", "do": "remove:/actions/0/fields/1"}
    removed = ann_htmx.post(address, inputs_of(document, **typed))
    document = json.loads(removed.context["document_text"])
    fields = document["actions"][0]["fields"]
    assert [(field["key"], field["label"]) for field in fields] == [
        ("email", "E-mail"),
        ("planName", "Plan name"),
    ]


@pytest.mark.parametrize("do", ["add:", "add:/x/y", "remove:", "remove:/actions/9/fields/0", "x"])
def test_a_step_that_leads_nowhere_changes_nothing(do: str, ann_htmx: Htmx) -> None:
    sent = inputs_of(own_document(slug="crm"), do=do)
    answer = ann_htmx.post(reverse("new_definition"), sent)
    assert json.loads(answer.context["document_text"]) == own_document(slug="crm")


@pytest.mark.parametrize("document", ["", "{", "[]", '{"authentication": {}}', '{"settings": 5}'])
def test_a_form_of_another_document_is_refused(document: str, ann: Client) -> None:
    answer = ann.post(reverse("new_definition"), {"document": document})
    assert answer.status_code == 400


def test_a_body_that_names_fields_follows_them(ann: Client) -> None:
    document = own_document()
    named = {"email": {"@path": "$.payload.email"}, "n": {"@path": "$.payload.points"}}
    document["actions"][0]["request"]["body"] = named
    sent = inputs_of(document, **{"/actions/0/fields/0/key": "mail"})
    ann.post(reverse("new_definition"), sent)
    body = OwnDefinition.objects.get().document["actions"][0]["request"]["body"]
    assert body == {"mail": {"@path": "$.payload.mail"}, "n": {"@path": "$.payload.points"}}


def test_another_authentication_brings_its_settings(ann: Client) -> None:
    sent = inputs_of(own_document(), **{"/authentication/scheme": "basic"})
    ann.post(reverse("new_definition"), sent)
    document = OwnDefinition.objects.get().document
    assert document["authentication"]["scheme"] == "basic"
    assert [setting["key"] for setting in document["settings"]] == ["username", "password"]


def test_everything_can_be_edited_as_json(ann: Client) -> None:
    address = reverse("new_definition")
    shown = ann.post(address, inputs_of(own_document(), do="json"))
    assert json.loads(shown.context["json_text"]) == own_document()
    refused = ann.post(address, {"json": "{", "do": "save"})
    assert refused.status_code == 400
    back = ann.post(address, {"json": json.dumps(own_document()), "do": "form"})
    assert json.loads(back.context["document_text"]) == own_document()
    wrong = ann.post(address, {"json": json.dumps(own_document(name="")), "do": "save"})
    assert "/name: " in text_of(wrong)
    ann.post(address, {"json": json.dumps(own_document()), "do": "save"})
    assert OwnDefinition.objects.count() == 1


def test_saving_without_a_change_makes_no_version(
    ann: Client, own_definition: OwnDefinition
) -> None:
    address = reverse("edit_definition", args=[own_definition.pk])
    answer = ann.post(address, inputs_of(own_definition.document, version="1"), follow=True)
    assert "no new version" in text_of(answer)


def test_who_saves_on_an_old_version_is_told_and_loses_nothing(
    ann: Client, own_definition: OwnDefinition
) -> None:
    update_definition(definition=own_definition, document=own_document(name="Other"))
    sent = inputs_of(own_document(), **{"/name": "Mine", "version": "1"})
    answer = ann.post(reverse("edit_definition", args=[own_definition.pk]), sent)
    assert "at version 2 now" in text_of(answer)
    assert "Mine" in text_of(answer)


def test_a_draft_for_a_definition_keeps_its_name_and_other_actions(
    ann: Client, own_definition: OwnDefinition
) -> None:
    address = reverse("draft_definition", args=["openapi"])
    packed = ann.post(address, {"text": json.dumps(OPENAPI)}).context["packed"]
    given = {"packed": packed, "operation": ["givePoints"], "for": own_definition.slug}
    document = json.loads(ann.post(address, given).context["document_text"])
    assert (document["slug"], document["name"]) == ("loyalty", "Loyalty")
    assert [action["slug"] for action in document["actions"]] == ["give_points", "add_member"]


def test_a_change_keeps_mappings_and_lists_what_needs_a_look(
    ann: Client, vic: Client, own_definition: OwnDefinition, own_mapping: Mapping
) -> None:
    age = {"key": "age", "label": "Age", "type": "integer", "required": True}
    update_definition(definition=own_definition, document=own_fields(EMAIL, age))
    own_mapping.refresh_from_db()
    assert own_mapping.config["points"] == 5

    told = ["Points is gone.", "Age is required now."]
    addresses = [
        reverse("destination", args=[own_mapping.destination_id]),
        reverse("definition", args=[own_definition.pk]),
    ]
    for address in addresses:
        page = text_of(ann.get(address))
        assert all(text in page for text in told)
        assert "Looked at" not in text_of(vic.get(address))

    ann.post(reverse("mapping_reviewed", args=[own_mapping.pk]))
    assert "need a look" not in text_of(ann.get(addresses[0]))


def test_the_page_of_a_definition_asks_the_database_little(
    ann: Client,
    own_mapping: Mapping,
    own_definition: OwnDefinition,
    django_assert_max_num_queries: Any,
) -> None:
    ann.get(reverse("definition", args=[own_definition.pk]))
    with django_assert_max_num_queries(12):
        ann.get(reverse("definition", args=[own_definition.pk]))


def test_a_definition_in_use_is_not_deleted(ann: Client, destination: Destination) -> None:
    definition = OwnDefinition.objects.get()
    address = reverse("delete_definition", args=[definition.pk])
    assert "1 destination is of this kind" in text_of(ann.post(address, follow=True))
    destination.delete()
    assert ann.post(address)["Location"] == reverse("catalog")
    assert not OwnDefinition.objects.exists()
