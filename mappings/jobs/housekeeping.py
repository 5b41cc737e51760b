"""What jobs leave behind: files that nobody needs any more, and jobs of long ago."""

from datetime import datetime, timedelta

from mappings import conf
from mappings.models import ENDED_JOB_STATES, Job
from mappings.services.job_files import forget_files

JOBS_PER_STEP = 20


def keep_house(now: datetime) -> None:
    """Delete some jobs that ended before the retention, and files without a job that needs them."""
    oldest = now - timedelta(days=conf.retention_days())
    old = Job.objects.filter(state__in=ENDED_JOB_STATES, finished_at__lt=oldest)
    ids = list(old.values_list("pk", flat=True)[:JOBS_PER_STEP])
    Job.objects.filter(pk__in=ids).delete()
    forget_files(now)
