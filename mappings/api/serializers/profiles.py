"""Profiles, their traits, and jobs."""
# mypy: disable-error-code="assignment"
# DRF takes declared fields off the class, so a field may be named like an attribute of Field.

from rest_framework import serializers

from mappings import conf
from mappings.api.fields import AnyObject, Choice, Id, StrictQuery, StrictSerializer, Text
from mappings.api.pagination import PageQuery
from mappings.event_files.records import FORMATS
from mappings.models import JobState, TraitOrigin

_SEEN = "null without the right to see what events hold."


class IdentifierSerializer(StrictSerializer):
    type = Text()
    value = Text(allow_null=True, help_text=_SEEN)
    first_seen_at = serializers.DateTimeField()
    last_seen_at = serializers.DateTimeField()


class ProfileSerializer(StrictSerializer):
    id = Id()
    identifiers = IdentifierSerializer(many=True, help_text="In the order of first seen.")
    traits = AnyObject(allow_null=True, help_text=_SEEN)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ProfileQuery(PageQuery):
    identifier = Text(
        required=False,
        max_length=conf.MAX_IDENTIFIER_CHARS,
        help_text="Only who has exactly this identifier.",
    )
    type = Text(
        required=False,
        max_length=conf.MAX_IDENTIFIER_TYPE_CHARS,
        help_text="Only who has an identifier of this type, like email.",
    )


class ProfileInputSerializer(StrictSerializer):
    identifiers = AnyObject(help_text='{"user_id": "user-123", "email": ["user@example.com"]}')
    traits = AnyObject(required=False, help_text="Merged key by key; null removes a trait.")


class ProfilesInputSerializer(StrictSerializer):
    profiles = ProfileInputSerializer(many=True)


class UpsertedSerializer(StrictSerializer):
    id = Id()
    kept_apart = serializers.ListField(
        help_text="Types of identifiers that stay with another person who has a user ID."
    )


class UpsertedProfilesSerializer(StrictSerializer):
    profiles = UpsertedSerializer(many=True)


class ProfileImportQuery(StrictQuery):
    name = Text(required=False, max_length=conf.MAX_NAME_CHARS, help_text="Of the file.")
    format = Choice(choices=FORMATS, required=False, help_text="Where the name tells none.")
    columns = Text(required=False, max_length=50_000, help_text="What the columns are, as JSON.")


class TraitSerializer(StrictSerializer):
    id = Id(read_only=True)
    name = Text(read_only=True)
    origin = Choice(choices=TraitOrigin.choices)
    created_at = serializers.DateTimeField(read_only=True)


class JobSerializer(StrictSerializer):
    id = Id()
    kind = Text()
    title = Text()
    state = Choice(choices=JobState.choices)
    done = serializers.IntegerField()
    total = serializers.IntegerField(allow_null=True, help_text="null: not known yet.")
    problems = serializers.IntegerField(help_text="How many lines had one.")
    detail = Text(help_text="What was done so far, or why it waits or failed.")
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)


class JobProblemSerializer(StrictSerializer):
    line = serializers.IntegerField()
    message = Text()
