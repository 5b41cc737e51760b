"""Tokens and sessions: who a request is."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import serializers
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mappings.models import ApiToken, Member, Role
from mappings.services.tokens import revoke_token
from tests.api.calls import Api, assert_error
from tests.api.conftest import World
from tests.factories import PASSWORD, make_member, make_token

pytestmark = pytest.mark.django_db


def test_a_token_opens_its_workspace(world: World, editor: Member) -> None:
    me = Api(token=make_token(editor, "read", name="Nightly")).get("me/").json()

    assert me["workspace"]["id"] == str(world.workspace.pk)
    assert me["token"]["name"] == "Nightly"
    assert me["can_edit"] is False


def test_a_person_has_no_token_but_a_role(api: Api) -> None:
    me = api.get("me/").json()

    assert (me["token"], me["role"], me["can_edit"]) == (None, "editor", True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "emt_",
        "emt_12345678",
        "emt_12345678_",
        "emt_12345678_wrong",
        "emt_" + "x" * 10_000,
        "ïñvalid",
        "Basic abc",
        "null",
        "../../etc",
        "emt_%_' OR 1=1 --",
    ],
)
def test_a_text_that_is_no_token_opens_nothing(text: str, db: None) -> None:
    api = Api()
    api.headers = {"Authorization": f"Bearer {text}"}

    assert_error(api.get("me/"), 401, "token_invalid")


def test_the_prefix_of_a_token_is_not_enough(editor: Member) -> None:
    text = make_token(editor)
    wrong = text[:-1] + ("a" if text[-1] != "a" else "b")

    assert_error(Api(token=wrong).get("me/"), 401, "token_invalid")


def test_what_is_stored_of_a_token_opens_nothing(editor: Member) -> None:
    text = make_token(editor)
    stored = ApiToken.objects.get()

    for guess in (stored.digest, f"emt_{stored.prefix}_{stored.digest}", str(stored.pk)):
        assert_error(Api(token=guess).get("me/"), 401, "token_invalid")
    assert text not in serializers.serialize("json", [stored])
    assert text[13:] not in serializers.serialize("json", [stored])


def test_an_expired_token_opens_nothing(editor: Member) -> None:
    text = make_token(editor, expires_at=timezone.now() + timedelta(hours=1))
    assert Api(token=text).get("me/").status_code == 200

    ApiToken.objects.update(expires_at=timezone.now())

    assert_error(Api(token=text).get("me/"), 401, "token_invalid")


def test_a_revoked_token_opens_nothing_from_then_on(editor: Member) -> None:
    text = make_token(editor)

    revoke_token(token=ApiToken.objects.get(), member=editor, now=timezone.now())

    assert_error(Api(token=text).get("me/"), 401, "token_invalid")


def test_a_token_ends_with_its_makers_place_in_the_workspace(editor: Member) -> None:
    text = make_token(editor)
    editor.delete()

    assert_error(Api(token=text).get("me/"), 401, "token_invalid")


def test_a_token_of_a_switched_off_person_opens_nothing(editor: Member) -> None:
    text = make_token(editor)
    editor.user.is_active = False
    editor.user.save()

    assert_error(Api(token=text).get("me/"), 401, "token_invalid")


def test_a_bad_token_is_not_saved_by_a_good_session(api: Api) -> None:
    api.headers = {"Authorization": "Bearer emt_12345678_wrong"}

    assert_error(api.get("me/"), 401, "token_invalid")


def test_a_token_needs_no_csrf_token_even_beside_a_session(world: World, editor: Member) -> None:
    api = Api(editor, csrf=True)
    api.headers = {"Authorization": f"Bearer {make_token(editor)}"}

    assert api.post("sources/", {"name": "New"}).status_code == 201


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/form-data"])
@pytest.mark.parametrize("path", ["sources/", "test-events/check/"])
def test_a_session_changes_nothing_without_a_csrf_token(
    path: str, content_type: str, editor: Member
) -> None:
    api = Api(editor, csrf=True)

    response = api.send_bytes("POST", path, b'{"name": "New"}', content_type)

    assert "CSRF" in assert_error(response, 403, "permission_denied")["message"]


def test_a_session_with_a_csrf_token_may_write(editor: Member) -> None:
    api = Api(editor, csrf=True)
    api.client.cookies["csrftoken"] = "a" * 32

    response = api.post("sources/", {"name": "New"}, X_CSRFToken="a" * 32)

    assert response.status_code == 201


def test_a_password_is_no_way_in(editor: Member) -> None:
    api = Api()
    user: Any = editor.user
    pair = f"{user.get_username()}:{PASSWORD}".encode().hex()
    api.headers = {"Authorization": f"Basic {pair}"}

    assert_error(api.get("me/"), 401, "not_authenticated")


def test_the_time_of_use_is_written_once_a_minute(editor: Member) -> None:
    api = Api(token=make_token(editor))
    api.get("me/")
    first = ApiToken.objects.get().last_used_at

    with CaptureQueriesContext(
        connection,
    ) as queries:
        api.get("me/")

    assert first is not None
    assert ApiToken.objects.get().last_used_at == first
    assert [query for query in queries if query["sql"].startswith("UPDATE")] == []


def test_the_time_of_use_is_written_again_after_a_minute(editor: Member) -> None:
    api = Api(token=make_token(editor))
    long_ago = timezone.now() - timedelta(seconds=61)
    ApiToken.objects.update(last_used_at=long_ago)

    api.get("me/")

    used_at = ApiToken.objects.get().last_used_at
    assert used_at is not None
    assert used_at > long_ago


def test_digests_made_with_an_older_secret_key_still_match(editor: Member, settings: Any) -> None:
    api = Api(token=make_token(editor))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key that is long enough for everybody who may look at it"

    assert api.get("me/").status_code == 200

    settings.SECRET_KEY_FALLBACKS = []
    assert_error(api.get("me/"), 401, "token_invalid")


def test_a_person_in_two_workspaces_works_in_the_first_one(world: World, foreign: World) -> None:
    member = make_member(world.workspace)
    Member.objects.create(workspace=foreign.workspace, user=member.user, role=Role.OWNER)

    assert Api(member).get("me/").json()["workspace"]["slug"] == "acme"
