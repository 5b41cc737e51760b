"""The button that tests credentials, and what it shows."""

import pytest
from django.test import Client
from django.urls import reverse

from mappings.delivery import transport
from mappings.delivery.messages import Answer
from mappings.models import Destination, Source
from mappings.services import credential_tests
from mappings.services.rate_limits import RateLimit
from tests.factories import SECRET, make_own_definition, make_own_destination
from tests.web.conftest import Htmx

pytestmark = pytest.mark.django_db

ATTACK = "<script>alert(1)</script>"


@pytest.fixture
def loyalty(source: Source, monkeypatch: pytest.MonkeyPatch) -> Destination:
    make_own_definition(
        source.workspace,
        test_request={
            "method": "GET",
            "url": "https://loyalty.example.com/me",
            "answers": {"message": ["$.message"]},
        },
    )
    body = f'{{"message": "{ATTACK} {SECRET}"}}'.encode()
    monkeypatch.setattr(transport, "send", lambda *_args, **_more: Answer(401, {}, body))
    monkeypatch.setattr(credential_tests, "LIMIT", RateLimit(2, 60, what="tests of credentials"))
    return make_own_destination(source)


def address(destination: Destination) -> str:
    return reverse("test_credentials", args=[destination.pk])


def test_the_button_is_on_the_settings_page(ann: Client, loyalty: Destination) -> None:
    page = ann.get(reverse("destination_settings", args=[loyalty.pk])).content.decode()
    assert f'hx-post="{address(loyalty)}"' in page


def test_a_kind_that_cannot_be_tested_has_no_button(ann: Client, destination: Destination) -> None:
    page = ann.get(reverse("destination_settings", args=[destination.pk])).content.decode()
    assert "has no request that only tests credentials" in page
    assert address(destination) not in page


def test_who_may_only_look_has_no_button(vic: Client, loyalty: Destination) -> None:
    page = vic.get(reverse("destination_settings", args=[loyalty.pk])).content.decode()
    assert address(loyalty) not in page


def test_the_answer_comes_into_the_page(ann_htmx: Htmx, loyalty: Destination) -> None:
    shown = ann_htmx.post(address(loyalty)).content.decode()
    assert "Loyalty refused the credentials." in shown
    assert "401 in " in shown
    assert "<html" not in shown


def test_without_script_it_is_a_page(ann: Client, loyalty: Destination) -> None:
    shown = ann.post(address(loyalty)).content.decode()
    assert "Loyalty refused the credentials." in shown
    assert reverse("destination_settings", args=[loyalty.pk]) in shown


def test_what_the_tool_says_is_text_without_secrets(ann: Client, loyalty: Destination) -> None:
    shown = ann.post(address(loyalty)).content.decode()
    assert "&lt;script&gt;" in shown
    assert ATTACK not in shown
    assert SECRET not in shown


def test_a_refusal_of_ours_is_shown(ann: Client, loyalty: Destination) -> None:
    for _ in range(3):
        shown = ann.post(address(loyalty)).content.decode()
    assert "Nothing was sent." in shown
    assert "At most 2 tests of credentials in 60 seconds." in shown
