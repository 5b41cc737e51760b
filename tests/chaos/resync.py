"""kill -9 of the worker while it resyncs an audience: nobody is missing, and nobody told twice."""

import random
import time
from datetime import timedelta
from typing import Any

from tests.chaos.books import are_balanced, make_destination, states, waiting
from tests.chaos.world import World, wait_until

KEY = "vip"


def run(world: World, *, is_long: bool) -> dict[str, Any]:
    from django.db.models import Count

    from mappings.models import Delivery, Event
    from mappings.services.resync_choice import choose_resync
    from mappings.services.resyncs import start_resync

    count, kills = (100_000, 20) if is_long else (5_000, 5)
    mapping = make_destination(world.start_receiver(), order="off", max_concurrency=16)
    connection = _connection(mapping, count)
    started = time.monotonic()
    job = start_resync(choose_resync(connection=connection))
    done_at: list[int] = []
    while len(done_at) < kills and job.state != "done":
        worker = world.start_worker()
        before = job.done_count
        wait_until(lambda before=before: _has_gone_on(job, before), timeout_s=90)
        time.sleep(random.uniform(0, 0.4))
        world.kill(worker)
        job.refresh_from_db()
        done_at.append(job.done_count)
        _let_the_lease_end(job)
    world.start_worker()
    wait_until(lambda: _has_ended(job), timeout_s=900, poll_s=0.2)
    stored_s = time.monotonic() - started
    wait_until(lambda: not waiting(), timeout_s=1_800, poll_s=0.5)
    delivered_s = time.monotonic() - started
    users = Event.objects.values("user_id").annotate(count=Count("pk"))
    told = dict(users.values_list("user_id", "count"))
    received = world.received()
    ids = {str(one) for one in Delivery.objects.values_list("webhook_id", flat=True)}
    missing = count - len(told)
    doubled = sum(number > 1 for number in told.values())
    undelivered = len(ids - received.keys())
    return {
        "passed": not missing
        and not doubled
        and not undelivered
        and len(ids) == count
        and job.done_count == count
        and len(done_at) > 1
        and are_balanced(),
        "members": count,
        "kills": len(done_at),
        "done_at_each_kill": done_at,
        "missing": missing,
        "told_twice": doubled,
        "undelivered": undelivered,
        "copies_of_requests": sum(received.values()) - len(received),
        "detail": job.detail,
        "stored_after_s": round(stored_s, 1),
        "delivered_after_s": round(delivered_s, 1),
        "states": dict(states()),
    }


def _connection(mapping: Any, count: int) -> Any:
    """An audience with so many members, and its connection to the mapping's destination."""
    from mappings.models import Audience
    from mappings.services.connections import connect_audience

    of = {"workspace": mapping.destination.workspace}
    audience = Audience.objects.create(
        **of, key=KEY, name="VIP", entered_event="Audience Entered", exited_event="Audience Exited"
    )
    _add_members(audience, count)
    changes: Any = {"sends_identify": False}
    return connect_audience(audience=audience, destination=mapping.destination, changes=changes)


def _add_members(audience: Any, count: int) -> None:
    from django.utils import timezone

    from mappings.models import Membership, Profile, ProfileIdentifier

    now, of = timezone.now(), {"workspace": audience.workspace}
    for start in range(0, count, 5_000):
        profiles = [Profile(**of, traits={"n": at}) for at in range(start, start + 5_000)]
        Profile.objects.bulk_create(profiles, batch_size=2_000)
        ProfileIdentifier.objects.bulk_create(
            [
                ProfileIdentifier(
                    **of,
                    profile=one,
                    type="user_id",
                    value=f"user-{one.traits['n']}",
                    first_seen_at=now,
                    last_seen_at=now,
                )
                for one in profiles
            ],
            batch_size=2_000,
        )
        Membership.objects.bulk_create(
            [Membership(**of, audience=audience, profile=one, entered_at=now) for one in profiles],
            batch_size=2_000,
        )


def _has_gone_on(job: Any, before: int) -> bool:
    job.refresh_from_db()
    return bool(job.done_count > before or job.state == "done")


def _has_ended(job: Any) -> bool:
    job.refresh_from_db()
    return job.state in ("done", "failed")


def _let_the_lease_end(job: Any) -> None:
    """As a minute later, when the next worker may take what the killed one had."""
    from django.utils import timezone

    from mappings.models import Job

    past = timezone.now() - timedelta(seconds=1)
    Job.objects.filter(pk=job.pk, lease_until__isnull=False).update(lease_until=past)
