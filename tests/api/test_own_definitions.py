"""Own definitions over the API: made, tried, versioned, drafted, reviewed."""

import json
from typing import Any

import pytest

from mappings.models import OwnDefinition
from mappings.services.definitions import update_definition
from mappings.services.mappings import create_mapping
from tests.api.calls import Api, assert_error, assert_problem
from tests.api.conftest import World
from tests.factories import make_own_destination, own_document, own_fields

pytestmark = pytest.mark.django_db

EMAIL = {"key": "email", "label": "E-mail", "type": "string", "required": True}


def path_of(world: World) -> str:
    return f"definitions/{world.own_definition.pk}/"


def test_a_definition_is_made_and_read(api: Api, world: World) -> None:
    made = api.post("definitions/", {"document": own_document(slug="second")})
    read = api.get(f"definitions/{made.json()['id']}/")
    assert read.json()["document"] == own_document(slug="second")
    assert (read.json()["version"], read["ETag"]) == (1, '"1"')
    rows = api.get("definitions/").json()["results"]
    assert [row["slug"] for row in rows] == ["loyalty", "second"]
    assert "document" not in rows[0]


def test_everything_wrong_with_a_document_has_its_place_in_the_body(api: Api, world: World) -> None:
    body = {"document": own_document(slug="crm", category="Toys")}
    for path in ("definitions/", "definitions/?dry_run=true"):
        answer = api.post(path, body)
        assert_problem(answer, "/document/slug", "taken")
        assert_problem(answer, "/document/category", "choice")


def test_a_dry_run_stores_nothing(api: Api, world: World) -> None:
    assert (
        api.post("definitions/?dry_run=true", {"document": own_document(slug="b")}).status_code
        == 204
    )
    changed = {"document": own_document(name="Changed")}
    assert api.put(path_of(world) + "?dry_run=true", changed).status_code == 204
    assert OwnDefinition.objects.filter(workspace=world.workspace).count() == 1
    assert api.get(path_of(world)).json()["version"] == 1


def test_what_was_read_can_be_sent_back_with_a_change(api: Api, world: World) -> None:
    read = api.get(path_of(world)).json()
    read["document"]["name"] = "Renamed"
    changed = api.put(path_of(world), read, If_Match='"1"')
    assert (changed.json()["version"], changed["ETag"]) == (2, '"2"')
    stale = api.put(path_of(world), {"document": own_document()}, If_Match='"1"')
    assert_error(stale, 412, "stale")
    assert stale["ETag"] == '"2"'


def test_only_a_put_and_a_post_can_be_tried(api: Api, world: World) -> None:
    assert_error(api.delete(path_of(world) + "?dry_run=true"), 400, "invalid_query")
    assert api.get(path_of(world)).status_code == 200


def test_versions_are_listed_with_what_they_changed(api: Api, world: World) -> None:
    api.put(path_of(world), {"document": own_fields(EMAIL)})
    newest, first = api.get(path_of(world) + "versions/").json()
    assert (newest["number"], first["number"]) == (2, 1)
    assert newest["changes"] == ["Add member: Points is gone. What is mapped to it is not sent."]
    assert api.get(path_of(world) + "versions/1/").json()["document"] == own_document()
    assert_error(api.get(path_of(world) + "versions/9/"), 404, "not_found")
    assert_error(api.get(path_of(world) + f"versions/{'9' * 30}/"), 404, "not_found")


def test_a_change_lists_what_needs_a_look_until_it_had_one(api: Api, world: World) -> None:
    mapping = create_mapping(
        destination=make_own_destination(world.source),
        name="Members",
        action_slug="add_member",
        trigger='type = "track"',
        config={"points": 5},
    )
    update_definition(definition=world.own_definition, document=own_fields(EMAIL))
    [review] = api.get(path_of(world) + "reviews/").json()
    assert (review["mapping"], review["since_version"]) == (str(mapping.pk), 1)
    [change] = review["changes"]
    assert (change["kind"], change["field"]) == ("field_gone", "points")

    done = api.post(f"mappings/{mapping.pk}/reviewed/")
    assert (done.json()["since_version"], done.json()["changes"]) == (2, [])
    assert api.get(path_of(world) + "reviews/").json() == []


def test_a_definition_in_use_stays(api: Api, world: World) -> None:
    make_own_destination(world.source)
    assert_error(api.delete(path_of(world)), 409, "in_use")


def test_own_kinds_are_in_the_catalog(api: Api, world: World) -> None:
    first = api.get("catalog/").json()[0]
    assert (first["slug"], first["is_own"], first["version"]) == ("loyalty", True, 1)


OPENAPI = """
openapi: 3.1.0
servers: [{url: https://api.example.com}]
paths:
  /users:
    post:
      operationId: addUser
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {a: {type: string}}}
"""


@pytest.mark.parametrize(
    ("given", "keys"),
    [
        ({"source": "openapi", "document": OPENAPI, "operations": ["addUser"]}, ["a"]),
        ({"source": "json_schema", "document": {"properties": {"b": True}}}, ["b"]),
        ({"source": "sample", "document": "c: 1", "name": "Acme", "method": "PUT"}, ["c"]),
    ],
)
def test_a_draft_can_be_stored_as_it_is(
    given: Any, keys: list[str], api: Api, world: World
) -> None:
    draft = api.post("definitions/draft/", given).json()
    [action] = draft["document"]["actions"]
    assert [field["key"] for field in action["fields"]] == keys
    assert api.post("definitions/", {"document": draft["document"]}).status_code == 201


@pytest.mark.parametrize(
    ("given", "pointer", "code"),
    [
        ({"source": "openapi", "document": OPENAPI}, "/document", "required"),
        ({"source": "openapi", "document": {"swagger": "2.0"}}, "/document/swagger", "version"),
        ({"source": "sample", "document": "a: *x"}, "/document", "yaml"),
        ({"source": "magic", "document": 5}, "/source", "invalid_choice"),
        ({"source": "sample"}, "/document", "required"),
    ],
)
def test_what_cannot_be_drafted_is_told(
    given: Any, pointer: str, code: str, api: Api, world: World
) -> None:
    assert_problem(api.post("definitions/draft/", given), pointer, code)


@pytest.mark.parametrize("form", ["value", "text"])
def test_a_document_may_be_as_large_as_those_of_the_page_and_the_command(
    form: str, api: Api, world: World
) -> None:
    document = {"email": "user@example.com", "note": "x" * 3_500_000}
    sent = document if form == "value" else json.dumps(document)
    answer = api.post("definitions/draft/", {"source": "sample", "document": sent})
    assert [field["key"] for field in answer.json()["document"]["actions"][0]["fields"]] == [
        "email",
        "note",
    ]


def test_a_document_of_5_mb_is_refused(api: Api, world: World) -> None:
    body = json.dumps({"source": "sample", "document": {"note": "x" * 5_000_000}}).encode()
    answer = api.send_bytes("POST", "definitions/draft/", body)
    assert_error(answer, 413, "too_large")


def test_the_example_of_the_description_is_one_that_is_taken(api: Api) -> None:
    paths = api.get("schema/").json()["paths"]
    body = paths["/api/v1/definitions/"]["post"]["requestBody"]["content"]["application/json"]
    (example,) = body["examples"].values()

    document = {**example["value"]["document"], "slug": "another"}

    assert api.post("definitions/?dry_run=true", {"document": document}).status_code == 204
