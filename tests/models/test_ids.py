"""Ids are ordered by time."""

import time
import uuid

import pytest

from mappings.models import ids
from mappings.models.ids import new_id


def test_an_id_is_a_version_7_uuid() -> None:
    made = new_id()

    assert (made.version, made.variant) == (7, uuid.RFC_4122)


def test_an_id_carries_its_millisecond() -> None:
    before_ms = time.time_ns() // 1_000_000
    made_ms = new_id().int >> 80

    assert before_ms <= made_ms <= time.time_ns() // 1_000_000


@pytest.mark.parametrize("step_ns", [300, 1_000, 1_000_000, 3_600 * 10**9])
def test_a_later_id_is_the_greater_one(step_ns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    now_ns = 1_790_000_000_000_000_000
    monkeypatch.setattr(ids.time, "time_ns", lambda: now_ns)
    first = new_id()
    now_ns += step_ns

    assert new_id() > first
    assert str(new_id()) > str(first)


def test_ids_of_one_moment_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids.time, "time_ns", lambda: 1_790_000_000_000_000_000)

    assert len({new_id() for _ in range(1_000)}) == 1_000
