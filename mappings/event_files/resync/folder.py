"""The folder of a resync: parts get their names here, one after the other, and stay counted."""

import fcntl
import os
import re
import shutil
import time
from pathlib import Path

from mappings.event_files.resync.manifest import (
    Manifest,
    ManifestError,
    PartRecord,
    load_manifest,
    what_changed,
)
from mappings.event_files.resync.part_files import UNFINISHED, PartFormat, WrittenPart
from mappings.event_files.resync.parts import Part

MANIFEST = "manifest.json"
PROBLEMS = "problems.ndjson"

_LOCK = ".lock"
_PART = re.compile(r"part-\d{5,}\.(?:ndjson|parquet)")
_MANIFEST_EVERY_S = 1


class Folder:
    """Holds the folder for one run at a time."""

    def __init__(self, path: str) -> None:
        """Make the folder where there is none, and hold it.

        Raises:
            ManifestError: another run holds it.
            OSError: it cannot be made or written.
        """
        self.path = Path(path)
        self.path.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            # A lock of this process alone: workers that outlive it do not hold it.
            fcntl.lockf(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as err:
            os.close(self._lock)
            raise ManifestError("Another resync is writing to this folder.") from err
        self._saved_at = 0.0

    def close(self) -> None:
        """Let others have the folder. The file of the lock stays: who waits for it has it open."""
        self._remove_unfinished()
        os.close(self._lock)

    def begin(self, manifest: Manifest, *, restart: bool) -> None:
        """Make the folder ready; what is complete in it already is put into the manifest.

        Raises:
            ManifestError: what is there was made from something else, or is no resync.
        """
        self._remove_unfinished()
        if restart:
            self._remove_all()
        self.manifest = manifest
        manifest.parts = self._complete_parts(manifest)
        end = manifest.parts[-1].problems_end_bytes if manifest.parts else 0
        with open(self.path / PROBLEMS, "ab") as file:
            file.truncate(end)
        for path in self._parts_beyond(manifest):
            path.unlink()
        self._save()

    def finish(self, part: Part, written: WrittenPart, part_format: PartFormat) -> PartRecord:
        """Name a part that is written, and count it. Parts come in their order."""
        name = f"part-{part.number:05d}.{part_format}"
        problems_end = self._append_problems(written.problem_file)
        os.replace(written.payload_file, self.path / name)
        record = PartRecord(
            name,
            part.input,
            part.first_line,
            part.lines,
            part.end,
            written.read,
            written.payloads,
            written.unmatched,
            written.failed,
            written.problems,
            written.size_bytes,
            problems_end,
            written.is_broken,
        )
        self.manifest.parts.append(record)
        # Not after each of many small parts; those that it does not have yet are made again.
        if time.monotonic() - self._saved_at >= _MANIFEST_EVERY_S:
            self._save()
        return record

    def complete(self) -> None:
        """All parts are there."""
        self.manifest.is_complete = True
        self._save()

    def pause(self) -> None:
        """Count what is complete, for a run that stops before its end."""
        self._save()

    def _complete_parts(self, now: Manifest) -> list[PartRecord]:
        try:
            before = load_manifest((self.path / MANIFEST).read_bytes())
        except FileNotFoundError as err:
            if any(_PART.fullmatch(one.name) for one in self.path.iterdir()):
                message = "There are parts in this folder, but no manifest of them."
                raise ManifestError(f"{message} {_ADVICE}") from err
            return []
        if changed := "; ".join(what_changed(before, now)):
            message = f"The parts in this folder were made from something else: {changed}."
            raise ManifestError(f"{message} {_ADVICE}")
        now.is_complete = before.is_complete
        parts = list[PartRecord]()
        for part in before.parts:
            if self._size_of(part.name) != part.size_bytes or (
                self._size_of(PROBLEMS) < part.problems_end_bytes
            ):
                now.is_complete = False
                break
            parts.append(part)
        return parts

    def _size_of(self, name: str) -> int:
        try:
            return (self.path / name).stat().st_size
        except FileNotFoundError:
            return -1

    def _append_problems(self, path: str) -> int:
        with open(self.path / PROBLEMS, "ab") as file:
            if path:
                with open(path, "rb") as problems:
                    shutil.copyfileobj(problems, file)
                os.unlink(path)
                file.flush()
                os.fsync(file.fileno())
            return file.tell()

    def _save(self) -> None:
        path = self.path / f"{MANIFEST}.tmp"
        with open(path, "wb") as file:
            file.write(self.manifest.dump())
            file.flush()
            os.fsync(file.fileno())
        os.replace(path, self.path / MANIFEST)
        self._saved_at = time.monotonic()

    def _parts_beyond(self, manifest: Manifest) -> list[Path]:
        """Parts that got their names but are not counted: the run ended in between."""
        counted = {one.name for one in manifest.parts}
        found = [one for one in self.path.iterdir() if _PART.fullmatch(one.name)]
        return [one for one in found if one.name not in counted]

    def _remove_unfinished(self) -> None:
        for path in self.path.glob(UNFINISHED):
            path.unlink(missing_ok=True)

    def _remove_all(self) -> None:
        for path in list(self.path.iterdir()):
            if _PART.fullmatch(path.name) or path.name in (MANIFEST, PROBLEMS):
                path.unlink()


_ADVICE = "Name another folder, or use --restart to remove them and begin anew."
