"""Long jobs: how far they are, and what was wrong with single lines."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from mappings.api.base import ApiView
from mappings.api.documentation import operation
from mappings.api.pagination import PageQuery, page_json
from mappings.api.serializers.common import page_of
from mappings.api.serializers.profiles import JobProblemSerializer, JobSerializer
from mappings.models import Job
from mappings.services.jobs import cancel_job, pause_job, resume_job
from mappings.services.profile_json import job_json, job_problem_json

_TAG = "Jobs"


class JobsBase(ApiView):
    def job(self, job_id: UUID) -> Job:
        return self.find(Job.objects.for_workspace(self.workspace), job_id)


class JobListView(JobsBase):
    query_class = PageQuery

    @operation(
        "jobs_list",
        "List jobs",
        tag=_TAG,
        answer=page_of(JobSerializer),
        errors=[400],
        parameters=[PageQuery],
    )
    def get(self, request: Request) -> Response:
        rows = Job.objects.for_workspace(self.workspace)
        return Response(page_json(request, self.query, rows, job_json))


class JobView(JobsBase):
    @operation("jobs_read", "Read a job", tag=_TAG, answer=JobSerializer, errors=[404])
    def get(self, _request: Request, job_id: UUID) -> Response:
        return Response(job_json(self.job(job_id)))


class JobProblemsView(JobsBase):
    query_class = PageQuery

    @operation(
        "jobs_problems",
        "List what was wrong with lines",
        tag=_TAG,
        answer=page_of(JobProblemSerializer),
        errors=[400, 404],
        parameters=[PageQuery],
        description="Up to a number; others are counted in the job.",
    )
    def get(self, request: Request, job_id: UUID) -> Response:
        rows = self.job(job_id).problems.all()
        return Response(page_json(request, self.query, rows, job_problem_json))


class JobPauseView(JobsBase):
    @operation("jobs_pause", "Pause a job", tag=_TAG, answer=JobSerializer, errors=[404, 409])
    def post(self, _request: Request, job_id: UUID) -> Response:
        return Response(job_json(pause_job(self.job(job_id))))


class JobResumeView(JobsBase):
    @operation(
        "jobs_resume",
        "Go on with a job that is paused or failed",
        tag=_TAG,
        answer=JobSerializer,
        errors=[404, 409],
    )
    def post(self, _request: Request, job_id: UUID) -> Response:
        return Response(job_json(resume_job(self.job(job_id))))


class JobCancelView(JobsBase):
    @operation(
        "jobs_cancel",
        "Cancel a job",
        tag=_TAG,
        answer=JobSerializer,
        errors=[404, 409],
        description="What is done stays done.",
    )
    def post(self, _request: Request, job_id: UUID) -> Response:
        return Response(job_json(cancel_job(self.job(job_id))))
