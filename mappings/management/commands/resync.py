"""Tell a destination of all members of an audience again, with the progress on the terminal."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from mappings.event_files.errors import EventFileError
from mappings.event_files.opening import EventFile
from mappings.event_files.records import FORMATS, format_of
from mappings.management.job_runs import JobRun, JobWords, find_job, take_job
from mappings.management.workspaces import find_workspace, told_problems
from mappings.models import Audience, Connection, Destination, Job, Mapping, Workspace
from mappings.services.errors import ServiceError
from mappings.services.profile_imports import ImportFile
from mappings.services.resync_choice import ResyncChoice, check_ready, choose_resync
from mappings.services.resync_files import first_people
from mappings.services.resync_json import trial_json
from mappings.services.resync_trials import (
    DEFAULT_SAMPLE,
    MAX_SAMPLE,
    ResyncEstimate,
    TriedProfile,
    estimate_resync,
    try_profiles,
    try_resync,
)
from mappings.services.resyncs import RESYNC_FILE, RESYNC_KINDS, start_file_resync, start_resync


class Command(BaseCommand):
    help = (
        "Tell a destination of all members of an audience again: what entering would send now. "
        "Ctrl+C pauses after the members that are under way; --resume goes on there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("workspace", help="the workspace's slug")
        parser.add_argument("audience", nargs="?", default="", help="the audience's key")
        parser.add_argument("destination", nargs="?", default="", help="the destination's name")
        parser.add_argument(
            "--mapping", default="", help="the name of one; without: all that match"
        )
        parser.add_argument(
            "--since-version",
            type=int,
            metavar="N",
            help="only whose payload differs from what version N of the mapping makes",
        )
        parser.add_argument(
            "--since-connection-version",
            type=int,
            metavar="N",
            help="only whose payload differs from what version N of the connection makes",
        )
        parser.add_argument(
            "--file", default="", help="the people in this file (CSV, NDJSON, Parquet) instead"
        )
        parser.add_argument("--format", choices=FORMATS, default="", help="if its name tells none")
        parser.add_argument(
            "--columns", default="", help="what its columns are, as JSON; see docs/resync.md"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="only show what would be sent of some"
        )
        parser.add_argument("--sample", type=int, default=DEFAULT_SAMPLE, help="of how many")
        parser.add_argument("--yes", action="store_true", help="do not ask before it starts")
        parser.add_argument("--resume", metavar="JOB", default="", help="go on with this resync")

    def handle(self, *_args: Any, **options: Any) -> None:
        workspace = find_workspace(options["workspace"])
        try:
            if options["resume"]:
                job = find_job(workspace, options["resume"], RESYNC_KINDS, "resync")
                self._run(take_job(job, "resync"))
                return
            choice = _choice(workspace, options)
            if options["dry_run"]:
                self._try(choice, options)
                return
            check_ready(choice)
            self._ask(choice, options)
            self._run(_started(choice, options))
        except EventFileError as err:
            raise CommandError(f"{options['file']}: {err}") from err
        except ServiceError as err:
            raise CommandError(told_problems(err)) from err

    def _run(self, job: Job) -> None:
        unit = "lines" if job.kind == RESYNC_FILE else "members"
        words = JobWords("resync", unit, f"resync {job.workspace.slug}")
        JobRun(self, words, pauses=True, rests=True).run(job)

    def _ask(self, choice: ResyncChoice, options: dict[str, Any]) -> None:
        """Show what it would take, and go on only where somebody wants it."""
        if not options["file"]:
            self.stderr.write(_estimate_text(estimate_resync(choice, now=timezone.now())))
        if options["yes"]:
            return
        if not sys.stdin.isatty():
            raise CommandError("Nothing was sent. Say --yes to start without being asked.")
        if input("Start? [y/N] ").strip().lower() not in ("y", "yes"):
            raise CommandError("Nothing was sent.")

    def _try(self, choice: ResyncChoice, options: dict[str, Any]) -> None:
        now = timezone.now()
        sample = min(max(options["sample"], 1), MAX_SAMPLE)
        if options["file"]:
            path, file = _file(options)
            kind = file.format or format_of(file.name) or "ndjson"
            people = first_people(path, kind=kind, columns=file.columns, count=sample)
            tried = try_profiles(choice, people, now=now)
        else:
            self.stderr.write(_estimate_text(estimate_resync(choice, now=now)))
            tried = try_resync(choice, sample=sample, now=now)
        self._show(choice, tried)

    def _show(self, choice: ResyncChoice, tried: list[TriedProfile]) -> None:
        """A line of JSON for each: who may read the database may read payloads."""
        for one in trial_json(choice, tried, with_contents=True)["profiles"]:
            self.stdout.write(json.dumps(one, ensure_ascii=False))
        self.stderr.write(f"Dry run: {len(tried)} shown, nothing was stored or sent.")


def _started(choice: ResyncChoice, options: dict[str, Any]) -> Job:
    with transaction.atomic():  # no other worker sees it before it is taken
        if options["file"]:
            path, file = _file(options)
            job = start_file_resync(choice, file=file, path=path)
        else:
            job = start_resync(choice)
        return take_job(job, "resync")


def _file(options: dict[str, Any]) -> tuple[Path, ImportFile]:
    path = Path(options["file"])
    try:
        columns = json.loads(options["columns"] or "null")
    except json.JSONDecodeError as err:
        raise CommandError(f"--columns: this is no JSON: {err}.") from err
    EventFile(options["file"]).__exit__()
    return path, ImportFile(path.name, options["format"], columns)


def _choice(workspace: Workspace, options: dict[str, Any]) -> ResyncChoice:
    row = _connection(workspace, options["audience"], options["destination"])
    mapping = _mapping(row.destination, options["mapping"]) if options["mapping"] else None
    return choose_resync(
        connection=row,
        mapping_id=mapping.pk if mapping else None,
        since_version=options["since_version"],
        since_connection_version=options["since_connection_version"],
    )


def _connection(workspace: Workspace, key: str, name: str) -> Connection:
    audience = Audience.objects.for_workspace(workspace).existing().filter(key=key).first()
    if audience is None:
        raise CommandError(f'There is no audience with the key "{key}" in this workspace.')
    rows = Connection.objects.filter(audience=audience).select_related("destination")
    found = rows.filter(destination__name=name).first()
    if found is None:
        known = ", ".join(sorted(row.destination.name for row in rows)) or "none"
        raise CommandError(f'"{key}" is not connected to "{name}". It is connected to: {known}.')
    return found


def _mapping(destination: Destination, name: str) -> Mapping:
    found = Mapping.objects.for_destination(destination).filter(name=name).first()
    if found is None:
        raise CommandError(f'{destination.name} has no mapping "{name}".')
    return found


def _estimate_text(made: ResyncEstimate) -> str:
    about = "" if made.is_exact else f" (from {made.looked_at:,} of them)"
    rate = made.requests_per_s
    time_text = (
        f"{_duration(made.duration_s or 0)} at {rate:,.1f} a second" if rate else "no limit known"
    )
    lines = [
        f"{made.members:,} members{about}: {made.profiles:,} to tell of, {made.events:,} events, "
        f"{made.deliveries:,} deliveries, at least {made.requests:,} requests, {time_text}",
        *(
            f"  {one.name}: {one.deliveries:,} deliveries, {one.payloads_per_request:,} a request"
            for one in made.mappings
        ),
    ]
    if made.held_reason:
        lines.append("They will wait: the destination is not sent to now.")
    return "\n".join(lines)


def _duration(seconds: float) -> str:
    """Shape: ``2 h 05 min``, ``3 min 20 s``, ``12 s``"""
    whole = round(seconds)
    minutes, rest_s = divmod(whole, 60)
    hours, rest_minutes = divmod(minutes, 60)
    if hours:
        return f"{hours:,} h {rest_minutes:02} min"
    return f"{minutes} min {rest_s:02} s" if minutes else f"{whole} s"
