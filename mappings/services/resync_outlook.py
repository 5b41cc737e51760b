"""What would become of people's events: which mappings match, and with which payload.

Nothing is stored and nothing sent. The same look at old versions tells whose payload changed since.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mappings.delivery.filters import kept_filters
from mappings.delivery.plans import PayloadError, Plans
from mappings.engine.audiences import ConnectionSetup, KnownProfile
from mappings.engine.errors import Problem
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING
from mappings.models import DeliveryState, MappingVersion
from mappings.services.audience_events import (
    Person,
    audience_facts,
    connection_routes,
    incoming_events,
    setup_of,
)
from mappings.services.incoming_events import IncomingEvent, Rejection
from mappings.services.resync_choice import ResyncChoice
from mappings.services.routing import Route, Verdict, routes_at, run_event

SENT_STATES = (DeliveryState.PENDING, DeliveryState.HELD)


@dataclass(frozen=True, slots=True)
class Prospect:
    """What an event would meet at a mapping that it matches.

    `payload` is MISSING, and `reason` says why, where nothing would arrive.
    """

    verdict: Verdict
    payload: Json = MISSING
    reason: str = ""
    problems: Sequence[Problem] = ()


@dataclass(frozen=True, slots=True)
class Outlook:
    """A way to look at people: by a setup of the connection, and routes."""

    choice: ResyncChoice
    setup: ConnectionSetup
    routes: Sequence[Route]
    now: datetime
    plans: Plans

    def events(self, profile: KnownProfile) -> list[IncomingEvent | Rejection]:
        """The events of this member."""
        # One name for all: what a payload takes of it is no difference between two outlooks.
        person = Person(profile, is_entering=True, name="resync")
        facts = audience_facts(self.choice.connection.audience)
        return incoming_events(person, facts, self.setup, self.now)

    def verdicts(self, event: IncomingEvent) -> list[Verdict]:
        return run_event(self.routes, event.event, due_at=self.now)

    def prospects(self, event: IncomingEvent) -> list[Prospect]:
        return [self._prospect(verdict, event) for verdict in self.verdicts(event)]

    def arriving(self, profile: KnownProfile) -> list[tuple[str, str]]:
        """The payloads that would arrive, as texts to compare: by mapping, in any order."""
        found = [
            (str(one.verdict.route.mapping_id), json.dumps(one.payload, sort_keys=True))
            for event in self.events(profile)
            if isinstance(event, IncomingEvent)
            for one in self.prospects(event)
            if one.payload is not MISSING
        ]
        return sorted(found)

    def _prospect(self, verdict: Verdict, event: IncomingEvent) -> Prospect:
        if verdict.state not in SENT_STATES:
            return Prospect(verdict, reason=verdict.reason)
        route = verdict.route
        definition = self.choice.connection.destination.definition
        if definition is None:
            return Prospect(verdict, reason="definition_gone")
        try:
            plan = self.plans.get(route.version_id, definition, _version, route.audience_key)
            payload = plan.payload(kept_filters(route.filters)(event.event))
        except PayloadError as err:
            return Prospect(verdict, reason=err.reason, problems=err.problems)
        return Prospect(verdict, payload, reason=verdict.reason)


def outlook_now(choice: ResyncChoice, now: datetime, plans: Plans) -> Outlook:
    """As events of the connection would run through its mappings at this moment."""
    row, mapping = choice.connection, choice.mapping
    routes = connection_routes(row, mapping.pk if mapping else None)
    return Outlook(choice, setup_of(row, row.audience), routes, now, plans)


class Changes:
    """Tells whose payloads differ from what the versions of the choice would make of them."""

    def __init__(self, now: Outlook) -> None:
        choice = now.choice
        audience = choice.connection.audience
        old = choice.since_connection
        setup = setup_of(old, audience) if old else now.setup
        since = choice.since_mapping
        routes = routes_at(now.routes, since) if since else now.routes
        self._now = now
        self._then = Outlook(choice, setup, routes, now.now, now.plans)

    def has(self, profile: KnownProfile) -> bool:
        return self._now.arriving(profile) != self._then.arriving(profile)


def _version(version_id: UUID) -> MappingVersion:
    return MappingVersion.objects.get(pk=version_id)
