"""API tokens: made once, shown once, revoked for good."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mappings.models import ApiToken, Member
from mappings.services.tokens import create_token, revoke_token

pytestmark = pytest.mark.django_db

ADDRESS = "/tokens/"


@pytest.fixture
def token(editor: Member) -> ApiToken:
    return create_token(member=editor, name="Export", scope="write", now=timezone.now())[0]


def shown_token(page: str) -> str:
    found = re.search(r'id="new-token"[^>]* value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_new_token_is_shown_once_and_works(ann: Client, client: Client) -> None:
    page = ann.post(ADDRESS, {"name": "Export", "scope": "read", "expires_in_days": "30"})
    text = shown_token(page.content.decode())
    answer = client.get("/api/v1/me/", headers={"Authorization": f"Bearer {text}"})
    assert answer.status_code == 200
    again = ann.get(ADDRESS).content.decode()
    assert text not in again
    assert ApiToken.objects.get().prefix in again


def test_the_lifetime_is_kept(ann: Client) -> None:
    ann.post(ADDRESS, {"name": "A", "scope": "read", "expires_in_days": "30"})
    ann.post(ADDRESS, {"name": "B", "scope": "read", "expires_in_days": ""})
    expires_at = ApiToken.objects.get(name="A").expires_at
    assert expires_at is not None
    assert abs(expires_at - timezone.now() - timedelta(days=30)) < timedelta(minutes=1)
    assert ApiToken.objects.get(name="B").expires_at is None


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": "", "scope": "read"}, "name"),
        ({"name": "A", "scope": ""}, "scope"),
        ({"name": "A", "scope": "admin"}, "scope"),
        ({"name": "A", "scope": "read", "expires_in_days": "0"}, "expires_in_days"),
        ({"name": "x" * 201, "scope": "read"}, "name"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(
    ann: Client, data: dict[str, str], field: str
) -> None:
    answer = ann.post(ADDRESS, data)
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert not ApiToken.objects.exists()


def test_a_viewers_token_can_only_read(vic: Client) -> None:
    assert 'value="write"' not in vic.get(ADDRESS).content.decode()
    assert vic.post(ADDRESS, {"name": "A", "scope": "write"}).status_code == 400
    assert vic.post(ADDRESS, {"name": "A", "scope": "read"}).status_code == 200


def test_revoking_asks_first_and_ends_it(ann: Client, token: ApiToken) -> None:
    address = reverse("revoke_token", args=[token.pk])
    assert "Revoke “Export”?" in ann.get(address).content.decode()
    ann.post(address)
    token.refresh_from_db()
    assert token.revoked_at
    page = ann.get(ADDRESS).content.decode()
    assert "Revoked" in page
    assert address not in page


def test_another_persons_token_is_only_for_admins(
    vic: Client, admin: Client, token: ApiToken
) -> None:
    address = reverse("revoke_token", args=[token.pk])
    assert address not in vic.get(ADDRESS).content.decode()
    refused = vic.post(address)
    assert [str(message) for message in get_messages(refused.wsgi_request)] == [
        "Only an admin may revoke another person's token."
    ]
    token.refresh_from_db()
    assert token.revoked_at is None
    assert address in admin.get(ADDRESS).content.decode()
    admin.post(address)
    token.refresh_from_db()
    assert token.revoked_at


def test_states_are_told_in_words(ann: Client, editor: Member, token: ApiToken) -> None:
    ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now() - timedelta(days=1))
    revoked, _ = create_token(member=editor, name="Old", scope="read", now=timezone.now())
    revoke_token(token=revoked, member=editor, now=timezone.now())
    page = ann.get(ADDRESS).content.decode()
    assert "Expired" in page
    assert "Revoked" in page


def test_the_list_costs_the_same_however_long_it_is(
    ann: Client, editor: Member, django_assert_num_queries: Any
) -> None:
    for number in range(5):
        create_token(member=editor, name=f"T{number}", scope="read", now=timezone.now())
    with django_assert_num_queries(4):  # session, user, member, tokens
        ann.get(ADDRESS)


def test_reloading_the_answer_makes_no_second_token(ann: Client) -> None:
    data = {"name": "Export", "scope": "read", "form_id": "one-form"}
    assert ann.post(ADDRESS, data).status_code == 200
    answer = ann.post(ADDRESS, data, follow=True)
    assert "This token was made already. It is shown only once." in answer.content.decode()
    assert ApiToken.objects.count() == 1
