"""Import profiles from a file of this machine, with its progress on the terminal."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from mappings.event_files.errors import EventFileError
from mappings.event_files.opening import EventFile
from mappings.event_files.records import FORMATS
from mappings.management.job_runs import JobRun, JobWords, find_job, take_job
from mappings.management.workspaces import find_workspace, told_problems
from mappings.models import Job
from mappings.services.errors import ServiceError
from mappings.services.profile_imports import IMPORT_PROFILES, ImportFile, start_local_import


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
        words = JobWords("import", "lines", f"import_profiles {job.workspace.slug}")
        JobRun(self, words).run(job)

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
            return take_job(job, "import")

    def _resumed(self, options: dict[str, Any]) -> Job:
        workspace = find_workspace(options["workspace"])
        job = find_job(workspace, options["resume"], [IMPORT_PROFILES], "import")
        return take_job(job, "import")
