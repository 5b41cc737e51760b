"""Exports and imports."""
# mypy: disable-error-code="assignment"
# DRF takes declared fields off the class, so a field may be named like an attribute of Field.

from typing import get_args

from rest_framework import serializers

from mappings.api.fields import (
    AnyJson,
    Choice,
    Flag,
    Id,
    QueryFlag,
    StrictQuery,
    StrictSerializer,
    Text,
)
from mappings.api.serializers.common import ProblemSerializer
from mappings.exchange.comparing import Outcome, Thing
from mappings.exchange.incoming import FORMS
from mappings.exchange.outgoing import OUT_FORMS

FORM_CHOICES = [(one, one) for one in FORMS]
OUTCOME_CHOICES = [(one, one) for one in get_args(Outcome)]
THING_CHOICES = [(one, one) for one in get_args(Thing)]


class WorkspaceExportQuery(StrictQuery):
    format = Choice(
        required=False,
        default="yaml",
        choices=["yaml", "json", "terraform"],
        help_text="Of the file.",
    )
    report = QueryFlag(
        required=False,
        default=False,
        help_text="true answers with JSON: the text, and notes on what Segment does otherwise.",
    )


class ExportQuery(WorkspaceExportQuery):
    format = Choice(
        required=False, default="yaml", choices=list(OUT_FORMS), help_text="Of the file."
    )


class ExportSerializer(StrictSerializer):
    name = Text(help_text="What the file is called.")
    text = Text()
    notes = ProblemSerializer(many=True, help_text="What Segment does otherwise.")


class ImportQuery(StrictQuery):
    dry_run = QueryFlag(
        required=False, default=False, help_text="true tells the difference and changes nothing."
    )
    expected = Text(
        required=False,
        max_length=64,
        help_text="The state that a dry run answered. If the difference is another one by now, "
        "nothing is imported and the answer is 409.",
    )
    destination = Id(required=False, help_text="What a document of mappings is for.")
    action = Text(
        required=False,
        max_length=60,
        help_text="For mappings of Segment whose own action is not known.",
    )


class FieldChangeSerializer(StrictSerializer):
    pointer = Text(help_text="Which field.")
    old = AnyJson(required=False, help_text="Left out where there was nothing.")
    new = AnyJson(required=False, help_text="Left out where there will be nothing.")


class ItemChangeSerializer(StrictSerializer):
    thing = serializers.ChoiceField(choices=THING_CHOICES)
    name = Text()
    inside = Text(allow_null=True, help_text="The destination of a mapping.")
    outcome = serializers.ChoiceField(choices=OUTCOME_CHOICES)
    fields = FieldChangeSerializer(many=True)
    notes = ProblemSerializer(many=True)


class CountsSerializer(StrictSerializer):
    create = serializers.IntegerField()
    change = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    left_alone = serializers.IntegerField()


class ImportSerializer(StrictSerializer):
    dry_run = Flag()
    form = serializers.ChoiceField(choices=FORM_CHOICES)
    state = Text(help_text="Stands for this difference.")
    counts = CountsSerializer()
    changes = ItemChangeSerializer(many=True)
    notes = ProblemSerializer(many=True, help_text="On nothing single.")
