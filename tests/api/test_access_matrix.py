"""Who may do what, over every route: a new route without an entry in `routes.py` fails here."""

import uuid
from typing import Any

import pytest
from django.core import serializers
from django.urls import URLPattern

from mappings.api.urls import urlpatterns
from mappings.models import (
    ApiToken,
    Delivery,
    Destination,
    DestinationFilter,
    Event,
    Mapping,
    Member,
    OwnDefinition,
    Role,
    Source,
    TestEvent,
    Workspace,
)
from tests.api.calls import Api, assert_error
from tests.api.conftest import World
from tests.api.routes import ROUTES, Route
from tests.factories import make_member, make_token

pytestmark = pytest.mark.django_db

CHANGING = [route for route in ROUTES if route.changes]
READING = [route for route in ROUTES if not route.changes]
WITH_IDS = [route for route in ROUTES if route.needs]
CATCH_ALL = "nothing"


def send(api: Api, route: Route, world: World, *, path: str = "") -> Any:
    return api.send(route.method, path or route.path_in(world), route.body_in(world))


def stored() -> str:
    """Everything in the database, apart from when a token was used."""
    models = (
        Workspace,
        Member,
        Source,
        OwnDefinition,
        Destination,
        DestinationFilter,
        Mapping,
        TestEvent,
        Event,
        Delivery,
    )
    rows = [row for model in models for row in model._default_manager.order_by("pk")]
    return serializers.serialize("json", rows)


def methods_of(pattern: URLPattern) -> set[str]:
    view: Any = pattern.callback
    names = ("get", "post", "put", "patch", "delete")
    return {name.upper() for name in names if hasattr(view.cls, name)}


def test_every_route_and_method_is_in_the_matrix() -> None:
    mounted = {
        (pattern.name, method)
        for pattern in urlpatterns
        for method in methods_of(pattern)
        if pattern.name != CATCH_ALL
    }

    assert mounted == {(route.name, route.method) for route in ROUTES}


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_an_editor_may(route: Route, api: Api, world: World) -> None:
    assert send(api, route, world).status_code == route.status


@pytest.mark.parametrize("role", [Role.ADMIN, Role.OWNER])
@pytest.mark.parametrize("route", CHANGING, ids=str)
def test_higher_roles_may_too(route: Route, role: Role, world: World) -> None:
    api = Api(make_member(world.workspace, role))

    assert send(api, route, world).status_code == route.status


@pytest.mark.parametrize("route", READING, ids=str)
def test_a_viewer_reads(route: Route, reader: Api, world: World) -> None:
    assert send(reader, route, world).status_code == route.status


@pytest.mark.parametrize("route", CHANGING, ids=str)
def test_a_viewer_changes_nothing(route: Route, reader: Api, world: World) -> None:
    before = stored()

    assert_error(send(reader, route, world), 403, "forbidden")

    assert stored() == before


@pytest.mark.parametrize("route", CHANGING, ids=str)
def test_a_token_that_reads_changes_nothing(route: Route, world: World, editor: Member) -> None:
    before = stored()

    assert_error(send(Api(token=make_token(editor, "read")), route, world), 403, "forbidden")

    assert stored() == before


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_a_token_that_writes_may_what_its_maker_may(
    route: Route, world: World, editor: Member
) -> None:
    response = send(Api(token=make_token(editor, "write")), route, world)

    assert response.status_code == route.status


@pytest.mark.parametrize("route", CHANGING, ids=str)
def test_a_writing_token_of_someone_who_became_a_viewer_only_reads(
    route: Route, world: World, editor: Member
) -> None:
    token = make_token(editor, "write")
    Member.objects.filter(pk=editor.pk).update(role=Role.VIEWER)

    assert_error(send(Api(token=token), route, world), 403, "forbidden")


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_nobody_gets_in(route: Route, nobody: Api, world: World) -> None:
    before = stored()

    response = send(nobody, route, world)

    assert_error(response, 401, "not_authenticated")
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert stored() == before


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_a_write_key_of_a_source_opens_nothing(route: Route, world: World) -> None:
    api = Api(token=world.source.write_key)

    assert_error(send(api, route, world), 401, "token_invalid")


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_a_member_of_no_workspace_gets_nothing(route: Route, world: World) -> None:
    member = make_member(world.workspace, name="left")
    api = Api(member)
    member.delete()

    assert_error(send(api, route, world), 403, "no_workspace")


