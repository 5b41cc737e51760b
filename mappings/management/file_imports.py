"""Commands that have a file of this machine read by a job: what they take, and how they start."""

import json
from abc import abstractmethod
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from mappings.event_files.errors import EventFileError
from mappings.event_files.opening import EventFile
from mappings.event_files.records import FORMATS
from mappings.management.job_runs import JobRun, JobWords, find_job, take_job
from mappings.management.workspaces import find_workspace, told_problems
from mappings.models import Job, Workspace
from mappings.services.errors import ServiceError
from mappings.services.profile_imports import ImportFile, Purpose, start_local_import


class ImportCommand(BaseCommand):
    """A command that imports a file. A subclass says what for."""

    kind: ClassVar[str]  # of its jobs

    def add_file_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default="", help="the file")
        parser.add_argument("--format", choices=FORMATS, default="", help="if its name tells none")
        parser.add_argument(
            "--columns",
            default="",
            help='what the columns are, as JSON: {"Mail": {"identifier": "email"}}; see '
            "docs/profiles.md",
        )
        parser.add_argument("--resume", metavar="JOB", default="", help="go on with this import")

    @abstractmethod
    def purpose(self, workspace: Workspace, options: dict[str, Any]) -> Purpose:
        """What the job does with the lines.

        Raises:
            CommandError, ServiceError: the options will not do.
        """

    @abstractmethod
    def told(self, workspace: Workspace, options: dict[str, Any]) -> str:
        """The command with which it is gone on with, but for ``--resume JOB``."""

    def handle(self, *_args: Any, **options: Any) -> None:
        workspace = find_workspace(options["workspace"])
        try:
            job = self._resumed(workspace, options) or self._started(workspace, options)
        except ServiceError as err:
            raise CommandError(told_problems(err)) from err
        words = JobWords("import", "lines", self.told(workspace, options))
        JobRun(self, words).run(job)

    def _started(self, workspace: Workspace, options: dict[str, Any]) -> Job:
        path = Path(options["file"])
        try:
            columns = json.loads(options["columns"] or "null")
            EventFile(options["file"]).__exit__()
        except json.JSONDecodeError as err:
            raise CommandError(f"--columns: this is no JSON: {err}.") from err
        except EventFileError as err:
            raise CommandError(f"{options['file'] or 'file'}: {err}") from err
        file = ImportFile(path.name, options["format"], columns)
        purpose = self.purpose(workspace, options)
        with transaction.atomic():  # no other worker sees it before it is taken
            job = start_local_import(workspace=workspace, file=file, path=path, purpose=purpose)
            return take_job(job, "import")

    def _resumed(self, workspace: Workspace, options: dict[str, Any]) -> Job | None:
        if not options["resume"]:
            return None
        return take_job(find_job(workspace, options["resume"], [self.kind], "import"), "import")
