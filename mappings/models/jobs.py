"""Long work: taken in steps by a worker, each with its place in one transaction."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from mappings import conf
from mappings.models.base import OwnedRow, WorkspaceQuerySet, WorkspaceRow
from mappings.models.json_text import JSONTextField


class JobState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    PAUSED = "paused", "Paused"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


OPEN_JOB_STATES = (JobState.WAITING, JobState.RUNNING, JobState.PAUSED)
ENDED_JOB_STATES = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class Job(WorkspaceRow):
    """A piece of long work. A step does a part, and moves `cursor` in the same transaction:
    a worker that is killed loses nothing and does nothing twice.

    Shape:
        ``kind`` → ``"import_profiles"``; ``options`` → what it was started with
        ``cursor`` → where the next step begins, as its kind writes it: ``{"line": 5001}``
    """

    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=conf.MAX_NAME_CHARS)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    options = JSONTextField(default=dict)
    cursor = JSONTextField(default=dict)
    total = models.PositiveBigIntegerField(null=True)  # null: not known yet
    done_count = models.PositiveBigIntegerField(default=0)
    problem_count = models.PositiveBigIntegerField(default=0)
    detail = models.CharField(max_length=conf.MAX_DETAIL_CHARS, blank=True, default="")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    lease = models.CharField(max_length=32, blank=True, default="")  # of the worker that has it
    lease_until = models.DateTimeField(null=True)

    objects = WorkspaceQuerySet["Job"].as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["state", "lease_until"],
                condition=Q(state__in=["waiting", "running"]),
                name="job_to_take",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class JobProblem(OwnedRow):
    """What was wrong with one line of what a job read."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="problems")
    line = models.PositiveBigIntegerField()
    message = models.CharField(max_length=conf.MAX_DETAIL_CHARS)

    objects = WorkspaceQuerySet["JobProblem"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["job", "line"], name="problem_of_job_by_line")]

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"
