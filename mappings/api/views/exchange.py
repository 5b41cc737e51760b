"""Exports and imports: documents to keep, to compare and to carry elsewhere."""

from typing import ClassVar
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from mappings.api.base import ApiView
from mappings.api.documentation import operation
from mappings.api.errors import ApiError
from mappings.api.fields import StrictQuery
from mappings.api.parsers import DocumentParser
from mappings.api.serializers.exchange import (
    ExportQuery,
    ExportSerializer,
    ImportQuery,
    ImportSerializer,
    WorkspaceExportQuery,
)
from mappings.engine.errors import Problem
from mappings.exchange.bundle import Bundle
from mappings.models import Destination, Mapping
from mappings.services.errors import InvalidInput
from mappings.services.exports import (
    destination_bundle,
    export_file,
    mapping_bundle,
    workspace_bundle,
)
from mappings.services.import_answers import export_json, import_json
from mappings.services.imports import ImportOptions, preview_import, run_import

_TAG = "Import and export"
_EXPORTING = (
    "The file as it is: YAML, JSON, Segment's subscriptions as JSON, or Terraform. No export holds "
    "a secret: of a destination's secrets it has the names, under `to_be_filled_in`."
)


class ExportBase(ApiView):
    query_class: ClassVar[type[StrictQuery]] = ExportQuery

    def answer(self, bundle: Bundle) -> HttpResponseBase:
        file = export_file(bundle, workspace=self.workspace, form=self.query["format"])
        if self.query["report"]:
            return Response(export_json(file))
        headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
        return HttpResponse(file.text, content_type=file.media_type, headers=headers)


class WorkspaceExportView(ExportBase):
    query_class = WorkspaceExportQuery

    @operation(
        "export_workspace",
        "Export the whole workspace",
        tag=_TAG,
        answer=ExportSerializer,
        errors=[400, 409],
        parameters=[WorkspaceExportQuery],
        description=_EXPORTING,
    )
    def get(self, _request: Request) -> HttpResponseBase:
        return self.answer(workspace_bundle(self.workspace))


class DestinationExportView(ExportBase):
    @operation(
        "export_destination",
        "Export a destination with its mappings",
        tag=_TAG,
        answer=ExportSerializer,
        errors=[400, 404, 409],
        parameters=[ExportQuery],
        description=_EXPORTING,
    )
    def get(self, _request: Request, destination_id: UUID) -> HttpResponseBase:
        rows = Destination.objects.for_workspace(self.workspace).with_source()
        return self.answer(destination_bundle(self.find(rows, destination_id)))


class MappingExportView(ExportBase):
    @operation(
        "export_mapping",
        "Export a mapping",
        tag=_TAG,
        answer=ExportSerializer,
        errors=[400, 404, 409],
        parameters=[ExportQuery],
        description=_EXPORTING,
    )
    def get(self, _request: Request, mapping_id: UUID) -> HttpResponseBase:
        rows = Mapping.objects.for_workspace(self.workspace).with_destination()
        return self.answer(mapping_bundle(self.find(rows, mapping_id)))


class ImportView(ApiView):
    """Takes the document as it is, whatever it is called."""

    query_class = ImportQuery
    parser_classes = (DocumentParser,)

    @operation(
        "imports_create",
        "Import a document, or see what importing it would do",
        tag=_TAG,
        answer=ImportSerializer,
        body={
            "application/yaml": {"type": "string"},
            "application/json": {"type": "object", "additionalProperties": {}},
            "text/plain": {"type": "string"},
        },
        errors=[409],
        parameters=[ImportQuery],
        description=(
            "The body is the text of an export, of Segment's subscriptions as JSON, or of "
            "Terraform. Things are the same when their names are. All of it is imported, or "
            "nothing; what it does not name is left alone, and nothing is ever deleted."
        ),
        example={"format": "engage-mapper/1", "kind": "workspace", "sources": [{"name": "App"}]},
    )
    def post(self, request: Request) -> Response:
        text = request.data
        if not isinstance(text, bytes) or not text.strip():
            raise ApiError(400, "invalid", "The body is empty. Send a document.")
        options = ImportOptions(self._destination(), self.query.get("action", ""))
        if self.query["dry_run"]:
            answer = preview_import(
                workspace=self.workspace, text=text, options=options, user=request.user
            )
        else:
            answer = run_import(
                workspace=self.workspace,
                text=text,
                options=options,
                user=request.user,
                expected=self.query.get("expected", ""),
            )
        return Response(import_json(answer, dry_run=self.query["dry_run"]))

    def _destination(self) -> Destination | None:
        wanted = self.query.get("destination")
        if wanted is None:
            return None
        rows = Destination.objects.for_workspace(self.workspace).with_source()
        found = rows.filter(pk=wanted).first()
        if found is None:
            text = "There is no destination of this id in the workspace."
            raise InvalidInput([Problem("", text, "not_found")])
        return found
