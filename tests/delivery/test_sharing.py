"""Sharing deliveries out to threads: batches whole, single ones evenly, none twice."""

import uuid
from types import SimpleNamespace
from typing import Any

from mappings.delivery.sharing import MAX_SINGLES_PER_JOB, Member, share_out

SINGLE, BATCH = uuid.uuid4(), uuid.uuid4()


def _members(*version_ids: uuid.UUID) -> list[Member]:
    return [(_row(), _plan(version_id)) for version_id in version_ids]


def _row() -> Any:
    return SimpleNamespace(pk=uuid.uuid4())


def _plan(version_id: uuid.UUID) -> Any:
    batch = SimpleNamespace(max_items=3) if version_id == BATCH else None
    return SimpleNamespace(
        version_id=version_id, action=SimpleNamespace(batch=batch), batch_items=3 if batch else 1
    )


def _sizes(members: list[Member], *, slots: int, requests: int = 1000) -> list[int]:
    shares = share_out(members, slots=slots, requests=requests)
    shared = [row.pk for share in shares for row, _ in share.members]
    assert len(set(shared)) == len(shared)
    return [len(share.members) for share in shares]


def test_single_deliveries_are_spread_over_all_threads() -> None:
    assert _sizes(_members(*[SINGLE] * 7), slots=3) == [3, 2, 2]
    assert _sizes(_members(*[SINGLE] * 2), slots=3) == [1, 1]


def test_a_thread_gets_no_more_single_deliveries_than_it_soon_makes() -> None:
    assert _sizes(_members(*[SINGLE] * 100), slots=2) == [MAX_SINGLES_PER_JOB] * 2


def test_a_batch_is_one_request_of_one_thread() -> None:
    shares = share_out(_members(*[BATCH] * 7), slots=5, requests=5)
    assert [(len(share.members), share.requests) for share in shares] == [(3, 1), (3, 1), (1, 1)]


def test_requests_are_never_more_than_allowed() -> None:
    assert _sizes(_members(*[SINGLE] * 9), slots=4, requests=2) == [1, 1]
    assert _sizes(_members(*[BATCH] * 9), slots=4, requests=2) == [3, 3]


def test_where_there_are_both_single_ones_always_get_a_thread() -> None:
    assert _sizes(_members(*[BATCH] * 9, SINGLE, SINGLE), slots=2) == [3, 2]


def test_an_only_thread_goes_to_what_is_due_first() -> None:
    assert _sizes(_members(SINGLE, *[BATCH] * 9), slots=1) == [1]
    assert _sizes(_members(*[BATCH] * 9, SINGLE), slots=1) == [3]


def test_nothing_is_shared_out_of_nothing() -> None:
    assert _sizes([], slots=4) == []
