"""What is old is forgotten in small steps; what waits or is held never is."""

from datetime import timedelta

import pytest

from mappings.delivery import housekeeping
from mappings.delivery.housekeeping import keep_house
from mappings.models import Attempt, Delivery, DeliveryState, Event
from tests.delivery.shop import START, add_delivery, add_event, enabled_mapping

pytestmark = pytest.mark.django_db
LATER = START + timedelta(days=31)


def _end(row: Delivery) -> None:
    row.state, row.due_at, row.finished_at = DeliveryState.DELIVERED, None, START
    row.save()


def test_what_ended_long_ago_is_forgotten_with_its_event_and_attempt() -> None:
    row = add_delivery(enabled_mapping())
    _end(row)
    Attempt.objects.create(
        workspace_id=row.workspace_id, started_at=START, duration_ms=1, outcome="delivered"
    )
    assert keep_house(LATER) == 3
    assert not Delivery.objects.exists()
    assert not Event.objects.exists()
    assert not Attempt.objects.exists()


def test_what_is_younger_than_the_retention_stays() -> None:
    _end(add_delivery(enabled_mapping()))
    assert keep_house(START + timedelta(days=29)) == 0


def test_what_waits_or_is_held_stays_with_its_event() -> None:
    mapping = enabled_mapping()
    add_delivery(mapping)
    held = add_delivery(mapping)
    held.state, held.due_at = DeliveryState.HELD, None
    held.save()
    assert keep_house(LATER) == 0
    assert Event.objects.count() == 2


def test_an_event_without_deliveries_is_forgotten() -> None:
    add_event(enabled_mapping())
    assert keep_house(LATER) == 1


def test_a_replay_outlives_what_it_replays() -> None:
    mapping = enabled_mapping()
    old, replay = add_delivery(mapping), add_delivery(mapping)
    Delivery.objects.filter(pk=replay.pk).update(replay_of=old)
    _end(old)
    keep_house(LATER)
    assert Delivery.objects.get().replay_of is None


def test_a_step_deletes_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "ROWS_PER_STEP", 2)
    mapping = enabled_mapping()
    for _ in range(5):
        _end(add_delivery(mapping))
    counts = []
    while keep_house(LATER):
        counts.append(Delivery.objects.count())
    assert counts[:2] == [3, 1]
    assert not Event.objects.exists()
