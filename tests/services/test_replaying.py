"""Sending again: once for each delivery, mapped as asked, held where nothing is sent."""

from datetime import timedelta

import pytest

from mappings.delivery.holding import pause, resume
from mappings.models import Delivery, DeliveryState, Mapping
from mappings.services import replaying
from mappings.services.errors import LimitReached
from mappings.services.mappings import enable_mapping, update_mapping
from mappings.services.replaying import Replayed, replay, replayable, retry_now
from tests import factories
from tests.delivery_rows import NOW, make_delivery, make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def mapping() -> Mapping:
    source = factories.make_source(factories.make_workspace())
    return enable_mapping(mapping=factories.make_mapping(factories.make_destination(source)))


@pytest.fixture
def dead(mapping: Mapping) -> Delivery:
    event = make_event(mapping.destination.source)
    return make_delivery(event, mapping, "dead", "http_400", order_key="abc")


def again(*, as_it_is_now: bool = False) -> Replayed:
    return replay(rows=Delivery.objects.all(), as_it_is_now=as_it_is_now, now=NOW)


def test_a_replay_is_a_new_waiting_delivery_that_names_the_old(dead: Delivery):
    assert again() == Replayed(created=1)
    new = Delivery.objects.get(replay_of=dead)
    assert (new.state, new.due_at, new.attempt_count) == (DeliveryState.PENDING, NOW, 0)
    assert (new.webhook_id, new.order_key) == (dead.webhook_id, "abc")
    assert new.version == dead.version
    dead.refresh_from_db()
    assert (dead.state, dead.reason) == ("dead", "http_400")


def test_a_second_click_makes_nothing(dead: Delivery):
    again()
    assert again() == Replayed()
    assert Delivery.objects.count() == 2


def test_two_at_the_same_moment_make_one(dead: Delivery, monkeypatch: pytest.MonkeyPatch):
    """The rows are chosen before the other's replay is stored: the constraint decides."""
    chosen = replayable(Delivery.objects.all())
    again()
    monkeypatch.setattr(replaying, "replayable", lambda _rows: Delivery.objects.filter(pk=dead.pk))
    assert chosen.count() == 0
    assert again() == Replayed(repeated=1)
    assert Delivery.objects.filter(replay_of=dead).count() == 1


def test_a_replay_that_fails_can_be_replayed(dead: Delivery):
    again()
    new = Delivery.objects.get(replay_of=dead)
    Delivery.objects.filter(pk=new.pk).update(state="dead", due_at=None, finished_at=NOW)
    assert again() == Replayed(created=1)
    assert Delivery.objects.get(replay_of=new).webhook_id == dead.webhook_id


@pytest.mark.parametrize("state", ["pending", "sending", "held", "filtered"])
def test_what_has_not_ended_or_was_filtered_is_not_sent_again(mapping: Mapping, state: str):
    make_delivery(make_event(mapping.destination.source), mapping, state)
    assert again() == Replayed()


@pytest.mark.parametrize("state", ["delivered", "dead", "internal_error"])
def test_every_end_of_a_delivery_can_be_sent_again(mapping: Mapping, state: str):
    make_delivery(make_event(mapping.destination.source), mapping, state)
    assert again().created == 1


def test_nothing_is_sent_to_what_was_deleted(dead: Delivery):
    Delivery.objects.update(mapping=None)
    assert again() == Replayed()


def test_as_it_is_now_takes_the_live_version(dead: Delivery, mapping: Mapping):
    changed = {key: value for key, value in mapping.config.items() if key != "last_name"}
    update_mapping(mapping=mapping, changes={"config": changed})
    assert again(as_it_is_now=True).created == 1
    assert Delivery.objects.get(replay_of=dead).version.config == changed


def test_as_it_is_now_leaves_out_what_no_longer_matches(dead: Delivery, mapping: Mapping):
    update_mapping(mapping=mapping, changes={"trigger": 'type = "identify"'})
    assert again(as_it_is_now=True) == Replayed(unmatched=1)


def test_as_it_is_now_leaves_out_a_mapping_that_is_off(dead: Delivery, mapping: Mapping):
    Mapping.objects.update(is_enabled=False, live_version=None)
    assert again(as_it_is_now=True) == Replayed(stopped=1)


def test_replays_of_a_paused_destination_are_held_until_it_is_resumed(
    dead: Delivery, mapping: Mapping
):
    pause(mapping.destination, "credentials", now=NOW)
    again()
    new = Delivery.objects.get(replay_of=dead)
    assert (new.state, new.reason, new.due_at) == ("held", "credentials", None)
    assert resume(mapping.destination, now=NOW) == 1
    new.refresh_from_db()
    assert (new.state, new.reason, new.due_at) == ("pending", "", NOW)


def test_too_many_at_once_are_refused_whole(dead: Delivery, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(replaying, "MAX_REPLAYS_AT_ONCE", 0)
    with pytest.raises(LimitReached, match="More than 0"):
        again()
    assert Delivery.objects.count() == 1


def test_many_are_made_in_parts(mapping: Mapping, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(replaying, "_CHUNK", 2)
    for _ in range(5):
        make_delivery(make_event(mapping.destination.source), mapping, "dead")
    assert again() == Replayed(created=5)


def test_retry_now_moves_the_due_time_of_what_waits(mapping: Mapping):
    event = make_event(mapping.destination.source)
    due = make_delivery(event, mapping, "pending", due_at=NOW + timedelta(hours=1))
    assert retry_now(delivery=due, now=NOW)
    due.refresh_from_db()
    assert due.due_at == NOW
    assert not retry_now(delivery=due, now=NOW)


def test_retry_now_does_not_touch_what_is_being_sent(mapping: Mapping):
    event = make_event(mapping.destination.source)
    sending = make_delivery(event, mapping, "sending", due_at=NOW)
    assert not retry_now(delivery=sending, now=NOW.replace(year=2025))
