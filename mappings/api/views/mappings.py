"""Mappings: stored with a version, which is their ETag."""

from typing import Any
from uuid import UUID

from django.db import transaction
from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework.request import Request
from rest_framework.response import Response

from mappings.api.base import ApiView
from mappings.api.documentation import ETAG, IF_MATCH, operation
from mappings.api.etags import etag_of, expected_version
from mappings.api.lookups import find_in_body
from mappings.api.pagination import page_json
from mappings.api.serializers.common import page_of
from mappings.api.serializers.mappings import (
    CONFIG_EXAMPLE,
    MappingChangeSerializer,
    MappingQuery,
    MappingSerializer,
    PresetMappingSerializer,
)
from mappings.models import Destination, Mapping
from mappings.models.mappings import MappingQuerySet
from mappings.services.mapping_input import MappingChanges
from mappings.services.mappings import (
    create_mapping,
    delete_mapping,
    disable_mapping,
    duplicate_mapping,
    enable_mapping,
    update_mapping,
)
from mappings.services.preset_mappings import create_mapping_from_preset
from mappings.services.representation import mapping_json

_TAG = "Mappings"
_EXAMPLE = {
    "name": "Audience entered",
    "destination": "01980000-0000-7000-8000-000000000002",
    "action": "upsert_contact",
    "trigger": 'type = "track" and properties.browse_abandoners = true',
    "config": CONFIG_EXAMPLE,
}


class MappingsBase(ApiView):
    def rows(self) -> MappingQuerySet:
        return Mapping.objects.for_workspace(self.workspace).with_destination()

    def answer(self, mapping: Mapping, *, status: int = 200) -> Response:
        headers = {"ETag": etag_of(mapping.version)}
        return Response(mapping_json(mapping), status=status, headers=headers)


