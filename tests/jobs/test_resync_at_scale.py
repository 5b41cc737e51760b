"""Thousands of members, with people leaving and runners ending in between: on either database."""

from functools import partial
from itertools import cycle
from typing import Any

import pytest
from django.utils import timezone

from mappings.jobs import resync
from mappings.jobs.runner import Runner
from mappings.models import Delivery, Event, Job, JobState
from mappings.services.connections import connect_audience, update_connection
from mappings.services.mappings import enable_mapping
from mappings.services.memberships import Change, change_members
from mappings.services.resync_choice import choose_resync
from mappings.services.resync_trials import estimate_resync
from mappings.services.resyncs import start_resync
from tests import factories
from tests.jobs.test_resync import add_members, told_users, users
from tests.services.threads import at_once

NAMES = [{"trait": "first_name"}, {"trait": "last_name"}]


def connect() -> Any:
    crm = factories.make_destination(factories.make_source(factories.make_workspace()))
    enable_mapping(mapping=factories.make_mapping(crm))
    audience = factories.make_audience(crm.workspace)
    changes: Any = {"is_customized": True, "traits": NAMES, "sends_identify": False}
    return connect_audience(audience=audience, destination=crm, changes=changes)


@pytest.mark.django_db
def test_thousands_are_told_of_once_by_runners_that_end_now_and_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(resync, "MEMBERS_PER_PART", 150)
    connection = connect()
    members = add_members(connection.audience, 3_000)
    for one in members[::3]:
        one.traits = {**one.traits, "last_name": "Doe"}
        one.save(update_fields=["traits"])
    estimate = estimate_resync(choose_resync(connection=connection), now=timezone.now())
    everybody = start_resync(choose_resync(connection=connection))
    runs = _run_to_its_end(everybody)

    assert (estimate.members, estimate.looked_at, estimate.deliveries) == (3_000, 1_000, 3_000)
    assert runs > 3
    assert everybody.done_count == 3_000
    assert (told_users(), Delivery.objects.count()) == (users(3_000), 3_000)

    row = update_connection(row=connection, changes={"traits": NAMES[:1]})
    changed = start_resync(choose_resync(connection=row, since_connection_version=1))
    _run_to_its_end(changed)

    again = Event.objects.filter(message_id__startswith=f"resync-{changed.pk.hex}-")
    assert set(again.values_list("user_id", flat=True)) == {f"user-{n}" for n in range(0, 3_000, 3)}
    assert (changed.cursor["sent"], changed.cursor["unchanged"]) == (1_000, 2_000)


@pytest.mark.django_db(transaction=True)
def test_who_leaves_at_the_same_moment_is_told_of_leaving_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(resync, "MEMBERS_PER_PART", 5)
    connection = connect()
    members = add_members(connection.audience, 60)
    job = start_resync(choose_resync(connection=connection))

    def leave() -> None:
        for one in reversed(members[20:]):
            change_members(connection.audience, [Change(one.pk, False)], timezone.now())

    at_once([partial(Runner(rests=False).step, only=job.pk), leave])

    job.refresh_from_db()
    assert (job.state, job.done_count) == (JobState.DONE, 60)
    names: dict[str, list[str]] = {}
    for user, name in Event.objects.order_by("pk").values_list("user_id", "name"):
        names.setdefault(user, []).append(name)
    for number in range(60):
        told = names[f"user-{number}"]
        last = "Audience Exited" if number >= 20 else "Audience Entered"
        assert told[-1] == last
        assert told.count(last) == 1
        assert len(told) <= 2


def _run_to_its_end(job: Job) -> int:
    """How many runners it took; each does some parts and is gone."""
    lengths, runs = cycle([1, 4, 2, 6, 3]), 0
    while job.state != JobState.DONE:
        runner = Runner(rests=False)
        left = next(lengths)

        def count(_job: Job, runner: Runner = runner) -> None:
            nonlocal left
            left -= 1
            if not left:
                runner.stop()

        runner.step(only=job.pk, on_progress=count)
        job.refresh_from_db()
        runs += 1
        assert runs < 50
    return runs
