"""Audiences, their members, and the destinations that are told."""
# mypy: disable-error-code="assignment"
# DRF takes declared fields off the class, so a field may be named like an attribute of Field.

from rest_framework import serializers

from mappings.api.fields import AnyJson, Choice, Flag, Id, StrictSerializer, Text
from mappings.api.serializers.profiles import (
    ProfileImportQuery,
    ProfileInputSerializer,
    ProfileSerializer,
)
from mappings.models import ComputationClass
from mappings.services.member_changes import MEMBER_MODES

MODE_CHOICES = [(mode, mode) for mode in MEMBER_MODES]
DIRECTION_CHOICES = [("entering", "entering"), ("leaving", "leaving")]


class AudienceSerializer(StrictSerializer):
    id = Id(read_only=True)
    key = Text(help_text="The name of the flag in events. It never changes.")
    name = Text()
    computation_class = Choice(choices=ComputationClass.choices, required=False)
    entered_event = Text(required=False, help_text="Of Track events; empty for the usual name.")
    exited_event = Text(required=False, help_text="Of Track events; empty for the usual name.")
    follows_events = Flag(
        required=False, help_text="Whether the flag in sources' events makes and ends memberships."
    )
    member_count = serializers.IntegerField(read_only=True)
    connection_count = serializers.IntegerField(read_only=True)
    created_at = serializers.DateTimeField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True)


class AudienceChangeSerializer(AudienceSerializer):
    key = Text(read_only=True)


class MembersInputSerializer(StrictSerializer):
    add = ProfileInputSerializer(many=True, required=False)
    remove = ProfileInputSerializer(many=True, required=False)


class ChangedMembersSerializer(StrictSerializer):
    entered = serializers.IntegerField(help_text="Who was in already is not counted.")
    exited = serializers.IntegerField()
    unknown = serializers.IntegerField(help_text="To remove, but nobody is known by it.")
    events = serializers.IntegerField(help_text="Stored for connected destinations.")
    deliveries = serializers.IntegerField()
    refused_events = serializers.IntegerField(help_text="Too large to be sent.")


class AudienceMemberSerializer(StrictSerializer):
    entered_at = serializers.DateTimeField()
    profile = ProfileSerializer()


class MemberImportQuery(ProfileImportQuery):
    mode = Choice(choices=MODE_CHOICES, help_text="replace: who is not in the file leaves.")


class ConnectionSerializer(StrictSerializer):
    id = Id(read_only=True)
    audience = Id(read_only=True)
    destination = Id()
    enabled = Flag(required=False)
    sends_identify = Flag(required=False)
    sends_track = Flag(required=False)
    is_customized = Flag(required=False, help_text="false: the lists do not count.")
    traits = AnyJson(required=False, help_text='`[{"trait": "first_name", "name": "first_name"}]`')
    identifiers = AnyJson(
        required=False,
        help_text='`[{"type": "email", "name": "email", "strategy": "first"}]`; or `last`, or, of '
        "at most three, `all`. Empty: the usual ones.",
    )
    version = serializers.IntegerField(read_only=True)
    created_at = serializers.DateTimeField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True)


class ConnectionChangeSerializer(ConnectionSerializer):
    destination = Id(read_only=True)


class SetupSerializer(StrictSerializer):
    sends_identify = Flag(required=False)
    sends_track = Flag(required=False)
    is_customized = Flag(required=False)
    traits = AnyJson(required=False)
    identifiers = AnyJson(required=False)


class EventCountSerializer(StrictSerializer):
    typical = serializers.IntegerField(help_text="Of the member in the middle.")
    most = serializers.IntegerField(help_text="Of the member with the most.")


class SetupEstimateSerializer(StrictSerializer):
    looked_at = serializers.IntegerField(help_text="Members; 0: the audience has none.")
    entering = EventCountSerializer()
    leaving = EventCountSerializer()


class CoveringSerializer(StrictSerializer):
    mapping = Id()
    name = Text()
    enabled = Flag()
    conditional = Flag(help_text="Its trigger asks for more than the flag.")


class CoverageSerializer(StrictSerializer):
    connection = Id()
    destination = Id()
    entering = CoveringSerializer(many=True)
    leaving = CoveringSerializer(many=True)
    misses_entering = Flag(help_text="No enabled mapping runs when a user enters.")
    misses_leaving = Flag(help_text="No enabled mapping runs when a user leaves.")


class MissingMappingSerializer(StrictSerializer):
    direction = Choice(choices=DIRECTION_CHOICES)
