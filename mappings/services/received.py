"""What the built-in receiver got for a destination."""

import uuid
from dataclasses import dataclass

from mappings.delivery.receiver import is_for_receiver
from mappings.models import Destination, ReceivedRequest

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Received:
    """Some requests, the newest first; `older` is what the next older ones come before."""

    requests: list[ReceivedRequest]
    count: int
    older: uuid.UUID | None

    @property
    def newest(self) -> uuid.UUID | None:
        return self.requests[0].pk if self.requests else None


def uses_receiver(destination: Destination) -> bool:
    """Whether its settings lead to the built-in receiver."""
    texts = (value for value in destination.settings.values() if isinstance(value, str))
    return any(text.startswith("https://") and is_for_receiver(text) for text in texts)


def received_requests(
    *, destination: Destination, before: uuid.UUID | None = None, limit: int = SHOWN
) -> Received:
    """The requests that came before the one with that id, or the newest."""
    rows = ReceivedRequest.objects.filter(destination=destination)
    older = rows.filter(pk__lt=before) if before else rows
    found = list(older.newest_first()[: limit + 1])
    shown = found[:limit]
    return Received(shown, rows.count(), shown[-1].pk if len(found) > limit else None)
