"""A source at work: its live events, one of them as a test event, its write key."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mappings.models import Delivery, Event, Mapping, Member, Source, TestEvent
from mappings.services.errors import NotFound
from mappings.services.incoming_events import Envelope
from mappings.services.live_events import SHOWN_EVENTS
from mappings.services.mappings import enable_mapping
from mappings.services.receiving import receive_events
from mappings.services.write_keys import rotate_write_key
from tests.factories import TRACK_EVENT, make_source
from tests.web.conftest import Htmx

pytestmark = pytest.mark.django_db


def receive(source: Source, *items: Any) -> None:
    envelope = Envelope(received_at=timezone.now())
    receive_events(source=source, items=items or [TRACK_EVENT], envelope=envelope)


@pytest.fixture
def running(complete_mapping: Mapping) -> Mapping:
    return enable_mapping(mapping=complete_mapping)


@pytest.fixture
def address(source: Source) -> str:
    return reverse("live_events", args=[source.pk])


def test_before_the_first_event_it_says_how_to_send_one(
    ann: Client, source: Source, address: str
) -> None:
    page = ann.get(address).content.decode()

    assert "Waiting for the first event" in page
    assert reverse("source_setup", args=[source.pk]) in page


def test_an_event_is_shown_with_what_it_matched(
    ann: Client, source: Source, running: Mapping, address: str
) -> None:
    receive(source)

    page = ann.get(address).content.decode()

    assert reverse("event", args=[Event.objects.get().pk]) in page
    assert "Audience Entered" in page
    assert f'live-match">{running.name}<' in page
    assert "user-123" in page


def test_an_event_without_a_match_says_of_how_many(
    ann: Client, source: Source, running: Mapping, address: str
) -> None:
    receive(source, {"type": "page", "userId": "user-123"})

    assert "None of 1" in ann.get(address).content.decode()


def test_the_newest_come_first_and_old_ones_leave(
    ann: Client, source: Source, address: str
) -> None:
    receive(source, *({**TRACK_EVENT, "event": f"Event {n}."} for n in range(SHOWN_EVENTS + 1)))

    rows = ann.get(address).context["live"].rows

    assert len(rows) == SHOWN_EVENTS
    assert [row.event.pk for row in rows] == sorted((row.event.pk for row in rows), reverse=True)


def test_a_viewer_does_not_see_who_users_are(
    vic: Client, source: Source, running: Mapping, address: str
) -> None:
    receive(source)

    page = vic.get(address).content.decode()

    assert "user-123" not in page
    assert "Use as test event" not in page


def test_asking_again_sends_only_what_is_new(
    ann_htmx: Htmx, ann: Client, source: Source, running: Mapping, address: str
) -> None:
    receive(source)
    shown = ann.get(address).context["live"].signature
    assert ann_htmx.get(address, {"shown": shown}).status_code == 204

    Delivery.objects.update(state="held", reason="credentials", due_at=None)

    answer = ann_htmx.get(address, {"shown": shown})
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()


def test_the_page_asks_few_questions(
    ann: Client, source: Source, running: Mapping, address: str, django_assert_num_queries: Any
) -> None:
    receive(source, *([TRACK_EVENT] * 5))

    with django_assert_num_queries(6):  # session, user, member, source, events, deliveries
        ann.get(address)


def test_a_received_event_becomes_a_test_event(ann: Client, source: Source) -> None:
    receive(source)
    event = Event.objects.get()

    answers = [ann.post(reverse("use_as_test_event", args=[event.pk])) for _ in range(2)]

    saved = TestEvent.objects.order_by("id")
    assert [one.event for one in saved] == [event.event] * 2
    assert saved[0].name.startswith("Audience Entered, ")
    assert saved[1].name == f"{saved[0].name} (2)"
    assert answers[0]["Location"] == reverse("test_event", args=[saved[0].pk])


def test_who_may_not_see_events_cannot_keep_one(
    ann: Client, editor: Member, source: Source
) -> None:
    receive(source)
    Member.objects.filter(pk=editor.pk).update(sees_contents=False)

    answer = ann.post(reverse("use_as_test_event", args=[Event.objects.get().pk]))

    assert answer.status_code == 403
    assert not TestEvent.objects.exists()


def test_set_up_shows_the_key_and_code_to_paste(ann: Client, source: Source) -> None:
    page = ann.get(reverse("source_setup", args=[source.pk])).content.decode()

    assert page.count(source.write_key) >= 5
    assert "curl http://testserver/v1/track" in page


def test_a_new_key_leaves_the_old_one_for_a_while(ann: Client, source: Source) -> None:
    old = source.write_key
    ann.post(reverse("rotate_key", args=[source.pk]))

    source.refresh_from_db()
    assert (source.write_key != old, source.old_write_key) == (True, old)
    page = ann.get(reverse("source_setup", args=[source.pk])).content.decode()
    assert "The key before this one still works" in page
    assert old not in page


def test_the_old_key_can_be_ended(ann: Client, source: Source) -> None:
    rotate_write_key(source=source)
    ann.post(reverse("end_old_key", args=[source.pk]))

    source.refresh_from_db()
    assert source.old_write_key is None
    page = ann.get(reverse("source_setup", args=[source.pk])).content.decode()
    assert "The key before this one" not in page


def test_a_key_that_ended_by_itself_is_not_told(ann: Client, source: Source) -> None:
    rotate_write_key(source=source)
    Source.objects.update(old_write_key_ends_at=timezone.now() - timedelta(days=1))

    page = ann.get(reverse("source_setup", args=[source.pk])).content.decode()
    assert "The key before this one" not in page


def test_two_who_rotate_at_once_do_not_end_a_key_unseen(ann: Client, source: Source) -> None:
    stale = Source.objects.get()
    rotate_write_key(source=source)

    with pytest.raises(NotFound):
        rotate_write_key(source=stale)


def test_events_of_other_sources_are_not_shown(ann: Client, source: Source, address: str) -> None:
    receive(make_source(source.workspace, "Shop"))

    assert "Waiting for the first event" in ann.get(address).content.decode()


def test_a_refusal_is_told(ann: Client, source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    receive(source)
    monkeypatch.setattr("mappings.conf.MAX_TEST_EVENTS_PER_SOURCE", 0)

    answer = ann.post(reverse("use_as_test_event", args=[Event.objects.get().pk]))

    assert "at most 0 test events" in str(next(iter(get_messages(answer.wsgi_request))))
