"""Mappings, and what a preview takes and tells."""
# mypy: disable-error-code="assignment"
# DRF takes declared fields off the class, so a field may be named like an attribute of Field.

from typing import get_args

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from mappings import conf
from mappings.api.fields import (
    AnyJson,
    AnyObject,
    Choice,
    Flag,
    Id,
    QueryFlag,
    StrictSerializer,
    Text,
)
from mappings.api.pagination import PageQuery
from mappings.api.serializers.common import ErrorDetailSerializer, ProblemSerializer
from mappings.engine.fql import DIFFERENCE_TEXTS
from mappings.engine.payload import ChangeKind
from mappings.models import EventType
from mappings.services.field_answers import Outcome, Severity, StateName

FIELD_STATES = [(name, name) for name in get_args(StateName)]
OUTCOMES = [(name, name) for name in get_args(Outcome)]
_SHOWN = "Left out when there is none, or it is too large to show."
CHANGE_KINDS = [(name, name) for name in get_args(ChangeKind)]
DIFFERENCE_CODES = [(code, code) for code in DIFFERENCE_TEXTS]
BODY_FORMATS = [("json", "json"), ("form", "form")]
SEVERITIES = [(name, name) for name in get_args(Severity)]

TRIGGER_EXAMPLE = {
    "type": "group",
    "operator": "and",
    "children": [
        {"type": "event-type", "operator": "=", "value": "track"},
        {"type": "event-property", "name": "browse_abandoners", "operator": "is_true"},
    ],
}
CONFIG_EXAMPLE = {
    "email_address": {"@path": "$.context.traits.email"},
    "audience_status": {"@path": "$.properties.browse_abandoners"},
}


@extend_schema_field(
    {
        "description": "When the mapping runs: Segment's tree, or FQL text.",
        "oneOf": [{"type": "object", "additionalProperties": {}}, {"type": "string"}],
        "example": TRIGGER_EXAMPLE,
    }
)
class TriggerField(AnyJson):
    """A tree or a text: `services.triggers` reads both."""


@extend_schema_field(
    {
        "type": "object",
        "additionalProperties": {},
        "description": "Each destination field with its directive or raw value (mapping-kit).",
        "example": CONFIG_EXAMPLE,
    }
)
class ConfigField(AnyJson):
    """A mapping config: `services.mapping_input` reads it."""


@extend_schema_field(
    {
        "type": "array",
        "items": {"type": "string"},
        "maxItems": conf.MAX_OTHER_AUDIENCE_KEYS,
        "description": "Keys of further audiences that the mapping serves: what it reads of the "
        'flag follows the key. `["*"]` is every audience that is connected to the destination.',
        "example": ["lapsed_customers", "churn_risk"],
    }
)
class OtherAudienceKeysField(AnyJson):
    """A list of audience keys: `services.other_audiences` reads it."""


class MappingFields(StrictSerializer):
    """What every form of a mapping has, in the order it is shown."""

    id = Id(read_only=True)
    name = Text()
    destination = Id()
    action = Text(help_text="Slug of one of the destination's actions.")
    event_type = serializers.ChoiceField(
        choices=EventType.choices,
        read_only=True,
        allow_null=True,
        help_text="The one type of event that the trigger asks for.",
    )
    trigger = TriggerField()
    trigger_fql = Text(read_only=True, help_text="The trigger as FQL text.")
    trigger_text = Text(read_only=True, help_text="The trigger in plain words.")
    config = ConfigField()
    other_audience_keys = OtherAudienceKeysField(required=False)
    enabled = Flag(required=False)
    version = serializers.IntegerField(read_only=True, help_text="The ETag is this in quotes.")
    live_version = serializers.IntegerField(
        read_only=True,
        allow_null=True,
        help_text="What events run through: the newest version that was ready. Null when disabled.",
    )
    position = serializers.IntegerField(read_only=True, help_text="Place in the list.")
    problems = ProblemSerializer(
        many=True, read_only=True, help_text="What keeps the mapping from being enabled."
    )
    created_at = serializers.DateTimeField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True)
    updated_by = Text(read_only=True, allow_null=True)


class MappingSerializer(MappingFields):
    """A new mapping, which starts disabled; or a stored one."""

    enabled = Flag(read_only=True, help_text="Changed by PATCH, enable and disable.")


