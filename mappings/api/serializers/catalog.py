"""Destination definitions: settings, actions, fields and presets."""
# mypy: disable-error-code="assignment"
# DRF takes declared fields off the class, so a field may be named like an attribute of Field.

from typing import get_args

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from mappings.api.fields import AnyJson, AnyObject, Flag, StrictSerializer, Text
from mappings.catalog.schema import SettingType
from mappings.engine.fields import (
    DisplayMode,
    FieldCategory,
    FieldType,
    InputMethod,
    Normalisation,
    ObjectInput,
)
from mappings.models import EventType

SETTING_TYPES = [(name, name) for name in get_args(SettingType)]
FIELD_TYPES = [(name, name) for name in get_args(FieldType)]
OPERATORS = [("is", "is"), ("is_not", "is_not")]
MATCHES = [("all", "all"), ("any", "any")]
OBJECT_INPUTS = [(name, name) for name in get_args(ObjectInput)]
INPUT_METHODS = [(name, name) for name in get_args(InputMethod)]
DISPLAY_MODES = [(name, name) for name in get_args(DisplayMode)]
FIELD_CATEGORIES = [(name, name) for name in get_args(FieldCategory)]
ALGORITHMS = [("sha256", "sha256")]
NORMALISATIONS = [(name, name) for name in get_args(Normalisation)]


class ChoiceSerializer(StrictSerializer):
    value = Text()
    label = Text()


class FieldChoiceSerializer(StrictSerializer):
    value = AnyJson()
    label = Text()


class SettingSerializer(StrictSerializer):
    key = Text()
    label = Text()
    type = serializers.ChoiceField(choices=SETTING_TYPES)
    required = Flag()
    is_secret = Flag(help_text="Goes into `secrets` of a destination, and never comes back.")
    description = Text()
    default = AnyJson(allow_null=True)
    choices = ChoiceSerializer(many=True)
    placeholder = Text()


@extend_schema_field({"type": "array", "items": {"$ref": "#/components/schemas/DestinationField"}})
class InnerFields(AnyJson):
    """The fields of an object."""


class FieldConditionSerializer(StrictSerializer):
    field = Text(help_text="Key of another field; `object.key` for a field of an object.")
    operator = serializers.ChoiceField(choices=OPERATORS)
    value = AnyJson(required=False, help_text="Left out: whether the field has a value at all.")


class FieldConditionsSerializer(StrictSerializer):
    match = serializers.ChoiceField(choices=MATCHES)
    conditions = FieldConditionSerializer(many=True)


@extend_schema_field(
    {"oneOf": [{"type": "boolean"}, {"$ref": "#/components/schemas/FieldConditions"}]}
)
class RequiredRule(AnyJson):
    """True, false, or the conditions under which the field is required."""


class FieldHashSerializer(StrictSerializer):
    algorithm = serializers.ChoiceField(choices=ALGORITHMS)
    normalise = serializers.ChoiceField(
        choices=NORMALISATIONS, help_text="How the value is written before it is hashed."
    )


class DestinationFieldSerializer(StrictSerializer):
    key = Text()
    label = Text()
    type = serializers.ChoiceField(choices=FIELD_TYPES)
    required = RequiredRule()
    description = Text()
    multiple = Flag(help_text="Takes a list of values.")
    allow_null = Flag()
    choices = FieldChoiceSerializer(many=True)
    format = Text(required=False)
    placeholder = Text()
    minimum = serializers.FloatField(required=False)
    maximum = serializers.FloatField(required=False)
    additional_properties = Flag()
    properties = InnerFields()
    default = AnyJson(required=False)
    depends_on = FieldConditionsSerializer(
        required=False, help_text="The editor shows the field only when this holds."
    )
    read_only = Flag(help_text="The editor shows its default and does not change it.")
    object_input = serializers.ChoiceField(
        choices=OBJECT_INPUTS,
        required=False,
        help_text="How the editor fills an object: key by key, or as one value.",
    )
    hash = FieldHashSerializer(
        required=False, help_text="The request has the value's hash, not the value."
    )
    hidden = Flag(help_text="The editor shows the field only while it has a value.")
    display_mode = serializers.ChoiceField(
        choices=DISPLAY_MODES, help_text="collapsed: under “More fields” until it has a value."
    )
    disabled_input_methods = serializers.ListField(
        child=serializers.ChoiceField(choices=INPUT_METHODS),
        help_text="How the field cannot be filled.",
    )
    category = serializers.ChoiceField(
        choices=FIELD_CATEGORIES, required=False, help_text="What the field is for."
    )


class BatchSerializer(StrictSerializer):
    max_items = serializers.IntegerField(help_text="Most payloads in one request.")
    max_bytes = serializers.IntegerField(help_text="Largest body, in bytes.")
    key = serializers.ListField(
        child=Text(), help_text="Fields in which payloads must agree to travel together."
    )


class ActionSerializer(StrictSerializer):
    slug = Text()
    name = Text()
    description = Text()
    allows_extra_fields = Flag(help_text="Whether a config may have keys of its own.")
    requires_one_of = serializers.ListField(
        child=serializers.ListField(child=Text()),
        help_text="Of each group of fields, one must have a value.",
    )
    batch = BatchSerializer(
        allow_null=True, help_text="How payloads travel together; null: one request each."
    )
    fields = DestinationFieldSerializer(many=True)


class PresetSerializer(StrictSerializer):
    name = Text()
    description = Text()
    action = Text()
    event_type = serializers.ChoiceField(choices=EventType.choices)
    is_entering = Flag(allow_null=True, help_text="null: on entering and on exiting.")
    trigger = Text(help_text="FQL, where it does not run on the audience's own events; else empty.")
    config = AnyObject(help_text="`{{audience_key}}` stands for the audience key.")


class DefinitionSerializer(StrictSerializer):
    slug = Text()
    name = Text()
    description = Text()
    category = Text()
    documentation_url = Text(allow_null=True)
    is_own = Flag(help_text="A definition of this workspace's own.")
    version = serializers.IntegerField(
        allow_null=True, help_text="Of an own definition; else null."
    )
    can_be_tested = Flag(help_text="Whether a request can tell if the settings are right.")
    settings = SettingSerializer(many=True)
    actions = ActionSerializer(many=True)
    presets = PresetSerializer(many=True)
