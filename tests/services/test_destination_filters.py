"""Filters of destinations: what may be stored, and what events meet from then on."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from mappings.delivery.connections import UnusableError, open_connection
from mappings.delivery.filters import DroppedError, filtered_event
from mappings.models import Delivery, Destination, DestinationFilter, Event, Mapping, Source
from mappings.services.destination_filters import (
    create_filter,
    delete_filter,
    move_filter,
    try_filters,
    update_filter,
)
from mappings.services.errors import InvalidInput, LimitReached, NotFound
from mappings.services.incoming_events import Envelope
from mappings.services.mappings import enable_mapping
from mappings.services.receiving import receive_events
from tests.factories import TRACK_EVENT, make_destination, make_mapping

pytestmark = pytest.mark.django_db

DROP: Any = {"title": "Nobody", "action": "drop"}
HIDE: Any = {
    "title": "No flag",
    "action": "drop_properties",
    "fields": {"properties": ["browse_abandoners"]},
}


def receive(source: Source) -> None:
    envelope = Envelope(received_at=timezone.now())
    receive_events(source=source, items=[TRACK_EVENT], envelope=envelope)


@pytest.fixture
def running(mapping: Mapping) -> Mapping:
    return enable_mapping(mapping=mapping)


def test_a_dropped_event_has_a_row_for_each_mapping_that_would_have_run(
    source: Source, destination: Destination, running: Mapping
) -> None:
    enable_mapping(mapping=make_mapping(destination, "Other", trigger='type = "identify"'))
    create_filter(destination=destination, changes=DROP)

    receive(source)

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.reason, delivery.detail) == (
        "filtered",
        "filter_drop",
        "Nobody",
    )
    assert delivery.finished_at == delivery.created_at
    event = Event.objects.get()
    assert (event.mapping_count, event.unmatched_count) == (2, 1)


def test_triggers_see_what_the_filters_left(
    source: Source, destination: Destination, running: Mapping
) -> None:
    create_filter(destination=destination, changes=HIDE)

    receive(source)

    assert not Delivery.objects.exists()
    assert "browse_abandoners" in Event.objects.get().event["properties"]


def test_each_destination_has_filters_of_its_own(
    source: Source, destination: Destination, running: Mapping
) -> None:
    other = enable_mapping(mapping=make_mapping(make_destination(source, "Second CRM")))
    create_filter(destination=destination, changes=DROP)

    receive(source)

    states = dict(Delivery.objects.values_list("mapping", "state"))
    assert states == {running.pk: "filtered", other.pk: "pending"}


def test_filters_that_cannot_be_read_stop_no_other_destination(
    source: Source, destination: Destination, running: Mapping
) -> None:
    other = enable_mapping(mapping=make_mapping(make_destination(source, "Second CRM")))
    Destination.objects.filter(pk=destination.pk).update(live_filters=[{"action": "nothing"}])

    receive(source)

    states = dict(Delivery.objects.values_list("mapping", "reason"))
    assert states == {running.pk: "filter_failed", other.pk: ""}


@pytest.mark.parametrize("change", ["off", "delete"])
def test_a_filter_that_is_gone_drops_nothing(
    change: str, source: Source, destination: Destination, running: Mapping
) -> None:
    row = create_filter(destination=destination, changes=DROP)
    if change == "off":
        update_filter(row=row, changes={"is_enabled": False})
    else:
        delete_filter(row=row)

    receive(source)

    assert Delivery.objects.get().state == "pending"


def test_filters_run_in_their_order(destination: Destination) -> None:
    hide = create_filter(destination=destination, changes=HIDE)
    condition = "properties.browse_abandoners = true"
    drop = create_filter(destination=destination, changes={**DROP, "condition": condition})
    assert try_filters(destination=destination, event=TRACK_EVENT)["dropped_by"] == ""

    move_filter(row=drop, is_up=True)

    moved = Destination.objects.get()
    assert try_filters(destination=moved, event=TRACK_EVENT)["dropped_by"] == "Nobody"
    move_filter(row=drop, is_up=True)
    assert list(DestinationFilter.objects.in_order()) == [drop, hide]


def test_the_worker_sends_what_the_filters_leave(destination: Destination) -> None:
    create_filter(destination=destination, changes=HIDE)

    left: Any = filtered_event(destination, TRACK_EVENT)

    assert "browse_abandoners" not in left["properties"]
    tokens: Any = SimpleNamespace(get=print, forget=print)
    connection = open_connection(Destination.objects.get(), tokens)
    assert connection.filtered(TRACK_EVENT) == left


def test_the_worker_pauses_a_destination_whose_filters_cannot_be_read(
    destination: Destination,
) -> None:
    Destination.objects.update(live_filters=[{"action": "nothing"}])
    tokens: Any = SimpleNamespace(get=print, forget=print)

    with pytest.raises(UnusableError) as told:
        open_connection(Destination.objects.get(), tokens)
    assert told.value.reason == "filters"


def test_the_worker_is_told_of_a_filter_that_came_later(destination: Destination) -> None:
    create_filter(destination=destination, changes=DROP)

    with pytest.raises(DroppedError) as told:
        filtered_event(destination, TRACK_EVENT)
    assert (told.value.reason, told.value.title) == ("filter_drop", "Nobody")


def test_all_that_is_wrong_is_told_at_once(destination: Destination) -> None:
    wrong: Any = {"title": " ", "condition": "type =", "action": "sample", "percent": 101}

    with pytest.raises(InvalidInput) as told:
        create_filter(destination=destination, changes=wrong)
    pointers = {problem.pointer for problem in told.value.problems}
    assert pointers == {"/title", "/condition", "/percent"}
    assert not DestinationFilter.objects.exists()


def test_a_condition_is_kept_as_a_tree(destination: Destination) -> None:
    row = create_filter(destination=destination, changes={**DROP, "condition": 'type = "track"'})

    assert row.condition["children"][0]["type"] == "event-type"
    assert update_filter(row=row, changes={"condition": ""}).condition is None


def test_a_destination_has_ten_filters_at_most(destination: Destination) -> None:
    for number in range(10):
        create_filter(destination=destination, changes={**DROP, "title": f"Filter {number}"})

    with pytest.raises(LimitReached):
        create_filter(destination=destination, changes=DROP)


def test_a_filter_that_was_deleted_does_not_come_back(destination: Destination) -> None:
    row = create_filter(destination=destination, changes=DROP)
    delete_filter(row=row)

    for act in (
        lambda: update_filter(row=row, changes={"title": "Again"}),
        lambda: move_filter(row=row, is_up=True),
    ):
        with pytest.raises(NotFound):
            act()
