"""Sources."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from mappings.api.base import ApiView
from mappings.api.documentation import operation
from mappings.api.pagination import page_json
from mappings.api.serializers.common import page_of
from mappings.api.serializers.sources import SourceQuery, SourceSerializer
from mappings.models import Source
from mappings.models.sources import SourceQuerySet
from mappings.services.representation import source_json
from mappings.services.sources import create_source, delete_source, rename_source
from mappings.services.write_keys import end_old_write_key, rotate_write_key

_TAG = "Sources"


class SourcesBase(ApiView):
    def rows(self) -> SourceQuerySet:
        return Source.objects.for_workspace(self.workspace).with_counts()

    def answer(self, source: Source, *, status: int = 200) -> Response:
        return Response(source_json(self.find(self.rows(), source.pk)), status=status)


class SourceListView(SourcesBase):
    query_class = SourceQuery

    @operation(
        "sources_list",
        "List sources",
        tag=_TAG,
        answer=page_of(SourceSerializer),
        errors=[400],
        parameters=[SourceQuery],
    )
    def get(self, request: Request) -> Response:
        rows = self.rows()
        if search := self.query.get("search"):
            rows = rows.filter(name__icontains=search)
        return Response(page_json(request, self.query, rows, source_json))

    @operation(
        "sources_create",
        "Add a source",
        tag=_TAG,
        answer=SourceSerializer,
        status=201,
        body=SourceSerializer,
        errors=[409],
        example={"name": "Website"},
    )
    def post(self, _request: Request) -> Response:
        given = self.body(SourceSerializer)
        created = create_source(workspace=self.workspace, name=given["name"])
        return self.answer(created, status=201)


class SourceView(SourcesBase):
    @operation("sources_read", "Read a source", tag=_TAG, answer=SourceSerializer, errors=[404])
    def get(self, _request: Request, source_id: UUID) -> Response:
        return Response(source_json(self.find(self.rows(), source_id)))

    @operation(
        "sources_change",
        "Rename a source",
        tag=_TAG,
        answer=SourceSerializer,
        body=SourceSerializer,
        errors=[404],
        example={"name": "Website"},
    )
    def patch(self, _request: Request, source_id: UUID) -> Response:
        source = self.find(self.rows(), source_id)
        given = self.body(SourceSerializer, current=source_json(source), partial=True)
        if "name" in given:
            rename_source(source=source, name=given["name"])
        return self.answer(source)

    @operation(
        "sources_delete",
        "Delete a source and its test events",
        tag=_TAG,
        status=204,
        errors=[404, 409],
        description="A source that destinations use cannot be deleted.",
    )
    def delete(self, _request: Request, source_id: UUID) -> Response:
        delete_source(source=self.find(self.rows(), source_id))
        return Response(status=204)


class WriteKeyView(SourcesBase):
    @operation(
        "sources_rotate_write_key",
        "Make a new write key",
        tag=_TAG,
        answer=SourceSerializer,
        errors=[404],
        description="The key that it had is good for seven more days; one before it ends at once.",
    )
    def post(self, _request: Request, source_id: UUID) -> Response:
        return self.answer(rotate_write_key(source=self.find(self.rows(), source_id)))


class OldWriteKeyView(SourcesBase):
    @operation(
        "sources_end_old_write_key",
        "End the old write key",
        tag=_TAG,
        status=204,
        errors=[404],
        description="Whatever still sends with it is refused from now on.",
    )
    def delete(self, _request: Request, source_id: UUID) -> Response:
        end_old_write_key(source=self.find(self.rows(), source_id))
        return Response(status=204)
