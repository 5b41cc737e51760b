"""Resyncs of a connection: estimated, tried, started. The job is paused and ended as any other."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from mappings.api.documentation import operation
from mappings.api.fields import StrictSerializer
from mappings.api.serializers.profiles import JobSerializer
from mappings.api.serializers.resyncs import (
    ResyncEstimateSerializer,
    ResyncSerializer,
    ResyncTrialSerializer,
    ResyncTrySerializer,
)
from mappings.api.views.connections import ConnectionBase
from mappings.services.profile_json import job_json
from mappings.services.resync_choice import ResyncChoice, choose_resync
from mappings.services.resync_json import estimate_json, trial_json
from mappings.services.resync_trials import DEFAULT_SAMPLE, estimate_resync, try_resync
from mappings.services.resyncs import start_resync

_TAG = "Audiences"
_EXAMPLE = {"mapping": "0198c0de-0000-7000-8000-000000000001", "since_version": 3}


class ResyncBase(ConnectionBase):
    def given(
        self, connection_id: UUID, serializer: type[StrictSerializer] = ResyncSerializer
    ) -> tuple[ResyncChoice, dict[str, Any]]:
        """What the resync is of, and what else the body says."""
        row = self.connection(connection_id)
        given = self.body(serializer)
        choice = choose_resync(
            connection=row,
            mapping_id=given.pop("mapping", None),
            since_version=given.pop("since_version", None),
            since_connection_version=given.pop("since_connection_version", None),
        )
        return choice, given


class ResyncView(ResyncBase):
    @operation(
        "connections_resync",
        "Tell a destination of all members again",
        tag=_TAG,
        answer=JobSerializer,
        status=201,
        body=ResyncSerializer,
        errors=[404, 409],
        description="The answer is the job that does it, part by part; it can be paused and "
        "cancelled. A connection has one at a time.",
        example=_EXAMPLE,
    )
    def post(self, _request: Request, connection_id: UUID) -> Response:
        choice, _ = self.given(connection_id)
        job = start_resync(choice, started_by=self.access.member.user)
        return Response(job_json(job), status=201)


class ResyncEstimateView(ResyncBase):
    changes_nothing = True

    @operation(
        "connections_resync_estimate",
        "Estimate a resync",
        tag=_TAG,
        answer=ResyncEstimateSerializer,
        body=ResyncSerializer,
        errors=[404],
        description="Of many members some are looked at, and the figures scaled up.",
        example=_EXAMPLE,
    )
    def post(self, _request: Request, connection_id: UUID) -> Response:
        choice, _ = self.given(connection_id)
        return Response(estimate_json(estimate_resync(choice, now=timezone.now())))


class ResyncTryView(ResyncBase):
    changes_nothing = True

    @operation(
        "connections_resync_try",
        "Try a resync with some members",
        tag=_TAG,
        answer=ResyncTrialSerializer,
        body=ResyncTrySerializer,
        errors=[404],
        description="Each event of each of them, the mappings that it matches and their payloads. "
        "Nothing is stored, nothing is sent.",
        example={**_EXAMPLE, "sample": 20},
    )
    def post(self, _request: Request, connection_id: UUID) -> Response:
        choice, given = self.given(connection_id, ResyncTrySerializer)
        tried = try_resync(choice, sample=given.get("sample", DEFAULT_SAMPLE), now=timezone.now())
        can_view = self.access.can_view_payloads
        return Response(trial_json(choice, tried, with_contents=can_view))
