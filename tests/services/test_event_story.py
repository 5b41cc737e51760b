"""The story of an event, the books, and how a destination answers."""

from datetime import timedelta

import pytest

from mappings.delivery.breaker import Breaker, breaker_json, with_failure
from mappings.models import Delivery, DestinationHealth, Event, Mapping
from mappings.services.balance import balance
from mappings.services.destination_health import tell_health
from mappings.services.event_story import tell_story
from mappings.services.mappings import enable_mapping, update_mapping
from mappings.services.replaying import replay
from tests import factories
from tests.delivery_rows import NOW, make_attempt, make_delivery, make_event, newest_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def mapping() -> Mapping:
    source = factories.make_source(factories.make_workspace())
    return enable_mapping(mapping=factories.make_mapping(factories.make_destination(source)))


@pytest.fixture
def event(mapping: Mapping) -> Event:
    return make_event(mapping.destination.source)


def test_a_delivery_is_told_with_its_attempts_and_what_was_sent(mapping: Mapping, event: Event):
    delivery = make_delivery(event, mapping, "dead", "http_400")
    make_attempt(delivery, status=503)
    make_attempt(delivery, status=400)
    told = tell_story(event=event, with_contents=True, now=NOW).deliveries[0]
    assert [(one.number, one.status) for one in told.attempts] == [(1, 503), (2, 400)]
    assert told.attempts[0].kept is not None
    assert told.attempts[0].kept.request["method"] == "POST"
    assert told.remade is not None
    assert told.remade.payload["email_address"] == "user@example.com"
    assert "Authorization" in told.remade.request["headers"]
    assert told.can_replay


def test_contents_are_neither_read_nor_made_for_who_may_not_see_them(
    mapping: Mapping, event: Event
):
    make_attempt(make_delivery(event, mapping, "dead"))
    told = tell_story(event=event, with_contents=False, now=NOW).deliveries[0]
    assert told.remade is None
    assert [one.kept for one in told.attempts] == [None]


def test_the_payload_is_made_by_the_version_that_was_sent(mapping: Mapping, event: Event):
    version = newest_version(mapping)
    delivery = make_delivery(event, mapping)
    changed = {key: value for key, value in mapping.config.items() if key != "last_name"}
    update_mapping(mapping=mapping, changes={"config": changed})
    told = tell_story(event=event, with_contents=True, now=NOW).deliveries[0]
    assert told.delivery == delivery
    assert told.remade is not None
    assert told.remade.payload["last_name"] == "Doe"
    assert '-    "last_name": {' in told.changes
    assert version.number == told.delivery.version.number


def test_a_mapping_that_did_not_change_shows_no_difference(mapping: Mapping, event: Event):
    make_delivery(event, mapping)
    assert tell_story(event=event, with_contents=True, now=NOW).deliveries[0].changes == []


def test_an_attempt_that_is_no_longer_kept_is_still_told(mapping: Mapping, event: Event):
    attempt = make_attempt(make_delivery(event, mapping, "dead"))
    attempt.delete()
    told = tell_story(event=event, with_contents=True, now=NOW).deliveries[0]
    assert [(one.status, one.kept) for one in told.attempts] == [(200, None)]


def test_replays_are_told_with_what_they_replay(mapping: Mapping, event: Event):
    old = make_delivery(event, mapping, "dead")
    replay(rows=Delivery.objects.all(), as_it_is_now=False, now=NOW)
    first, second = tell_story(event=event, with_contents=True, now=NOW).deliveries
    assert first.replay == second.delivery
    assert second.delivery.replay_of_id == old.pk
    assert not first.can_replay


def test_a_wait_can_be_cut_short(mapping: Mapping, event: Event):
    make_delivery(event, mapping, "pending", due_at=NOW + timedelta(hours=1))
    assert tell_story(event=event, with_contents=True, now=NOW).deliveries[0].can_retry


def test_mappings_without_a_delivery_say_why(mapping: Mapping, event: Event):
    other = factories.make_mapping(mapping.destination, "Identified", trigger='type = "identify"')
    enable_mapping(mapping=other)
    unmatched = tell_story(event=event, with_contents=True, now=NOW).unmatched
    told = {one.mapping.name: one.verdict["matches"] for one in unmatched}
    assert told == {"Audience entered": True, "Identified": False}


def test_what_was_deleted_is_told_all_the_same(mapping: Mapping, event: Event):
    make_delivery(event, mapping, "dead")
    mapping.destination.delete()
    told = tell_story(event=event, with_contents=True, now=NOW).deliveries[0]
    assert told.delivery.version.name == "Audience entered"
    assert (told.remade, told.can_replay) == (None, False)


def test_the_books_balance_also_with_replays(mapping: Mapping):
    source = mapping.destination.source
    for state in ("delivered", "dead", "held", "pending", "filtered"):
        event = make_event(source, mapping_count=3, unmatched_count=2)
        make_delivery(event, mapping, state)
    replay(rows=Delivery.objects.all(), as_it_is_now=False, now=NOW)
    counted = balance(mapping.workspace)
    assert (counted.events, counted.mappings, counted.unmatched) == (5, 15, 10)
    assert (counted.deliveries, counted.replays) == (5, 2)
    assert counted.is_even


@pytest.mark.parametrize(("mapping_count", "difference"), [(2, 1), (0, -1)])
def test_the_books_tell_what_is_missing_or_too_much(
    mapping: Mapping, mapping_count: int, difference: int
):
    make_delivery(make_event(mapping.destination.source, mapping_count=mapping_count), mapping)
    assert balance(mapping.workspace).difference == difference


def test_the_books_of_another_workspace_are_its_own(mapping: Mapping, event: Event):
    assert balance(factories.make_workspace("other")).events == 0


def test_a_new_destination_is_healthy(mapping: Mapping):
    told = tell_health(destination=mapping.destination, now=NOW)
    assert not told.is_breaker_open
    assert (told.held_reason, told.last_success_at, told.requests_per_minute) == ("", None, 0.0)


def test_health_tells_of_the_breaker_and_of_recent_requests(mapping: Mapping, event: Event):
    breaker = Breaker()
    for _ in range(10):
        breaker = with_failure(breaker, now=NOW)
    DestinationHealth.objects.create(
        destination=mapping.destination, breaker=breaker_json(breaker), disordered_count=2
    )
    delivered = make_delivery(event, mapping, "delivered", "http_200")
    make_attempt(delivered)
    told = tell_health(destination=mapping.destination, now=NOW)
    assert told.is_breaker_open
    assert told.next_probe_at is not None
    assert told.failing_since == NOW
    assert told.last_success_at == delivered.finished_at
    assert (told.requests_per_minute, told.disordered_count) == (0.2, 2)
