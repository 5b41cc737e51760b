"""What became of events: counted, found, told, and sent again."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from mappings.api.base import ApiView
from mappings.api.documentation import operation
from mappings.api.lookups import find_in_body
from mappings.api.pagination import page_json
from mappings.api.serializers.common import page_of
from mappings.api.serializers.deliveries import (
    BalanceSerializer,
    DeliverySerializer,
    FilterQuery,
    FilterReplaySerializer,
    OverviewSerializer,
    RangeQuery,
    ReceivedEventSerializer,
    ReplayedSerializer,
    ReplaySerializer,
    RetriedSerializer,
    StorySerializer,
)
from mappings.models import Delivery, Destination, Event, Mapping
from mappings.services.balance import balance
from mappings.services.delivery_representation import (
    balance_json,
    delivery_json,
    event_json,
    overview_json,
    story_json,
)
from mappings.services.event_filters import read_event_filter
from mappings.services.event_search import EventFilter, find_deliveries, find_events
from mappings.services.event_story import tell_story
from mappings.services.overview import Scope, make_overview
from mappings.services.replaying import replay, retry_now
from mappings.services.time_ranges import read_range

_TAG = "Deliveries"


class DeliveriesBase(ApiView):
    @property
    def can_view(self) -> bool:
        return self.access.can_view_payloads

    def read_filter(self, given: dict[str, Any]) -> EventFilter:
        return read_event_filter(given, now=timezone.now(), can_view_payloads=self.can_view)

    def delivery(self, delivery_id: UUID) -> Delivery:
        rows = Delivery.objects.for_workspace(self.workspace).select_related("version")
        return self.find(rows, delivery_id)


class EventListView(DeliveriesBase):
    query_class = FilterQuery

    @operation(
        "events_list",
        "Find events",
        tag=_TAG,
        answer=page_of(ReceivedEventSerializer),
        errors=[400],
        parameters=[FilterQuery],
        description="In the order in which they came. Where something of deliveries is asked, "
        "events of which at least one delivery is so.",
    )
    def get(self, request: Request) -> Response:
        rows = find_events(self.workspace, self.read_filter(self.query)).defer("text")
        show = lambda event: event_json(event, with_contents=self.can_view)  # noqa: E731
        return Response(page_json(request, self.query, rows, show))


class EventView(DeliveriesBase):
    @operation(
        "events_read",
        "Tell the story of an event",
        tag=_TAG,
        answer=StorySerializer,
        errors=[404],
        description="What came in, what each mapping made of it, and what came of that.",
    )
    def get(self, _request: Request, event_id: UUID) -> Response:
        rows = Event.objects.for_workspace(self.workspace)
        event = self.find(rows, event_id)
        story = tell_story(event=event, with_contents=self.can_view, now=timezone.now())
        return Response(story_json(story, with_contents=self.can_view))


class DeliveryListView(DeliveriesBase):
    query_class = FilterQuery

    @operation(
        "deliveries_list",
        "Find deliveries",
        tag=_TAG,
        answer=page_of(DeliverySerializer),
        errors=[400],
        parameters=[FilterQuery],
    )
    def get(self, request: Request) -> Response:
        rows = find_deliveries(self.workspace, self.read_filter(self.query))
        show = lambda row: delivery_json(row, with_contents=self.can_view)  # noqa: E731
        return Response(page_json(request, self.query, rows.select_related("version"), show))


class DeliveryView(DeliveriesBase):
    @operation(
        "deliveries_read", "Read a delivery", tag=_TAG, answer=DeliverySerializer, errors=[404]
    )
    def get(self, _request: Request, delivery_id: UUID) -> Response:
        row = self.delivery(delivery_id)
        return Response(delivery_json(row, with_contents=self.can_view))


class DeliveryReplayView(DeliveriesBase):
    @operation(
        "deliveries_replay",
        "Send a delivery again",
        tag=_TAG,
        answer=ReplayedSerializer,
        body=ReplaySerializer,
        errors=[404],
        description="Makes a new delivery that names this one. A second call makes none.",
        example={"version": "now"},
    )
    def post(self, _request: Request, delivery_id: UUID) -> Response:
        row = self.delivery(delivery_id)
        given = self.body(ReplaySerializer)
        rows = Delivery.objects.filter(pk=row.pk)
        return _replayed(rows, given["version"])


class FilterReplayView(DeliveriesBase):
    @operation(
        "deliveries_replay_found",
        "Send all deliveries that are found again",
        tag=_TAG,
        answer=ReplayedSerializer,
        body=FilterReplaySerializer,
        errors=[409],
        example={"version": "now", "filter": {"state": "failed", "range": "24h", "time": "ended"}},
    )
    def post(self, _request: Request) -> Response:
        given = self.body(FilterReplaySerializer)
        asked = self.read_filter(given["filter"])
        return _replayed(find_deliveries(self.workspace, asked), given["version"])


class DeliveryRetryView(DeliveriesBase):
    @operation(
        "deliveries_retry",
        "Try a delivery that waits now",
        tag=_TAG,
        answer=RetriedSerializer,
        errors=[404],
    )
    def post(self, _request: Request, delivery_id: UUID) -> Response:
        delivery = self.delivery(delivery_id)
        return Response({"is_due": retry_now(delivery=delivery, now=timezone.now())})


class OverviewView(ApiView):
    query_class = RangeQuery

    @operation(
        "deliveries_overview",
        "Count what became of events",
        tag=_TAG,
        answer=OverviewSerializer,
        errors=[400],
        parameters=[RangeQuery],
        description="Ended deliveries are counted by when they ended, open ones as they are now.",
    )
    def get(self, _request: Request) -> Response:
        query, now = self.query, timezone.now()
        texts = {key: query.get(key, "") for key in ("range", "from", "to")}
        during = read_range(name=texts["range"], start=texts["from"], end=texts["to"], now=now)
        made = make_overview(scope=self._scope(), during=during, now=now)
        return Response(overview_json(made, during))

    def _scope(self) -> Scope:
        mappings = Mapping.objects.for_workspace(self.workspace).with_destination()
        destinations = Destination.objects.for_workspace(self.workspace)
        if mapping_id := self.query.get("mapping"):
            mapping = find_in_body(mappings, mapping_id, "", noun="mapping")
            return Scope(self.workspace, mapping.destination, mapping)
        if destination_id := self.query.get("destination"):
            row = find_in_body(destinations, destination_id, "", noun="destination")
            return Scope(self.workspace, row)
        return Scope(self.workspace)


class BalanceView(ApiView):
    @operation(
        "deliveries_balance",
        "Check the books",
        tag=_TAG,
        answer=BalanceSerializer,
        description="mappings = unmatched + all states, whenever it is asked. Every row is read.",
    )
    def get(self, _request: Request) -> Response:
        return Response(balance_json(balance(self.workspace)))


def _replayed(rows: Any, version: str) -> Response:
    done = replay(rows=rows, as_it_is_now=version == "now", now=timezone.now())
    return Response(asdict(done))
