"""A workspace with deliveries to make, and a destination's answers by list."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from mappings.delivery.messages import Answer, Failure, OutgoingRequest
from mappings.engine.strict_json import dump_json
from mappings.models import Delivery, Destination, Event, Mapping
from mappings.models.ids import new_id
from mappings.services.destinations import create_destination
from mappings.services.mappings import enable_mapping
from tests.factories import (
    SECRET,
    TRACK_EVENT,
    make_destination,
    make_mapping,
    make_source,
    make_workspace,
)

START = datetime(2026, 1, 1, tzinfo=UTC)


class Clock:
    """The time that a test says it is."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Answers:
    """Stands for the client: gives the answers of a list, then 200 for ever."""

    def __init__(self, *answers: Answer | Failure | int) -> None:
        self._answers = [Answer(one) if isinstance(one, int) else one for one in answers]
        self._lock = threading.Lock()
        self.requests: list[OutgoingRequest] = []
        self.on_send: Callable[[OutgoingRequest], None] = lambda _: None

    def __call__(
        self, request: OutgoingRequest, *, timeout_s: float | None = None
    ) -> Answer | Failure:
        self.timeout_s = timeout_s
        self.on_send(request)
        with self._lock:
            self.requests.append(request)
            return self._answers.pop(0) if self._answers else Answer(200)

    @property
    def ids(self) -> list[str]:
        return [request.headers["webhook-id"] for request in self.requests]


def make_hook() -> Destination:
    """A destination that gets one request for each delivery."""
    source = make_source(make_workspace())
    return create_destination(
        workspace=source.workspace,
        source=source,
        definition_slug="webhook",
        name="Webhook",
        settings={"url": "https://example.com/hook", "method": "POST"},
        secrets={"token": SECRET},
    )


def enabled_mapping(destination: Destination | None = None, **options: Any) -> Mapping:
    return enable_mapping(mapping=make_mapping(destination or make_hook(), **options))


def batching_mapping() -> Mapping:
    """A mapping whose payloads travel together."""
    return enabled_mapping(make_destination(make_source(make_workspace())))


def add_event(mapping: Mapping, *, at: datetime = START, **changes: Any) -> Event:
    event = {**TRACK_EVENT, **changes}
    identity = new_id()
    return Event.objects.create(
        id=identity,
        workspace_id=mapping.workspace_id,
        source=mapping.destination.source,
        message_id=str(identity),
        type=event["type"],
        user_id=event.get("userId", ""),
        received_at=at,
        text=dump_json(event),
        mapping_count=1,
    )


def add_delivery(
    mapping: Mapping, *, at: datetime = START, user: str = "", **event: Any
) -> Delivery:
    """One that is due since it was made."""
    assert mapping.live_version is not None
    identity = new_id()
    return Delivery.objects.create(
        id=identity,
        workspace_id=mapping.workspace_id,
        event=add_event(mapping, at=at, **event),
        destination=mapping.destination,
        mapping=mapping,
        version=mapping.live_version,
        created_at=at,
        due_at=at,
        order_key=user,
        webhook_id=identity,
    )


def states() -> list[str]:
    """The states of all deliveries, in their order."""
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))
