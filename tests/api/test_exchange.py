"""Exports and imports over the API."""

import uuid
from typing import Any

import pytest

from mappings.exchange.limits import MAX_IMPORT_BYTES
from mappings.exchange.texts import read_text, write_text
from mappings.models import Mapping, Source
from mappings.services.mappings import update_mapping
from tests.api.calls import Api, assert_error
from tests.api.conftest import World
from tests.api.test_access_matrix import stored
from tests.api.test_poison_bodies import CORPUS, refused_status
from tests.factories import SECRET

pytestmark = pytest.mark.django_db

SEGMENT = (
    b'{"name": "S", "actionSlug": "upsert_contact", "trigger": "type = \\"track\\"", '
    b'"settings": {}}'
)


def send(api: Api, text: bytes, query: str = "", content_type: str = "application/yaml") -> Any:
    return api.send_bytes("POST", f"imports/{query}", text, content_type)


def export(api: Api, path: str = "export/") -> bytes:
    return bytes(api.get(path).content)


@pytest.mark.parametrize(
    ("query", "media_type", "file", "start"),
    [
        ("", "application/yaml", "acme-crm.yaml", "format: engage-mapper/1\nkind: destination\n"),
        ("?format=json", "application/json", "acme-crm.json", '{\n  "format": "engage-mapper/1"'),
        ("?format=segment", "application/json", "acme-crm.segment.json", '[\n  {\n    "name"'),
        ("?format=terraform", "text/plain; charset=utf-8", "acme-crm.tf", 'variable "acme_crm_'),
    ],
)
def test_a_destination_is_a_file_in_the_form_that_was_asked_for(
    query: str, media_type: str, file: str, start: str, reader: Api, world: World
) -> None:
    answer = reader.get(f"destinations/{world.destination.pk}/export/{query}")

    assert answer["Content-Type"] == media_type
    assert answer["Content-Disposition"] == f'attachment; filename="{file}"'
    assert answer["Cache-Control"] == "no-store"
    assert answer.content.decode().startswith(start)
    assert SECRET not in answer.content.decode()


def test_a_report_tells_what_segment_does_otherwise(reader: Api, world: World) -> None:
    update_mapping(mapping=world.mapping, changes={"trigger": "type in ('track', 'identify')"})
    path = f"mappings/{world.mapping.pk}/export/?format=terraform&report=true"

    told = reader.get(path).json()

    assert told["name"] == "audience-entered.tf"
    assert [note["code"] for note in told["notes"]] == ["names", "trigger_rewritten"]
    assert "# Segment reads" in told["text"]


@pytest.mark.parametrize(
    "query",
    ["?format=xml", "?format=segment", "?report=yes", "?from=now", "?format=yaml&format=json"],
)
def test_a_query_that_is_not_known_is_refused(query: str, reader: Api, world: World) -> None:
    assert_error(reader.get(f"export/{query}"), 400, "invalid_query")


def test_a_dry_run_changes_nothing_and_its_state_is_good_for_the_import(
    api: Api, world: World
) -> None:
    text = export(api).replace(b"Audience entered", b"Audience joined")
    before = stored()

    told = send(api, text, "?dry_run=true").json()

    assert stored() == before
    assert told["counts"] == {"create": 1, "change": 0, "unchanged": 3, "left_alone": 1}
    assert [one["name"] for one in told["changes"] if one["outcome"] == "create"] == [
        "Audience joined"
    ]
    done = send(api, text, f"?expected={told['state']}").json()
    assert done == {**told, "dry_run": False}
    assert Mapping.objects.filter(name="Audience joined").exists()


def test_a_change_shows_what_was_and_what_will_be(api: Api, world: World) -> None:
    text = export(api).replace(b"first_name:\n", b"external_id:\n", 1)

    changes = send(api, text, "?dry_run=true").json()["changes"]

    (changed,) = [one for one in changes if one["outcome"] == "change"]
    assert changed["inside"] == "Acme CRM"
    assert changed["fields"] == [
        {"pointer": "/config/first_name", "old": {"@path": "$.properties.first_name"}},
        {"pointer": "/config/external_id", "new": {"@path": "$.properties.first_name"}},
    ]


def test_an_import_that_is_out_of_date_is_refused(api: Api, world: World) -> None:
    text = export(api).replace(b"first_name:\n", b"external_id:\n", 1)
    state = send(api, text, "?dry_run=true").json()["state"]
    update_mapping(mapping=world.mapping, changes={"config": {}})
    before = stored()

    assert_error(send(api, text, f"?expected={state}"), 409, "stale_import")

    assert stored() == before


