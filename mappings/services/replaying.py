"""Sending again what ended: a new delivery for each, which names the one it replays.

A delivery is replayed once: the database refuses a second replay of it, so that pressing twice, or
going on after a crash, makes nothing twice. The replay carries the same webhook id, by which a
destination knows a copy.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from mappings.delivery.holding import why_held
from mappings.engine.audience_variants import trigger_for
from mappings.engine.errors import TriggerError
from mappings.engine.fql import compile_trigger, read_trigger
from mappings.models import Delivery, DeliveryState, DestinationHealth, MappingVersion
from mappings.models.deliveries import DeliveryQuerySet
from mappings.services.errors import LimitReached
from mappings.services.other_audiences import further_keys, own_audience_key

REPLAYABLE_STATES = (
    DeliveryState.DELIVERED,
    DeliveryState.DEAD,
    DeliveryState.INTERNAL_ERROR,
)
MAX_REPLAYS_AT_ONCE = 20_000
_CHUNK = 500

Matches = Callable[[Any], bool]
_Kept = dict[tuple[UUID, str], Matches]  # by version and the key of a further audience


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of a replay: deliveries made, and those left out."""

    created: int = 0
    unmatched: int = 0  # the mapping's trigger, as it is now, does not match the event
    stopped: int = 0  # the mapping is off now, so there is nothing to map with
    repeated: int = 0  # somebody else replayed it at the same moment

    def __add__(self, other: "Replayed") -> "Replayed":
        return Replayed(
            self.created + other.created,
            self.unmatched + other.unmatched,
            self.stopped + other.stopped,
            self.repeated + other.repeated,
        )


def replayable(rows: DeliveryQuerySet) -> DeliveryQuerySet:
    """Those of the rows that can be sent again: ended, not replayed yet, with a destination.

    What was filtered never was for the destination, and a deleted mapping has no place to go.
    """
    return rows.filter(
        state__in=REPLAYABLE_STATES,
        replays__isnull=True,
        destination__isnull=False,
        mapping__isnull=False,
    )


def replay(*, rows: DeliveryQuerySet, as_it_is_now: bool, now: datetime) -> Replayed:
    """Make a new, waiting delivery of each row that can be sent again.

    Args:
        as_it_is_now: map with the mapping as it is enabled now, if its trigger still matches;
            else with the version that made the delivery.

    Raises:
        LimitReached: there are too many; nothing was made.
    """
    found = replayable(rows).order_by("pk").values_list("pk", flat=True)
    ids = list(found[: MAX_REPLAYS_AT_ONCE + 1])
    if len(ids) > MAX_REPLAYS_AT_ONCE:
        raise LimitReached(
            f"More than {MAX_REPLAYS_AT_ONCE:,} deliveries would be sent again. Choose a shorter "
            "time, and replay part by part."
        )
    done = Replayed()
    triggers: _Kept = {}
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        with transaction.atomic():
            done += _replay_chunk(chunk, as_it_is_now=as_it_is_now, now=now, triggers=triggers)
    return done


def retry_now(*, delivery: Delivery, now: datetime) -> bool:
    """Let a delivery that waits for its next attempt be tried at once; False when none waits.

    A destination that asked for a pause, or does not answer, is still left in peace.
    """
    waiting = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.PENDING, due_at__gt=now)
    return bool(waiting.update(due_at=now))


def _replay_chunk(
    ids: Sequence[UUID], *, as_it_is_now: bool, now: datetime, triggers: _Kept
) -> Replayed:
    rows = Delivery.objects.filter(pk__in=ids).select_related("destination", "version")
    rows = rows.select_related("mapping__live_version", "event") if as_it_is_now else rows
    olds = list(rows)
    health = DestinationHealth.objects.in_bulk({old.destination_id for old in olds})
    made: list[Delivery] = []
    unmatched = stopped = 0
    for old in olds:
        version, audience_key = old.version, old.audience_key
        if as_it_is_now:
            live = old.mapping.live_version if old.mapping else None
            if live is None:
                stopped += 1
                continue
            served = _key_now(old, live)
            if served is None or not _matcher(live, served, triggers)(old.event.event):
                unmatched += 1
                continue
            version, audience_key = live, served
        new = _replay_of(old, version, health.get(old.destination_id), now)
        new.audience_key = audience_key
        made.append(new)
    Delivery.objects.bulk_create(made, ignore_conflicts=True)
    created = Delivery.objects.filter(pk__in=[new.pk for new in made]).count()
    return Replayed(created, unmatched, stopped, len(made) - created)


def _key_now(old: Delivery, live: MappingVersion) -> str | None:
    """Which of the version's audiences a delivery was for; None where it serves that no more.

    "" is the trigger's own, also of a mapping that is for no single audience.
    """
    key = old.audience_key or own_audience_key(old.version.trigger)
    if not key or key == own_audience_key(live.trigger):
        return ""
    if key in further_keys(live, old.destination_id):
        return key
    # The trigger was changed to another audience: whether it matches is for itself to say.
    return None if old.audience_key else ""


def _matcher(version: MappingVersion, audience_key: str, kept: _Kept) -> Matches:
    if (version.pk, audience_key) not in kept:
        try:
            trigger = read_trigger(version.trigger)
            served = trigger_for(trigger, audience_key) if audience_key else trigger
            kept[version.pk, audience_key] = compile_trigger(served)
        except TriggerError:
            kept[version.pk, audience_key] = lambda _event: False
    return kept[version.pk, audience_key]


def _replay_of(
    old: Delivery, version: MappingVersion, health: DestinationHealth | None, now: datetime
) -> Delivery:
    reason = why_held(old.destination, health) if old.destination else ""
    return Delivery(
        workspace_id=old.workspace_id,
        event_id=old.event_id,
        destination_id=old.destination_id,
        mapping_id=old.mapping_id,
        version=version,
        state=DeliveryState.HELD if reason else DeliveryState.PENDING,
        reason=reason,
        created_at=now,
        due_at=None if reason else now,
        order_key=old.order_key,
        webhook_id=old.webhook_id,
        replay_of=old,
    )
