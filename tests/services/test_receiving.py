"""Events that come in: what is stored, what is known already, and what each meets."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mappings.delivery.holding import DISABLED, pause
from mappings.models import Delivery, DeliveryState, Destination, Event, Mapping, Source
from mappings.models.mappings import MappingVersion
from mappings.services import receiving
from mappings.services.destinations import update_destination
from mappings.services.incoming_events import Envelope
from mappings.services.mappings import disable_mapping, enable_mapping, update_mapping
from mappings.services.receiving import Receipt, receive_events
from tests.factories import TRACK_EVENT, make_destination, make_mapping, make_source, make_workspace

pytestmark = pytest.mark.django_db

OTHER_EVENT = TRACK_EVENT | {"properties": {"browse_abandoners": False}}
LONG = timedelta(days=7, seconds=1)


def receive(source: Source, *items: Any, now: Any = None) -> Receipt:
    envelope = Envelope(received_at=now or timezone.now())
    return receive_events(source=source, items=items, envelope=envelope)


@pytest.fixture
def running(mapping: Mapping) -> Mapping:
    return enable_mapping(mapping=mapping)


def test_an_event_is_stored_with_a_delivery_for_each_mapping_it_matches(
    source: Source, destination: Destination, running: Mapping
) -> None:
    receipt = receive(source, TRACK_EVENT | {"messageId": "m-1"})

    assert (receipt.accepted, receipt.duplicates, receipt.rejected) == (1, 0, ())
    event, delivery = Event.objects.get(), Delivery.objects.get()
    assert (event.message_id, event.type, event.name) == ("m-1", "track", "Audience Entered")
    assert (event.user_id, event.anonymous_id) == ("user-123", "anon-test-1")
    assert (event.workspace_id, event.source_id) == (source.workspace_id, source.pk)
    assert (event.mapping_count, event.unmatched_count) == (1, 0)
    assert (delivery.event_id, delivery.mapping_id) == (event.pk, running.pk)
    assert (delivery.destination_id, delivery.version_id) == (
        destination.pk,
        running.live_version_id,
    )
    assert delivery.state == DeliveryState.PENDING
    assert event.received_at <= delivery.due_at < event.received_at + timedelta(minutes=1)


def test_an_event_that_no_mapping_wants_is_stored_without_a_delivery(
    source: Source, running: Mapping
) -> None:
    receive(source, OTHER_EVENT)

    event = Event.objects.get()
    assert (event.mapping_count, event.unmatched_count) == (1, 1)
    assert not Delivery.objects.exists()


def test_a_disabled_mapping_meets_no_event(source: Source, running: Mapping) -> None:
    disable_mapping(mapping=running)

    receive(source, TRACK_EVENT)

    assert Event.objects.get().mapping_count == 0
    assert not Delivery.objects.exists()


def test_a_mapping_that_is_saved_unfinished_goes_on_as_it_was(
    source: Source, running: Mapping
) -> None:
    update_mapping(mapping=running, changes={"config": {}})

    receive(source, TRACK_EVENT)

    assert Delivery.objects.get().version.number == running.live_version.number


def test_a_new_trigger_holds_from_the_next_event_on(source: Source, running: Mapping) -> None:
    receive(source, TRACK_EVENT)
    update_mapping(mapping=running, changes={"trigger": 'event = "Something else"'})

    receive(source, TRACK_EVENT)

    assert Delivery.objects.count() == 1


def test_the_mappings_of_another_source_meet_nothing(source: Source, running: Mapping) -> None:
    other = make_source(source.workspace, "Shop")
    make_destination(other, "Shop CRM")

    receive(other, TRACK_EVENT)

    assert Event.objects.get().mapping_count == 0


def test_deliveries_of_a_disabled_destination_are_held(
    source: Source, destination: Destination, running: Mapping
) -> None:
    update_destination(destination=destination, changes={"is_enabled": False})

    receive(source, TRACK_EVENT)

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.reason, delivery.due_at) == ("held", DISABLED, None)


def test_deliveries_of_a_paused_destination_are_held(
    source: Source, destination: Destination, running: Mapping
) -> None:
    pause(destination, "credentials", now=timezone.now())

    receive(source, TRACK_EVENT)

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.reason) == ("held", "credentials")


def test_deliveries_that_travel_together_are_due_later(
    source: Source, destination: Destination, running: Mapping
) -> None:
    Destination.objects.update(delivery_options={"batch_age_s": 30})

    receive(source, TRACK_EVENT)

    delivery = Delivery.objects.get()
    assert timedelta(seconds=30) <= delivery.due_at - delivery.created_at < timedelta(seconds=60)


def test_a_trigger_that_cannot_be_read_stops_no_other_mapping(
    source: Source, destination: Destination, running: Mapping
) -> None:
    broken = enable_mapping(mapping=make_mapping(destination, "Broken"))
    MappingVersion.objects.filter(pk=broken.live_version_id).update(trigger={"type": "nothing"})

    receive(source, TRACK_EVENT)

    states = dict(Delivery.objects.values_list("mapping", "state"))
    assert states == {running.pk: "pending", broken.pk: "internal_error"}
    failed = Delivery.objects.get(mapping=broken)
    assert (failed.reason, failed.finished_at) == ("trigger_failed", failed.created_at)


def test_the_books_balance(source: Source, destination: Destination, running: Mapping) -> None:
    enable_mapping(mapping=make_mapping(destination, "Second", trigger='type = "identify"'))

    receive(source, TRACK_EVENT, OTHER_EVENT, {"type": "identify", "userId": "user-123"})

    met = sum(Event.objects.values_list("mapping_count", flat=True))
    unmatched = sum(Event.objects.values_list("unmatched_count", flat=True))
    assert met == 6
    assert met == unmatched + Delivery.objects.count()


def test_a_known_message_id_is_not_stored_again(source: Source, running: Mapping) -> None:
    receive(source, TRACK_EVENT | {"messageId": "m-1"})

    receipt = receive(source, TRACK_EVENT | {"messageId": "m-1"}, TRACK_EVENT)

    assert (receipt.accepted, receipt.duplicates) == (1, 1)
    assert (Event.objects.count(), Delivery.objects.count()) == (2, 2)


def test_a_message_id_twice_in_one_batch_is_stored_once(source: Source) -> None:
    twice = [TRACK_EVENT | {"messageId": "m-1", "event": name} for name in ("First", "Second")]

    receipt = receive(source, *twice)

    assert (receipt.accepted, receipt.duplicates) == (1, 1)
    assert Event.objects.get().name == "First"


def test_each_source_has_message_ids_of_its_own(source: Source) -> None:
    other = make_source(make_workspace("other"))

    receipts = [receive(one, TRACK_EVENT | {"messageId": "m-1"}) for one in (source, other)]

    assert [receipt.accepted for receipt in receipts] == [1, 1]


def test_a_message_id_of_a_week_ago_names_a_new_event(source: Source, running: Mapping) -> None:
    then, message = timezone.now() - LONG, TRACK_EVENT | {"messageId": "m-1"}
    receive(source, message, now=then)

    receipts = [receive(source, message), receive(source, message)]

    assert [(receipt.accepted, receipt.duplicates) for receipt in receipts] == [(1, 0), (0, 1)]
    flags = Event.objects.order_by("received_at").values_list("is_deduplicating", flat=True)
    assert list(flags) == [False, True]
    assert Delivery.objects.count() == 2


def test_refused_messages_keep_no_other_from_being_stored(source: Source) -> None:
    receipt = receive(source, TRACK_EVENT, {"type": "track", "messageId": "m-2"}, 7)

    assert receipt.accepted == 1
    assert [(one.index, one.message_id, one.code) for one in receipt.rejected] == [
        (1, "m-2", "no_user_anon_id"),
        (2, "", "message_not_object"),
    ]


def test_a_large_batch_is_stored_whole(source: Source, running: Mapping) -> None:
    items = [TRACK_EVENT | {"messageId": f"m-{number}"} for number in range(1_201)]

    assert receive(source, *items).accepted == 1_201
    assert Delivery.objects.count() == 1_201


def test_deliveries_of_one_user_share_their_order_key(source: Source, running: Mapping) -> None:
    anonymous = {key: value for key, value in TRACK_EVENT.items() if key != "userId"}
    receive(source, TRACK_EVENT, TRACK_EVENT | {"anonymousId": "other"}, anonymous)

    keys = Delivery.objects.values_list("order_key", flat=True)
    assert len(keys) == 3
    assert len(set(keys)) == 2
    assert receiving.order_key_of("") == ""


def test_what_receivers_know_a_delivery_by_comes_from_event_and_mapping(
    source: Source, running: Mapping
) -> None:
    receive(source, TRACK_EVENT)

    delivery = Delivery.objects.get()
    expected = receiving.webhook_id_of(delivery.event_id, running.pk)
    assert delivery.webhook_id == expected


def test_a_failure_on_the_way_leaves_nothing(
    source: Source, running: Mapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("on the way")

    monkeypatch.setattr(receiving, "insert_rows", fail)

    with pytest.raises(RuntimeError):
        receive(source, TRACK_EVENT)
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("model", "columns"),
    [(Event, receiving.EVENT_COLUMNS), (Delivery, receiving.DELIVERY_COLUMNS)],
)
def test_every_column_of_a_table_is_written(model: Any, columns: tuple[str, ...]) -> None:
    assert {field.attname for field in model._meta.concrete_fields} == set(columns)


def test_routes_cost_one_query_once_their_triggers_are_known(
    source: Source, running: Mapping
) -> None:
    receive(source, TRACK_EVENT)

    with CaptureQueriesContext(connection) as queries:
        receive(source, TRACK_EVENT)
    asked = [query["sql"] for query in queries if "mappings_mapping" in query["sql"]]
    assert len([sql for sql in asked if sql.startswith("SELECT")]) == 1
