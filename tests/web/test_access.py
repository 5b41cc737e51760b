"""Who may open which page: roles, strangers, people who are not signed in, wrong methods."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mappings.models import ApiToken, Member
from mappings.services.tokens import create_token
from mappings.web import urls
from tests.web.conftest import Htmx
from tests.web.pages import EDITORS, OPEN_PAGES, PAGES, Page

pytestmark = pytest.mark.django_db


SLUGS = {"definition": "crm", "way": "openapi"}


def each(*pages: Page) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("page", pages, ids=lambda page: page.name)


every_page = each(*PAGES)
every_page_to_open = each(*(page for page in PAGES if page.reads))
every_page_of_a_row = each(*(page for page in PAGES if page.given not in {"", "definition", "way"}))


@pytest.fixture
def token(editor: Member) -> ApiToken:
    return create_token(member=editor, name="Export", scope="read", now=timezone.now())[0]


@pytest.fixture
def address(request: pytest.FixtureRequest, page: Page) -> str:
    if not page.given:
        return reverse(page.name)
    if page.given in SLUGS:
        return reverse(page.name, args=[SLUGS[page.given]])
    row: Any = request.getfixturevalue(page.given)
    return reverse(page.name, args=[row.pk])


def test_every_page_is_listed() -> None:
    names = {pattern.name for pattern in urls.urlpatterns}
    assert names == {page.name for page in PAGES} | OPEN_PAGES


@every_page
def test_an_editor_opens_it(page: Page, address: str, ann: Client) -> None:
    assert ann.get(address).status_code == (200 if page.reads else 405)


@every_page
def test_a_viewer_opens_what_can_be_looked_at(page: Page, address: str, vic: Client) -> None:
    expected = {EDITORS: 403, "": 405}.get(page.reads, 200)
    assert vic.get(address).status_code == expected


@every_page
def test_a_viewer_may_not_change_it(page: Page, address: str, vic: Client) -> None:
    status = vic.post(address, page.data).status_code
    if page.name == "revoke_token":
        assert status == 302  # with a refusal: see the tests of tokens
    elif page.posts == EDITORS:
        assert status == 403
    else:
        assert status == (200 if page.posts else 405)


@every_page_of_a_row
def test_a_stranger_finds_nothing(page: Page, address: str, sam: Client) -> None:
    assert sam.get(address).status_code in {404, 405}
    assert sam.post(address, page.data).status_code in {404, 405}


@every_page
def test_who_is_not_signed_in_is_sent_to_do_so(page: Page, address: str, client: Client) -> None:
    if page.reads:
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer["Location"] == f"{reverse('login')}?next={address}"
    if page.posts:
        assert client.post(address, page.data)["Location"].startswith(reverse("login"))


@every_page
def test_other_methods_are_refused(page: Page, address: str, ann: Client) -> None:
    assert ann.delete(address).status_code == 405
    assert ann.put(address).status_code == 405
    if not page.posts:
        assert ann.post(address).status_code == 405


@every_page_of_a_row
def test_a_malformed_id_is_not_found(page: Page, address: str, ann: Client) -> None:
    parts = address.split("/")
    parts[2] = "not-an-id"
    assert ann.get("/".join(parts)).status_code == 404


@every_page_of_a_row
def test_a_missing_row_is_not_found(page: Page, address: str, ann: Client) -> None:
    parts = address.split("/")
    parts[2] = "00000000-0000-7000-8000-000000000000"
    method = ann.get if page.reads else ann.post
    assert method("/".join(parts)).status_code == 404


@every_page_to_open
def test_it_is_not_kept_by_caches(page: Page, address: str, ann: Client) -> None:
    assert "no-store" in ann.get(address)["Cache-Control"]


def test_a_fragment_sends_the_whole_page_to_the_sign_in(client: Client) -> None:
    answer = Htmx(client).get(reverse("destinations"))
    assert answer["HX-Redirect"] == f"{reverse('login')}?next=/destinations/"


def test_a_person_without_a_workspace_is_told_whom_to_ask(
    client: Client, django_user_model: Any
) -> None:
    user = django_user_model.objects.create_user(username="nobody", password="x")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse("destinations"))
    assert answer.status_code == 403
    assert "not a member of any workspace" in answer.content.decode()


# What the policy would stop, or what would ask for a weaker one.
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|javascript:"
    r"|<script(?![^>]*\s(?:src=|nonce=|type=\"application/json\"))",
    re.IGNORECASE,
)


@every_page_to_open
def test_it_carries_the_strict_policy_and_needs_no_weaker_one(
    page: Page, address: str, ann: Client
) -> None:
    answer = ann.get(address)
    policy = answer["Content-Security-Policy"]
    assert "unsafe-" not in policy
    for rule in ("default-src 'none'", "style-src 'self'", "base-uri 'none'"):
        assert rule in policy
    html = b"".join(answer).decode() if answer.streaming else answer.content.decode()
    assert INLINE.findall(re.sub(r"<(textarea|pre)\b.*?</\1>", "", html, flags=re.DOTALL)) == []
