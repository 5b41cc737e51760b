"""The filters of a destination."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from mappings.api.base import ApiView
from mappings.api.documentation import operation
from mappings.api.serializers.filters import (
    FilteredEventSerializer,
    FilterSerializer,
    FilterTrySerializer,
    MoveSerializer,
)
from mappings.models import Destination, DestinationFilter
from mappings.models.filters import DestinationFilterQuerySet
from mappings.services.destination_filters import (
    FilterChanges,
    create_filter,
    delete_filter,
    move_filter,
    try_filters,
    update_filter,
)
from mappings.services.representation import filter_json

_TAG = "Destination filters"
_EXAMPLE = {
    "title": "No test users",
    "condition": 'contains(traits.email, "@example.com")',
    "action": "drop",
}


class OfDestination(ApiView):
    def destination(self, destination_id: UUID) -> Destination:
        return self.find(Destination.objects.for_workspace(self.workspace), destination_id)


class FilterListView(OfDestination):
    @operation(
        "filters_list",
        "List the filters of a destination, in their order",
        tag=_TAG,
        answer=FilterSerializer(many=True),
        errors=[404],
    )
    def get(self, _request: Request, destination_id: UUID) -> Response:
        rows = DestinationFilter.objects.for_destination(self.destination(destination_id))
        return Response([filter_json(row) for row in rows.in_order()])

    @operation(
        "filters_create",
        "Add a filter behind the others",
        tag=_TAG,
        answer=FilterSerializer,
        status=201,
        body=FilterSerializer,
        errors=[404, 409],
        example=_EXAMPLE,
    )
    def post(self, _request: Request, destination_id: UUID) -> Response:
        destination = self.destination(destination_id)
        changes = _changes(self.body(FilterSerializer))
        return Response(filter_json(create_filter(destination=destination, changes=changes)), 201)


class FilterTryView(OfDestination):
    changes_nothing = True

    @operation(
        "filters_try",
        "What the filters make of an event",
        tag=_TAG,
        answer=FilteredEventSerializer,
        body=FilterTrySerializer,
        errors=[404],
        example={"event": {"type": "identify", "userId": "user-123"}},
    )
    def post(self, _request: Request, destination_id: UUID) -> Response:
        destination = self.destination(destination_id)
        event = self.body(FilterTrySerializer)["event"]
        return Response(try_filters(destination=destination, event=event))


class FilterBase(ApiView):
    def rows(self) -> DestinationFilterQuerySet:
        rows = DestinationFilter.objects.for_workspace(self.workspace)
        return rows.select_related("destination")


class FilterView(FilterBase):
    @operation("filters_read", "Read a filter", tag=_TAG, answer=FilterSerializer, errors=[404])
    def get(self, _request: Request, filter_id: UUID) -> Response:
        return Response(filter_json(self.find(self.rows(), filter_id)))

    @operation(
        "filters_change",
        "Change a filter",
        tag=_TAG,
        answer=FilterSerializer,
        body=FilterSerializer,
        errors=[404],
        example={"enabled": False},
    )
    def patch(self, _request: Request, filter_id: UUID) -> Response:
        row = self.find(self.rows(), filter_id)
        given = self.body(FilterSerializer, current=filter_json(row), partial=True)
        return Response(filter_json(update_filter(row=row, changes=_changes(given))))

    @operation("filters_delete", "Delete a filter", tag=_TAG, status=204, errors=[404])
    def delete(self, _request: Request, filter_id: UUID) -> Response:
        delete_filter(row=self.find(self.rows(), filter_id))
        return Response(status=204)


class FilterMoveView(FilterBase):
    @operation(
        "filters_move",
        "Move a filter one place up or down",
        tag=_TAG,
        answer=FilterSerializer,
        body=MoveSerializer,
        errors=[404],
        example={"direction": "up"},
    )
    def post(self, _request: Request, filter_id: UUID) -> Response:
        row = self.find(self.rows(), filter_id)
        direction = self.body(MoveSerializer)["direction"]
        move_filter(row=row, is_up=direction == "up")
        return Response(filter_json(self.find(self.rows(), filter_id)))


def _changes(given: dict[str, Any]) -> FilterChanges:
    changes: Any = dict(given)
    if "enabled" in changes:
        changes["is_enabled"] = changes.pop("enabled")
    return changes  # type: ignore[no-any-return]
