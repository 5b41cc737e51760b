"""Test events: pasted, uploaded, generated, renamed, changed, deleted."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mappings.conf import MAX_FORM_BYTES
from mappings.engine.limits import MAX_EVENT_BYTES
from mappings.models import Source, TestEvent
from tests import factories

pytestmark = pytest.mark.django_db

EVENT = {"type": "track", "properties": {"vip": True}}
TRAILING_COMMA = '{\n  "type": "track",\n}'


@pytest.fixture
def address(source: Source) -> str:
    return reverse("new_test_event", args=[source.pk])


def test_pasting_saves_the_event(ann: Client, address: str, source: Source) -> None:
    answer = ann.post(address, {"name": "Entered", "event": json.dumps(EVENT)})
    assert answer["Location"] == reverse("source", args=[source.pk])
    saved = TestEvent.objects.get()
    assert (saved.name, saved.event) == ("Entered", EVENT)


def test_uploading_saves_the_event(ann: Client, address: str) -> None:
    file = SimpleUploadedFile("event.json", json.dumps(EVENT).encode())
    ann.post(address, {"name": "Entered", "event": "", "upload": file})
    assert TestEvent.objects.get().event == EVENT


def test_broken_json_is_told_with_line_and_column_and_kept(ann: Client, address: str) -> None:
    answer = ann.post(address, {"name": "Entered", "event": TRAILING_COMMA})
    told = answer.context["form"].errors["event"][0]
    assert answer.status_code == 400
    assert "Line 2, column" in told
    assert answer.context["form"]["event"].value() == TRAILING_COMMA
    assert answer.context["form"]["name"].value() == "Entered"


def test_a_text_that_is_much_too_large_is_told_and_kept(ann: Client, address: str) -> None:
    text = '{"a": "' + "x" * 4 * MAX_EVENT_BYTES + '"}'
    answer = ann.post(address, {"name": "Entered", "event": text})
    assert answer.status_code == 400
    assert "the limit is 1,000,000" in answer.context["form"].errors["event"][0]
    assert answer.context["form"]["event"].value() == text


def test_a_form_beyond_every_limit_has_a_page_that_says_so(ann: Client, address: str) -> None:
    answer = ann.post(address, {"name": "Entered", "event": "x" * (MAX_FORM_BYTES + 1)})
    assert answer.status_code == 413
    assert "This is too large" in answer.content.decode()
    assert "Nothing was saved." in answer.content.decode()


def test_the_text_of_a_broken_file_is_put_into_the_box(ann: Client, address: str) -> None:
    file = SimpleUploadedFile("event.json", TRAILING_COMMA.encode())
    answer = ann.post(address, {"name": "Entered", "upload": file})
    assert answer.status_code == 400
    assert answer.context["form"]["name"].value() == "Entered"
    assert answer.context["form"]["event"].value() == TRAILING_COMMA


@pytest.mark.parametrize(
    "given",
    [
        b"",
        b"\xff\xfe{\x00}\x00",
        b'{"a": NaN}',
        b'{"a": 1e400}',
        b'{"a": "\\ud800"}',
        b'{"a": "\\u0000"}',
        b"[" * 10_000,
        b"{} {}",
        b'"text"',
        b"[]",
        b"null",
    ],
)
def test_bad_input_is_a_clear_refusal(ann: Client, address: str, given: bytes) -> None:
    upload = SimpleUploadedFile("event.json", given)
    uploaded = ann.post(address, {"name": "N", "upload": upload})
    pasted = ann.post(address, {"name": "N", "event": given.decode(errors="replace")})
    for answer in (uploaded, pasted):
        assert answer.status_code == 400
        assert answer.context["form"].errors["event"]
    assert not TestEvent.objects.exists()


def test_of_a_list_the_first_item_is_offered(ann: Client, address: str) -> None:
    given = {"name": "N", "event": json.dumps([EVENT, {}])}
    answer = ann.post(address, given)
    assert "This is a list of 2; use its first item?" in answer.content.decode()
    assert "Use first item" in answer.content.decode()
    ann.post(address, given | {"use": "first"})
    assert TestEvent.objects.get().event == EVENT


def test_name_and_event_are_both_told(ann: Client, address: str) -> None:
    answer = ann.post(address, {"name": "", "event": "{"})
    assert answer.status_code == 400
    assert "name" in answer.context["form"].errors


def test_a_name_that_is_taken_keeps_the_event(ann: Client, saved_event: TestEvent) -> None:
    address = reverse("new_test_event", args=[saved_event.source_id])
    answer = ann.post(address, {"name": saved_event.name, "event": "{}"})
    assert answer.status_code == 400
    assert answer.context["form"].errors["name"]
    assert answer.context["form"]["event"].value() == "{}"


@pytest.mark.parametrize(
    ("event_type", "container"), [("identify", "traits"), ("track", "properties")]
)
def test_generating_fills_the_box_and_saves_nothing(
    ann: Client, address: str, event_type: str, container: str
) -> None:
    asked = {"generate": "1", "type": event_type, "key": "vip", "flag": "false"}
    answer = ann.get(address, asked)
    event: Any = json.loads(answer.context["form"]["event"].value())
    assert event[container]["vip"] is False
    assert answer.context["form"]["name"].value().startswith("Audience exited")
    assert not TestEvent.objects.exists()


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_generating_needs_a_key(ann: Client, address: str, key: str) -> None:
    answer = ann.get(address, {"generate": "1", "type": "track", "key": key, "flag": "true"})
    assert answer.status_code == 400
    assert answer.context["generate_form"].errors["key"]


def test_an_event_can_be_changed(ann: Client, saved_event: TestEvent) -> None:
    address = reverse("test_event", args=[saved_event.pk])
    assert "browse_abandoners" in ann.get(address).content.decode()
    ann.post(address, {"name": "New", "event": json.dumps(EVENT)})
    saved_event.refresh_from_db()
    assert (saved_event.name, saved_event.event) == ("New", EVENT)


def test_a_broken_change_leaves_the_event_as_it_was(ann: Client, saved_event: TestEvent) -> None:
    before = saved_event.event
    answer = ann.post(reverse("test_event", args=[saved_event.pk]), {"name": "N", "event": "{"})
    saved_event.refresh_from_db()
    assert answer.status_code == 400
    assert saved_event.event == before


def test_a_name_that_another_event_has_is_told(ann: Client, saved_event: TestEvent) -> None:
    factories.make_test_event(saved_event.source, "Other")
    answer = ann.post(
        reverse("test_event", args=[saved_event.pk]), {"name": "Other", "event": "{}"}
    )
    assert list(answer.context["form"].errors) == ["name"]


def test_a_viewer_reads_the_event_without_a_form(vic: Client, saved_event: TestEvent) -> None:
    page = vic.get(reverse("test_event", args=[saved_event.pk])).content.decode()
    assert "browse_abandoners" in page
    assert "<textarea" not in page


def test_renaming(ann: Client, saved_event: TestEvent) -> None:
    ann.post(reverse("rename_test_event", args=[saved_event.pk]), {"name": "Other"})
    saved_event.refresh_from_db()
    assert saved_event.name == "Other"


def test_deleting_asks_first(ann: Client, saved_event: TestEvent) -> None:
    address = reverse("delete_test_event", args=[saved_event.pk])
    assert "Delete “Entered (Track)”?" in ann.get(address).content.decode()
    ann.post(address)
    assert not TestEvent.objects.exists()
