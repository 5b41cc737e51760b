"""Previews: what a mapping makes of an event. Nothing is sent, nothing is stored."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from mappings.api.base import ApiView
from mappings.api.documentation import operation
from mappings.api.lookups import find_in_body
from mappings.api.serializers.mappings import (
    CONFIG_EXAMPLE,
    MappingPreviewSerializer,
    PreviewAnswerSerializer,
    PreviewSerializer,
)
from mappings.engine.paths import MISSING
from mappings.models import Destination, Mapping
from mappings.services.preview import PreviewInput, preview_mapping
from mappings.services.representation import problem_json

_TAG = "Previews"
_EVENT = {
    "type": "track",
    "event": "Audience Entered",
    "context": {"traits": {"email": "user@example.com"}},
    "properties": {"browse_abandoners": True},
}


class MappingPreviewView(ApiView):
    changes_nothing = True

    @operation(
        "mappings_preview",
        "Preview a stored mapping",
        tag=_TAG,
        answer=PreviewAnswerSerializer,
        body=MappingPreviewSerializer,
        errors=[404],
        description="What the body leaves out is taken from the mapping. Nothing is sent.",
        example={"event": _EVENT},
    )
    def post(self, _request: Request, mapping_id: UUID) -> Response:
        rows = Mapping.objects.for_workspace(self.workspace).with_destination()
        mapping = self.find(rows, mapping_id)
        given = self.body(MappingPreviewSerializer)
        return _answer(
            PreviewInput(
                destination=mapping.destination,
                action_slug=mapping.action_slug,
                trigger=given.get("trigger", mapping.trigger),
                config=given.get("config", mapping.config),
                event=given.get("event", MISSING),
            )
        )


class PreviewView(ApiView):
    changes_nothing = True

    @operation(
        "preview",
        "Preview a mapping that is not stored",
        tag=_TAG,
        answer=PreviewAnswerSerializer,
        body=PreviewSerializer,
        description="Nothing is sent, nothing is stored.",
        example={
            "destination": "01980000-0000-7000-8000-000000000002",
            "action": "upsert_contact",
            "trigger": 'type = "track"',
            "config": CONFIG_EXAMPLE,
            "event": _EVENT,
        },
    )
    def post(self, _request: Request) -> Response:
        given = self.body(PreviewSerializer)
        destinations = Destination.objects.for_workspace(self.workspace)
        destination = find_in_body(
            destinations, given["destination"], "/destination", noun="destination"
        )
        return _answer(
            PreviewInput(
                destination=destination,
                action_slug=given["action"],
                trigger=given["trigger"],
                config=given["config"],
                event=given.get("event", MISSING),
            )
        )


def _answer(given: PreviewInput) -> Response:
    answer = preview_mapping(given=given)
    problems = [problem_json(problem) for problem in answer["problems"]]
    return Response({**answer, "problems": problems})
