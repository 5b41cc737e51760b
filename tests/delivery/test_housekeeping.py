"""What is old is forgotten in small steps; what waits or is held never is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mappings.delivery import housekeeping
from mappings.delivery.housekeeping import keep_house
from mappings.models import Attempt, Delivery, DeliveryState, Event, ReceivedRequest
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


def test_no_table_that_grows_is_read_as_a_whole() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("an empty table has no plan to speak of in PostgreSQL")
    add_delivery(enabled_mapping())
    keep_house(LATER)  # counts, once in five minutes; what follows is done each minute
    with CaptureQueriesContext(connection) as captured:
        keep_house(LATER)
    lines = [line for query in captured.captured_queries for line in _plan(query["sql"])]
    for model in (Event, Delivery, Attempt, ReceivedRequest):
        of_table = [line for line in lines if model._meta.db_table in line.split()]
        assert of_table
        assert [line for line in of_table if line.startswith("SCAN")] == []


def _plan(sql: str) -> list[str]:
    """How SQLite reads each table of a statement: ``SCAN`` is from its first row to its last."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return [str(row[3]) for row in cursor.fetchall()]
