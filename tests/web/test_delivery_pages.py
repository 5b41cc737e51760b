"""The pages of deliveries: who sees what, what they say, and what their buttons do."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mappings.delivery.counting import roll_up
from mappings.delivery.holding import pause
from mappings.models import (
    Delivery,
    DestinationHealth,
    Event,
    Mapping,
    MappingVersion,
    Member,
    Role,
    Workspace,
)
from tests import factories
from tests.delivery_rows import make_attempt, make_delivery, make_event
from tests.web.conftest import sign_in

pytestmark = pytest.mark.django_db
CONTENTS = ("user-123", "anon-test-1", "user@example.com", "Jane", "was refused")


@pytest.fixture
def told(complete_mapping: Mapping) -> Delivery:
    """A delivery of just now with everything that a page may show of it."""
    event = make_event(complete_mapping.destination.source, at=timezone.now())
    delivery = make_delivery(
        event, complete_mapping, "dead", "http_400", detail="was refused", at=timezone.now()
    )
    make_attempt(delivery, status=400, body="user@example.com was refused")
    Delivery.objects.filter(pk=delivery.pk).update(finished_at=timezone.now())
    return delivery


def pages_of(delivery: Delivery) -> list[str]:
    return [
        reverse("deliveries"),
        reverse("events"),
        reverse("event", args=[delivery.event_id]),
        reverse("export_events") + "?as=csv",
        reverse("export_events") + "?as=ndjson",
        reverse("destination_deliveries", args=[delivery.destination_id]),
    ]


def text_of(client: Client, address: str) -> str:
    answer: Any = client.get(address)
    assert answer.status_code == 200
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(body.decode())


def seen(client: Client, delivery: Delivery) -> set[str]:
    text = "".join(text_of(client, address) for address in pages_of(delivery))
    return {one for one in CONTENTS if one in text}


def test_an_editor_sees_what_events_hold(ann: Client, told: Delivery):
    assert seen(ann, told) == set(CONTENTS)


def test_a_viewer_sees_states_and_no_contents(vic: Client, told: Delivery):
    assert seen(vic, told) == set()
    assert "Answered 400 Bad Request" in text_of(vic, reverse("event", args=[told.event_id]))


@pytest.mark.parametrize(("role", "sees"), [(Role.VIEWER, True), (Role.OWNER, False)])
def test_the_right_to_see_contents_is_a_persons_own(
    workspace: Workspace, told: Delivery, role: Role, sees: bool
):
    member = factories.make_member(workspace, role, name="own")
    Member.objects.filter(pk=member.pk).update(sees_contents=sees)
    assert bool(seen(sign_in(member), told)) == sees


def test_a_delivery_says_what_its_version_does_with_each_field(vic: Client, told: Delivery):
    text = text_of(vic, reverse("event", args=[told.event_id]))
    assert "What version 2 does with each field" in text
    assert "<dt>Email address</dt><dd>Takes context.traits.email.</dd>" in text


def test_a_version_that_compiles_no_more_is_not_explained(ann: Client, told: Delivery):
    MappingVersion.objects.filter(pk=told.version_id).update(config={"email": {"@gone": 1}})
    assert "with each field" not in text_of(ann, reverse("event", args=[told.event_id]))


def test_a_viewer_cannot_search_for_users(vic: Client, told: Delivery):
    for address in (reverse("events"), reverse("export_events")):
        answer = vic.get(address, {"user": "user-123"})
        assert answer.status_code == 400
        assert told.event.message_id not in answer.content.decode()


def test_the_overview_counts_and_leads_to_what_it_counted(ann: Client, told: Delivery):
    page = text_of(ann, reverse("deliveries"))
    assert "Answered 400 Bad Request" in page
    assert reverse("event", args=[told.event_id]) in page
    query = f"state=dead&amp;reason=http_400&amp;destination={told.destination_id}"
    assert query in page
    found = text_of(ann, f"{reverse('events')}?{query.replace('&amp;', '&')}&range=24h&time=ended")
    assert told.event.message_id in found


@pytest.mark.parametrize(
    "query", ["range=year", "range=custom", "from=soon", "from=2026-01-02&to=2026-01-01"]
)
def test_a_range_that_cannot_be_is_told(ann: Client, query: str):
    answer = ann.get(f"{reverse('deliveries')}?{query}")
    assert answer.status_code == 400
    assert "Shown are the last 24 hours." in answer.content.decode()


def test_a_custom_range_is_shown(ann: Client, told: Delivery):
    start = timezone.now() - timedelta(hours=2)
    page = text_of(ann, f"{reverse('deliveries')}?range=custom&from={start:%Y-%m-%dT%H:%M}")
    assert "Answered 400 Bad Request" in page


def test_a_page_asks_the_database_little(
    ann: Client, complete_mapping: Mapping, django_assert_max_num_queries: Any
):
    for number in range(5):
        event = make_event(complete_mapping.destination.source, at=timezone.now())
        make_delivery(event, complete_mapping, "dead", f"http_40{number}", at=timezone.now())
        make_delivery(event, complete_mapping, "delivered", "http_200", at=timezone.now())
    roll_up(timezone.now())
    with django_assert_max_num_queries(25):
        ann.get(reverse("deliveries"))
    with django_assert_max_num_queries(15):
        ann.get(reverse("events"))


def test_the_books_are_shown_on_demand(ann: Client, told: Delivery):
    assert "The books balance" in text_of(ann, reverse("balance"))
    Event.objects.update(mapping_count=5)
    assert "4 missing" in text_of(ann, reverse("balance"))


def test_a_paused_destination_is_resumed(ann: Client, told: Delivery):
    destination = told.destination
    assert destination is not None
    make_delivery(told.event, told.mapping, "pending")  # type: ignore[arg-type]
    pause(destination, "http_401", now=timezone.now())
    address = reverse("destination_deliveries", args=[destination.pk])
    assert "Paused" in text_of(ann, address)
    answer = ann.post(reverse("resume_destination", args=[destination.pk]), follow=True)
    assert "is sent to again. 1 delivery waits." in answer.content.decode()
    assert DestinationHealth.objects.get().paused_reason == ""
    assert not Delivery.objects.filter(state="held").exists()


def test_a_replay_is_asked_first_and_made_once(ann: Client, told: Delivery):
    address = reverse("replay_delivery", args=[told.pk])
    assert "1 delivery" in text_of(ann, address)
    assert Delivery.objects.count() == 1
    for _ in range(2):
        ann.post(address, {"version": "was"})
    assert Delivery.objects.filter(replay_of=told).count() == 1
    assert "None of these can be sent again" in text_of(ann, address)


def test_what_a_search_finds_is_replayed_within_the_time_that_was_shown(
    ann: Client, told: Delivery, complete_mapping: Mapping
):
    query = "state=failed&range=24h&time=ended"
    page = ann.get(f"{reverse('replay_deliveries')}?{query}")
    given = dict(page.context["given"])
    assert given.keys() == {"state", "time", "from", "to"}
    later = timezone.now() + timedelta(seconds=5)
    event = make_event(complete_mapping.destination.source, at=later)
    make_delivery(event, complete_mapping, "dead", at=later)
    ann.post(reverse("replay_deliveries"), {**given, "version": "was"})
    assert [one.replay_of for one in Delivery.objects.filter(replay_of__isnull=False)] == [told]


def test_a_replay_of_another_workspace_is_not_found(sam: Client, told: Delivery):
    assert sam.get(reverse("replay_delivery", args=[told.pk])).status_code == 404
    sam.post(reverse("replay_deliveries"), {"state": "failed", "version": "was"})
    assert Delivery.objects.count() == 1


def test_a_malformed_replay_is_refused(ann: Client, told: Delivery):
    assert ann.post(reverse("replay_delivery", args=[told.pk]), {}).status_code == 400
    assert ann.get(reverse("replay_deliveries"), {"state": "lost"}).status_code == 400
    assert ann.get(reverse("export_events"), {"as": "pdf"}).status_code == 400


def test_retry_now_says_whether_it_waited(ann: Client, told: Delivery):
    mapping = told.mapping
    assert mapping is not None
    due_at = timezone.now() + timedelta(hours=1)
    waiting = make_delivery(told.event, mapping, "pending", due_at=due_at)
    address = reverse("retry_delivery", args=[waiting.pk])
    assert "tried again at once" in ann.post(address, follow=True).content.decode()
    assert "does not wait" in ann.post(address, follow=True).content.decode()


@pytest.mark.parametrize("text", ["", "{", "[]", "5"])
def test_the_tester_tells_what_is_wrong_with_an_event(
    ann: Client, complete_mapping: Mapping, text: str
):
    address = reverse("event_tester", args=[complete_mapping.destination_id])
    assert ann.post(address, {"event": text}).status_code == 400


def test_forms_that_change_something_want_a_csrf_token(editor: Member, told: Delivery):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor.user, backend="django.contrib.auth.backends.ModelBackend")
    for name, pk in (
        ("replay_delivery", told.pk),
        ("retry_delivery", told.pk),
        ("resume_destination", told.destination_id),
        ("event_tester", told.destination_id),
    ):
        assert client.post(reverse(name, args=[pk]), {"version": "was"}).status_code == 403
    assert Delivery.objects.count() == 1
