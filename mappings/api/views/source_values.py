"""What a source's saved test events hold."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from mappings.api.base import ApiView
from mappings.api.documentation import operation
from mappings.api.serializers.triggers import FoundValuesQuery, FoundValuesSerializer
from mappings.models import Source
from mappings.services.trigger_language import values_in_test_events


class SourceValuesView(ApiView):
    query_class = FoundValuesQuery

    @operation(
        "sources_values",
        "Values that a source's saved test events have at a path",
        tag="Sources",
        answer=FoundValuesSerializer,
        errors=[400, 404],
        parameters=[FoundValuesQuery],
    )
    def get(self, _request: Request, source_id: UUID) -> Response:
        source = self.find(Source.objects.for_workspace(self.workspace), source_id)
        values = values_in_test_events(source=source, path=self.query["path"])
        return Response({"values": values})
