"""Definitions of the workspace's own, their versions, drafts, and what is left to review."""
# mypy: disable-error-code="assignment"
# DRF takes declared fields off the class, so a field may be named like an attribute of Field.

from typing import get_args

from rest_framework import serializers

from mappings.api.fields import (
    AnyJson,
    AnyObject,
    Choice,
    Id,
    QueryFlag,
    StrictQuery,
    StrictSerializer,
    Text,
)
from mappings.catalog.checked_requests import METHODS
from mappings.catalog.definition_changes import ChangeKind
from mappings.catalog.drafting.request_parts import SCHEMES

SOURCES = [(name, name) for name in ("openapi", "json_schema", "sample")]
METHOD_CHOICES = [(name, name) for name in METHODS]
SCHEME_CHOICES = [(name, name) for name in SCHEMES]
CHANGE_KINDS = [(name, name) for name in get_args(ChangeKind)]


class OwnDefinitionRowSerializer(StrictSerializer):
    id = Id(read_only=True)
    slug = Text(read_only=True)
    name = Text(read_only=True)
    version = serializers.IntegerField(read_only=True)
    destination_count = serializers.IntegerField(read_only=True)
    created_at = serializers.DateTimeField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True)


class OwnDefinitionSerializer(OwnDefinitionRowSerializer):
    document = AnyObject(
        help_text="The definition document, as docs/destination-definitions.md describes it."
    )


class DryRunQuery(StrictQuery):
    dry_run = QueryFlag(
        required=False, help_text="`true`: say what would happen, and change nothing."
    )


class DefinitionVersionSerializer(StrictSerializer):
    number = serializers.IntegerField()
    saved_at = serializers.DateTimeField()
    saved_by = Text(allow_null=True)
    changes = serializers.ListField(
        child=Text(), help_text="What it demands that the version before did not."
    )


class VersionDocumentSerializer(StrictSerializer):
    number = serializers.IntegerField()
    document = AnyObject()


class DefinitionChangeSerializer(StrictSerializer):
    kind = Choice(choices=CHANGE_KINDS)
    field = Text(allow_null=True, help_text="Key of the outermost field; null: the action.")
    message = Text()


class MappingReviewSerializer(StrictSerializer):
    mapping = Id()
    name = Text()
    destination = Id()
    since_version = serializers.IntegerField(
        help_text="The definition's version that the mapping was last saved or looked at with."
    )
    changes = DefinitionChangeSerializer(many=True)


class DraftRequestSerializer(StrictSerializer):
    source = Choice(choices=SOURCES, help_text="What the document is.")
    document = AnyJson(help_text="The document, or its text as JSON or YAML.")
    operations = serializers.ListField(
        child=Text(), required=False, help_text="For `openapi`: operationIds, or `POST /path`."
    )
    name = Text(required=False, help_text="Of the tool, where the document does not name it.")
    url = Text(required=False, help_text="Where requests go; left out: a setting asks for it.")
    method = Choice(choices=METHOD_CHOICES, required=False)
    scheme = Choice(choices=SCHEME_CHOICES, required=False, help_text="Of the authentication.")
    key_name = Text(required=False, help_text="Of the header or parameter with the key.")


class DraftNoteSerializer(StrictSerializer):
    pointer = Text(help_text="JSON pointer into the given document.")
    message = Text(help_text="What could not be carried over, or was guessed.")


class DraftSerializer(StrictSerializer):
    document = AnyObject(help_text="A definition document, to look through and to send.")
    notes = DraftNoteSerializer(many=True)
