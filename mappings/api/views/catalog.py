"""The catalog: which kinds of destinations there are."""

from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from mappings.api.base import ApiView
from mappings.api.documentation import operation
from mappings.api.serializers.catalog import DefinitionSerializer
from mappings.catalog.registry import destination_definitions, get_definition
from mappings.services.representation import definition_json


class DefinitionListView(ApiView):
    @operation(
        "definitions_list",
        "List the kinds of destinations",
        tag="Catalog",
        answer=DefinitionSerializer(many=True),
    )
    def get(self, _request: Request) -> Response:
        return Response([definition_json(definition) for definition in destination_definitions()])


class DefinitionView(ApiView):
    @operation(
        "definitions_read",
        "Read one kind of destination",
        tag="Catalog",
        answer=DefinitionSerializer,
        errors=[404],
    )
    def get(self, _request: Request, slug: str) -> Response:
        definition = get_definition(slug)
        if definition is None:
            raise NotFound
        return Response(definition_json(definition))
