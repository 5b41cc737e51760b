"""Long jobs: how far they are, what was wrong with single lines; paused, resumed, ended."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from mappings.models import OPEN_JOB_STATES, Job, JobState
from mappings.services.errors import ServiceError
from mappings.services.jobs import cancel_job, pause_job, resume_job
from mappings.services.profile_imports import IMPORT_PROFILES
from mappings.web.access import PageRequest, found, page

JOBS_PER_PAGE = 50
PROBLEMS_PER_PAGE = 100

_CHANGES: dict[str, Callable[[Job], Job]] = {
    "pause": pause_job,
    "resume": resume_job,
    "cancel": cancel_job,
}
_LOOKS = {
    JobState.DONE: "success",
    JobState.FAILED: "error",
    JobState.PAUSED: "warning",
}


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job as it is shown: how far it is, and what may be done with it."""

    job: Job

    @property
    def is_open(self) -> bool:
        return self.job.state in OPEN_JOB_STATES

    @property
    def is_moving(self) -> bool:
        """Whether it is worth looking again in a moment."""
        return self.job.state in (JobState.WAITING, JobState.RUNNING)

    @property
    def can_pause(self) -> bool:
        return self.is_moving

    @property
    def can_resume(self) -> bool:
        return self.job.state in (JobState.PAUSED, JobState.FAILED)

    @property
    def can_cancel(self) -> bool:
        return self.is_open or self.job.state == JobState.FAILED

    @property
    def look(self) -> str:
        return _LOOKS.get(JobState(self.job.state), "")

    @property
    def rate(self) -> int | None:
        """Done in a second, since it was started; None where nothing can be said."""
        job = self.job
        if job.started_at is None or job.state != JobState.RUNNING:
            return None
        seconds = (timezone.now() - job.started_at).total_seconds()
        return round(job.done_count / seconds) if seconds > 1 and job.done_count else None


@page("GET")
def job_list(request: PageRequest) -> HttpResponse:
    rows = Job.objects.for_workspace(request.workspace).newest_first()
    shown = Paginator(rows, JOBS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"lines": [JobLine(job) for job in shown], "shown": shown}
    return render(request, "mappings/jobs.html", context)


@page("GET")
def job_page(request: PageRequest, job_id: UUID) -> HttpResponse:
    line = JobLine(find_job(request, job_id))
    if request.htmx:
        return render(request, "mappings/_job.html", {"line": line})
    problems = line.job.problems.order_by("line")
    shown = Paginator(problems, PROBLEMS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"line": line, "problems": shown, "about": _about(line.job)}
    return render(request, "mappings/job.html", context)


@page("POST")
def change_job(request: PageRequest, job_id: UUID) -> HttpResponse:
    job = find_job(request, job_id)
    change = _CHANGES.get(request.POST.get("change", ""))
    if change is None:
        raise BadRequest("change is pause, resume or cancel.")
    try:
        change(job)
    except ServiceError as err:
        messages.error(request, err.message)
    if request.htmx:
        return render(request, "mappings/_job.html", {"line": JobLine(find_job(request, job_id))})
    return redirect("job", job.id)


def find_job(request: PageRequest, job_id: UUID) -> Job:
    return found(Job.objects.for_workspace(request.workspace).filter(pk=job_id).first())


def _about(job: Job) -> str:
    """The page of what the job is about; "" where there is none any more."""
    for option, name in (("connection", "audience_resync"), ("audience", "members")):
        try:
            if row_id := job.options.get(option):
                return reverse(name, args=[row_id])
        except NoReverseMatch:
            return ""
    return reverse("profiles") if job.kind == IMPORT_PROFILES else ""
