"""Import profiles from a file of this machine, with its progress on the terminal."""

import json
import signal
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from mappings.delivery.clock import database_now
from mappings.event_files.errors import EventFileError
from mappings.event_files.opening import EventFile
from mappings.event_files.records import FORMATS
from mappings.jobs.leases import claim_job
from mappings.jobs.runner import Runner
from mappings.management.workspaces import find_workspace, told_problems
from mappings.models import Job, JobState
from mappings.services.errors import ServiceError
from mappings.services.jobs import resume_job
from mappings.services.profile_imports import ImportFile, start_local_import

_TOLD_EVERY_S = 0.5
_TOLD_PROBLEMS = 20


class Command(BaseCommand):
    help = (
        "Import profiles from a CSV, NDJSON or Parquet file, packed with gzip or not. Ctrl+C stops "
        "after the lines that are under way; --resume goes on there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("workspace", help="the workspace's slug")
        parser.add_argument("file", nargs="?", default="", help="the file")
        parser.add_argument("--format", choices=FORMATS, default="", help="if its name tells none")
        parser.add_argument(
            "--columns",
            default="",
            help='what the columns are, as JSON: {"Mail": {"identifier": "email"}}; see '
            "docs/profiles.md",
        )
        parser.add_argument("--resume", metavar="JOB", default="", help="go on with this import")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            job = self._resumed(options) if options["resume"] else self._started(options)
        except ServiceError as err:
            raise CommandError(told_problems(err)) from err
        runner = Runner(rests=False, slice_s=float("inf"))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: runner.stop())
        self._told_s = 0.0
        self.stderr.write(f"Import {job.pk}")
        runner.work_at(job, self._tell_progress)
        job.refresh_from_db()
        self._tell_end(job)

    def _started(self, options: dict[str, Any]) -> Job:
        workspace = find_workspace(options["workspace"])
        path = Path(options["file"])
        try:
            columns = json.loads(options["columns"] or "null")
            EventFile(options["file"]).__exit__()
        except json.JSONDecodeError as err:
            raise CommandError(f"--columns: this is no JSON: {err}.") from err
        except EventFileError as err:
            raise CommandError(f"{options['file'] or 'file'}: {err}") from err
        file = ImportFile(path.name, options["format"], columns)
        with transaction.atomic():  # no other worker sees it before it is taken
            job = start_local_import(workspace=workspace, file=file, path=path)
            return self._taken(job)

    def _resumed(self, options: dict[str, Any]) -> Job:
        workspace = find_workspace(options["workspace"])
        rows = Job.objects.for_workspace(workspace).filter(kind="import_profiles")
        job = next((row for row in rows if str(row.pk) == options["resume"]), None)
        if job is None:
            raise CommandError("There is no such import in this workspace.")
        if job.state in (JobState.PAUSED, JobState.FAILED):
            resume_job(job)
        return self._taken(job)

    def _taken(self, job: Job) -> Job:
        taken = claim_job(database_now(), only=job.pk)
        if taken is None:
            raise CommandError(
                f"The import is {job.get_state_display().lower()}, or another worker is at it; "
                "after one that was killed, wait a minute."
            )
        return taken

    def _tell_progress(self, job: Job) -> None:
        if time.monotonic() < self._told_s or not sys.stderr.isatty():
            return
        self._told_s = time.monotonic() + _TOLD_EVERY_S
        self.stderr.write(f"\r{_told(job)}\033[K", ending="")

    def _tell_end(self, job: Job) -> None:
        self.stderr.write(f"\r{_told(job)}" if sys.stderr.isatty() else _told(job))
        for problem in job.problems.order_by("line")[:_TOLD_PROBLEMS]:
            self.stderr.write(f"line {problem.line}: {problem.message}")
        if job.problem_count > _TOLD_PROBLEMS:
            self.stderr.write(f"and {job.problem_count - _TOLD_PROBLEMS:,} more")
        if job.state == JobState.FAILED:
            raise CommandError(job.detail)
        if job.state != JobState.DONE:
            again = f"import_profiles {job.workspace.slug} --resume {job.pk}"
            self.stderr.write(f"Stopped. A running worker goes on with it, or: {again}")


def _told(job: Job) -> str:
    share = f" ({job.done_count / job.total:.0%})" if job.total else ""
    total = f" of {job.total:,}" if job.total else ""
    found = "problem" if job.problem_count == 1 else "problems"
    return f"{job.done_count:,}{total} lines{share}, {job.problem_count:,} {found}"