def test_every_problem_has_its_place(api: Api, world: World) -> None:
    text = (
        export(api)
        .replace(b"action: upsert_contact", b"action: fly")
        .replace(b"base_url: https:", b"base_url: ftp:")
    )
    error = assert_error(send(api, text), 400, "invalid")

    told = [(problem["pointer"], problem["code"]) for problem in error["problems"]]
    assert told == [
        ("/destinations/0/settings/base_url", "format"),
        ("/destinations/0/mappings/0/action", "not_found"),
    ]
    assert all(problem["line"] for problem in error["problems"])


def test_an_export_that_would_hold_a_secret_is_refused(api: Api, world: World) -> None:
    update_mapping(mapping=world.mapping, changes={"config": {"first_name": SECRET}})

    error = assert_error(api.get("export/"), 409, "secret_exposed")

    assert error["problems"][0]["pointer"] == "/destinations/0/mappings/0/config/first_name"
    assert SECRET not in str(error)


def test_mappings_of_segment_need_a_destination(api: Api, world: World) -> None:
    assert_error(send(api, SEGMENT), 400, "invalid")

    told = send(api, SEGMENT, f"?destination={world.destination.pk}&dry_run=true").json()

    assert (told["form"], told["counts"]["create"]) == ("segment", 1)


def test_the_action_of_a_subscription_may_be_named(api: Api, world: World) -> None:
    text = SEGMENT.replace(b"upsert_contact", b"9f3c").replace(b"actionSlug", b"actionId")
    query = f"?destination={world.destination.pk}"
    other = text.replace(b'"actionId"', b'"actionSlug"')

    error = assert_error(send(api, other, query), 400, "invalid")
    assert error["problems"][0]["code"] == "unknown_action"

    assert send(api, other, f"{query}&action=upsert_contact").status_code == 200


def test_a_foreign_destination_is_answered_like_one_that_never_was(
    api: Api, world: World, foreign: World
) -> None:
    before = stored()
    answers = [
        assert_error(send(api, SEGMENT, f"?destination={pk}"), 400, "invalid")["problems"]
        for pk in (foreign.destination.pk, uuid.uuid4())
    ]
    assert answers[0] == answers[1]
    assert stored() == before


def test_no_text_breaks_the_import(api: Api, world: World) -> None:
    """Some of these are texts of YAML, but none is a document."""
    before = stored()
    for name, body in CORPUS.items():
        for query in ("", "?dry_run=true"):
            assert refused_status(send(api, body, query, "text/plain")) == 400, name
    assert stored() == before


POISON = {
    "laughs": b"a: &a [x,x,x,x,x,x,x,x,x]\n"
    + b"".join(
        b"%c: &%c [%s]\n" % (c, c, b",".join([b"*%c" % (c - 1)] * 9)) for c in range(98, 110)
    ),
    "cycle": b"format: &a [*a]\n",
    "python object": b"format: !!python/object/apply:os.system [id]\n",
    "own tag": b"format: !x engage-mapper/1\n",
    "two documents": b"format: engage-mapper/1\n---\nformat: engage-mapper/1\n",
    "repeated key": b"format: engage-mapper/1\nkind: workspace\nkind: workspace\nx: 1\n",
    "binary": b"format: !!binary aGVsbG8=\n",
    "zip": b"PK\x03\x04" + b"\0" * 30,
    "open block": b'resource "segment_destination_subscription" "a" {\n',
    "open text": b'resource "segment_destination_subscription" "a" {\n  name = "a\n}\n',
    "deep block": b'resource "segment_destination_subscription" "a" {\nsettings = '
    + b"[" * 5_000
    + b"]" * 5_000
    + b"\n}\n",
    "deep interpolation": b'resource "segment_destination_subscription" "a" {\nname = '
    + b'"${' * 5_000
    + b'}"' * 5_000
    + b"\n}\n",
    "dangerous call": b'resource "segment_destination_subscription" "a" {\n'
    b'name = file("/etc/passwd")\nenabled = true\ntrigger = "x"\nsettings = "{}"\n}\n',
}


@pytest.mark.parametrize("name", POISON)
def test_poisoned_documents_are_refused(name: str, api: Api, world: World) -> None:
    before = stored()
    assert refused_status(send(api, POISON[name], f"?destination={world.destination.pk}")) == 400
    assert stored() == before


def test_a_document_may_be_larger_than_other_bodies_but_not_without_end(
    api: Api, world: World
) -> None:
    text = export(api) + b"#" * 2_000_000
    assert send(api, text).status_code == 200
    assert_error(send(api, text + b"#" * MAX_IMPORT_BYTES), 413, "too_large")


def test_a_workspace_is_imported_whole(api: Api, world: World) -> None:
    document = read_text(export(api))
    document["sources"].append({"name": "App"})  # type: ignore[index, union-attr]
    text = write_text(document, "json")

    assert send(api, text.encode(), content_type="application/json").status_code == 200
    assert Source.objects.filter(workspace=world.workspace, name="App").exists()
