"""Definitions of the workspace's own: stored with versions, drafted, and reviewed in mappings."""

from typing import Any
from uuid import UUID

from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from mappings.api.base import ApiView
from mappings.api.documentation import ETAG, IF_MATCH, operation
from mappings.api.etags import etag_of, expected_version
from mappings.api.fields import StrictQuery
from mappings.api.pagination import PageQuery, page_json
from mappings.api.parsers import LargeJSONParser
from mappings.api.serializers.common import ErrorSerializer, page_of
from mappings.api.serializers.definitions import (
    DefinitionVersionSerializer,
    DraftRequestSerializer,
    DraftSerializer,
    DryRunQuery,
    MappingReviewSerializer,
    OwnDefinitionRowSerializer,
    OwnDefinitionSerializer,
    VersionDocumentSerializer,
)
from mappings.models import Mapping, OwnDefinition
from mappings.models.definitions import OwnDefinitionQuerySet
from mappings.services.definition_drafts import draft_definition
from mappings.services.definition_json import (
    changes_json,
    draft_json,
    own_definition_json,
    review_json,
    version_json,
    whole_definition_json,
)
from mappings.services.definition_reviews import (
    mark_reviewed,
    review_mapping,
    reviews_of_definition,
)
from mappings.services.definition_versions import list_versions
from mappings.services.definitions import (
    check_definition,
    create_definition,
    delete_definition,
    update_definition,
)
from mappings.services.documents import problems_under
from mappings.services.errors import InvalidInput

_TAG = "Own definitions"
_EXAMPLE = {
    "format_version": 1,
    "slug": "loyalty",
    "name": "Loyalty",
    "description": "Keeps the points of members.",
    "category": "CRM",
    "settings": [
        {
            "key": "api_key",
            "label": "API key",
            "type": "string",
            "required": True,
            "is_secret": True,
        }
    ],
    "authentication": {"scheme": "bearer", "setting": "api_key"},
    "actions": [
        {
            "slug": "add_member",
            "name": "Add member",
            "description": "Adds a member.",
            "fields": [{"key": "email", "label": "Email", "type": "string", "required": True}],
            "request": {
                "method": "POST",
                "url": "https://loyalty.example.com/members",
                "body": {"@path": "$.payload"},
            },
        }
    ],
    "presets": [],
}


class OwnDefinitionsBase(ApiView):
    def rows(self) -> OwnDefinitionQuerySet:
        return OwnDefinition.objects.for_workspace(self.workspace).with_counts()

    def answer(self, row: OwnDefinition, *, status: int = 200) -> Response:
        """The definition as it now is in the database."""
        found = self.find(self.rows(), row.pk)
        headers = {"ETag": etag_of(found.version)}
        return Response(whole_definition_json(found), status=status, headers=headers)

    def document(self, current: OwnDefinition | None = None) -> Any:
        told = whole_definition_json(current) if current else {}
        return self.body(OwnDefinitionSerializer, current=told)["document"]


class OwnDefinitionListView(OwnDefinitionsBase):
    @property
    def query_class(self) -> Any:  # type: ignore[override]  # a list has pages, a POST a dry run
        return PageQuery if self.request.method in ("GET", "HEAD") else DryRunQuery

    @operation(
        "own_definitions_list",
        "List the workspace's own definitions",
        tag=_TAG,
        answer=page_of(OwnDefinitionRowSerializer),
        errors=[400],
        parameters=[PageQuery],
    )
    def get(self, request: Request) -> Response:
        return Response(page_json(request, self.query, self.rows(), own_definition_json))

    @operation(
        "own_definitions_create",
        "Add a definition of your own",
        tag=_TAG,
        answer=OwnDefinitionSerializer,
        status=201,
        body=OwnDefinitionSerializer,
        errors=[409],
        parameters=[DryRunQuery],
        description="With `dry_run=true` it is only checked: 204 says that it would be stored.",
        example={"document": _EXAMPLE},
    )
    def post(self, request: Request) -> Response:
        document = self.document()
        try:
            if self.query.get("dry_run"):
                check_definition(workspace=self.workspace, document=document)
                return Response(status=204)
            created = create_definition(
                workspace=self.workspace, document=document, user=request.user
            )
        except InvalidInput as err:
            raise _under_document(err) from err
        return self.answer(created, status=201)


