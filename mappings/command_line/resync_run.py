"""A run of `engage-mapper resync`: its folder, its progress, and how it ends."""

import sys
import time
from argparse import Namespace
from collections.abc import Sequence
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version
from math import ceil
from typing import Any

from mappings.command_line import exit_codes
from mappings.command_line.problems import UsageError, print_problems
from mappings.command_line.terminal import ProgressBar
from mappings.event_files.errors import FileProblem, WorkerError
from mappings.event_files.resync.folder import MANIFEST, PROBLEMS, Folder
from mappings.event_files.resync.manifest import (
    InputIdentity,
    Manifest,
    ManifestError,
    PartRecord,
    identify_input,
    what_changed,
)
from mappings.event_files.resync.part_files import PartFormat
from mappings.event_files.resync.parts import InputKind, input_kind
from mappings.event_files.resync.running import MapParts, Resync, local_work, map_here
from mappings.event_files.resync.settings import ResyncSettings, compile_settings
from mappings.event_files.resync.spark import SparkError, map_on_spark, start_session

_TOLD_PROBLEMS = 10
_RATE_FROM_S = 1


class ResyncRun:
    """One run into one folder."""

    def __init__(self, arguments: Namespace, settings: ResyncSettings) -> None:
        self._arguments, self._settings = arguments, settings
        self._noun = "profiles" if arguments.audience else "events"
        self._is_quiet = bool(arguments.quiet)
        self._told = 0
        self._read = 0
        self._problems: list[FileProblem] = []
        self._started_at = time.monotonic()

    def run(self) -> int:
        """Make all parts that are not there yet; gives the exit code.

        Raises:
            UsageError: the folder or an input cannot be used.
        """
        manifest = Manifest(self._settings_of_manifest(), self._identify())
        map_parts = self._map_parts_on_spark(manifest.inputs) if self._arguments.spark else None
        with closing(self._open_folder()) as folder:
            try:
                folder.begin(manifest, restart=self._arguments.restart)
            except ManifestError as err:
                raise UsageError([self._problem(MANIFEST, str(err), "resync")]) from err
            before = len(manifest.parts)
            try:
                if not manifest.is_complete:
                    self._make_parts(folder, map_parts)
            finally:
                folder.pause()
                self._print_summary(folder, before)
            return self._exit_code(folder)

    def _settings_of_manifest(self) -> dict[str, Any]:
        given = self._arguments
        return {
            "version of engage-mapper": _version(),
            **self._settings.digests(),
            "option --part-lines": given.part_lines,
            "option --format": given.format,
        }

    def _identify(self) -> list[InputIdentity]:
        try:
            return [identify_input(name) for name in self._arguments.inputs]
        except OSError as err:
            text = f"This cannot be read: {err.strerror}."
            problem = FileProblem(str(err.filename), 0, None, "", "unreadable", text)
            raise UsageError([problem]) from err

    def _open_folder(self) -> Folder:
        try:
            return Folder(self._arguments.out)
        except ManifestError as err:
            raise UsageError([self._problem("", str(err), "locked")]) from err
        except OSError as err:
            text = f"This cannot be written: {err.strerror}."
            raise UsageError([self._problem("", text, "unwritable")]) from err

    def _map_parts_on_spark(self, inputs: Sequence[InputIdentity]) -> "_SparkParts":
        streams = [one.file for one in inputs if input_kind(one.file) is InputKind.STREAM]
        if streams:
            text = "On Spark inputs are NDJSON that is not packed, one a line, or Parquet."
            raise UsageError([FileProblem(one, 0, None, "", "stream", text) for one in streams])
        try:
            return _SparkParts(start_session(self._arguments.spark), self._settings)
        except SparkError as err:
            problem = FileProblem("--spark", 0, None, "", "spark", str(err))
            raise UsageError([problem]) from err

    def _make_parts(self, folder: Folder, spark: "_SparkParts | None") -> None:
        work = local_work(folder, compile_settings(self._settings), self._arguments.format)
        jobs = self._arguments.jobs
        resync = Resync(folder, work, part_lines=self._arguments.part_lines, jobs=jobs)
        map_parts = spark.map_into(folder, work.part_format) if spark else map_here(work, jobs=jobs)
        total_bytes = sum(one.size_bytes for one in folder.manifest.inputs)
        progress = ProgressBar(
            sys.stderr, total_bytes=total_bytes, is_shown=not self._is_quiet, noun=self._noun
        )
        try:
            for record, written in resync.run(map_parts):
                self._read += record.read
                if written.told:
                    progress.clear()
                    self._tell(written.told)
                parts = len(folder.manifest.parts)
                note = _part_note(parts, resync.done_bytes, total_bytes)
                progress.show(resync.done_bytes, self._read, note)
            self._finish(folder)
        except (WorkerError, SparkError) as err:
            self._problems.append(FileProblem("engage-mapper", 0, None, "", "worker", str(err)))
        finally:
            progress.clear()
            if spark:
                spark.stop()

    def _finish(self, folder: Folder) -> None:
        """The run is complete, unless its inputs were written while it read them."""
        before = folder.manifest
        now = Manifest(before.settings, self._identify())
        changed = [f"{text[:1].upper()}{text[1:]}." for text in what_changed(before, now)]
        for text in changed:
            message = f"{text} The parts are of both; run again with --restart."
            self._problems.append(FileProblem("INPUT", 0, None, "", "changed", message))
        if not changed:
            folder.complete()

    def _tell(self, problems: Sequence[FileProblem]) -> None:
        shown = problems[: max(_TOLD_PROBLEMS - self._told, 0)]
        print_problems(shown, sys.stderr)
        self._told += len(shown)

    def _print_summary(self, folder: Folder, before: int) -> None:
        print_problems(self._problems, sys.stderr)
        parts = folder.manifest.parts
        problems = sum(one.problems for one in parts[before:])
        if problems > self._told:
            more = f"{problems - self._told:,} more problems"
            print(f"{more} are in {folder.path / PROBLEMS}.", file=sys.stderr)
        if self._is_quiet:
            return
        if before == len(parts) and folder.manifest.is_complete:
            print(self._nothing_done(len(parts)), file=sys.stderr)
        else:
            print(_summary(parts, before, self._noun, self._rate()), file=sys.stderr)

    def _nothing_done(self, parts: int) -> str:
        if not parts:
            return f"There are no {self._noun} in the input."
        return f"There is nothing left to do: {_parts(parts)} complete."

    def _rate(self) -> str:
        seconds = time.monotonic() - self._started_at
        # Of a short run most is start-up, and its rate would say nothing.
        rate = f" ({self._read / seconds:,.0f} {self._noun}/s)" if seconds >= _RATE_FROM_S else ""
        return f" in {seconds:,.1f} s{rate}"

    def _exit_code(self, folder: Folder) -> int:
        parts = folder.manifest.parts
        is_good = folder.manifest.is_complete and not any(one.problems for one in parts)
        return exit_codes.ALL_GOOD if is_good else exit_codes.SOME_FAILED

    def _problem(self, name: str, text: str, code: str) -> FileProblem:
        place = "/".join(part for part in (self._arguments.out.rstrip("/"), name) if part)
        return FileProblem(place, 0, None, "", code, text)


