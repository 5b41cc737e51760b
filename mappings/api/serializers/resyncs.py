"""Resyncs: what one is of, what it would take, and what it would send of some members."""
# mypy: disable-error-code="assignment"
# DRF takes declared fields off the class, so a field may be named like an attribute of Field.

from rest_framework import serializers

from mappings.api.fields import AnyJson, AnyObject, Flag, Id, StrictSerializer, Text, WholeNumber
from mappings.services.resync_trials import DEFAULT_SAMPLE, MAX_EVENTS_SHOWN, MAX_SAMPLE

_SEEN = "null without the right to see what events hold."


class ResyncSerializer(StrictSerializer):
    mapping = Id(
        required=False,
        allow_null=True,
        help_text="One of the destination's mappings; without: all that match.",
    )
    since_version = WholeNumber(
        required=False,
        allow_null=True,
        help_text="Only members whose payload differs from what this version of the mapping makes.",
    )
    since_connection_version = WholeNumber(
        required=False,
        allow_null=True,
        help_text="The same of a version of the connection.",
    )


class ResyncTrySerializer(ResyncSerializer):
    sample = WholeNumber(
        required=False,
        max_value=MAX_SAMPLE,
        help_text=f"How many members, up to {MAX_SAMPLE}; {DEFAULT_SAMPLE} without it.",
    )


class MappingEstimateSerializer(StrictSerializer):
    mapping = Id()
    name = Text()
    deliveries = serializers.IntegerField()
    payloads_per_request = serializers.IntegerField(help_text="At most.")
    requests = serializers.IntegerField(help_text="At least.")


class ResyncEstimateSerializer(StrictSerializer):
    members = serializers.IntegerField()
    looked_at = serializers.IntegerField(help_text="Of the members, to scale the figures from.")
    is_exact = Flag(help_text="All members were looked at.")
    profiles = serializers.IntegerField(help_text="Members who would be told of.")
    events = serializers.IntegerField()
    deliveries = serializers.IntegerField()
    requests = serializers.IntegerField(help_text="At least.")
    requests_per_s = serializers.FloatField(
        allow_null=True, help_text="What the destination is sent at most; null: no limit is known."
    )
    duration_s = serializers.FloatField(
        allow_null=True, help_text="The requests at that rate; null: no limit is known."
    )
    held_reason = Text(help_text="Why deliveries would wait; empty when they would be sent.")
    held_text = Text(help_text="The same in words.")
    mappings = MappingEstimateSerializer(many=True)


class TriedMappingSerializer(StrictSerializer):
    mapping = Id()
    name = Text()
    is_sent = Flag()
    reason = Text(help_text="Why it is not sent, or waits.")
    reason_text = Text(help_text="The same in words.")
    payload = AnyJson(allow_null=True, help_text=_SEEN)
    problems = serializers.ListField(child=Text(), help_text="Empty without that right.")


class TriedEventSerializer(StrictSerializer):
    type = Text(allow_null=True)
    name = Text()
    event = AnyObject(allow_null=True, help_text=_SEEN)
    refused = Text(help_text="Why there is no event; empty when there is one.")
    mappings = TriedMappingSerializer(many=True, help_text="Those that match.")


class TriedProfileSerializer(StrictSerializer):
    profile = Id(allow_null=True)
    has_changed = Flag(
        allow_null=True, help_text="Whether its payload differs; null where nobody asked."
    )
    event_count = serializers.IntegerField()
    events = TriedEventSerializer(many=True, help_text=f"The first {MAX_EVENTS_SHOWN}.")


class ResyncTrialSerializer(StrictSerializer):
    profiles = TriedProfileSerializer(
        many=True, help_text="Fewer than asked for where they have much to show."
    )
