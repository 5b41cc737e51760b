"""Signing in and out, and the theme."""

import pytest
from django.test import Client
from django.urls import reverse

from mappings.models import Member
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

LOGIN = "/login/"
GIVEN = {"username": "ann", "password": PASSWORD}


def test_signing_in_leads_to_where_one_wanted_to_go(client: Client, editor: Member) -> None:
    assert 'name="next" value="/sources/"' in client.get(f"{LOGIN}?next=/sources/").content.decode()
    assert client.post(LOGIN, GIVEN | {"next": "/sources/"})["Location"] == "/sources/"


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "", "\\\\evil"]
)
def test_signing_in_never_leads_to_another_site(
    client: Client, editor: Member, address: str
) -> None:
    assert client.post(LOGIN, GIVEN | {"next": address})["Location"] == "/destinations/"


@pytest.mark.parametrize("change", [{"password": "wrong"}, {"username": "nobody"}])
def test_a_wrong_name_and_a_wrong_password_sound_the_same(
    client: Client, editor: Member, change: dict[str, str]
) -> None:
    page = client.post(LOGIN, GIVEN | change).content.decode()
    assert "The user name or the password is wrong." in page
    assert PASSWORD not in page


def test_empty_boxes_are_told_each(client: Client, db: None) -> None:
    page = client.post(LOGIN, {}).content.decode()
    assert page.count("Enter this.") == 2


def test_who_is_signed_in_does_not_sign_in_again(ann: Client) -> None:
    assert ann.get(LOGIN)["Location"] == "/destinations/"


@pytest.mark.parametrize("address", [LOGIN, f"{LOGIN}?next={LOGIN}", f"http://testserver{LOGIN}"])
def test_signing_in_never_leads_back_to_itself(
    client: Client, ann: Client, editor: Member, address: str
) -> None:
    assert ann.get(LOGIN, {"next": address})["Location"] == "/destinations/"
    assert client.post(LOGIN, GIVEN | {"next": address})["Location"] == "/destinations/"


def test_too_many_tries_are_stopped(client: Client, editor: Member) -> None:
    for _ in range(9):
        client.post(LOGIN, GIVEN | {"password": "wrong"})
    answer = client.post(LOGIN, GIVEN | {"password": "wrong"})
    assert answer.status_code == 429
    assert "Wait 15 minutes" in answer.content.decode()
    assert client.post(LOGIN, GIVEN).status_code == 429


def test_signing_out_needs_a_post_and_ends_the_session(ann: Client) -> None:
    assert ann.get("/logout/").status_code == 405
    assert ann.post("/logout/")["Location"] == LOGIN
    assert ann.get(reverse("destinations")).status_code == 302


def test_the_session_gets_a_new_key_on_signing_in(client: Client, editor: Member) -> None:
    session = client.session
    session["seen"] = 1
    session.save()
    before = client.cookies["sessionid"].value
    client.post(LOGIN, GIVEN)
    assert client.cookies["sessionid"].value != before


def test_the_theme_is_remembered_and_drawn_from_the_start(ann: Client) -> None:
    answer = ann.post("/theme/", {"theme": "dark", "next": "/sources/"})
    assert answer["Location"] == "/sources/"
    assert answer.cookies["theme"]["httponly"]
    assert '<html lang="en" data-theme="dark">' in ann.get("/sources/").content.decode()
    ann.post("/theme/", {"theme": "system"})
    assert "data-theme=" not in ann.get("/sources/").content.decode().split("<head>")[0]


@pytest.mark.parametrize("theme", ["", "pink", '"><script>'])
def test_an_unknown_theme_is_not_remembered(client: Client, theme: str) -> None:
    assert "theme" not in client.post("/theme/", {"theme": theme}).cookies


def test_a_forged_theme_cookie_does_not_reach_the_page(ann: Client) -> None:
    ann.cookies["theme"] = 'x"><script>alert(1)</script>'
    assert "<script>alert(1)" not in ann.get("/sources/").content.decode()


def test_choosing_a_theme_never_leads_to_another_site(client: Client) -> None:
    answer = client.post("/theme/", {"theme": "dark", "next": "https://evil.example/"})
    assert answer["Location"] == "/"
    assert client.get("/theme/").status_code == 405