class PresetMappingSerializer(StrictSerializer):
    """A new mapping made from a preset, which brings its action, trigger and config."""

    destination = Id()
    preset = Text(help_text="Name of one of the presets of the destination's definition.")
    audience_key = Text(
        required=False, help_text="Of the audience that the mapping is for; most presets need it."
    )
    name = Text(
        required=False,
        help_text="Else the preset's name, with a number where a mapping has it already.",
    )


class MappingChangeSerializer(MappingFields):
    """A stored mapping with changes; its destination stays."""

    destination = Id(read_only=True)


class MappingQuery(PageQuery):
    destination = Id(required=False)
    source = Id(required=False)
    event_type = Choice(required=False, choices=EventType.choices)
    enabled = QueryFlag(required=False)
    action = Text(required=False)
    search = Text(
        required=False, max_length=conf.MAX_SEARCH_CHARS, help_text="Found anywhere in the name."
    )


class StaleDetailSerializer(ErrorDetailSerializer):
    current = MappingSerializer(help_text="The mapping as it is now.")


class StaleSerializer(StrictSerializer):
    """Somebody saved in between; nothing was changed."""

    error = StaleDetailSerializer()


_NO_EVENT = "Without one, what can be told whatever the event is."


class MappingPreviewSerializer(StrictSerializer):
    """An event, and changes to the stored mapping to try it with."""

    event = AnyObject(required=False, help_text=_NO_EVENT)
    trigger = TriggerField(required=False)
    config = ConfigField(required=False)


class PreviewSerializer(StrictSerializer):
    """A mapping that need not be stored, and an event to try it with."""

    destination = Id()
    action = Text()
    trigger = TriggerField()
    config = ConfigField()
    event = AnyObject(required=False, help_text=_NO_EVENT)


class WouldMatchSerializer(StrictSerializer):
    """What to put at the path so that the condition holds; without a value, nothing at all."""

    value = AnyJson(required=False)


class ConditionAnswerSerializer(StrictSerializer):
    pointer = Text(help_text="Which condition of the trigger.")
    text = Text(help_text="The condition in plain words.")
    matches = Flag()
    path = Text(help_text="Where in the event it looks.")
    found = AnyJson(allow_null=True)
    found_type = Text(help_text="text, number, true/false, object, list, null or missing")
    hint = Text()
    would_match = WouldMatchSerializer(required=False)


class TriggerAnswerSerializer(StrictSerializer):
    matches = Flag()
    reason = Text(help_text="Why, in one sentence.")
    reads = serializers.ListField(child=Text(), help_text="The paths it looks at.")
    conditions = ConditionAnswerSerializer(many=True)


class ExplainTriggerSerializer(StrictSerializer):
    """A trigger, and an event to try it on."""

    trigger = TriggerField()
    event = AnyObject(required=False)


class DifferenceSerializer(StrictSerializer):
    code = serializers.ChoiceField(choices=DIFFERENCE_CODES)
    line = serializers.IntegerField(help_text="In `fql`, as the column.")
    column = serializers.IntegerField()
    segment = Text(help_text="What Segment does there.")
    ours = Text(help_text="What we do there.")
    instead = Text(help_text="What to write so that both agree.")
    pointer = Text(help_text="Of a tree that was given: to the condition.")


class CompatibilitySerializer(StrictSerializer):
    fql = Text(help_text="The text that was judged: of a tree, the text that we write for it.")
    is_same = Flag(help_text="Segment gives the same answer for every event.")
    is_tree_same = Flag(help_text="So it does when it is given the tree instead of the text.")
    differences = DifferenceSerializer(many=True)
    segment_reading = Text(help_text="What Segment reads; empty where it gives up.")
    instead = Text(help_text="The whole trigger for both; empty where not needed or possible.")


class TriggerExplanationSerializer(StrictSerializer):
    """`trigger` is null where it is refused; `problems` says why."""

    trigger = AnyJson(allow_null=True, help_text="The trigger as Segment's tree.")
    trigger_fql = Text(help_text="The trigger as FQL text.")
    trigger_text = Text(help_text="The trigger in plain words.")
    event_type = Text(allow_null=True, help_text="The one type of event that the trigger asks for.")
    verdict = TriggerAnswerSerializer(allow_null=True, help_text="null without an event.")
    compatibility = CompatibilitySerializer(
        allow_null=True, help_text="How Segment reads it; null of a refused tree."
    )
    problems = ProblemSerializer(many=True)


