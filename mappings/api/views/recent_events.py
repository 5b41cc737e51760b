"""The newest events of a source, whole, to try mappings with."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from mappings.api.base import ApiView
from mappings.api.documentation import operation
from mappings.api.serializers.sources import RecentEventsSerializer
from mappings.models import Source
from mappings.services.live_events import LOADED_EVENTS, loadable_events


class RecentEventsView(ApiView):
    @operation(
        "sources_recent_events",
        f"The newest {LOADED_EVENTS} events of a source, whole",
        tag="Sources",
        answer=RecentEventsSerializer,
        errors=[404],
        description="What they hold is null for those who may not see it. All events: `/events/`.",
    )
    def get(self, _request: Request, source_id: UUID) -> Response:
        source = self.find(Source.objects.for_workspace(self.workspace), source_id)
        events = loadable_events(source, with_contents=self.access.can_view_payloads)
        return Response({"events": events})