@pytest.mark.parametrize("route", WITH_IDS, ids=str)
@pytest.mark.parametrize("way", ["session", "token"])
def test_a_foreign_id_is_answered_like_one_that_never_was(
    route: Route, way: str, world: World, foreign: World, editor: Member
) -> None:
    api = Api(editor) if way == "session" else Api(token=make_token(editor))
    before = stored()
    unknown = {name: uuid.uuid4() for name in route.needs}

    to_foreign = send(api, route, world, path=route.path_in(foreign))
    to_unknown = send(api, route, world, path=route.path.format(**unknown))

    told = assert_error(to_foreign, 404, "not_found")
    told_of_unknown = assert_error(to_unknown, 404, "not_found")
    assert told["message"] == told_of_unknown["message"]
    assert told["problems"] == told_of_unknown["problems"]
    assert stored() == before


@pytest.mark.parametrize("route", WITH_IDS, ids=str)
@pytest.mark.parametrize("bad_id", ["1", "None", "%00", "x" * 300, "../me", "0" * 32])
def test_a_malformed_id_is_not_found(route: Route, bad_id: str, api: Api, world: World) -> None:
    path = route.path.format(**dict.fromkeys(route.needs, bad_id))

    assert_error(send(api, route, world, path=path), 404, "not_found")


BODIES_WITH_FOREIGN_IDS = [
    ("POST", "destinations/", "destinations", "source"),
    ("PATCH", "destinations/{destination}/", "destination", "source"),
    ("POST", "mappings/", "mappings", "destination"),
    ("POST", "preview/", "preview", "destination"),
    ("POST", "test-events/", "test_events", "source"),
    ("POST", "connections/{connection}/resync/", "resync", "mapping"),
]


@pytest.mark.parametrize(("method", "path", "name", "key"), BODIES_WITH_FOREIGN_IDS)
def test_a_foreign_id_in_a_body_is_answered_like_one_that_never_was(
    method: str, path: str, name: str, key: str, api: Api, world: World, foreign: World
) -> None:
    route = next(route for route in ROUTES if (route.name, route.method) == (name, method))
    before = stored()
    answers = []
    for row_id in (getattr(foreign, key).pk, uuid.uuid4()):
        body = {**route.body_in(world), key: str(row_id)}
        answers.append(assert_error(api.send(method, route.path_in(world), body), 400, "invalid"))

    assert answers[0]["problems"] == answers[1]["problems"]
    assert answers[0]["problems"][0]["pointer"] == f"/{key}"
    assert stored() == before


@pytest.mark.parametrize(
    "path",
    [
        "destinations/?source={source}",
        "mappings/?source={source}",
        "mappings/?destination={destination}",
        "test-events/?source={source}",
    ],
)
def test_a_filter_by_a_foreign_id_finds_nothing(
    path: str, api: Api, world: World, foreign: World
) -> None:
    filled = path.format(source=foreign.source.pk, destination=foreign.destination.pk)

    assert api.get(filled).json()["results"] == []


@pytest.mark.parametrize("path", ["destinations/", "mappings/", "sources/", "test-events/"])
def test_a_list_holds_only_the_own_workspace(
    path: str, api: Api, world: World, foreign: World
) -> None:
    results = api.get(path).json()["results"]

    assert len(results) == 1
    assert str(world.workspace.pk) not in str(foreign.workspace.pk)
    foreign_ids = {
        str(row.pk)
        for row in (foreign.source, foreign.destination, foreign.mapping, foreign.saved_event)
    }
    assert results[0]["id"] not in foreign_ids


def test_a_cursor_of_another_workspace_leads_nowhere_else(
    api: Api, world: World, foreign: World
) -> None:
    stranger = Api(make_member(foreign.workspace))
    for number in range(3):
        Source.objects.create(workspace=foreign.workspace, name=f"S{number}", slug=f"s{number}")
    link = stranger.get("sources/?limit=1").json()["next"]

    results = api.get("sources/?" + link.partition("?")[2]).json()["results"]

    assert all(row["name"] == "Website" for row in results)


def test_tokens_of_one_workspace_do_not_open_another(world: World, foreign: World) -> None:
    """A person in two workspaces: the token counts, not the person."""
    member = make_member(world.workspace)
    Member.objects.create(workspace=foreign.workspace, user=member.user, role=Role.OWNER)
    api = Api(token=make_token(member))

    assert api.get(f"mappings/{world.mapping.pk}/").status_code == 200
    assert_error(api.get(f"mappings/{foreign.mapping.pk}/"), 404, "not_found")
    assert ApiToken.objects.count() == 1
