"""Profiles are imported from files: each line once, whatever happens in between."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mappings.jobs import profile_import
from mappings.jobs.runner import Runner
from mappings.models import Job, JobState, Profile, ProfileIdentifier, Workspace
from mappings.services.errors import InvalidInput, LimitReached
from mappings.services.job_files import forget_files, job_file
from mappings.services.profile_imports import (
    ImportFile,
    start_local_import,
    start_uploaded_import,
)
from tests.factories import make_workspace

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture(autouse=True)
def _data_dir(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def upload(workspace: Workspace, text: str | bytes, name: str = "people.csv", **more: Any) -> Job:
    data = text.encode() if isinstance(text, str) else text
    return start_uploaded_import(
        workspace=workspace,
        file=ImportFile(name, **more),
        blocks=[data[i : i + 7] for i in range(0, len(data), 7)],
        size_bytes=len(data),
        started_by=None,
    )


def run(job: Job) -> Job:
    Runner(now=lambda: NOW, rests=False).step(only=job.pk)
    job.refresh_from_db()
    return job


def told(job: Job) -> list[tuple[int, str]]:
    return list(job.problems.order_by("line").values_list("line", "message"))


def test_columns_with_known_names_need_no_table(workspace: Workspace) -> None:
    job = run(upload(workspace, "User ID,E-mail,plan\nuser-123,user@example.com,pro\n,,free\n"))

    profile = Profile.objects.get()
    assert (job.state, job.done_count, job.total) == (JobState.DONE, 3, 3)
    assert profile.traits == {"email": "user@example.com", "plan": "pro"}
    assert told(job) == [(3, "At least one identifier is needed.")]


def test_a_table_says_what_the_columns_are(workspace: Workspace) -> None:
    columns = {
        "Kunde": {"identifier": "customer_no"},
        "Ort": {"trait": "address.city"},
        "Alter": {"trait": "age", "type": "number"},
        "VIP": {"trait": "is_vip", "type": "boolean"},
    }
    text = "Kunde,Ort,Alter,VIP,Rest\n7,Rome,41,yes,x\n8,Oslo,old,no,x\n"
    job = run(upload(workspace, text, columns=columns))

    assert Profile.objects.get().traits == {"address": {"city": "Rome"}, "age": 41, "is_vip": True}
    assert ProfileIdentifier.objects.get().type == "customer_no"
    assert told(job) == [(3, "'Alter' holds no number.")]


def test_lines_of_json_may_be_written_as_the_api_writes_profiles(workspace: Workspace) -> None:
    line = '{"identifiers": {"email": ["a@example.com", "b@example.com"]}, "traits": {"n": 1}}\n'
    run(upload(workspace, line + '{"user": {"id": 7}}\n', "people.ndjson"))

    assert Profile.objects.get().traits == {"n": 1}
    assert ProfileIdentifier.objects.count() == 2


def test_a_column_that_is_missing_ends_the_job_before_anything_is_written(
    workspace: Workspace,
) -> None:
    job = run(upload(workspace, "id\n1\n", columns={"Mail": {"identifier": "email"}}))

    assert (job.state, job.detail) == (
        JobState.FAILED,
        "The file has no column 'Mail'. It has 'id'.",
    )


def test_a_person_in_two_lines_is_merged_and_told(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile_import, "LINES_PER_PART", 2)
    text = "id,plan\n1,a\n2,b\n3,c\n1,d\n3,e\n"
    job = run(upload(workspace, text))

    assert told(job) == [(5, profile_import.REPEATED), (6, profile_import.REPEATED)]
    assert Profile.objects.count() == 3
    assert Profile.objects.get(identifiers__value="1").traits == {"plan": "d"}


def test_an_import_that_is_stopped_goes_on_with_the_next_line(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile_import, "LINES_PER_PART", 3)
    job = upload(workspace, "id,n\n" + "".join(f"{i},{i}\n" for i in range(20)))
    stops = 0
    while job.state not in (JobState.DONE, JobState.FAILED):
        Runner(now=lambda: NOW, rests=False, slice_s=0).step()
        job.refresh_from_db()
        stops += 1
        assert stops < 20

    assert stops == 9
    assert (job.state, job.done_count, told(job)) == (JobState.DONE, 21, [])
    assert Profile.objects.count() == 20


def test_a_file_that_is_gone_or_damaged_fails_with_what_to_do(workspace: Workspace) -> None:
    job = upload(workspace, b"\xff\xfeu\0")
    assert "UTF-16" in run(job).detail
    job = upload(workspace, "id\n1\n")
    job_file(job.pk).unlink()
    assert "There is no such file." in run(job).detail


def test_a_local_file_is_read_where_it_is(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("id\nuser-123\n")
    run(start_local_import(workspace=workspace, file=ImportFile(path.name), path=path))

    assert Profile.objects.count() == 1
    assert path.exists()


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (ImportFile("people.txt"), "Say the format: csv, ndjson, parquet."),
        (ImportFile("a.csv", columns=[]), "An object is expected."),
        (ImportFile("a.csv", columns={"a": {"trait": "b"}}), "No column is an identifier"),
        (ImportFile("a.csv", columns={"a": {"trait": "b..c"}}), "A dotted name has a name"),
        (ImportFile("a.csv", columns={"a": {"type": "text"}}), "Name an identifier, a trait"),
        (ImportFile("a.csv", columns={"a": {"trait": "b", "type": "x"}}), "One of text, number"),
        (ImportFile("a.parquet"), "This is no Parquet file."),
        (ImportFile("a.csv", columns={"a": {"identifier": 7, "x": 1}}), "Expected identifier"),
    ],
)
def test_what_will_not_do_is_refused_and_nothing_is_kept(
    workspace: Workspace, tmp_path: Path, file: ImportFile, words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        start_uploaded_import(
            workspace=workspace, file=file, blocks=[b"id\n"], size_bytes=3, started_by=None
        )

    assert not list(tmp_path.rglob("*.upload"))
    assert not Job.objects.exists()


@pytest.mark.parametrize("declared", [2_000_000, None])
def test_a_file_that_is_too_large_is_refused(
    workspace: Workspace, settings: Any, tmp_path: Path, declared: int | None
) -> None:
    settings.MAX_UPLOAD_MB = 1
    with pytest.raises(LimitReached, match="larger than 1,000,000 bytes"):
        start_uploaded_import(
            workspace=workspace,
            file=ImportFile("a.csv"),
            blocks=[b"x" * 500_000] * 4,
            size_bytes=declared,
            started_by=None,
        )
    assert not list(tmp_path.rglob("*.upload"))


def test_a_full_disk_is_told(workspace: Workspace, settings: Any) -> None:
    settings.MIN_FREE_DISK_MB = 10**9
    with pytest.raises(LimitReached, match="The disk has no room"):
        upload(workspace, "id\n")


def test_files_of_ended_jobs_are_deleted(workspace: Workspace) -> None:
    done, waiting = run(upload(workspace, "id\n1\n")), upload(workspace, "id\n1\n")
    for job in (done, waiting):
        os.utime(job_file(job.pk), (0, 0))

    assert forget_files(NOW) == 1
    assert job_file(waiting.pk).exists()
