"""Destination filters."""
# mypy: disable-error-code="assignment"
# DRF takes declared fields off the class, so a field may be named like an attribute of Field.

from rest_framework import serializers

from mappings.api.fields import (
    AnyJson,
    AnyObject,
    Choice,
    Flag,
    Id,
    Number,
    StrictSerializer,
    Text,
)
from mappings.models import FilterAction

DIRECTIONS = [("up", "up"), ("down", "down")]
FILTER_ACTIONS = FilterAction.choices


class FilterSerializer(StrictSerializer):
    id = Id(read_only=True)
    destination = Id(read_only=True)
    title = Text()
    condition = AnyJson(
        required=False,
        allow_null=True,
        help_text="FQL text or a trigger's tree; null for every event.",
    )
    condition_fql = Text(read_only=True)
    action = Choice(choices=FILTER_ACTIONS)
    percent = Number(
        required=False, allow_null=True, help_text="Of `sample`: how many of 100 events go on."
    )
    path = Text(
        required=False,
        help_text="Of `sample`: events with the same value there share their fate. Empty: each "
        "event for itself.",
    )
    fields = AnyObject(
        required=False,
        help_text="Of `drop_properties` and `allow_properties`: keys of `properties`, `traits` and "
        "`context`, each a list of paths.",
    )
    enabled = Flag(required=False)
    position = serializers.IntegerField(read_only=True)
    created_at = serializers.DateTimeField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True)


class MoveSerializer(StrictSerializer):
    direction = Choice(choices=DIRECTIONS)


class FilterTrySerializer(StrictSerializer):
    event = AnyObject()


class FilteredEventSerializer(StrictSerializer):
    event = AnyObject(allow_null=True, help_text="As the destination gets it; null if it does not.")
    dropped_by = Text(help_text="Title of the filter that drops it; empty if none does.")