class _SparkParts:
    """Spark, from when it is started until it is stopped."""

    def __init__(self, session: Any, settings: ResyncSettings) -> None:
        self._session, self._settings = session, settings

    def map_into(self, folder: Folder, part_format: PartFormat) -> MapParts:
        return map_on_spark(self._session, self._settings, str(folder.path), part_format)

    def stop(self) -> None:
        self._session.stop()


def _summary(parts: Sequence[PartRecord], before: int, noun: str, rate: str) -> str:
    """Shape: ``1,000 events read, 990 payloads, 8 unmatched, 2 failed in 2.0 s (500 events/s).
    10 parts, 4 of them made before.``
    """
    made = parts[before:]
    read, failed = sum(one.read for one in made), sum(one.failed for one in made)
    payloads, unmatched = sum(one.payloads for one in made), sum(one.unmatched for one in made)
    counts = f"{read:,} {noun} read, {payloads:,} payloads, {unmatched:,} unmatched"
    known = f", {before:,} of them made before" if before else ""
    return f"{counts}, {failed:,} failed{rate}. {_parts(len(parts))}{known}."


def _parts(count: int) -> str:
    return f"{count:,} {'part' if count == 1 else 'parts'}"


def _part_note(parts: int, done_bytes: int, total_bytes: int) -> str:
    """Shape: ``  part 3 of about 12``"""
    if not done_bytes:
        return f"  part {parts:,}"
    return f"  part {parts:,} of about {max(ceil(parts * total_bytes / done_bytes), parts):,}"


def _version() -> str:
    try:
        return version("engage-mapper")
    except PackageNotFoundError:
        return "(not installed)"
