"""Sources and their test events."""
# mypy: disable-error-code="assignment"
# DRF takes declared fields off the class, so a field may be named like an attribute of Field.

from rest_framework import serializers

from mappings import conf
from mappings.api.fields import AnyObject, Choice, Flag, Id, StrictSerializer, Text
from mappings.api.pagination import PageQuery
from mappings.models import EventType


class SourceSerializer(StrictSerializer):
    id = Id(read_only=True)
    name = Text()
    slug = Text(read_only=True)
    write_key = Text(read_only=True, help_text="Senders put it into their events; it cannot read.")
    old_write_key_ends_at = serializers.DateTimeField(
        read_only=True,
        allow_null=True,
        help_text="Until when the key before it is good, too; null where there is none.",
    )
    destination_count = serializers.IntegerField(read_only=True)
    test_event_count = serializers.IntegerField(read_only=True)
    created_at = serializers.DateTimeField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True)


class SourceQuery(PageQuery):
    search = Text(
        required=False, max_length=conf.MAX_SEARCH_CHARS, help_text="Found anywhere in the name."
    )


class RecentEventSerializer(StrictSerializer):
    id = Id()
    name = Text()
    type = Text()
    received_at = serializers.DateTimeField()
    event = AnyObject(allow_null=True)


class RecentEventsSerializer(StrictSerializer):
    events = RecentEventSerializer(many=True)


class SavedEventSerializer(StrictSerializer):
    id = Id(read_only=True)
    name = Text()
    source = Id()
    event = AnyObject()
    created_at = serializers.DateTimeField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True)


class SavedEventChangeSerializer(SavedEventSerializer):
    """A stored test event with changes; its source stays."""

    source = Id(read_only=True)


class SavedEventQuery(SourceQuery):
    source = Id(required=False)


class GenerateSerializer(StrictSerializer):
    event_type = Choice(choices=EventType.choices)
    audience_key = Text(help_text="The name of the audience's true/false flag.")
    is_entering = Flag(required=False, default=True)
    destination = Id(
        required=False,
        help_text="Where the audience is connected to it, the event is what the connection sends; "
        "else, with the action, its fields find values.",
    )
    action = Text(required=False, help_text="Slug of one of the destination's actions.")


class TwinSerializer(StrictSerializer):
    event = AnyObject()
    audience_key = Text(required=False, help_text="Whose flag names the moment on Track.")


class MatchSerializer(StrictSerializer):
    id = Id()
    name = Text()


class EventMatchesSerializer(StrictSerializer):
    id = Id()
    name = Text()
    event_type = Text()
    matches = MatchSerializer(many=True, help_text="The destination's mappings that would run.")


class CheckedEventSerializer(StrictSerializer):
    event = AnyObject()


class GeneratedEventSerializer(CheckedEventSerializer):
    name = Text()
