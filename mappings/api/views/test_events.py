"""Test events: saved ones, and checking and generating new ones."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from mappings.api.base import ApiView
from mappings.api.documentation import operation
from mappings.api.lookups import find_in_body
from mappings.api.pagination import page_json
from mappings.api.parsers import RawTextParser
from mappings.api.serializers.common import page_of
from mappings.api.serializers.sources import (
    CheckedEventSerializer,
    GeneratedEventSerializer,
    GenerateSerializer,
    SavedEventChangeSerializer,
    SavedEventQuery,
    SavedEventSerializer,
    TwinSerializer,
)
from mappings.models import Destination, Source, TestEvent
from mappings.models.sources import TestEventQuerySet
from mappings.services.connected_events import connections_by_key
from mappings.services.representation import test_event_json
from mappings.services.test_events import (
    check_event_text,
    delete_test_event,
    generate_test_event,
    save_test_event,
    twin_test_event,
    update_test_event,
)

_TAG = "Test events"
_EVENT = {"type": "identify", "userId": "user-123", "traits": {"email": "user@example.com"}}


class SavedEventsBase(ApiView):
    def rows(self) -> TestEventQuerySet:
        return TestEvent.objects.for_workspace(self.workspace)


class SavedEventListView(SavedEventsBase):
    query_class = SavedEventQuery

    @operation(
        "test_events_list",
        "List saved test events",
        tag=_TAG,
        answer=page_of(SavedEventSerializer),
        errors=[400],
        parameters=[SavedEventQuery],
    )
    def get(self, request: Request) -> Response:
        rows = self.rows()
        if source := self.query.get("source"):
            rows = rows.filter(source_id=source)
        if search := self.query.get("search"):
            rows = rows.filter(name__icontains=search)
        return Response(page_json(request, self.query, rows, test_event_json))

    @operation(
        "test_events_create",
        "Save a test event",
        tag=_TAG,
        answer=SavedEventSerializer,
        status=201,
        body=SavedEventSerializer,
        errors=[409],
        example={
            "name": "Audience entered (Identify)",
            "source": "01980000-0000-7000-8000-000000000001",
            "event": _EVENT,
        },
    )
    def post(self, _request: Request) -> Response:
        given = self.body(SavedEventSerializer)
        sources = Source.objects.for_workspace(self.workspace)
        source = find_in_body(sources, given["source"], "/source", noun="source")
        saved = save_test_event(source=source, name=given["name"], event=given["event"])
        return Response(test_event_json(saved), status=201)


class SavedEventView(SavedEventsBase):
    @operation(
        "test_events_read",
        "Read a saved test event",
        tag=_TAG,
        answer=SavedEventSerializer,
        errors=[404],
    )
    def get(self, _request: Request, test_event_id: UUID) -> Response:
        return Response(test_event_json(self.find(self.rows(), test_event_id)))

    @operation(
        "test_events_replace",
        "Replace a saved test event",
        tag=_TAG,
        answer=SavedEventSerializer,
        body=SavedEventChangeSerializer,
        errors=[404],
    )
    def put(self, _request: Request, test_event_id: UUID) -> Response:
        return self._change(test_event_id, partial=False)

    @operation(
        "test_events_change",
        "Change a saved test event",
        tag=_TAG,
        answer=SavedEventSerializer,
        body=SavedEventChangeSerializer,
        errors=[404],
        example={"name": "Audience exited (Track)"},
    )
    def patch(self, _request: Request, test_event_id: UUID) -> Response:
        return self._change(test_event_id, partial=True)

    @operation(
        "test_events_delete",
        "Delete a saved test event",
        tag=_TAG,
        status=204,
        errors=[404],
    )
    def delete(self, _request: Request, test_event_id: UUID) -> Response:
        delete_test_event(test_event=self.find(self.rows(), test_event_id))
        return Response(status=204)

    def _change(self, test_event_id: UUID, *, partial: bool) -> Response:
        test_event = self.find(self.rows(), test_event_id)
        current = test_event_json(test_event)
        given = self.body(SavedEventChangeSerializer, current=current, partial=partial)
        changed = update_test_event(
            test_event=test_event, name=given.get("name"), event=given.get("event")
        )
        return Response(test_event_json(changed))


class CheckEventView(ApiView):
    """Takes any text: saying what is wrong with it is the purpose."""

    changes_nothing = True
    parser_classes = (RawTextParser,)

    @operation(
        "test_events_check",
        "Check the text of an event",
        tag=_TAG,
        answer=CheckedEventSerializer,
        body={"text/plain": {"type": "string"}},
        description="The body is the text as it is. Problems carry line and column.",
    )
    def post(self, request: Request) -> Response:
        text: Any = request.data
        return Response({"event": check_event_text(text=text if isinstance(text, bytes) else b"")})


class GenerateEventView(ApiView):
    changes_nothing = True

    @operation(
        "test_events_generate",
        "Generate a test event",
        tag=_TAG,
        answer=GeneratedEventSerializer,
        body=GenerateSerializer,
        example={
            "event_type": "track",
            "audience_key": "browse_abandoners",
            "is_entering": True,
        },
    )
    def post(self, _request: Request) -> Response:
        given = self.body(GenerateSerializer)
        destination = self._destination(given)
        definition = destination.definition if destination else None
        event = generate_test_event(
            event_type=given["event_type"],
            audience_key=given["audience_key"],
            is_entering=given["is_entering"],
            action=definition.action(given.get("action", "")) if definition else None,
            connections=connections_by_key(destination) if destination else None,
        )
        return Response({"name": "Generated sample", "event": event})

    def _destination(self, given: dict[str, Any]) -> Destination | None:
        if "destination" not in given:
            return None
        rows = Destination.objects.for_workspace(self.workspace)
        return find_in_body(rows, given["destination"], "/destination", noun="destination")


class TwinEventView(ApiView):
    changes_nothing = True

    @operation(
        "test_events_twin",
        "Turn a test event into its Identify or Track twin",
        tag=_TAG,
        answer=CheckedEventSerializer,
        body=TwinSerializer,
        description="The same moment as the other event type tells it. Nothing is stored.",
        example={"event": _EVENT},
    )
    def post(self, _request: Request) -> Response:
        given = self.body(TwinSerializer)
        key = given.get("audience_key", "")
        return Response({"event": twin_test_event(event=given["event"], audience_key=key)})
