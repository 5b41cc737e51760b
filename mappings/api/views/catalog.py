"""The catalog: which kinds of destinations there are."""

from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from mappings.api.base import ApiView
from mappings.api.documentation import operation
from mappings.api.serializers.catalog import DefinitionSerializer
from mappings.services.definitions import all_kinds, find_kind
from mappings.services.representation import kind_json


class DefinitionListView(ApiView):
    @operation(
        "definitions_list",
        "List the kinds of destinations",
        tag="Catalog",
        answer=DefinitionSerializer(many=True),
    )
    def get(self, _request: Request) -> Response:
        return Response([kind_json(kind) for kind in all_kinds(self.workspace)])


class DefinitionView(ApiView):
    @operation(
        "definitions_read",
        "Read one kind of destination",
        tag="Catalog",
        answer=DefinitionSerializer,
        errors=[404],
    )
    def get(self, _request: Request, slug: str) -> Response:
        kind = find_kind(self.workspace, slug)
        if kind is None:
            raise NotFound
        return Response(kind_json(kind))