class OwnDefinitionView(OwnDefinitionsBase):
    @property
    def query_class(self) -> Any:  # type: ignore[override]  # only a PUT can be tried
        return DryRunQuery if self.request.method == "PUT" else StrictQuery

    @operation(
        "own_definitions_read",
        "Read a definition of your own",
        tag=_TAG,
        answer=OwnDefinitionSerializer,
        errors=[404],
        parameters=[ETAG],
    )
    def get(self, _request: Request, definition_id: UUID) -> Response:
        return self.answer(self.find(self.rows(), definition_id))

    @operation(
        "own_definitions_replace",
        "Make the next version of a definition",
        tag=_TAG,
        answer=OwnDefinitionSerializer,
        body=OwnDefinitionSerializer,
        errors=[404, 409, 412],
        stale=ErrorSerializer,
        parameters=[IF_MATCH, ETAG, DryRunQuery],
        description="The same document makes no version. With `dry_run=true` it is only checked: "
        "204 says that it would be stored.",
    )
    def put(self, request: Request, definition_id: UUID) -> Response:
        definition = self.find(self.rows(), definition_id)
        expected = expected_version(request, definition)
        document = self.document(definition)
        try:
            if self.query.get("dry_run"):
                check_definition(workspace=self.workspace, document=document, current=definition)
                return Response(status=204)
            changed = update_definition(
                definition=definition,
                document=document,
                user=request.user,
                expected_version=expected,
            )
        except InvalidInput as err:
            raise _under_document(err) from err
        return self.answer(changed)

    @operation(
        "own_definitions_delete",
        "Delete a definition that no destination has",
        tag=_TAG,
        status=204,
        errors=[404, 409],
    )
    def delete(self, _request: Request, definition_id: UUID) -> Response:
        delete_definition(definition=self.find(self.rows(), definition_id))
        return Response(status=204)


class DefinitionVersionListView(OwnDefinitionsBase):
    @operation(
        "own_definition_versions",
        "List the newest versions of a definition",
        tag=_TAG,
        answer=DefinitionVersionSerializer(many=True),
        errors=[404],
    )
    def get(self, _request: Request, definition_id: UUID) -> Response:
        definition = self.find(self.rows(), definition_id)
        return Response([version_json(one) for one in list_versions(definition, limit=100)])


class DefinitionVersionView(OwnDefinitionsBase):
    @operation(
        "own_definition_version",
        "Read one version of a definition",
        tag=_TAG,
        answer=VersionDocumentSerializer,
        errors=[404],
    )
    def get(self, _request: Request, definition_id: UUID, number: int) -> Response:
        definition = self.find(self.rows(), definition_id)
        version = definition.versions.filter(number=min(number, 2**31 - 1)).first()
        if version is None:
            raise NotFound
        return Response({"number": version.number, "document": version.document})


class DefinitionReviewsView(OwnDefinitionsBase):
    @operation(
        "own_definition_reviews",
        "List mappings that a change of the definition leaves to look at",
        tag=_TAG,
        answer=MappingReviewSerializer(many=True),
        errors=[404],
    )
    def get(self, _request: Request, definition_id: UUID) -> Response:
        definition = self.find(self.rows(), definition_id)
        return Response([review_json(one) for one in reviews_of_definition(definition)])


class DefinitionDraftView(ApiView):
    changes_nothing = True
    parser_classes = (LargeJSONParser,)

    @operation(
        "own_definitions_draft",
        "Draft a definition from a document",
        tag=_TAG,
        answer=DraftSerializer,
        body=DraftRequestSerializer,
        description="Nothing is stored, and nothing is fetched: references stay in the document.",
        example={"source": "sample", "name": "Acme", "document": {"email": "user@example.com"}},
    )
    def post(self, _request: Request) -> Response:
        given = self.body(DraftRequestSerializer)
        try:
            return Response(draft_json(draft_definition(**given)))
        except InvalidInput as err:
            raise _under_document(err) from err


class MappingReviewedView(ApiView):
    @operation(
        "mappings_reviewed",
        "Say that a mapping was looked at",
        tag=_TAG,
        answer=MappingReviewSerializer,
        errors=[404],
        description="What its definition changed so far is not listed for it any more.",
    )
    def post(self, _request: Request, mapping_id: UUID) -> Response:
        rows = Mapping.objects.for_workspace(self.workspace).with_destination()
        mapping = mark_reviewed(mapping=self.find(rows, mapping_id))
        return Response(
            {
                "mapping": str(mapping.pk),
                "name": mapping.name,
                "destination": str(mapping.destination_id),
                "since_version": mapping.definition_version,
                "changes": changes_json(review_mapping(mapping)),
            }
        )


def _under_document(error: InvalidInput) -> InvalidInput:
    """The same, seen from the body: the document is one member of it."""
    return InvalidInput(problems_under("/document", error.problems))
