"""The books: each accepted event × enabled mapping is in exactly one place."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, F, Q, Sum, Value

from mappings.models import Delivery, DeliveryState, Event, Workspace


@dataclass(frozen=True, slots=True)
class Balance:
    """Both sides of: mappings met by events = not matched + deliveries, replays apart.

    Shape:
        by_state: ``{"pending": 0, "sending": 0, "held": 2, "delivered": 97, "filtered": 0,
        "dead": 1, "internal_error": 0}``
    """

    events: int
    mappings: int
    unmatched: int
    by_state: Mapping[str, int]
    replays: int

    @property
    def deliveries(self) -> int:
        return sum(self.by_state.values())

    @property
    def difference(self) -> int:
        """Above zero: something was lost; below: something was made twice."""
        return self.mappings - self.unmatched - self.deliveries

    @property
    def is_even(self) -> bool:
        return self.difference == 0


def balance(workspace: Workspace) -> Balance:
    """Count everything that is kept of the workspace, at one moment.

    It reads every row: for checks and for a look now and then, not for each page.
    """
    events = (
        Event.objects.for_workspace(workspace)
        .order_by()
        .values(kind=Value(_EVENTS))
        .annotate(a=Count("pk"), b=Sum("mapping_count"), c=Sum("unmatched_count"))
        .values_list("kind", "a", "b", "c")
    )
    deliveries = (
        Delivery.objects.for_workspace(workspace)
        .order_by()
        .values(kind=F("state"))
        .annotate(
            a=Count("pk", filter=Q(replay_of__isnull=True)),
            b=Count("pk", filter=Q(replay_of__isnull=False)),
            c=Value(0),
        )
        .values_list("kind", "a", "b", "c")
    )
    # One statement: the database answers it from one moment.
    counted = {kind: (a, b or 0, c or 0) for kind, a, b, c in events.union(deliveries, all=True)}
    event_count, mappings, unmatched = counted.pop(_EVENTS, (0, 0, 0))
    nothing = (0, 0, 0)
    return Balance(
        events=event_count,
        mappings=mappings,
        unmatched=unmatched,
        by_state={state: counted.get(state, nothing)[0] for state in DeliveryState.values},
        replays=sum(replays for _first, replays, _ in counted.values()),
    )


_EVENTS = "events"
