"""A destination that is down is asked now and then."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from mappings.delivery.breaker import (
    Breaker,
    breaker_json,
    needs_pause,
    permission,
    read_breaker,
    with_failure,
    with_probe_started,
    with_success,
)

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def after(results, breaker=None, *, step_s=1.0, start=NOW):
    """A breaker after attempts, one every `step_s`: "+" a success, "-" a failure."""
    breaker = breaker or Breaker()
    for number, result in enumerate(results):
        now = start + timedelta(seconds=number * step_s)
        breaker = (with_success if result == "+" else with_failure)(breaker, now=now)
    return breaker


@pytest.mark.parametrize(
    ("results", "is_open"),
    [
        ("", False),
        ("-" * 9, False),
        ("-" * 10, True),
        ("-" * 9 + "+" + "-" * 9, False),  # neither ten in a row nor twenty in all
        ("+-" * 9 + "+", False),  # 19 attempts
        ("+-" * 10, True),  # 10 of 20
        ("++-" * 20, False),  # a third
    ],
)
def test_it_opens_after_ten_in_a_row_or_half_of_twenty(results, is_open):
    assert after(results).is_open is is_open


def test_failures_older_than_five_minutes_do_not_count():
    old = after("+-" * 9)
    later = after("+-", old, start=NOW + timedelta(minutes=6))
    assert not later.is_open


def test_slow_failures_in_a_row_open_it_however_long_they_take():
    assert after("-" * 10, step_s=3_600).is_open


def test_while_it_is_closed_everything_is_sent():
    assert permission(after("-" * 9), now=NOW) == "send"


def test_an_open_one_waits_thirty_seconds_and_lets_one_probe_through():
    breaker = after("-" * 10, step_s=0)
    assert permission(breaker, now=NOW + timedelta(seconds=29)) == "wait"
    at = NOW + timedelta(seconds=30)
    assert permission(breaker, now=at) == "probe"
    assert permission(with_probe_started(breaker, now=at), now=at) == "wait"


def test_waits_between_failed_probes_double_up_to_ten_minutes():
    breaker, now, waits = after("-" * 10, step_s=0), NOW, []
    for _ in range(7):
        waits.append((breaker.next_probe_at - now).total_seconds())
        now = breaker.next_probe_at
        breaker = with_failure(with_probe_started(breaker, now=now), now=now, is_probe=True)
    assert waits == [30, 60, 120, 240, 480, 600, 600]


def test_an_outage_of_ten_minutes_costs_few_requests():
    breaker, now, probes = after("-" * 10, step_s=0), NOW, 0
    while now < NOW + timedelta(minutes=10):
        if permission(breaker, now=now) == "probe":
            probes += 1
            breaker = with_failure(with_probe_started(breaker, now=now), now=now, is_probe=True)
        now += timedelta(seconds=1)
    assert 10 + probes <= 40


def test_a_probe_that_never_ends_does_not_block_the_next():
    at = NOW + timedelta(seconds=30)
    breaker = with_probe_started(after("-" * 10, step_s=0), now=at)
    assert permission(breaker, now=at + timedelta(seconds=30)) == "probe"


def test_failures_that_were_on_their_way_do_not_lengthen_the_wait():
    breaker = after("-" * 10, step_s=0)
    straggler = with_failure(breaker, now=NOW + timedelta(seconds=5))
    assert straggler.next_probe_at == breaker.next_probe_at


def test_a_success_closes_it_and_forgets():
    breaker = with_success(after("-" * 30), now=NOW)
    assert not breaker.is_open
    assert not after("-" * 9, breaker).is_open


def test_one_that_opens_again_starts_with_a_short_wait():
    breaker, now = after("-" * 10, step_s=0), NOW
    for _ in range(4):
        now = breaker.next_probe_at
        breaker = with_failure(breaker, now=now, is_probe=True)
    again = after("-" * 10, with_success(breaker, now=now), step_s=0, start=now)
    assert again.next_probe_at == now + timedelta(seconds=30)


def test_three_days_without_a_success_ask_for_its_owner():
    breaker = after("-" * 10, step_s=0)
    assert not needs_pause(breaker, now=NOW + timedelta(days=3, seconds=-1))
    assert needs_pause(breaker, now=NOW + timedelta(days=3))


def test_a_success_in_between_starts_the_three_days_again():
    later = NOW + timedelta(days=2)
    breaker = after("+" + "-" * 10, after("-" * 10, step_s=0), step_s=0, start=later)
    assert not needs_pause(breaker, now=NOW + timedelta(days=4))


def test_three_quiet_days_after_one_failure_ask_for_nobody():
    assert not needs_pause(after("-"), now=NOW + timedelta(days=4))


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(hours=1), timedelta(days=1)])
def test_a_jump_of_the_clock_keeps_it_usable(jump):
    breaker = after("+-" * 8)
    jumped = after("+" * 20 + "-" * 9, breaker, start=NOW + jump)
    assert not jumped.is_open
    assert after("-", jumped, start=NOW + jump + timedelta(seconds=30)).is_open


@pytest.mark.parametrize("results", ["", "-", "+", "-" * 10, "+-" * 30])
def test_it_is_the_same_after_storage(results):
    breaker = after(results)
    assert read_breaker(json.loads(json.dumps(breaker_json(breaker)))) == breaker


def test_nothing_stored_is_a_new_one():
    assert read_breaker(None) == read_breaker({}) == Breaker()
