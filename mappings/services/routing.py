"""What the events of a source run through: enabled mappings, and what becomes of a match."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from mappings.delivery.filters import kept_filters
from mappings.delivery.holding import DISABLED
from mappings.delivery.options import DeliveryOptions, read_options
from mappings.engine.errors import EngineError
from mappings.engine.filters import Dropped
from mappings.engine.fql import compile_trigger, read_trigger
from mappings.engine.json_types import Json
from mappings.engine.strict_json import parse_json
from mappings.models import DeliveryState, Mapping, MappingVersion
from mappings.models.prepared import PreparedQuery, as_uuid

logger = logging.getLogger(__name__)

_MAX_TRIGGERS = 20_000  # kept; a version never changes, so what is kept is right for ever

NO_FILTERS = "[]"

Matches = Callable[[Json], bool]


@dataclass(frozen=True, slots=True)
class Route:
    """An enabled mapping with its live version, and how its destination is."""

    mapping_id: UUID
    version_id: UUID
    destination_id: UUID
    held_reason: str  # why its deliveries wait; "" when they are sent
    batch_age: timedelta
    matches: Matches
    filters: str  # of its destination, as text


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an event meets on a route that it matched: the columns of its delivery."""

    route: Route
    state: DeliveryState
    reason: str = ""
    detail: str = ""
    due_at: datetime | None = None


def routes_of(source_id: UUID) -> list[Route]:
    """The routes of a source, in one query; triggers that were not met before cost one more."""
    rows = [(*map(as_uuid, row[:3]), *row[3:]) for row in _route_query.rows(source_id)]
    triggers = _triggers([row[1] for row in rows])
    return [_as_route(row, triggers) for row in rows]


def routes_at(routes: Iterable[Route], version: MappingVersion) -> list[Route]:
    """The routes of the version's mapping, as if that version were live."""
    matches = _triggers([version.pk])[version.pk]
    return [
        replace(route, version_id=version.pk, matches=matches)
        for route in routes
        if route.mapping_id == version.mapping_id
    ]


def run_event(routes: Iterable[Route], event: dict[str, Any], *, due_at: datetime) -> list[Verdict]:
    """The verdicts of the routes that an event matches. One that fails stops no other.

    Args:
        due_at: now, by the database's clock, which due times are compared with.
    """
    left: dict[UUID, _Left] = {}  # of the event, after the filters of each destination
    verdicts = []
    for route in routes:
        if route.destination_id not in left:
            left[route.destination_id] = _filter(route, event)
        verdict = _run(route, event, left[route.destination_id], due_at)
        if verdict:
            verdicts.append(verdict)
    return verdicts


_Left = dict[str, Any] | Dropped | None


def _filter(route: Route, event: dict[str, Any]) -> _Left:
    """The event as the route's destination gets it; None where its filters failed."""
    if route.filters == NO_FILTERS:
        return event
    try:
        return kept_filters(route.filters)(event)
    except Exception:  # as below
        logger.exception("The filters of destination %s failed", route.destination_id)
        return None


def _run(route: Route, event: dict[str, Any], left: _Left, due_at: datetime) -> Verdict | None:
    try:
        # Of an event that was dropped it is told which mappings would have run.
        if not route.matches(left if isinstance(left, dict) else event):
            return None
    except Exception:  # whatever it is, the event's other mappings must not suffer
        logger.exception("The trigger of version %s failed", route.version_id)
        return Verdict(route, DeliveryState.INTERNAL_ERROR, "trigger_failed")
    if left is None:
        return Verdict(route, DeliveryState.INTERNAL_ERROR, "filter_failed")
    if isinstance(left, Dropped):
        return Verdict(route, DeliveryState.FILTERED, left.reason, left.title)
    if route.held_reason:
        return Verdict(route, DeliveryState.HELD, route.held_reason)
    return Verdict(route, DeliveryState.PENDING, due_at=due_at + route.batch_age)


def _as_route(row: tuple[Any, ...], triggers: dict[UUID, Matches]) -> Route:
    mapping_id, version_id, destination_id, is_enabled, options, filters, paused_reason = row
    return Route(
        mapping_id=mapping_id,
        version_id=version_id,
        destination_id=destination_id,
        held_reason=(paused_reason or "") if is_enabled else DISABLED,
        batch_age=timedelta(seconds=_options(options).batch_age_s),
        matches=triggers[version_id],
        filters=filters,
    )


@lru_cache(maxsize=1_000)
def _options(text: str) -> DeliveryOptions:
    document = parse_json(text)
    return read_options(document if isinstance(document, dict) else {})


_kept_triggers: dict[UUID, Matches] = {}


def _triggers(version_ids: list[UUID]) -> dict[UUID, Matches]:
    missing = [version_id for version_id in version_ids if version_id not in _kept_triggers]
    if missing:
        if len(_kept_triggers) + len(missing) > _MAX_TRIGGERS:
            _kept_triggers.clear()
        versions = MappingVersion.objects.filter(pk__in=missing).values_list("pk", "trigger")
        _kept_triggers.update({pk: _compiled(tree) for pk, tree in versions})
    return {version_id: _kept_triggers[version_id] for version_id in version_ids}


def _compiled(tree: Any) -> Matches:
    """The trigger; of a tree that cannot be read any more, a function that says so each time."""
    try:
        return compile_trigger(read_trigger(tree))
    except EngineError as err:
        problem = err

    def fail(_event: Json) -> bool:
        raise problem

    return fail


_route_query = PreparedQuery(
    lambda source_id: (
        Mapping.objects.enabled()
        .filter(destination__source=source_id, live_version__isnull=False)
        .order_by("destination_id", "position", "id")
        .values_list(
            "id",
            "live_version_id",
            "destination_id",
            "destination__is_enabled",
            "destination__delivery_options",
            "destination__live_filters",
            "destination__health__paused_reason",
        )
    ),
    UUID(int=0),
)