class FixSerializer(StrictSerializer):
    """What one click changes: nothing but what the message is about."""

    label = Text(help_text="What to do: Use context.traits.email.")
    config = AnyJson(help_text="The field's config with the fix made.")


class FieldMessageSerializer(StrictSerializer):
    code = Text(help_text="Stable; the codes of wrong places are in docs/wrong-places.md.")
    severity = serializers.ChoiceField(
        choices=SEVERITIES, help_text="red keeps the mapping from being enabled"
    )
    text = Text()
    fix = FixSerializer(required=False)


class ReadSerializer(StrictSerializer):
    """An event path that a place of the config reads."""

    path = Text()
    value = AnyJson(required=False, help_text=_SHOWN)
    type = Text()


class PartSerializer(StrictSerializer):
    """One place of the config, and what the run gave there."""

    at = Text(help_text="JSON pointer into the config: /email/@if/then")
    directive = Text(help_text="Its name; empty for a raw value.")
    used = Flag(help_text="False in the branch that an @if did not take.")
    value = AnyJson(required=False, help_text=_SHOWN)
    type = Text()
    reads = ReadSerializer(many=True)
    item = serializers.ListField(
        child=serializers.IntegerField(min_value=0),
        required=False,
        help_text="In the shape of an @arrayPath: the items of the lists around.",
    )
    problem = Text(required=False, help_text="Why the directive could not use this event.")


class PayloadChangeSerializer(StrictSerializer):
    kind = serializers.ChoiceField(choices=CHANGE_KINDS)
    pointer = Text(help_text="Into the payload as it was when this was changed.")
    text = Text(help_text="The change in one sentence.")


class FieldStateSerializer(StrictSerializer):
    state = serializers.ChoiceField(choices=FIELD_STATES)
    value = AnyJson(required=False, help_text="Left out when there is none.")
    type = Text()
    outcome = serializers.ChoiceField(choices=OUTCOMES, help_text="Whether the run kept the field.")
    parts = PartSerializer(many=True, help_text="In the order of the run, inner places first.")
    changes = PayloadChangeSerializer(
        many=True, help_text="What the payload's check made of the value, after the parts."
    )
    explanation = Text(help_text="What the field's config does, in a sentence.")
    messages = FieldMessageSerializer(many=True)


class RequestSerializer(StrictSerializer):
    method = Text()
    url = Text()
    headers = serializers.DictField(child=Text())
    body = AnyJson(allow_null=True)
    body_format = serializers.ChoiceField(choices=BODY_FORMATS, help_text="How it is written.")


class BatchPathSerializer(StrictSerializer):
    """What becomes of the payload in a batch, and the request of a batch that holds it alone."""

    payload = AnyJson(allow_null=True, help_text="null when there is none.")
    changes = PayloadChangeSerializer(many=True)
    problems = ProblemSerializer(
        many=True, help_text="Under /payload, or under /destination for the request."
    )
    differences = serializers.ListField(
        child=Text(), help_text="What is not the same as on its own, a sentence each."
    )
    request = RequestSerializer(allow_null=True, help_text="With the one payload in it, masked.")
    max_items = serializers.IntegerField(help_text="Most payloads in one request.")
    max_bytes = serializers.IntegerField(help_text="Largest body.")
    key = serializers.ListField(
        child=Text(), help_text="Only payloads with the same values in these fields go together."
    )


class PreviewAnswerSerializer(StrictSerializer):
    trigger = TriggerAnswerSerializer()
    fields = serializers.DictField(child=FieldStateSerializer())
    parts = PartSerializer(many=True, help_text="Of a config that is one directive as a whole.")
    payload = AnyJson(
        allow_null=True, help_text="As it would be sent; null when there is none; see problems."
    )
    changes = PayloadChangeSerializer(many=True, help_text="What the check changed before sending.")
    batch = BatchPathSerializer(
        allow_null=True, help_text="null for an action whose payloads travel one by one."
    )
    problems = ProblemSerializer(many=True)
    request = RequestSerializer(allow_null=True, help_text="What would be sent, masked.")
    duration_ms = serializers.FloatField()
