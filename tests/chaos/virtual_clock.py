"""A day of retries, Retry-After and jumps of the clock, on a clock that is turned by hand."""

import random
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.chaos.books import add_deliveries, make_destination
from tests.chaos.world import World
from tests.delivery.shop import Answers, Clock

START = datetime(2026, 6, 1, tzinfo=UTC)
RATE = 5
COUNT = 200
DRAIN_S = 16  # the longest step while nothing may be sent
FINEST_S = 1.0  # how far the clock goes at once, at least


def run(world: World, *, is_long: bool) -> dict[str, Any]:
    schedule = _schedule(world, 1_000 if is_long else 30)
    pause = _pause(world)
    jumps = {name: _jump(world, by) for name, by in _JUMPS.items()}
    return {
        "passed": schedule["passed"]
        and pause["passed"]
        and all(j["passed"] for j in jumps.values()),
        "schedule": schedule,
        "retry_after": pause,
        "jumps": jumps,
    }


_JUMPS = {
    "+1 h": timedelta(hours=1),
    "-1 h": timedelta(hours=-1),
    "+1 d": timedelta(days=1),
}


class _Times(Answers):
    """Answers, and when each delivery was tried by the clock of the test."""

    def __init__(self, clock: Clock, *answers: Any) -> None:
        super().__init__(*answers)
        self.times: dict[str, list[datetime]] = defaultdict(list)
        self.on_send = lambda request: self.times[request.headers["webhook-id"]].append(clock.now)

    @property
    def all_times(self) -> list[datetime]:
        return sorted(at for times in self.times.values() for at in times)


def _schedule(world: World, count: int) -> dict[str, Any]:
    """Everything fails for a day; every so often another worker goes on with it."""
    from mappings.delivery.messages import Failure
    from mappings.delivery.retry import JITTER, SCHEDULE_S

    clock, draw = _new_clock(), random.Random(1).random
    failure = Failure("proxy", "The proxy did not let it through.")  # no breaker stops it
    sent = _Times(clock, *[failure] * (count * len(SCHEDULE_S)))
    mapping = make_destination(world.start_receiver(), name="Failing", order="off")
    add_deliveries(mapping, count, at=clock.now)
    steps = _run_to_the_end(clock, sent, draw)
    wrong, spread = 0, [1.0] * len(SCHEDULE_S)
    for number, wait_s in enumerate(SCHEDULE_S[1:], start=1):
        waits = [
            (times[number] - times[number - 1]).total_seconds() for times in sent.times.values()
        ]
        late_s = max(FINEST_S, wait_s * 0.02)
        low, high = wait_s * (1 - JITTER), wait_s * (1 + JITTER) + late_s
        wrong += sum(not low <= waited <= high for waited in waits)
        spread[number] = (max(waits) - min(waits)) / wait_s
    attempts = {len(times) for times in sent.times.values()}
    return {
        "passed": not wrong and attempts == {len(SCHEDULE_S)} and min(spread) >= 0.3,
        "deliveries": count,
        "attempts_of_each": sorted(attempts),
        "outside_of_a_fifth": wrong,
        "least_spread": round(min(spread), 2),
        "steps": steps,
    }


def _pause(world: World) -> dict[str, Any]:
    """One answer of many asks for half a minute: the whole destination waits, then is paced."""
    from mappings.delivery.messages import Answer

    clock = _new_clock()
    sent = _Times(clock, Answer(200), Answer(429, headers={"retry-after": "30"}))
    mapping = make_destination(
        world.start_receiver(),
        name="Pausing",
        order="off",
        requests_per_s=RATE,
        max_concurrency=1,
    )
    add_deliveries(mapping, COUNT, at=clock.now)
    _run_to_the_end(clock, sent, lambda: 0.5)
    begun = sent.all_times[0]
    within = sum(timedelta(0) < at - begun < timedelta(seconds=30) for at in sent.all_times)
    return {
        "passed": not within and len(sent.times) == COUNT and _most_in(sent, 1) <= 2 * RATE,
        "requests_within": within,
        "most_in_a_second_after": _most_in(sent, 1),
        "requests_per_s": RATE,
    }


def _jump(world: World, by: timedelta) -> dict[str, Any]:
    """The clock jumps while some wait for their next try: none is lost, or stuck for more than an
    hour, and there is no storm.
    """
    clock = _new_clock()
    sent = _Times(clock, *[503] * 5)
    mapping = make_destination(
        world.start_receiver(), name=f"Jumping {by}", order="off", requests_per_s=RATE
    )
    add_deliveries(mapping, COUNT // 2, at=clock.now)
    _step(clock, sent, lambda: 0.5)
    clock.now += by
    jumped = clock.now
    add_deliveries(mapping, COUNT // 2, at=clock.now)
    _run_to_the_end(clock, sent, lambda: 0.5)
    after = [at for at in sent.all_times if at >= jumped]
    minute = sum(at - jumped <= timedelta(minutes=1) for at in after)
    last_s = (max(after) - jumped).total_seconds()
    return {
        "passed": len(sent.times) == COUNT
        and not _waiting_of(mapping)
        and minute <= RATE * 61
        and last_s <= 3_600 + COUNT / RATE + DRAIN_S,
        "deliveries": COUNT,
        "reached": len(sent.times),
        "in_the_first_minute": minute,
        "last_after_s": round(last_s),
    }


def _run_to_the_end(clock: Clock, sent: _Times, draw: Callable[[], float]) -> int:
    """Turn the clock on to when something is due, again and again; how often that was."""
    from django.db.models import Min

    from mappings.models import Delivery

    steps, idle_s = 0, FINEST_S
    while True:
        before = len(sent.requests)
        _step(clock, sent, draw)
        due = Delivery.objects.waiting().aggregate(due=Min("due_at"))["due"]
        if due is None:
            return steps
        steps += 1
        # What is due and does not go waits for its destination: look again, less and less often.
        idle_s = FINEST_S if len(sent.requests) > before else min(idle_s * 2, DRAIN_S)
        ahead_s = (due - clock.now).total_seconds() * 1.02
        clock.advance(max(FINEST_S, ahead_s) if ahead_s > 0 else idle_s)


def _step(clock: Clock, sent: _Times, draw: Callable[[], float]) -> None:
    """Another worker each time: all that one knows is in the database."""
    from mappings.delivery.worker import Worker

    worker = Worker(send=sent, threads=4, now=clock, draw=draw)
    worker.run_until_idle()
    worker.stop()
    worker._pool.shutdown(wait=True)


def _new_clock() -> Clock:
    clock = Clock()
    clock.now = START
    return clock


def _most_in(sent: _Times, seconds: int) -> int:
    """The most requests within any so many seconds."""
    times = sent.all_times
    return max(
        sum(timedelta(0) <= other - at < timedelta(seconds=seconds) for other in times[i : i + 999])
        for i, at in enumerate(times)
    )


def _waiting_of(mapping: Any) -> bool:
    from mappings.models import Delivery

    return Delivery.objects.for_mapping(mapping).waiting().exists()
