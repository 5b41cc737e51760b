"""Triggers by themselves: what one says, does with an event, and means to Segment."""

from rest_framework.request import Request
from rest_framework.response import Response

from mappings.api.base import ApiView
from mappings.api.documentation import operation
from mappings.api.serializers.mappings import (
    ExplainTriggerSerializer,
    TriggerExplanationSerializer,
)
from mappings.api.serializers.triggers import LanguageSerializer
from mappings.engine.paths import MISSING
from mappings.services.representation import problem_json
from mappings.services.trigger_answers import describe_given_trigger
from mappings.services.trigger_language import trigger_language


class ExplainTriggerView(ApiView):
    changes_nothing = True

    @operation(
        "triggers_explain",
        "Explain a trigger",
        tag="Triggers",
        answer=TriggerExplanationSerializer,
        body=ExplainTriggerSerializer,
        description=(
            "The trigger in plain words and as text and tree, its verdict on an event, and each "
            "place where Segment reads it otherwise. What is wrong with it is part of the answer."
        ),
        example={
            "trigger": 'type = "track" and properties.plan in ("free", "pro")',
            "event": {"type": "track", "event": "Signed Up", "properties": {"plan": "pro"}},
        },
    )
    def post(self, _request: Request) -> Response:
        given = self.body(ExplainTriggerSerializer)
        told = describe_given_trigger(given["trigger"], given.get("event", MISSING))
        problems = [problem_json(problem) for problem in told["problems"]]
        return Response({**told, "problems": problems})


class TriggerLanguageView(ApiView):
    @operation(
        "triggers_language",
        "Kinds of conditions and their operators",
        tag="Triggers",
        answer=LanguageSerializer,
    )
    def get(self, _request: Request) -> Response:
        return Response(trigger_language())
