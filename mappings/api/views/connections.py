"""Connections: what a destination is told of an audience's members."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from mappings.api.base import ApiView
from mappings.api.documentation import ETAG, IF_MATCH, operation
from mappings.api.etags import etag_of, expected_version
from mappings.api.lookups import find_in_body
from mappings.api.serializers.audiences import (
    ConnectionChangeSerializer,
    ConnectionSerializer,
    MissingMappingSerializer,
    SetupEstimateSerializer,
    SetupSerializer,
)
from mappings.api.serializers.common import ErrorSerializer
from mappings.api.serializers.mappings import MappingSerializer
from mappings.api.views.audiences import AudienceBase
from mappings.models import Connection, Destination
from mappings.services.audience_coverage import add_missing_mapping
from mappings.services.audience_json import connection_json, connections_of
from mappings.services.connection_estimates import estimate_document
from mappings.services.connections import (
    connect_audience,
    disconnect_audience,
    update_connection,
)
from mappings.services.representation import mapping_json

_TAG = "Audiences"
_SETUP = {
    "sends_identify": True,
    "sends_track": True,
    "is_customized": True,
    "traits": [{"trait": "first_name"}],
    "identifiers": [{"type": "user_id"}, {"type": "email", "strategy": "all"}],
}


class ConnectionListView(AudienceBase):
    @operation(
        "connections_list",
        "List the connections of an audience",
        tag=_TAG,
        answer=ConnectionSerializer(many=True),
        errors=[404],
    )
    def get(self, _request: Request, audience_id: UUID) -> Response:
        rows = connections_of(self.workspace).filter(audience=self.audience(audience_id))
        return Response([connection_json(row) for row in rows.oldest_first()])

    @operation(
        "connections_create",
        "Connect an audience to a destination",
        tag=_TAG,
        answer=ConnectionSerializer,
        status=201,
        body=ConnectionSerializer,
        errors=[404],
        parameters=[ETAG],
        description="From now on the destination is told of who enters and leaves; of who is in "
        "already, by a resync.",
        example={"destination": "0198c0de-0000-7000-8000-000000000001", **_SETUP},
    )
    def post(self, _request: Request, audience_id: UUID) -> Response:
        audience = self.audience(audience_id)
        given = self.body(ConnectionSerializer)
        destination = find_in_body(
            Destination.objects.for_workspace(self.workspace),
            given.pop("destination"),
            "/destination",
            noun="destination",
        )
        row = connect_audience(audience=audience, destination=destination, changes=_changes(given))
        return _answer(row, status=201)


class ConnectionBase(ApiView):
    def connection(self, connection_id: UUID) -> Connection:
        return self.find(connections_of(self.workspace), connection_id)


class ConnectionView(ConnectionBase):
    @operation(
        "connections_read",
        "Read a connection",
        tag=_TAG,
        answer=ConnectionSerializer,
        errors=[404],
        parameters=[ETAG],
    )
    def get(self, _request: Request, connection_id: UUID) -> Response:
        return _answer(self.connection(connection_id))

    @operation(
        "connections_change",
        "Change a connection",
        tag=_TAG,
        answer=ConnectionSerializer,
        body=ConnectionChangeSerializer,
        errors=[404, 412],
        parameters=[IF_MATCH, ETAG],
        description="The change holds for who enters and leaves from now on.",
        example={**_SETUP, "sends_track": False},
        stale=ErrorSerializer,
    )
    def patch(self, request: Request, connection_id: UUID) -> Response:
        row = self.connection(connection_id)
        version = expected_version(request, row)
        given = self.body(ConnectionChangeSerializer, current=connection_json(row), partial=True)
        changed = update_connection(row=row, changes=_changes(given), expected_version=version)
        return _answer(changed)

    @operation(
        "connections_delete",
        "Disconnect a destination from an audience",
        tag=_TAG,
        status=204,
        errors=[404],
        description="What the destination knows stays there.",
    )
    def delete(self, _request: Request, connection_id: UUID) -> Response:
        disconnect_audience(row=self.connection(connection_id))
        return Response(status=204)


class SetupEstimateView(ConnectionBase):
    changes_nothing = True

    @operation(
        "connections_estimate",
        "How many events a setup makes of a member",
        tag=_TAG,
        answer=SetupEstimateSerializer,
        body=SetupSerializer,
        errors=[404],
        description="The setup need not be saved. Counted over the members who entered last.",
        example=_SETUP,
    )
    def post(self, _request: Request, connection_id: UUID) -> Response:
        row = self.connection(connection_id)
        given = self.body(SetupSerializer)
        return Response(asdict(estimate_document(row.audience, given)))


class MissingMappingView(ConnectionBase):
    @operation(
        "connections_add_mapping",
        "Add the mapping that is missing for who enters, or leaves",
        tag=_TAG,
        answer=MappingSerializer,
        status=201,
        body=MissingMappingSerializer,
        errors=[404, 409],
        description="Switched off at first, filled in as the destination's preset is.",
        example={"direction": "leaving"},
    )
    def post(self, _request: Request, connection_id: UUID) -> Response:
        row = self.connection(connection_id)
        direction = self.body(MissingMappingSerializer)["direction"]
        mapping = add_missing_mapping(
            connection=row,
            is_entering=direction == "entering",
            user=self.access.member.user,
        )
        return Response(mapping_json(mapping), status=201)


def _answer(row: Connection, *, status: int = 200) -> Response:
    return Response(connection_json(row), status=status, headers={"ETag": etag_of(row.version)})


def _changes(given: dict[str, Any]) -> Any:
    changes = dict(given)
    if "enabled" in changes:
        changes["is_enabled"] = changes.pop("enabled")
    return changes
