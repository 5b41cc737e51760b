"""Importing profiles from a file: the file is kept, and a job reads it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from mappings import conf
from mappings.engine.errors import Problem
from mappings.event_files.errors import EventFileError
from mappings.event_files.records import FORMATS, count_lines, format_of
from mappings.models import Job, Workspace
from mappings.models.ids import new_id
from mappings.services.errors import InvalidInput, LimitReached
from mappings.services.job_files import free_bytes, job_file
from mappings.services.jobs import start_job
from mappings.services.profile_columns import check_columns

IMPORT_PROFILES = "import_profiles"


@dataclass(frozen=True, slots=True)
class ImportFile:
    """What is said of a file. `format` "" for what its name tells; `columns`: `ColumnTable`."""

    name: str
    format: str = ""
    columns: Any = None


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a job does with the lines of a file, and what it has to know for that."""

    kind: str = IMPORT_PROFILES
    title: str = "Import of profiles"
    options: Mapping[str, Any] = field(default_factory=dict)


PROFILES = Purpose()


def start_uploaded_import(
    *,
    workspace: Workspace,
    file: ImportFile,
    blocks: Iterable[bytes],
    size_bytes: int | None,
    started_by: Any,
    purpose: Purpose = PROFILES,
) -> Job:
    """Keep what is uploaded, block by block, and have it read.

    Raises:
        InvalidInput: the columns or the format will not do; nothing is kept.
        LimitReached: the file is too large, or the disk would be full; nothing is kept.
    """
    options = _options(file)
    job_id = new_id()
    path = job_file(job_id)
    try:
        _keep(path, blocks, size_bytes)
        if options["format"] == "parquet":
            _check_parquet(path)
        return _start(workspace, file, options, started_by, job_id, purpose)
    except OSError as err:
        path.unlink(missing_ok=True)
        raise LimitReached("The file could not be kept: the disk does not take it.") from err
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def start_local_import(
    *, workspace: Workspace, file: ImportFile, path: Path, purpose: Purpose = PROFILES
) -> Job:
    """Read a file of this machine where it is.

    Raises:
        InvalidInput: the columns or the format will not do.
    """
    options = _options(file) | {"path": str(path.resolve())}
    return _start(workspace, file, options, None, new_id(), purpose)


def import_path(job: Job) -> Path:
    """Where the file of an import is."""
    return Path(job.options["path"]) if "path" in job.options else job_file(job.pk)


def check_upload_size(size_bytes: int) -> None:
    """Refuse what is too large before any of it is read.

    Raises:
        LimitReached: it is larger than allowed, or than the disk has room for.
    """
    most = conf.max_upload_bytes()
    if size_bytes > most:
        raise LimitReached(
            f"The file is larger than {most:,} bytes, the limit. Pack it with gzip, cut it, or "
            "import it on the command line."
        )
    if size_bytes + conf.min_free_disk_bytes() > free_bytes():
        raise LimitReached("The disk has no room for this file. Make some, and upload it again.")


def _options(file: ImportFile) -> dict[str, Any]:
    table = check_columns(file.columns)
    kind = file.format or format_of(file.name)
    if kind not in FORMATS:
        text = (
            f"Say the format: {', '.join(FORMATS)}. The name {file.name[:100]!r} does not tell it."
        )
        raise InvalidInput([Problem("/format", text, "choice")])
    columns = {name: dict(use) for name, use in (table.columns or {}).items()}
    return {"file": file.name[: conf.MAX_NAME_CHARS], "format": kind, "columns": columns}


def _start(
    workspace: Workspace,
    file: ImportFile,
    options: dict[str, Any],
    started_by: Any,
    job_id: UUID,
    purpose: Purpose,
) -> Job:
    return start_job(
        workspace=workspace,
        kind=purpose.kind,
        title=f"{purpose.title} from {file.name or 'a file'}",
        options={**options, **purpose.options},
        started_by=started_by,
        job_id=job_id,
    )


def _keep(path: Path, blocks: Iterable[bytes], size_bytes: int | None) -> None:
    check_upload_size(size_bytes or 0)
    written, checked = 0, 0
    with path.open("wb") as target:
        path.chmod(0o600)
        for block in blocks:
            target.write(block)
            written += len(block)
            if written - checked > 16_000_000:
                check_upload_size(written if written > conf.max_upload_bytes() else 0)
                checked = written
    check_upload_size(written if written > conf.max_upload_bytes() else 0)
    if not written:
        raise InvalidInput([Problem("/file", "The file is empty.", "required")])


def _check_parquet(path: Path) -> None:
    try:
        next(count_lines(str(path), kind="parquet"))
    except EventFileError as err:
        raise InvalidInput([Problem("/file", str(err), err.problem.code)]) from err
