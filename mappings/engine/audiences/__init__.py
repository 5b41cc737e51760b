"""What an audience tells a destination of its members: events, enriched and identified."""

from mappings.engine.audiences.events import (
    AudienceFacts,
    KnownProfile,
    audience_events,
    count_events,
    enrich_event,
    read_audience,
    read_profile,
)
from mappings.engine.audiences.setup import (
    DEFAULT_IDENTIFIERS,
    STRATEGIES,
    ConnectionSetup,
    IdentifierRow,
    TraitRow,
    read_setup,
)

__all__ = [
    "DEFAULT_IDENTIFIERS",
    "STRATEGIES",
    "AudienceFacts",
    "ConnectionSetup",
    "IdentifierRow",
    "KnownProfile",
    "TraitRow",
    "audience_events",
    "count_events",
    "enrich_event",
    "read_audience",
    "read_profile",
    "read_setup",
]
