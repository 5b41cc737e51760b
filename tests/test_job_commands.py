"""Commands that do a job: started, shown, paused and gone on with."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from mappings.management.commands.resync import _duration
from mappings.models import Connection, Event, Job, JobState, Membership, Profile
from mappings.services.audience_events import tell_destination
from mappings.services.connections import update_connection
from mappings.services.errors import Overloaded
from mappings.services.jobs import pause_job, resume_job
from mappings.services.mappings import disable_mapping, enable_mapping
from tests import factories

pytestmark = pytest.mark.django_db
RESYNC = ("resync", "acme", "browse_abandoners", "Acme CRM")


@pytest.fixture(autouse=True)
def _signals(monkeypatch: pytest.MonkeyPatch) -> None:
    """pytest keeps its own handlers."""
    monkeypatch.setattr("mappings.management.job_runs.signal.signal", lambda *_: None)


@pytest.fixture
def connection() -> Connection:
    crm = factories.make_destination(factories.make_source(factories.make_workspace()))
    enable_mapping(mapping=factories.make_mapping(crm))
    audience = factories.make_audience(crm.workspace)
    for number in range(5):
        Membership.objects.create(
            workspace=crm.workspace,
            audience=audience,
            profile=factories.make_profile(
                crm.workspace, user_id=f"user-{number}", email=f"u{number}@example.com"
            ),
            entered_at="2026-11-01T10:00:00Z",
        )
    return factories.make_connection(audience, crm, sends_identify=False)


def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mappings.jobs.resync.MEMBERS_PER_PART", 2)


def test_a_resync_tells_what_it_takes_and_what_it_did(connection: Connection, capsys: Any) -> None:
    call_command(*RESYNC, "--yes")

    told = capsys.readouterr().err
    assert "5 members: 5 to tell of, 5 events, 5 deliveries, at least 1 requests" in told
    assert "5 of 5 members (100%)" in told
    assert "5 members told of, 5 events, 5 deliveries" in told
    assert (Job.objects.get().state, Event.objects.count()) == (JobState.DONE, 5)


def test_nothing_is_sent_unless_somebody_says_yes(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    with pytest.raises(CommandError, match="Say --yes"):
        call_command(*RESYNC)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _text: "n")
    with pytest.raises(CommandError, match="Nothing was sent"):
        call_command(*RESYNC)
    assert not Job.objects.exists()

    monkeypatch.setattr("builtins.input", lambda _text: "y")
    call_command(*RESYNC)
    assert Event.objects.count() == 5


def test_a_dry_run_shows_payloads_and_stores_nothing(connection: Connection, capsys: Any) -> None:
    call_command(*RESYNC, "--dry-run", "--sample", "2", "--mapping", "Audience entered")

    out, err = capsys.readouterr()
    shown = [json.loads(line) for line in out.splitlines()]
    payloads = [one["events"][0]["mappings"][0]["payload"]["email_address"] for one in shown]
    assert payloads == ["u0@example.com", "u2@example.com"]
    assert "2 shown, nothing was stored or sent" in err
    assert not Event.objects.exists()
    assert not Job.objects.exists()


def test_ctrl_c_pauses_and_resume_goes_on_with_whom_is_left(
    connection: Connection, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_parts(monkeypatch)
    handlers: list[Any] = []
    monkeypatch.setattr(
        "mappings.management.job_runs.signal.signal", lambda _number, act: handlers.append(act)
    )

    def told(*args: Any, **kwargs: Any) -> Any:
        handlers[0](2, None)  # Ctrl+C while a part is under way
        return tell_destination(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr("mappings.jobs.resync.tell_destination", told)
        call_command(*RESYNC, "--yes")
    job = Job.objects.get()
    assert (job.state, Event.objects.count()) == (JobState.PAUSED, 2)
    assert f"Paused. Go on with: resync acme --resume {job.pk}" in capsys.readouterr().err

    call_command("resync", "acme", "--resume", str(job.pk))

    assert (Job.objects.get().state, Event.objects.count()) == (JobState.DONE, 5)


def test_a_resync_that_has_to_wait_goes_on_by_itself(
    connection: Connection, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_parts(monkeypatch)
    waits = [Overloaded("Too much waits.", retry_after_s=0)]

    def check(_workspace_id: Any) -> None:
        if waits and Event.objects.exists():
            raise waits.pop()

    monkeypatch.setattr("mappings.jobs.resync.check_room", check)
    call_command(*RESYNC, "--yes")

    assert "Too much waits. Waiting …" in capsys.readouterr().err
    assert (Job.objects.get().state, Event.objects.count()) == (JobState.DONE, 5)


def test_people_in_a_file_are_tried_and_told_of(
    connection: Connection, tmp_path: Path, capsys: Any
) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Mail,id\na@example.com,a\nb@example.com,b\n")
    more = ("--file", str(path), "--columns", '{"Mail": {"identifier": "email"}}')

    call_command(*RESYNC, *more, "--dry-run")
    [first, _] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert first["events"][0]["mappings"][0]["payload"]["email_address"] == "a@example.com"
    assert not Event.objects.exists()

    call_command(*RESYNC, *more, "--yes")
    assert "2 members told of" in capsys.readouterr().err
    assert Event.objects.count() == 2


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("acme", "nobody", "Acme CRM"), 'no audience with the key "nobody"'),
        (("acme", "browse_abandoners", "Other"), "It is connected to: Acme CRM"),
        (("acme", "browse_abandoners", "Acme CRM", "--mapping", "x"), 'has no mapping "x"'),
        (("acme", "browse_abandoners", "Acme CRM", "--since-version", "1"), "say which"),
        (("acme", "browse_abandoners", "Acme CRM", "--yes", "--file", "/none.csv"), "no such file"),
        (("acme", "--resume", "x"), "no such resync"),
        (("other",), 'no workspace "other"'),
    ],
)
def test_a_resync_says_what_is_wrong(
    connection: Connection, words: tuple[str, ...], text: str
) -> None:
    with pytest.raises(CommandError, match=f"(?i){text}"):
        call_command("resync", *words)
    assert not Job.objects.exists()


def test_what_is_off_is_told_before_anything_starts(connection: Connection) -> None:
    update_connection(row=connection, changes={"is_enabled": False})
    with pytest.raises(CommandError, match="Switch it on first"):
        call_command(*RESYNC, "--yes")
    assert not Job.objects.exists()


def test_a_resync_that_fails_says_why(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_parts(monkeypatch)

    def told(*args: Any, **kwargs: Any) -> Any:
        disable_mapping(mapping=connection.destination.mappings.get())
        return tell_destination(*args, **kwargs)

    monkeypatch.setattr("mappings.jobs.resync.tell_destination", told)
    with pytest.raises(CommandError, match="No mapping of Acme CRM is enabled"):
        call_command(*RESYNC, "--yes")


def test_a_job_that_another_worker_has_is_not_taken(connection: Connection) -> None:
    call_command(*RESYNC, "--yes")
    with pytest.raises(CommandError, match="The resync is done, or another worker is at it"):
        call_command("resync", "acme", "--resume", str(Job.objects.get().pk))


def test_profiles_are_imported_and_an_import_goes_on(tmp_path: Path, capsys: Any) -> None:
    factories.make_workspace()
    path = tmp_path / "people.csv"
    path.write_text("id,plan\nuser-1,pro\n,free\n")

    call_command("import_profiles", "acme", str(path))

    told = capsys.readouterr().err
    assert "3 of 3 lines (100%)" in told
    assert "line 3: At least one identifier is needed." in told
    assert Profile.objects.count() == 1
    with pytest.raises(CommandError, match="The import is done"):
        call_command("import_profiles", "acme", "--resume", str(Job.objects.get().pk))
    with pytest.raises(CommandError, match="There is no such import"):
        call_command("import_profiles", "acme", "--resume", "x")


def test_a_job_that_was_paused_is_resumed(connection: Connection) -> None:
    call_command(*RESYNC, "--yes")
    job = Job.objects.get()
    Job.objects.update(state=JobState.WAITING, cursor={}, done_count=0)
    job.refresh_from_db()
    pause_job(job)

    call_command("resync", "acme", "--resume", str(job.pk))

    assert (Job.objects.get().state, Event.objects.count()) == (JobState.DONE, 5)
    with pytest.raises(Exception, match="cannot be resumed"):
        resume_job(Job.objects.get())


@pytest.mark.parametrize(
    ("seconds", "text"), [(12.4, "12 s"), (200, "3 min 20 s"), (7_500, "2 h 05 min")]
)
def test_durations_are_told_in_words(seconds: float, text: str) -> None:
    assert _duration(seconds) == text


def test_members_come_from_a_file_of_this_machine(
    connection: Connection, tmp_path: Path, capsys: Any
) -> None:
    file = tmp_path / "people.csv"
    file.write_text("user_id\nuser-4\nuser-9\n")

    call_command("import_members", "acme", "browse_abandoners", str(file))
    assert Membership.objects.current().count() == 6
    call_command("import_members", "acme", "browse_abandoners", str(file), "--mode", "remove")
    assert Membership.objects.current().count() == 4
    assert "3 of 3 lines (100%)" in capsys.readouterr().err


def test_an_audience_that_is_not_there_is_told_with_those_that_are(
    connection: Connection, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_text("user_id\nu\n")
    with pytest.raises(CommandError, match="There are: browse_abandoners"):
        call_command("import_members", "acme", "vip", str(file))
    with pytest.raises(CommandError, match="no such import"):
        call_command("import_members", "acme", "browse_abandoners", "--resume", "x")
