"""Sharing claimed deliveries out to threads: batches whole, single ones evenly. Pure."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mappings.delivery.plans import Plan
from mappings.models import Delivery

MAX_SINGLES_PER_JOB = 20  # deliveries that one thread makes one after the other

Member = tuple[Delivery, Plan]


@dataclass(frozen=True, slots=True)
class Share:
    """What one thread gets, and how many requests that will be at least."""

    members: Sequence[Member]
    requests: int


def share_out(members: Sequence[Member], *, slots: int, requests: int) -> list[Share]:
    """Shares for `slots` threads at most, with `requests` requests at most in all.

    What does not fit into them is in no share. Where there are both, single ones always get a
    thread, or the only one if they are due first.
    """
    singles = [member for member in members if member[1].action.batch is None]
    for_batches = slots
    if singles:
        for_batches = slots - 1 if slots > 1 else int(members[0][1].action.batch is not None)
    shares = [Share(batch, 1) for batch in _batches(members)][: min(for_batches, requests)]
    left_slots, left_requests = slots - len(shares), requests - len(shares)
    if not singles or left_slots <= 0 or left_requests <= 0:
        return shares
    singles = singles[: min(left_requests, left_slots * MAX_SINGLES_PER_JOB)]
    count = min(left_slots, len(singles))
    return shares + [Share(singles[i::count], len(singles[i::count])) for i in range(count)]


def _batches(members: Sequence[Member]) -> Iterator[list[Member]]:
    by_version: dict[uuid.UUID, list[Member]] = {}
    for row, plan in members:
        if plan.action.batch is not None:
            by_version.setdefault(plan.version_id, []).append((row, plan))
    for rows in by_version.values():
        size = rows[0][1].batch_items
        yield from (rows[start : start + size] for start in range(0, len(rows), size))
