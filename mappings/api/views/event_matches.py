"""Saved test events beside the mappings of a destination."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from mappings.api.base import ApiView
from mappings.api.documentation import operation
from mappings.api.serializers.sources import EventMatchesSerializer
from mappings.models import Destination
from mappings.services.event_matches import matches_of_test_events


class EventMatchesView(ApiView):
    @operation(
        "destinations_test_events",
        "Saved test events with the mappings that each matches",
        tag="Destinations",
        answer=EventMatchesSerializer(many=True),
        errors=[404],
    )
    def get(self, _request: Request, destination_id: UUID) -> Response:
        destination = self.find(Destination.objects.for_workspace(self.workspace), destination_id)
        return Response(matches_of_test_events(destination=destination))
