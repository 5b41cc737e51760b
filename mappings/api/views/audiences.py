"""Audiences: who is in them, and which destinations are told."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from mappings.api.base import ApiView
from mappings.api.documentation import operation
from mappings.api.pagination import PageQuery, page_json
from mappings.api.serializers.audiences import (
    AudienceChangeSerializer,
    AudienceMemberSerializer,
    AudienceSerializer,
    ChangedMembersSerializer,
    CoverageSerializer,
    MemberImportQuery,
    MembersInputSerializer,
)
from mappings.api.serializers.common import page_of
from mappings.api.serializers.profiles import JobSerializer
from mappings.api.views.profiles import body_blocks, check_count, import_file, profile_input
from mappings.models import Audience
from mappings.services.audience_coverage import audience_coverage
from mappings.services.audience_json import (
    audience_json,
    audiences_of,
    coverage_json,
    member_json,
    members_of,
)
from mappings.services.audiences import create_audience, delete_audience, update_audience
from mappings.services.member_changes import NamedMembers, name_members, start_member_import
from mappings.services.profile_json import job_json
from mappings.services.profiles import INPUTS_PER_STEP

_TAG = "Audiences"
_EXAMPLE = {"key": "browse_abandoners", "name": "Browse abandoners"}


class AudienceBase(ApiView):
    def audience(self, audience_id: UUID) -> Audience:
        return self.find(audiences_of(self.workspace), audience_id)


class AudienceListView(ApiView):
    query_class = PageQuery

    @operation(
        "audiences_list",
        "List audiences",
        tag=_TAG,
        answer=page_of(AudienceSerializer),
        errors=[400],
        parameters=[PageQuery],
    )
    def get(self, request: Request) -> Response:
        rows = audiences_of(self.workspace)
        return Response(page_json(request, self.query, rows, audience_json))

    @operation(
        "audiences_create",
        "Add an audience",
        tag=_TAG,
        answer=AudienceSerializer,
        status=201,
        body=AudienceSerializer,
        errors=[409],
        description="Its key never changes, and is never used again.",
        example=_EXAMPLE,
    )
    def post(self, _request: Request) -> Response:
        changes: Any = self.body(AudienceSerializer)
        key = changes.pop("key")
        row = create_audience(workspace=self.workspace, key=key, changes=changes)
        return Response(audience_json(row), status=201)


class AudienceView(AudienceBase):
    @operation(
        "audiences_read", "Read an audience", tag=_TAG, answer=AudienceSerializer, errors=[404]
    )
    def get(self, _request: Request, audience_id: UUID) -> Response:
        return Response(audience_json(self.audience(audience_id)))

    @operation(
        "audiences_change",
        "Change an audience",
        tag=_TAG,
        answer=AudienceSerializer,
        body=AudienceChangeSerializer,
        errors=[404],
        example={"name": "Browse abandoners of the shop"},
    )
    def patch(self, _request: Request, audience_id: UUID) -> Response:
        row = self.audience(audience_id)
        told = audience_json(row)
        changes: Any = self.body(AudienceChangeSerializer, current=told, partial=True)
        update_audience(audience=row, changes=changes)
        return Response(audience_json(self.audience(audience_id)))

    @operation(
        "audiences_delete",
        "Delete an audience",
        tag=_TAG,
        status=204,
        errors=[404],
        description="With its connections and memberships. Nobody is told, and the key stays "
        "taken.",
    )
    def delete(self, _request: Request, audience_id: UUID) -> Response:
        delete_audience(audience=self.audience(audience_id))
        return Response(status=204)


class AudienceMembersView(AudienceBase):
    query_class = PageQuery

    @operation(
        "audiences_members",
        "List the members of an audience",
        tag=_TAG,
        answer=page_of(AudienceMemberSerializer),
        errors=[400, 404],
        parameters=[PageQuery],
    )
    def get(self, request: Request, audience_id: UUID) -> Response:
        rows = members_of(self.audience(audience_id))
        can_view = self.access.can_view_payloads
        show = lambda row: member_json(row, with_contents=can_view)  # noqa: E731
        return Response(page_json(request, self.query, rows, show))

    @operation(
        "audiences_change_members",
        "Let people enter and leave",
        tag=_TAG,
        answer=ChangedMembersSerializer,
        body=MembersInputSerializer,
        errors=[404, 503],
        description=f"At most {INPUTS_PER_STEP} at once; all of them, or none. Who enters and is "
        "not known becomes a profile. Connected destinations are told.",
        example={
            "add": [{"identifiers": {"user_id": "user-123", "email": "user@example.com"}}],
            "remove": [{"identifiers": {"user_id": "user-124"}}],
        },
    )
    def post(self, _request: Request, audience_id: UUID) -> Response:
        audience = self.audience(audience_id)
        given = self.body(MembersInputSerializer)
        people = {key: given.get(key, []) for key in ("add", "remove")}
        check_count([*people["add"], *people["remove"]], "")
        adding, removing = (
            [profile_input(one, f"/{key}/{at}") for at, one in enumerate(rows)]
            for key, rows in people.items()
        )
        done = name_members(audience=audience, adding=adding, removing=removing, now=timezone.now())
        return Response(_changed_json(done))


class MemberImportView(AudienceBase):
    query_class = MemberImportQuery

    @operation(
        "audiences_import_members",
        "Let the people of a file enter or leave",
        tag=_TAG,
        answer=JobSerializer,
        status=201,
        errors=[400, 404, 409, 411],
        parameters=[MemberImportQuery],
        description="The body is the file: CSV, NDJSON or Parquet, packed with gzip or not. The "
        "answer is the job that reads it.",
    )
    def post(self, request: Request, audience_id: UUID) -> Response:
        job = start_member_import(
            audience=self.audience(audience_id),
            mode=self.query["mode"],
            file=import_file(self.query),
            blocks=body_blocks(request),
            size_bytes=int(request.META.get("CONTENT_LENGTH") or 0),
            started_by=self.access.member.user,
        )
        return Response(job_json(job), status=201)


class AudienceCoverageView(AudienceBase):
    @operation(
        "audiences_coverage",
        "Which mappings tell of who enters and leaves",
        tag=_TAG,
        answer=CoverageSerializer(many=True),
        errors=[404],
        description="For each connected destination.",
    )
    def get(self, _request: Request, audience_id: UUID) -> Response:
        rows = audience_coverage(self.audience(audience_id))
        return Response([coverage_json(one) for one in rows])


def _changed_json(done: NamedMembers) -> dict[str, int]:
    changed = done.changed
    return {
        "entered": changed.entered,
        "exited": changed.exited,
        "unknown": done.unknown,
        "events": changed.events,
        "deliveries": changed.deliveries,
        "refused_events": changed.refused,
    }
