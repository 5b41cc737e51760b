"""Counting what ended, and the overview of it: the same from rows and from kept counts."""

from datetime import datetime, timedelta

import pytest

from mappings.delivery import counting
from mappings.delivery.counting import FINE_S, HOUR_S, counted_until, roll_up
from mappings.models import Delivery, DeliveryState, EndedCount, Event, Mapping, Workspace
from mappings.services.overview import Overview, Scope, make_overview
from mappings.services.time_ranges import named_range
from tests import factories
from tests.delivery_rows import A_MINUTE_AGO, NOW, make_delivery, make_event

pytestmark = pytest.mark.django_db
STATES = [
    (DeliveryState.DELIVERED, ""),
    (DeliveryState.DEAD, "http_400"),
    (DeliveryState.FILTERED, "filter_drop"),
    (DeliveryState.INTERNAL_ERROR, "mapping"),
]


@pytest.fixture
def mapping() -> Mapping:
    workspace = factories.make_workspace()
    return factories.make_mapping(factories.make_destination(factories.make_source(workspace)))


@pytest.fixture
def workspace(mapping: Mapping) -> Workspace:
    return mapping.workspace


def fill(mapping: Mapping, *, hours: int = 30, start: datetime = A_MINUTE_AGO) -> None:
    """An event each quarter of an hour, with a delivery in each state in turn."""
    for number in range(hours * 4):
        at = start - timedelta(minutes=15 * number)
        event = make_event(mapping.destination.source, at=at, mapping_count=2, unmatched_count=1)
        make_delivery(event, mapping, *STATES[number % 4])


def roll_all(now: datetime) -> None:
    for _ in range(100):
        if roll_up(now) >= now - timedelta(seconds=FINE_S + counting.SETTLING_S):
            return
    raise AssertionError("counting does not come to an end")


def overview(workspace: Workspace, name: str = "24h", *, now: datetime = NOW) -> Overview:
    return make_overview(scope=Scope(workspace), during=named_range(name, now=now), now=now)


@pytest.mark.parametrize("name", ["1h", "24h", "7d", "30d"])
def test_kept_counts_and_rows_tell_the_same(mapping: Mapping, workspace: Workspace, name: str):
    fill(mapping)
    from_rows = overview(workspace, name)
    roll_all(NOW)
    assert EndedCount.objects.exists()
    assert overview(workspace, name) == from_rows


def test_what_was_counted_is_not_read_again(mapping: Mapping, workspace: Workspace):
    fill(mapping)
    before = overview(workspace, "7d")
    roll_all(NOW)
    until = counted_until()
    Delivery.objects.filter(finished_at__lt=until).delete()
    Event.objects.filter(received_at__lt=until).delete()
    assert overview(workspace, "7d") == before


def test_counting_again_changes_nothing(mapping: Mapping, workspace: Workspace):
    fill(mapping, hours=3)
    roll_all(NOW)
    before = overview(workspace)
    roll_up(NOW)
    assert roll_up(NOW) == counted_until()
    assert overview(workspace) == before


def test_a_row_that_is_committed_late_is_counted(mapping: Mapping, workspace: Workspace):
    fill(mapping, hours=2)
    roll_all(NOW)
    before = overview(workspace).delivered
    late = NOW - timedelta(minutes=12)
    make_delivery(make_event(mapping.destination.source, at=late), mapping)
    later = NOW + timedelta(seconds=FINE_S)
    roll_all(later)
    assert overview(workspace, now=later).delivered == before + 1


def test_a_long_pause_in_which_nothing_happened_is_passed_over(
    mapping: Mapping, workspace: Workspace
):
    make_delivery(make_event(mapping.destination.source, at=NOW - timedelta(days=29)), mapping)
    roll_all(NOW - timedelta(days=28))
    make_delivery(make_event(mapping.destination.source), mapping)
    roll_all(NOW + timedelta(hours=2))
    assert overview(workspace, "30d", now=NOW + timedelta(hours=2)).delivered == 2


def test_counts_of_five_minutes_go_after_two_days_and_hours_stay(mapping: Mapping):
    old = NOW - timedelta(days=5)
    make_delivery(make_event(mapping.destination.source, at=old), mapping)
    roll_all(old + timedelta(hours=2))
    roll_all(NOW)
    assert set(EndedCount.objects.values_list("span_s", flat=True)) == {HOUR_S}


def test_an_overview_says_what_became_of_events(mapping: Mapping, workspace: Workspace):
    fill(mapping, hours=2)
    told = overview(workspace)
    assert (told.received.events, told.received.mappings, told.received.unmatched) == (8, 16, 8)
    assert (told.delivered, told.filtered, told.failed, told.ended) == (2, 2, 4, 8)
    assert {(one.state, one.reason, one.count) for one in told.reasons} == {
        ("dead", "http_400", 2),
        ("filtered", "filter_drop", 2),
        ("internal_error", "mapping", 2),
    }
    assert sum(step.total for step in told.steps) == 8
    assert len(told.steps) == 24


def test_open_deliveries_are_counted_whenever_they_came(mapping: Mapping, workspace: Workspace):
    event = make_event(mapping.destination.source, at=NOW - timedelta(days=3))
    make_delivery(event, mapping, "pending")
    make_delivery(event, mapping, "pending", attempt_count=2)
    make_delivery(event, mapping, "sending", attempt_count=0)
    make_delivery(event, mapping, "held", "credentials")
    told = overview(workspace, "1h")
    assert (told.open.waiting, told.open.retrying, told.open.held) == (2, 1, 1)
    assert [(one.state, one.reason) for one in told.reasons] == [("held", "credentials")]


def test_a_destination_and_a_mapping_have_their_own_overview(
    mapping: Mapping, workspace: Workspace
):
    other = factories.make_mapping(factories.make_webhook(mapping.destination.source), config={})
    event = make_event(mapping.destination.source)
    make_delivery(event, mapping)
    make_delivery(event, other, "dead", "timeout")
    during = named_range("24h", now=NOW)
    for roll in (False, True):
        if roll:
            roll_all(NOW + timedelta(hours=1))
        of_destination = make_overview(
            scope=Scope(workspace, other.destination), during=during, now=NOW
        )
        of_mapping = make_overview(
            scope=Scope(workspace, mapping.destination, mapping), during=during, now=NOW
        )
        assert (of_destination.delivered, of_destination.failed) == (0, 1)
        assert (of_mapping.delivered, of_mapping.failed) == (1, 0)
        assert [one.mapping_id for one in of_mapping.by_mapping] == [mapping.pk]


def test_another_workspace_is_not_counted(mapping: Mapping):
    fill(mapping, hours=1)
    roll_all(NOW)
    assert overview(factories.make_workspace("other")).ended == 0
