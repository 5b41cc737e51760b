"""Members come from files: they enter, leave, or are all that the audience has."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mappings.jobs.leases import keep_progress
from mappings.jobs.member_import import import_members
from mappings.jobs.runner import Runner
from mappings.models import Audience, Event, Job, JobState, Membership, Profile
from mappings.services.audiences import delete_audience
from mappings.services.errors import InvalidInput
from mappings.services.jobs import resume_job
from mappings.services.member_changes import name_members, start_member_import
from mappings.services.profile_imports import ImportFile
from mappings.services.profile_input import ProfileInput
from mappings.services.profiles import upsert_profiles
from tests import factories

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 1, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _data_dir(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def audience() -> Audience:
    crm = factories.make_destination(factories.make_source(factories.make_workspace()))
    row = factories.make_audience(crm.workspace)
    factories.make_connection(row, crm, sends_identify=False)
    return row


def upload(audience: Audience, mode: str, *users: str) -> Job:
    text = "\n".join(["user_id", *users, ""])
    return start_member_import(
        audience=audience,
        mode=mode,
        file=ImportFile("members.csv"),
        blocks=[text.encode()],
        size_bytes=len(text),
        started_by=None,
    )


def run(job: Job, **changes: Any) -> Job:
    Runner(now=lambda: NOW, rests=False, **changes).step(only=job.pk)
    job.refresh_from_db()
    return job


def members() -> set[str]:
    rows = Membership.objects.current().values_list("profile__identifiers__value", flat=True)
    return set(rows)


def told() -> list[tuple[str, str]]:
    return list(Event.objects.order_by("pk").values_list("name", "user_id"))


def test_those_of_a_file_enter_and_each_is_told(audience: Audience) -> None:
    job = run(upload(audience, "add", "u1", "u2"))

    assert (job.state, job.done_count, job.problem_count) == (JobState.DONE, 3, 0)
    assert members() == {"u1", "u2"}
    assert told() == [("Audience Entered", "u1"), ("Audience Entered", "u2")]


def test_those_of_a_file_leave_and_nobody_is_made(audience: Audience) -> None:
    run(upload(audience, "add", "u1", "u2"))
    job = run(upload(audience, "remove", "u2", "nobody"))

    assert job.state == JobState.DONE
    assert members() == {"u1"}
    assert told()[2:] == [("Audience Exited", "u2")]
    assert Profile.objects.count() == 2
    assert [(one.line, one.message) for one in job.problems.all()] == [
        (3, "Nobody is known by this.")
    ]


def before_the_file(audience: Audience) -> None:
    Membership.objects.filter(audience=audience).update(entered_at=NOW - timedelta(days=1))


def test_a_file_of_all_members_lets_the_others_leave(audience: Audience) -> None:
    run(upload(audience, "add", "u1", "u2"))
    before_the_file(audience)
    Membership.objects.filter(profile__identifiers__value="u1").update(named_by=None)
    job = run(upload(audience, "replace", "u2", "u3"))

    assert job.state == JobState.DONE
    assert members() == {"u2", "u3"}
    assert told()[2:] == [("Audience Entered", "u3"), ("Audience Exited", "u1")]


def test_who_entered_while_the_file_was_read_stays(audience: Audience) -> None:
    job = upload(audience, "replace", "u1")
    name_members(audience=audience, adding=[ProfileInput({"user_id": "later"})], now=NOW)
    Membership.objects.update(entered_at=job.created_at + timedelta(seconds=1))

    run(job)
    assert members() == {"u1", "later"}


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["u2", '"broken'], "A line could not be read, so nobody left."),
        (["x" * 501, "y" * 501], "2 lines could not be read, so nobody left."),
    ],
)
def test_nobody_leaves_for_lines_that_could_not_be_read(
    audience: Audience, lines: list[str], reason: str
) -> None:
    run(upload(audience, "add", "u1"))
    before_the_file(audience)
    job = run(upload(audience, "replace", *lines))

    assert job.state == JobState.FAILED
    assert job.detail.startswith(reason)
    assert "u1" in members()


def test_a_file_that_names_nobody_lets_nobody_leave(audience: Audience) -> None:
    run(upload(audience, "add", "u1"))
    before_the_file(audience)
    job = run(upload(audience, "replace"))

    assert (job.state, job.detail) == (JobState.FAILED, "The file names nobody, so nobody left.")
    assert members() == {"u1"}


def test_a_job_that_is_stopped_goes_on_where_it_was(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mappings.jobs.profile_import.LINES_PER_PART", 2)
    monkeypatch.setattr("mappings.jobs.member_import.CHANGES_PER_STEP", 1)
    run(upload(audience, "add", "old1", "old2", "old3"))
    before_the_file(audience)
    job = upload(audience, "replace", *(f"u{at}" for at in range(7)))
    steps = 0
    while job.state != JobState.DONE:
        run(job, slice_s=-1.0)
        steps += 1

    assert steps > 5
    assert members() == {f"u{at}" for at in range(7)}
    assert len(told()) == len(set(told())) == 3 + 7 + 3


def test_an_audience_that_is_deleted_ends_the_job(audience: Audience) -> None:
    job = upload(audience, "add", "u1")
    delete_audience(audience=audience)
    run(job)

    assert (job.state, job.detail) == (JobState.FAILED, "The audience was deleted.")
    resume_job(job)
    assert run(job).state == JobState.FAILED


def test_a_mode_is_add_remove_or_replace(audience: Audience) -> None:
    with pytest.raises(InvalidInput, match="Choose add, remove, replace"):
        upload(audience, "merge", "u1")


def test_people_are_named_by_hand(audience: Audience) -> None:
    done = name_members(
        audience=audience,
        adding=[ProfileInput({"user_id": "u1"}), ProfileInput({"email": "u2@example.com"})],
        now=NOW,
    )
    assert (done.changed.entered, len(done.added), done.unknown) == (2, 2, 0)

    gone = [ProfileInput({"user_id": "u1"}), ProfileInput({"user_id": "nobody"})]
    done = name_members(audience=audience, removing=gone, now=NOW)
    assert (done.changed.exited, done.unknown) == (1, 1)
    assert members() == {"u2@example.com"}


def test_one_who_cannot_be_stored_changes_nothing(audience: Audience) -> None:
    with pytest.raises(InvalidInput) as caught:
        name_members(
            audience=audience,
            adding=[ProfileInput({"user_id": "u1"}), ProfileInput({})],
            now=NOW,
        )
    assert [one.pointer for one in caught.value.problems] == ["/add/1/identifiers"]
    assert not Profile.objects.exists()


def test_a_line_that_nobody_can_be_found_by_is_told_and_the_others_leave(
    audience: Audience,
) -> None:
    run(upload(audience, "add", "u1", "u2"))

    job = run(upload(audience, "remove", "u1", "x" * 600, "nobody", "u2"))

    assert (job.state, members()) == (JobState.DONE, set())
    told_lines = list(job.problems.order_by("line").values_list("line", "message"))
    assert [line for line, _ in told_lines] == [3, 4]
    assert "at most" in told_lines[0][1]
    assert told_lines[1][1] == "Nobody is known by this."


def test_who_is_merged_while_the_file_is_read_stays_named_by_it(audience: Audience) -> None:
    workspace = audience.workspace
    for known in ({"user_id": "u1"}, {"user_id": "u2"}):
        name_members(audience=audience, adding=[ProfileInput(known)], now=NOW - timedelta(days=1))
    text = b"email\na@example.com\n"
    job = start_member_import(
        audience=audience,
        mode="replace",
        file=ImportFile("members.csv"),
        blocks=[text],
        size_bytes=len(text),
        started_by=None,
    )
    Job.objects.update(created_at=NOW)
    both = ProfileInput({"user_id": "u1", "email": "a@example.com"})
    for part in import_members(Job.objects.get(pk=job.pk)):
        claimed = Job.objects.get(pk=job.pk)
        if part is not None:
            keep_progress(claimed, part(NOW))
        if claimed.cursor.get("line") == 2:
            break
    assert members() == {"u1", "u2", "a@example.com"}
    upsert_profiles(workspace, [both], NOW)

    run(job)

    assert members() == {"u1", "a@example.com"}


def test_of_many_who_are_not_named_each_leaves_once(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mappings.jobs.member_import.CHANGES_PER_STEP", 2)
    before = [ProfileInput({"user_id": f"u{at}"}) for at in range(9)]
    name_members(audience=audience, adding=before, now=NOW - timedelta(days=1))

    job = run(upload(audience, "replace", "u0", "u4", "u8"))

    assert (job.state, members()) == (JobState.DONE, {"u0", "u4", "u8"})
    assert [name for name, _ in told()].count("Audience Exited") == 6
