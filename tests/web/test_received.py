"""The tab of the built-in receiver: what came, for those who may see it."""

import pytest
from django.test import Client
from django.urls import reverse

from mappings.delivery.clock import database_now
from mappings.models import Destination, ReceivedRequest
from tests.factories import make_webhook
from tests.web.conftest import Htmx

pytestmark = pytest.mark.django_db


@pytest.fixture
def hook(destination: Destination) -> Destination:
    made = make_webhook(destination.source)
    made.settings = {"url": "https://receiver.invalid/hook", "method": "POST"}
    made.save()
    return made


def _add(destination: Destination, text: str) -> ReceivedRequest:
    return ReceivedRequest.objects.create(
        workspace=destination.workspace,
        destination=destination,
        received_at=database_now(),
        status=200,
        request={"method": "POST", "url": "https://receiver.invalid/hook", "body": {"text": text}},
    )


def _address(destination: Destination) -> str:
    return reverse("destination_received", args=[destination.pk])


def test_an_empty_page_says_what_to_do(hook: Destination, ann: Client) -> None:
    assert "Nothing received yet" in ann.get(_address(hook)).content.decode()


def test_requests_are_shown_newest_first_as_text(hook: Destination, ann: Client) -> None:
    _add(hook, "first")
    _add(hook, "<script>second</script>")
    text = ann.get(_address(hook)).content.decode()
    assert text.index("second") < text.index("first")
    assert "<script>second" not in text
    assert "2 requests received" in text


def test_a_viewer_sees_that_something_came_and_not_what(hook: Destination, vic: Client) -> None:
    _add(hook, "private")
    text = vic.get(_address(hook)).content.decode()
    assert "1 request received" in text
    assert "private" not in text


def test_older_requests_are_a_page_away(
    hook: Destination, ann: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [_add(hook, f"number {number}") for number in range(51)]
    text = ann.get(_address(hook)).content.decode()
    assert "number 0" not in text
    assert f"?before={rows[1].pk}" in text
    older = ann.get(_address(hook), {"before": str(rows[1].pk)}).content.decode()
    assert "number 0" in older
    assert "hx-trigger" not in older


def test_who_looks_again_gets_an_answer_only_when_something_came(
    hook: Destination, ann_htmx: Htmx
) -> None:
    row = _add(hook, "first")
    known = {"known": str(row.pk)}
    assert ann_htmx.get(_address(hook), known).status_code == 204
    _add(hook, "second")
    answer = ann_htmx.get(_address(hook), known)
    assert (answer.status_code, b"second" in answer.content) == (200, True)
    assert b"<html" not in answer.content


def test_the_tab_is_there_for_who_sends_to_the_receiver(
    hook: Destination, destination: Destination, ann: Client
) -> None:
    assert _address(hook) in ann.get(reverse("destination", args=[hook.pk])).content.decode()
    text = ann.get(reverse("destination", args=[destination.pk])).content.decode()
    assert _address(destination) not in text
