"""How a destination answers, and tests that are really sent."""

from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from mappings.api.base import ApiView
from mappings.api.documentation import operation
from mappings.api.serializers.deliveries import (
    EventTestAnswerSerializer,
    EventTestSerializer,
    HealthSerializer,
    MappingTestSerializer,
    ResumedSerializer,
    TestAnswerSerializer,
)
from mappings.models import Destination, Mapping
from mappings.services.delivery_representation import health_json, test_answer_json
from mappings.services.destination_health import resume_destination, tell_health
from mappings.services.test_sends import TestInput, send_event_test, send_test

_EVENT = {
    "type": "track",
    "event": "Audience Entered",
    "context": {"traits": {"email": "user@example.com"}},
    "properties": {"browse_abandoners": True},
}


class SendingBase(ApiView):
    def destination(self, destination_id: UUID) -> Destination:
        rows = Destination.objects.for_workspace(self.workspace).with_source()
        return self.find(rows, destination_id)


class HealthView(SendingBase):
    @operation(
        "destinations_health",
        "Tell how a destination answers",
        tag="Deliveries",
        answer=HealthSerializer,
        errors=[404],
    )
    def get(self, _request: Request, destination_id: UUID) -> Response:
        destination = self.destination(destination_id)
        return Response(health_json(tell_health(destination=destination, now=timezone.now())))


class ResumeView(SendingBase):
    @operation(
        "destinations_resume",
        "Send to a paused destination again",
        tag="Deliveries",
        answer=ResumedSerializer,
        errors=[404],
        description="What is held goes on; old failures are forgotten.",
    )
    def post(self, _request: Request, destination_id: UUID) -> Response:
        destination = self.destination(destination_id)
        released = resume_destination(destination=destination, now=timezone.now())
        return Response({"released": released})


class DestinationTestView(SendingBase):
    @operation(
        "destinations_test",
        "Send a test event through all enabled mappings",
        tag="Tests",
        answer=EventTestAnswerSerializer,
        body=EventTestSerializer,
        errors=[404, 429],
        description="Real requests, which count in no overview and carry Engage-Mapper-Test: 1.",
        example={"event": _EVENT},
    )
    def post(self, _request: Request, destination_id: UUID) -> Response:
        destination = self.destination(destination_id)
        given = self.body(EventTestSerializer)
        answers = send_event_test(
            destination=destination,
            event=given["event"],
            member=self.access.member,
            now=timezone.now(),
        )
        return Response({"mappings": [test_answer_json(one) for one in answers]})


class MappingTestView(ApiView):
    @operation(
        "mappings_test",
        "Send a test event through one mapping",
        tag="Tests",
        answer=TestAnswerSerializer,
        body=MappingTestSerializer,
        errors=[404, 429],
        description="A real request. What the body leaves out is taken from the mapping, which "
        "need not be enabled.",
        example={"event": _EVENT},
    )
    def post(self, _request: Request, mapping_id: UUID) -> Response:
        rows = Mapping.objects.for_workspace(self.workspace).with_destination()
        mapping = self.find(rows, mapping_id)
        given = self.body(MappingTestSerializer)
        answer = send_test(
            given=TestInput(
                mapping=mapping,
                trigger=given.get("trigger", mapping.trigger),
                config=given.get("config", mapping.config),
            ),
            event=given["event"],
            member=self.access.member,
            now=timezone.now(),
        )
        return Response(test_answer_json(answer))
