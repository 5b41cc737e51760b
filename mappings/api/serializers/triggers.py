"""The trigger language, and values to compare with."""
# mypy: disable-error-code="assignment"
# DRF takes declared fields off the class, so a field may be named like an attribute of Field.

from rest_framework import serializers

from mappings.api.fields import AnyJson, Flag, StrictQuery, StrictSerializer, Text
from mappings.engine import limits


class KindSerializer(StrictSerializer):
    type = Text()
    label = Text()
    field = Text(help_text="The event's field; empty where the condition has a name.")
    container = Text(help_text="Where the condition's name is looked for; else empty.")
    operators = serializers.ListField(child=Text())


class OperatorSerializer(StrictSerializer):
    operator = Text()
    label = Text()
    takes = Text(help_text="text, number, nothing, list, item, date, dates or regex")
    looks_at = Text(help_text="What a value has to be: text, number, date, list, …")
    in_segment = Flag(help_text="Whether Segment's triggers have it, too.")


class LanguageSerializer(StrictSerializer):
    conditions = KindSerializer(many=True)
    operators = OperatorSerializer(many=True)


class FoundValuesQuery(StrictQuery):
    path = Text(max_length=limits.MAX_PATH_CHARS, help_text="An event path: properties.plan")


class FoundValueSerializer(StrictSerializer):
    value = AnyJson()
    type = Text()
    events = serializers.IntegerField(help_text="How many saved events have it.")


class FoundValuesSerializer(StrictSerializer):
    values = FoundValueSerializer(many=True)