class MappingListView(MappingsBase):
    query_class = MappingQuery

    @operation(
        "mappings_list",
        "List mappings",
        tag=_TAG,
        answer=page_of(MappingSerializer),
        errors=[400],
        parameters=[MappingQuery],
    )
    def get(self, request: Request) -> Response:
        rows = _filtered(self.rows(), self.query)
        return Response(page_json(request, self.query, rows, mapping_json))

    @operation(
        "mappings_create",
        "Create a mapping",
        tag=_TAG,
        answer=MappingSerializer,
        status=201,
        body=PolymorphicProxySerializer(
            component_name="NewMapping",
            serializers=[MappingSerializer, PresetMappingSerializer],
            resource_type_field_name=None,
        ),
        errors=[409],
        parameters=[ETAG],
        description="A new mapping is disabled. With `preset` it is made from one of the presets "
        "of the destination's definition, filled in for `audience_key`.",
        example=_EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        if isinstance(request.data, dict) and "preset" in request.data:
            return self.answer(self._from_preset(request), status=201)
        given = self.body(MappingSerializer, current={"enabled": False})
        created = create_mapping(
            destination=self._destination(given["destination"]),
            name=given["name"],
            action_slug=given["action"],
            trigger=given["trigger"],
            config=given["config"],
            other_audience_keys=given.get("other_audience_keys", []),
            user=request.user,
        )
        return self.answer(created, status=201)

    def _from_preset(self, request: Request) -> Mapping:
        given = self.body(PresetMappingSerializer)
        return create_mapping_from_preset(
            destination=self._destination(given["destination"]),
            preset_name=given["preset"],
            audience_key=given.get("audience_key", ""),
            name=given.get("name"),
            user=request.user,
        )

    def _destination(self, destination_id: UUID) -> Destination:
        rows = Destination.objects.for_workspace(self.workspace)
        return find_in_body(rows, destination_id, "/destination", noun="destination")


class MappingView(MappingsBase):
    @operation(
        "mappings_read",
        "Read a mapping",
        tag=_TAG,
        answer=MappingSerializer,
        errors=[404],
        parameters=[ETAG],
    )
    def get(self, _request: Request, mapping_id: UUID) -> Response:
        return self.answer(self.find(self.rows(), mapping_id))

    @operation(
        "mappings_replace",
        "Replace a mapping",
        tag=_TAG,
        answer=MappingSerializer,
        body=MappingChangeSerializer,
        errors=[404, 409, 412],
        parameters=[IF_MATCH, ETAG],
        description="What was read can be changed and sent back whole.",
    )
    def put(self, _request: Request, mapping_id: UUID) -> Response:
        return self._change(mapping_id, partial=False)

    @operation(
        "mappings_change",
        "Change a mapping",
        tag=_TAG,
        answer=MappingSerializer,
        body=MappingChangeSerializer,
        errors=[404, 409, 412],
        parameters=[IF_MATCH, ETAG],
        example={"name": "Audience exited"},
    )
    def patch(self, _request: Request, mapping_id: UUID) -> Response:
        return self._change(mapping_id, partial=True)

    @operation(
        "mappings_delete",
        "Delete a mapping",
        tag=_TAG,
        status=204,
        errors=[404, 412],
        parameters=[IF_MATCH],
    )
    def delete(self, request: Request, mapping_id: UUID) -> Response:
        mapping = self.find(self.rows(), mapping_id)
        delete_mapping(mapping=mapping, expected_version=expected_version(request, mapping))
        return Response(status=204)

    def _change(self, mapping_id: UUID, *, partial: bool) -> Response:
        mapping = self.find(self.rows(), mapping_id)
        version = expected_version(self.request, mapping)
        current = mapping_json(mapping)
        given = self.body(MappingChangeSerializer, current=current, partial=partial)
        return self.answer(_save(mapping, given, version=version, user=self.request.user))


class EnableView(MappingsBase):
    @operation(
        "mappings_enable",
        "Enable a mapping",
        tag=_TAG,
        answer=MappingSerializer,
        errors=[404, 409, 412],
        parameters=[IF_MATCH, ETAG],
        description="Everything must be valid; if it is not, 409 lists what is missing.",
    )
    def post(self, request: Request, mapping_id: UUID) -> Response:
        mapping = self.find(self.rows(), mapping_id)
        version = expected_version(request, mapping)
        return self.answer(
            enable_mapping(mapping=mapping, user=request.user, expected_version=version)
        )


class DisableView(MappingsBase):
    @operation(
        "mappings_disable",
        "Disable a mapping",
        tag=_TAG,
        answer=MappingSerializer,
        errors=[404, 412],
        parameters=[IF_MATCH, ETAG],
    )
    def post(self, request: Request, mapping_id: UUID) -> Response:
        mapping = self.find(self.rows(), mapping_id)
        version = expected_version(request, mapping)
        return self.answer(
            disable_mapping(mapping=mapping, user=request.user, expected_version=version)
        )


class DuplicateView(MappingsBase):
    @operation(
        "mappings_duplicate",
        "Duplicate a mapping",
        tag=_TAG,
        answer=MappingSerializer,
        status=201,
        errors=[404, 409],
        parameters=[ETAG],
        description='The copy is disabled and named "… (Copy)".',
    )
    def post(self, request: Request, mapping_id: UUID) -> Response:
        mapping = self.find(self.rows(), mapping_id)
        return self.answer(duplicate_mapping(mapping=mapping, user=request.user), status=201)


def _save(mapping: Mapping, given: dict[str, Any], *, version: int | None, user: Any) -> Mapping:
    """Save the values, then switch on or off as asked: all of it, or nothing."""
    is_enabled = given.pop("enabled", None)
    changes: MappingChanges = given  # type: ignore[assignment]  # the serializer's fields are these
    with transaction.atomic():
        saved = update_mapping(
            mapping=mapping, changes=changes, user=user, expected_version=version
        )
        if is_enabled is None or is_enabled == saved.is_enabled:
            return saved
        switch = enable_mapping if is_enabled else disable_mapping
        return switch(mapping=saved, user=user, expected_version=saved.version)


def _filtered(rows: MappingQuerySet, query: dict[str, Any]) -> MappingQuerySet:
    filters = {
        "destination": "destination_id",
        "source": "destination__source_id",
        "event_type": "event_type",
        "enabled": "is_enabled",
        "action": "action_slug",
        "search": "name__icontains",
    }
    return rows.filter(**{filters[key]: value for key, value in query.items() if key in filters})
