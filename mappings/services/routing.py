"""What the events of a source run through: enabled mappings, and what becomes of a match.

A mapping that serves several audiences has a route for each of them.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from mappings.delivery.filters import kept_filters
from mappings.delivery.holding import DISABLED
from mappings.delivery.options import DeliveryOptions, read_options
from mappings.engine.audience_variants import trigger_for
from mappings.engine.errors import EngineError, TriggerError
from mappings.engine.filters import Dropped
from mappings.engine.fql import Trigger, audience_key_of, compile_trigger, read_trigger
from mappings.engine.json_types import Json
from mappings.engine.strict_json import parse_json
from mappings.models import EVERY_AUDIENCE, DeliveryState, Mapping, MappingVersion
from mappings.models.prepared import PreparedQuery, as_uuid
from mappings.services.other_audiences import connected_keys

logger = logging.getLogger(__name__)

_MAX_TRIGGERS = 20_000  # kept; a version never changes, so what is kept is right for ever

NO_FILTERS = "[]"

Matches = Callable[[Json], bool]


@dataclass(frozen=True, slots=True)
class Route:
    """An enabled mapping with its live version, for one audience, and how its destination is."""

    mapping_id: UUID
    version_id: UUID
    destination_id: UUID
    held_reason: str  # why its deliveries wait; "" when they are sent
    batch_age: timedelta
    matches: Matches
    filters: str  # of its destination, as text
    audience_key: str = ""  # of a further audience; "" for the trigger's own


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an event meets on a route that it matched: the columns of its delivery."""

    route: Route
    state: DeliveryState
    reason: str = ""
    detail: str = ""
    due_at: datetime | None = None


def routes_of(source_id: UUID) -> list[Route]:
    """The routes of a source, in one query; triggers that were not met before cost one more.

    So does a mapping for every connected audience. In the order of the mappings; of one that serves
    several audiences, the trigger's own comes first.
    """
    rows = [(*map(as_uuid, row[:3]), *row[3:]) for row in _route_query.rows(source_id)]
    live = _live([row[1] for row in rows])
    connected = connected_keys(row[2] for row in rows if live[row[1]].is_for_all)
    return [
        route for row in rows for route in _as_routes(row, live[row[1]], connected.get(row[2], ()))
    ]


def routes_at(routes: Iterable[Route], version: MappingVersion) -> list[Route]:
    """The routes of the version's mapping, as if that version were live."""
    live = _live([version.pk])[version.pk]
    found: list[Route] = []
    for route in routes:
        if route.mapping_id == version.mapping_id and not route.audience_key:
            place = route.destination_id
            own = replace(route, version_id=version.pk, matches=live.matches)
            connected = connected_keys([place]) if live.is_for_all else {}
            found += _for_audiences(own, live, connected.get(place, ()))
    return found


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


def _as_routes(row: tuple[Any, ...], live: "_Live", connected: Sequence[str]) -> Iterator[Route]:
    mapping_id, version_id, destination_id, is_enabled, options, filters, paused_reason = row
    own = Route(
        mapping_id=mapping_id,
        version_id=version_id,
        destination_id=destination_id,
        held_reason=(paused_reason or "") if is_enabled else DISABLED,
        batch_age=timedelta(seconds=_options(options).batch_age_s),
        matches=live.matches,
        filters=filters,
    )
    return _for_audiences(own, live, connected)


def _for_audiences(own: Route, live: "_Live", connected: Sequence[str]) -> Iterator[Route]:
    """The route of the trigger's own audience, and one for each further one."""
    yield own
    if live.trigger is None or live.own_key is None:
        return
    for key in connected if live.is_for_all else live.other_keys:
        if key != live.own_key:
            matches = _matches_for(own.version_id, live.trigger, key)
            yield replace(own, matches=matches, audience_key=key)


@lru_cache(maxsize=1_000)
def _options(text: str) -> DeliveryOptions:
    document = parse_json(text)
    return read_options(document if isinstance(document, dict) else {})


@dataclass(frozen=True, slots=True)
class _Live:
    """What is kept of a version; `trigger` and `own_key` only where it has further audiences."""

    matches: Matches
    trigger: Trigger | None
    own_key: str | None
    other_keys: Sequence[str]

    @property
    def is_for_all(self) -> bool:
        return list(self.other_keys) == [EVERY_AUDIENCE]


_kept: dict[UUID, _Live] = {}
_kept_variants: dict[tuple[UUID, str], Matches] = {}


def _live(version_ids: list[UUID]) -> dict[UUID, _Live]:
    missing = [version_id for version_id in version_ids if version_id not in _kept]
    if missing:
        if len(_kept) + len(missing) > _MAX_TRIGGERS:
            _kept.clear()
        versions = MappingVersion.objects.filter(pk__in=missing)
        columns = versions.values_list("pk", "trigger", "other_audience_keys")
        _kept.update({pk: _as_live(tree, keys) for pk, tree, keys in columns})
    return {version_id: _kept[version_id] for version_id in version_ids}


def _as_live(tree: Any, other_keys: Any) -> _Live:
    if not other_keys:
        return _Live(_compiled(tree), None, None, ())
    try:
        trigger = read_trigger(tree)
    except TriggerError:
        return _Live(_compiled(tree), None, None, other_keys)
    return _Live(_compiled(tree), trigger, audience_key_of(trigger), other_keys)


def _matches_for(version_id: UUID, trigger: Trigger, audience_key: str) -> Matches:
    """The trigger for a further audience, compiled once."""
    kept = _kept_variants.get((version_id, audience_key))
    if kept is None:
        if len(_kept_variants) >= _MAX_TRIGGERS:
            _kept_variants.clear()
        kept = compile_trigger(trigger_for(trigger, audience_key))
        _kept_variants[version_id, audience_key] = kept
    return kept


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
