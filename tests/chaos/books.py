"""What the database says: deliveries in each state, and whether every event is accounted for."""

import threading
from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone


def make_destination(port: int, *, name: str = "Receiver", **options: Any) -> Any:
    """A webhook with an enabled mapping, sending to the receiver. Gives the mapping."""
    from mappings.models import Workspace
    from mappings.services.destinations import create_destination
    from mappings.services.mappings import create_mapping, enable_mapping
    from mappings.services.sources import create_source

    workspace = Workspace.objects.filter(slug="chaos").first()
    if workspace is None:
        workspace = Workspace.objects.create(name="Chaos", slug="chaos")
        create_source(workspace=workspace, name="Website")
    destination = create_destination(
        workspace=workspace,
        source=workspace.sources.get(),
        definition_slug="webhook",
        name=name,
        settings={"url": f"http://127.0.0.1:{port}/hook", "method": "POST"},
    )
    destination.delivery_options = options
    destination.save()
    mapping = create_mapping(
        destination=destination,
        name="Everything",
        action_slug="send_event",
        trigger='type = "track"',
        config={"user": {"@path": "$.userId"}, "number": {"@path": "$.properties.number"}},
    )
    return enable_mapping(mapping=mapping)


def add_deliveries(
    mapping: Any,
    count: int,
    *,
    users: int = 1_000_000,
    at: datetime | None = None,
    properties: dict[str, Any] | None = None,
) -> list[str]:
    """That many events of `users` users, each with its delivery; their webhook ids."""
    from django.db import transaction

    from mappings.engine.strict_json import dump_json
    from mappings.models import Delivery, Event
    from mappings.models.ids import new_id

    now = at or timezone.now()
    events, deliveries = [], []
    for number in range(count):
        identity, user = new_id(), f"user-{number % users}"
        event = {
            "type": "track",
            "event": "E",
            "userId": user,
            "properties": {"number": number, **(properties or {})},
        }
        events.append(
            Event(
                id=identity,
                workspace_id=mapping.workspace_id,
                source=mapping.destination.source,
                message_id=str(identity),
                type="track",
                user_id=user,
                received_at=now,
                text=dump_json(event),
                mapping_count=1,
            )
        )
        deliveries.append(
            Delivery(
                id=identity,
                workspace_id=mapping.workspace_id,
                event_id=identity,
                destination=mapping.destination,
                mapping=mapping,
                version=mapping.live_version,
                created_at=now,
                due_at=now,
                order_key=user,
                webhook_id=identity,
            )
        )
    with transaction.atomic():
        Event.objects.bulk_create(events, batch_size=2_000)
        Delivery.objects.bulk_create(deliveries, batch_size=2_000)
    return [str(row.webhook_id) for row in deliveries]


def states() -> Counter[str]:
    from mappings.models import Delivery

    rows = Delivery.objects.order_by().values_list("state").annotate(count=Count("pk"))
    return Counter(dict(rows))


def waiting() -> int:
    found = states()
    return found["pending"] + found["sending"]


def are_balanced() -> bool:
    """Whether each accepted event and each mapping that it met is in exactly one place."""
    from mappings.models import Workspace
    from mappings.services.balance import balance

    return all(balance(workspace).is_even for workspace in Workspace.objects.all())


class Auditor:
    """Looks at the books each second, beside whatever goes on, until it is told to stop."""

    def __init__(self) -> None:
        self.samples = 0
        self.wrong = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(60)

    def _run(self) -> None:
        from django.db import DatabaseError, connection

        while not self._stopping.wait(1):
            try:
                self.wrong += not are_balanced()
                self.samples += 1
            except DatabaseError:
                continue  # it is busy, or full: the next second will do
        connection.close()
