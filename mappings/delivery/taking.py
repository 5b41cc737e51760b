"""Which deliveries a worker takes next: fairly, and no more than each destination bears."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from mappings.delivery.access_tokens import AccessTokens
from mappings.delivery.breaker import (
    breaker_json,
    permission,
    read_breaker,
    with_probe_started,
)
from mappings.delivery.claims import Claim, claim, hand_back
from mappings.delivery.connections import Connection, UnusableError, open_connection
from mappings.delivery.health import locked_health
from mappings.delivery.holding import DISABLED, hold_claimed, hold_waiting, pause
from mappings.delivery.jobs import Item, Job
from mappings.delivery.pacing import Bucket, refilled, requests_per_s
from mappings.delivery.plans import PayloadError, Plan, Plans
from mappings.delivery.sharing import MAX_SINGLES_PER_JOB, Share, share_out
from mappings.models import Delivery, Destination, DestinationHealth, MappingVersion

MAX_CLAIMED_AT_ONCE = 2_000


class Taker:
    """Turns due deliveries into jobs. It remembers compiled mappings, and whose turn it was."""

    def __init__(self, tokens: AccessTokens) -> None:
        self._tokens = tokens
        self._plans = Plans()
        self._turn: dict[uuid.UUID, int] = {}
        self._turns = 0

    def take(
        self,
        due: Iterable[uuid.UUID],
        *,
        free: int,
        busy: Mapping[uuid.UUID, int],
        now: datetime,
    ) -> list[Job]:
        """Jobs for at most `free` threads; who waited longest for a turn comes first.

        Args:
            busy: how many jobs of each destination are running.
        """
        jobs: list[Job] = []
        for destination_id in sorted(due, key=lambda one: self._turn.get(one, 0)):
            if len(jobs) >= free:
                break
            taken = self._take_from(destination_id, free - len(jobs), busy, now)
            if taken:
                self._turns += 1
                self._turn[destination_id] = self._turns
                jobs += taken
        return jobs

    def _take_from(
        self,
        destination_id: uuid.UUID,
        free: int,
        busy: Mapping[uuid.UUID, int],
        now: datetime,
    ) -> list[Job]:
        destination = Destination.objects.filter(pk=destination_id).first()
        if destination is None:
            return []
        if not destination.is_enabled:
            hold_waiting(destination.pk, DISABLED)
            return []
        try:
            connection = open_connection(destination, self._tokens)
        except UnusableError as err:
            pause(destination, err.reason, now=now)
            return []
        slots = min(free, connection.concurrency - busy.get(destination_id, 0))
        if slots <= 0:
            return []
        with transaction.atomic():
            return self._claim(destination, connection, slots, now)

    def _claim(
        self, destination: Destination, connection: Connection, slots: int, now: datetime
    ) -> list[Job]:
        """Jobs within what the destination's health and rate allow; its health row is locked."""
        health = locked_health(destination.pk)
        if health is None:
            return []
        if health.paused_reason:
            hold_waiting(destination.pk, health.paused_reason)
            return []
        pace = _pace_of(health, connection, now)
        if pace.requests < 1:
            return []
        slots = min(slots, pace.requests)
        claimed = claim(
            destination,
            now=now,
            limit=1 if pace.is_probe else _most_items(connection, slots),
            options=connection.options,
        )
        plans, unplanned = self._plans_of(connection, claimed.deliveries)
        hold_claimed(claimed.lease, unplanned)
        shares = share_out(plans, slots=slots, requests=pace.requests)
        _hand_back_rest(claimed, shares, unplanned, now)
        _spend(health, pace, sum(share.requests for share in shares), claimed, now)
        return [_job(connection, claimed, share, is_probe=pace.is_probe) for share in shares]

    def _plans_of(
        self, connection: Connection, rows: Sequence[Delivery]
    ) -> tuple[list[tuple[Delivery, Plan]], dict[uuid.UUID, PayloadError]]:
        """Each delivery with the plan of its version; and those whose version cannot run."""
        plans: list[tuple[Delivery, Plan]] = []
        unplanned: dict[uuid.UUID, PayloadError] = {}
        for row in rows:
            try:
                plan = self._plans.get(
                    row.version_id, connection.definition, _version, row.audience_key
                )
                plans.append((row, plan))
            except PayloadError as err:
                unplanned[row.pk] = err
        return plans, unplanned


def _version(version_id: uuid.UUID) -> MappingVersion:
    return MappingVersion.objects.get(pk=version_id)


def _most_items(connection: Connection, slots: int) -> int:
    batches = (action.batch.max_items for action in connection.definition.actions if action.batch)
    return min(slots * max(MAX_SINGLES_PER_JOB, *batches, 1), MAX_CLAIMED_AT_ONCE)


def _hand_back_rest(
    claimed: Claim,
    shares: Sequence[Share],
    unplanned: Mapping[uuid.UUID, PayloadError],
    now: datetime,
) -> None:
    shared = {row.pk for share in shares for row, _ in share.members}
    rest = [
        row.pk for row in claimed.deliveries if row.pk not in shared and row.pk not in unplanned
    ]
    if rest:
        hand_back(claimed.lease, rest, now=now)


def _job(connection: Connection, claimed: Claim, share: Share, *, is_probe: bool) -> Job:
    items = [Item(row.pk, row.webhook_id, row.event.text, plan) for row, plan in share.members]
    return Job(connection, claimed.lease, items, is_probe=is_probe)


@dataclass(frozen=True, slots=True)
class _Pace:
    """How many requests may go out now; `bucket` is None where no rate limits them."""

    requests: int
    is_probe: bool = False
    bucket: Bucket | None = None


def _pace_of(health: DestinationHealth, connection: Connection, now: datetime) -> _Pace:
    if health.not_before is not None and now < health.not_before:
        return _Pace(0)
    allowed = permission(read_breaker(health.breaker), now=now)
    if allowed == "wait":
        return _Pace(0)
    rate = requests_per_s(connection.definition, connection.options)
    if rate is None:
        return _Pace(1 if allowed == "probe" else MAX_CLAIMED_AT_ONCE, allowed == "probe")
    stored = (
        Bucket(health.tokens, health.refilled_at)
        if health.tokens is not None and health.refilled_at is not None
        else None
    )
    bucket = refilled(stored, rate=rate, now=now)
    requests = int(bucket.tokens)
    return _Pace(min(requests, 1) if allowed == "probe" else requests, allowed == "probe", bucket)


def _spend(
    health: DestinationHealth, pace: _Pace, requests: int, claimed: Claim, now: datetime
) -> None:
    """Note on the locked row what this claim uses up."""
    if pace.is_probe and requests:
        started = with_probe_started(read_breaker(health.breaker), now=now)
        health.breaker = breaker_json(started)
    if pace.bucket is not None:
        health.tokens = pace.bucket.tokens - requests
        health.refilled_at = pace.bucket.refilled_at
    health.disordered_count += claimed.disordered
    if pace.is_probe or pace.bucket is not None or claimed.disordered:
        health.save()
