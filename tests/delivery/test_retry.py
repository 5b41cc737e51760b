"""When is it tried again? On a virtual clock: the whole day in no time."""

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from mappings.delivery.retry import (
    JITTER,
    MAX_RETRY_AFTER_S,
    SCHEDULE_S,
    next_attempt_at,
    retry_after_s,
)

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def attempt_times(draw, *, retry_after=None):
    """The attempts of a delivery that always fails, each made when it is due."""
    times, now = [], NOW
    while due := next_attempt_at(
        attempts_made=len(times), now=now, draw=draw, retry_after_s=retry_after
    ):
        times.append(due)
        now = due
    return times


def test_there_are_eleven_attempts_over_23_hours_and_42_minutes():
    times = attempt_times(lambda: 0.5)  # the middle of the jitter: none
    assert len(times) == 11
    assert times[-1] - NOW == timedelta(hours=23, minutes=42, seconds=35)


def test_eight_attempts_fall_into_the_first_four_hours():
    times = attempt_times(lambda: 0.5)
    assert sum(time - NOW <= timedelta(hours=4) for time in times) == 8


@pytest.mark.parametrize("seed", range(20))
def test_each_wait_is_within_a_fifth_of_the_schedule(seed):
    times = [NOW, *attempt_times(random.Random(seed).random)]  # noqa: S311 - no secret
    for wait_s, (before, after) in zip(SCHEDULE_S, pairwise(times), strict=True):
        waited_s = (after - before).total_seconds()
        assert wait_s * (1 - JITTER) <= waited_s <= wait_s * (1 + JITTER)


@pytest.mark.parametrize("attempts_made", range(1, 11))
def test_a_thousand_that_failed_together_come_back_apart(attempts_made):
    draw = random.Random(1).random  # noqa: S311 - no secret
    times = [next_attempt_at(attempts_made=attempts_made, now=NOW, draw=draw) for _ in range(1_000)]
    spread_s = (max(times) - min(times)).total_seconds()
    assert spread_s >= 0.3 * SCHEDULE_S[attempts_made]


def test_after_the_last_attempt_there_is_none():
    assert next_attempt_at(attempts_made=11, now=NOW, draw=lambda: 0.0) is None
    assert next_attempt_at(attempts_made=99, now=NOW, draw=lambda: 0.0) is None


def test_a_restart_in_the_middle_changes_nothing():
    """Only the count of attempts and the time go in, both of them stored."""
    whole = attempt_times(lambda: 0.5)
    resumed = next_attempt_at(attempts_made=6, now=whole[5], draw=lambda: 0.5)
    assert resumed == whole[6]


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(hours=1), timedelta(days=1)])
def test_a_jump_of_the_clock_moves_the_next_attempt_with_it(jump):
    due = next_attempt_at(attempts_made=4, now=NOW + jump, draw=lambda: 0.5)
    assert due == NOW + jump + timedelta(minutes=10)


def test_a_destination_may_have_a_schedule_of_its_own():
    due = next_attempt_at(attempts_made=1, now=NOW, draw=lambda: 0.5, schedule_s=(0, 60))
    assert due == NOW + timedelta(seconds=60)
    assert next_attempt_at(attempts_made=2, now=NOW, draw=lambda: 0.5, schedule_s=(0, 60)) is None


@pytest.mark.parametrize("drawn", [0.0, 0.5, 0.999])
@pytest.mark.parametrize("attempts_made", range(1, 11))
def test_what_was_asked_for_is_never_cut_short(attempts_made, drawn):
    due = next_attempt_at(
        attempts_made=attempts_made, now=NOW, draw=lambda: drawn, retry_after_s=900
    )
    assert due >= NOW + timedelta(seconds=900)


def test_a_short_retry_after_does_not_shorten_the_schedule():
    due = next_attempt_at(attempts_made=5, now=NOW, draw=lambda: 0.5, retry_after_s=1)
    assert due == NOW + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("30", 30),
        (" 30 ", 30),
        ("0.5", 1),
        ("1.000", 1),
        ("21600", 21_600),
        ("21601", MAX_RETRY_AFTER_S),
        ("999999999999", MAX_RETRY_AFTER_S),
        ("Tue, 24 Nov 2026 09:02:00 GMT", 120),
        ("Tuesday, 24-Nov-26 09:02:00 GMT", 120),
        ("Tue Nov 24 09:02:00 2026", 120),
        ("Tue, 24 Nov 2026 10:02:00 +0100", 120),
        ("Fri, 31 Dec 9999 23:59:59 GMT", MAX_RETRY_AFTER_S),
        (None, None),
        ("", None),
        ("0", None),
        ("-1", None),
        ("1e9", None),
        ("abc", None),
        ("30, 60", None),
        ("30 s", None),
        ("٣٠", None),
        ("1" * 5_000, None),
        ("Tue, 24 Nov 2026 08:59:59 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Tue, 99 Nov 2026 09:02:00 GMT", None),
        ("Tue, 24 Nov 99999 09:02:00 GMT", None),
        ("Tue, 24 Nov 2026 09:02:00 GMT" + " " * 100 + "x", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_ahead(header, seconds):
    assert retry_after_s(header, now=NOW) == seconds
