"""Destinations, their actions and the actions' fields."""

from typing import Any
from uuid import UUID

from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from mappings.api.base import ApiView
from mappings.api.documentation import operation
from mappings.api.lookups import find_in_body
from mappings.api.pagination import page_json
from mappings.api.serializers.catalog import ActionSerializer
from mappings.api.serializers.common import page_of
from mappings.api.serializers.destinations import (
    DestinationChangeSerializer,
    DestinationQuery,
    DestinationSerializer,
)
from mappings.catalog.schema import ActionDefinition
from mappings.models import Destination, Source
from mappings.models.destinations import DestinationQuerySet
from mappings.services.destinations import (
    DestinationChanges,
    create_destination,
    delete_destination,
    update_destination,
)
from mappings.services.representation import action_json, destination_json

_EXAMPLE = {
    "name": "Acme CRM",
    "definition": "crm",
    "source": "01980000-0000-7000-8000-000000000001",
    "settings": {"base_url": "https://crm.example.com/api"},
    "secrets": {"api_key": "the key"},
}
_TAG = "Destinations"


class DestinationsBase(ApiView):
    def rows(self) -> DestinationQuerySet:
        return Destination.objects.for_workspace(self.workspace).with_source().with_counts()

    def answer(self, destination: Destination, *, status: int = 200) -> Response:
        """The destination as it now is in the database, counts included."""
        return Response(destination_json(self.find(self.rows(), destination.pk)), status=status)


class DestinationListView(DestinationsBase):
    query_class = DestinationQuery

    @operation(
        "destinations_list",
        "List destinations",
        tag=_TAG,
        answer=page_of(DestinationSerializer),
        errors=[400],
        parameters=[DestinationQuery],
    )
    def get(self, request: Request) -> Response:
        rows = _filtered(self.rows(), self.query)
        return Response(page_json(request, self.query, rows, destination_json))

    @operation(
        "destinations_create",
        "Add a destination from the catalog",
        tag=_TAG,
        answer=DestinationSerializer,
        status=201,
        body=DestinationSerializer,
        errors=[409],
        example=_EXAMPLE,
    )
    def post(self, _request: Request) -> Response:
        given = self.body(DestinationSerializer)
        sources = Source.objects.for_workspace(self.workspace)
        created = create_destination(
            workspace=self.workspace,
            source=find_in_body(sources, given["source"], "/source", noun="source"),
            definition_slug=given["definition"],
            name=given["name"],
            settings=given["settings"],
            secrets=given.get("secrets", {}),
            is_enabled=given.get("enabled", True),
            delivery_options=given.get("delivery"),
        )
        return self.answer(created, status=201)


class DestinationView(DestinationsBase):
    @operation(
        "destinations_read",
        "Read a destination",
        tag=_TAG,
        answer=DestinationSerializer,
        errors=[404],
    )
    def get(self, _request: Request, destination_id: UUID) -> Response:
        return Response(destination_json(self.find(self.rows(), destination_id)))

    @operation(
        "destinations_replace",
        "Replace a destination",
        tag=_TAG,
        answer=DestinationSerializer,
        body=DestinationChangeSerializer,
        errors=[404, 409],
        description="Secrets that are not named stay as they are, and so does `delivery`.",
    )
    def put(self, _request: Request, destination_id: UUID) -> Response:
        return self._change(destination_id, partial=False)

    @operation(
        "destinations_change",
        "Change a destination",
        tag=_TAG,
        answer=DestinationSerializer,
        body=DestinationChangeSerializer,
        errors=[404, 409],
    )
    def patch(self, _request: Request, destination_id: UUID) -> Response:
        return self._change(destination_id, partial=True)

    @operation(
        "destinations_delete",
        "Delete a destination and its mappings",
        tag=_TAG,
        status=204,
        errors=[404],
    )
    def delete(self, _request: Request, destination_id: UUID) -> Response:
        delete_destination(destination=self.find(self.rows(), destination_id))
        return Response(status=204)

    def _change(self, destination_id: UUID, *, partial: bool) -> Response:
        destination = self.find(self.rows(), destination_id)
        current = destination_json(destination)
        given = self.body(DestinationChangeSerializer, current=current, partial=partial)
        changes = self._changes(given)
        return self.answer(update_destination(destination=destination, changes=changes))

    def _changes(self, given: dict[str, Any]) -> DestinationChanges:
        changes: DestinationChanges = {}
        if "source" in given:
            sources = Source.objects.for_workspace(self.workspace)
            changes["source"] = find_in_body(sources, given["source"], "/source", noun="source")
        if "enabled" in given:
            changes["is_enabled"] = given["enabled"]
        if "name" in given:
            changes["name"] = given["name"]
        if "settings" in given:
            changes["settings"] = given["settings"]
        if "secrets" in given:
            changes["secrets"] = given["secrets"]
        if "delivery" in given:
            changes["delivery_options"] = given["delivery"]
        return changes


class ActionListView(DestinationsBase):
    @operation(
        "actions_list",
        "List what a destination can do",
        tag=_TAG,
        answer=ActionSerializer(many=True),
        errors=[404],
    )
    def get(self, _request: Request, destination_id: UUID) -> Response:
        return Response([action_json(action) for action in self.actions(destination_id)])

    def actions(self, destination_id: UUID) -> tuple[ActionDefinition, ...]:
        rows = Destination.objects.for_workspace(self.workspace)
        definition = self.find(rows, destination_id).definition
        return definition.actions if definition else ()


class ActionView(ActionListView):
    @operation(
        "actions_read",
        "Read an action and its fields",
        tag=_TAG,
        answer=ActionSerializer,
        errors=[404],
    )
    def get(  # type: ignore[override]  # one more part of the address
        self, _request: Request, destination_id: UUID, slug: str
    ) -> Response:
        for action in self.actions(destination_id):
            if action.slug == slug:
                return Response(action_json(action))
        raise NotFound


def _filtered(rows: DestinationQuerySet, query: dict[str, Any]) -> DestinationQuerySet:
    filters = {
        "source": "source_id",
        "definition": "definition_slug",
        "enabled": "is_enabled",
        "search": "name__icontains",
    }
    return rows.filter(**{filters[key]: value for key, value in query.items() if key in filters})
