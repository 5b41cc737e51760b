"""Files that jobs read: in a folder of the data directory, named by their job."""

import os
import time
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from mappings import conf
from mappings.models import OPEN_JOB_STATES, Job, JobState

_KEPT_FAILED_DAYS = 7  # a job that failed may be resumed
_YOUNG_S = 3_600  # an upload under way has no job yet


def job_file(job_id: UUID) -> Path:
    return _folder() / f"{job_id}.upload"


def forget_files(now: datetime) -> int:
    """Delete the files of jobs that ended, and of uploads that broke off; how many."""
    old = [path for path in _folder().glob("*.upload") if _is_old(path)]
    if not old:
        return 0
    needed = Job.objects.filter(state__in=OPEN_JOB_STATES) | Job.objects.filter(
        state=JobState.FAILED, finished_at__gt=now - timedelta(days=_KEPT_FAILED_DAYS)
    )
    kept = {str(pk) for pk in needed.values_list("pk", flat=True)}
    gone = [path for path in old if path.stem not in kept]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _is_old(path: Path) -> bool:
    try:
        return path.stat().st_mtime < time.time() - _YOUNG_S
    except FileNotFoundError:
        return False


def _folder() -> Path:
    folder = conf.data_dir() / "job-files"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def free_bytes() -> int:
    """How much the disk of the data directory can still take."""
    found = os.statvfs(_folder())
    return found.f_bavail * found.f_frsize
