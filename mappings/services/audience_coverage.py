"""Which mappings tell a destination that a user entered or left an audience, and what is missing.

sample member ── events of the connection, entering and leaving ── which mappings match
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from mappings.catalog.schema import DestinationDefinition, Preset
from mappings.engine.audiences import ConnectionSetup, KnownProfile, audience_events
from mappings.engine.errors import Problem, TriggerError
from mappings.engine.fql import audience_flag_of, compile_trigger, event_type_of
from mappings.models import Audience, Connection, Mapping
from mappings.services.audience_events import audience_facts, setup_of
from mappings.services.connected_events import SAMPLE_IDENTIFIERS
from mappings.services.errors import InvalidInput
from mappings.services.mapping_names import suggest_name
from mappings.services.mappings import create_mapping_from_trait
from mappings.services.other_audiences import serving_trigger
from mappings.services.routing import routes_of


@dataclass(frozen=True, slots=True)
class Covering:
    """A mapping that runs when a user enters, or leaves.

    `is_conditional`: its trigger asks for more than the flag, so that it runs for some of them.
    """

    mapping_id: UUID
    name: str
    is_enabled: bool
    is_conditional: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a destination is told of an audience."""

    connection: Connection
    entering: tuple[Covering, ...]
    leaving: tuple[Covering, ...]

    @property
    def misses_entering(self) -> bool:
        return not any(one.is_enabled for one in self.entering)

    @property
    def misses_leaving(self) -> bool:
        return not any(one.is_enabled for one in self.leaving)

    @property
    def is_complete(self) -> bool:
        return not (self.misses_entering or self.misses_leaving)


def audience_coverage(audience: Audience) -> list[Coverage]:
    """The coverage of each destination that the audience is connected to, by their names."""
    rows = Connection.objects.filter(audience=audience).select_related("destination__source")
    return coverage_of(audience, list(rows.order_by("destination__name", "pk")))


def coverage_of(audience: Audience, rows: Sequence[Connection]) -> list[Coverage]:
    """The coverage of some connections of an audience; a query for each of their sources."""
    mappings: dict[UUID, list[Mapping]] = {row.destination_id: [] for row in rows}
    for mapping in Mapping.objects.filter(destination__in=mappings).in_order():
        mappings[mapping.destination_id].append(mapping)
    running = {source_id: routes_of(source_id) for source_id in _sources(rows)}
    covered = []
    for row in rows:
        routes = [
            route
            for route in running[row.destination.source_id]
            if route.destination_id == row.destination_id
        ]
        setup, both = setup_of(row, audience), []
        for is_entering in (True, False):
            events = _sample_events(audience, setup, is_entering=is_entering)
            live = {route.mapping_id for route in routes if _runs(route.matches, events)}
            told = (
                _covering(mapping, live, events, audience, setup, is_entering=is_entering)
                for mapping in mappings[row.destination_id]
            )
            both.append(tuple(one for one in told if one))
        covered.append(Coverage(row, both[0], both[1]))
    return covered


def add_missing_mapping(*, connection: Connection, is_entering: bool, user: Any = None) -> Mapping:
    """A new, disabled mapping for who enters, or leaves: filled as the destination's preset is.

    It takes the event type of the mapping for the other direction, where there is one.

    Raises:
        InvalidInput: the destination can do nothing with such an event.
        LimitReached: the destination has too many mappings.
    """
    audience, destination = connection.audience, connection.destination
    definition = destination.definition
    if definition is None or not definition.actions:
        text = "The catalog no longer has this kind of destination."
        raise InvalidInput([Problem("", text, "not_found")])
    (coverage,) = coverage_of(audience, [connection])
    other = coverage.leaving if is_entering else coverage.entering
    setup = setup_of(connection, audience)
    event_type, action_slug = _choice(
        definition, setup, _event_type(other) or setup.event_types[0], is_entering=is_entering
    )
    taken = Mapping.objects.for_destination(destination).values_list("name", flat=True)
    return create_mapping_from_trait(
        destination=destination,
        name=suggest_name(
            event_type=event_type,
            audience_key=audience.key,
            is_entering=is_entering,
            taken=set(taken),
        ),
        action_slug=action_slug,
        event_type=event_type,
        audience_key=audience.key,
        is_entering=is_entering,
        has_defaults=True,
        user=user,
    )


def _sources(rows: Iterable[Connection]) -> set[UUID]:
    return {row.destination.source_id for row in rows}


def _sample_events(
    audience: Audience, setup: ConnectionSetup, *, is_entering: bool
) -> list[dict[str, Any]]:
    traits = {row.trait: "sample" for row in setup.traits}
    values = {row.type: ["sample"] for row in setup.identifiers}
    jane = KnownProfile({**values, **SAMPLE_IDENTIFIERS}, traits)
    return audience_events(jane, audience_facts(audience), setup, is_entering=is_entering)


def _covering(
    mapping: Mapping,
    live: set[UUID],
    events: Sequence[Any],
    audience: Audience,
    setup: ConnectionSetup,
    *,
    is_entering: bool,
) -> Covering | None:
    if mapping.pk in live:
        return Covering(mapping.pk, mapping.name, is_enabled=True)
    try:
        trigger = serving_trigger(mapping, audience.key)
    except TriggerError:
        return None
    asks_for_it = (
        audience_flag_of(trigger) == ((audience.key,), is_entering)
        and event_type_of(trigger) in setup.event_types
    )
    if not mapping.is_enabled and _runs(compile_trigger(trigger), events):
        return Covering(mapping.pk, mapping.name, is_enabled=False)
    if asks_for_it:
        return Covering(
            mapping.pk, mapping.name, is_enabled=mapping.is_enabled, is_conditional=True
        )
    return None


def _runs(matches: Any, events: Iterable[Any]) -> bool:
    try:
        return any(matches(event) for event in events)
    except TriggerError:
        return False


def _event_type(covering: Sequence[Covering]) -> str:
    ids = [one.mapping_id for one in sorted(covering, key=lambda one: not one.is_enabled)]
    types = dict(Mapping.objects.filter(pk__in=ids).values_list("pk", "event_type"))
    return next((types[one] for one in ids if types.get(one)), "")


def _choice(
    definition: DestinationDefinition, setup: ConnectionSetup, wanted: str, *, is_entering: bool
) -> tuple[str, str]:
    """The event type and the action: of the preset that fits best, else the first action."""

    def rank(preset: Preset) -> tuple[bool, bool]:
        return preset.event_type != wanted, preset.is_entering is None

    fitting = [
        preset
        for preset in definition.presets
        if preset.needs_audience_key
        and preset.is_entering in (is_entering, None)
        and preset.event_type in setup.event_types
    ]
    if not fitting:
        return wanted, definition.actions[0].slug
    best = min(fitting, key=rank)
    return best.event_type, best.action_slug
