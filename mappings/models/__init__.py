"""The tables, their constraints, and querysets that read like English."""

from mappings.engine.audience_variants import EVERY_AUDIENCE
from mappings.models.allowances import TestAllowance
from mappings.models.audiences import (
    Audience,
    ComputationClass,
    Connection,
    ConnectionVersion,
    Membership,
)
from mappings.models.counts import CountedUntil, EndedCount, ReceivedCount
from mappings.models.definitions import DefinitionVersion, OwnDefinition
from mappings.models.deliveries import (
    END_STATES,
    OPEN_STATES,
    WAITING_STATES,
    Attempt,
    Delivery,
    DeliveryState,
    DestinationHealth,
)
from mappings.models.destinations import Destination
from mappings.models.encrypted import SecretsUnreadableError
from mappings.models.events import Event
from mappings.models.filters import DestinationFilter, FilterAction
from mappings.models.jobs import ENDED_JOB_STATES, OPEN_JOB_STATES, Job, JobProblem, JobState
from mappings.models.mappings import Mapping
from mappings.models.profiles import Profile, ProfileIdentifier, Trait, TraitOrigin, WaitingEvent
from mappings.models.received import ReceivedRequest
from mappings.models.sources import EventType, Source, SourceRate, TestEvent
from mappings.models.tokens import ApiToken, TokenScope
from mappings.models.versions import MappingVersion
from mappings.models.workspaces import Member, Role, Workspace

__all__ = [
    "ENDED_JOB_STATES",
    "END_STATES",
    "EVERY_AUDIENCE",
    "OPEN_JOB_STATES",
    "OPEN_STATES",
    "WAITING_STATES",
    "ApiToken",
    "Attempt",
    "Audience",
    "ComputationClass",
    "Connection",
    "ConnectionVersion",
    "CountedUntil",
    "DefinitionVersion",
    "Delivery",
    "DeliveryState",
    "Destination",
    "DestinationFilter",
    "DestinationHealth",
    "EndedCount",
    "Event",
    "EventType",
    "FilterAction",
    "Job",
    "JobProblem",
    "JobState",
    "Mapping",
    "MappingVersion",
    "Member",
    "Membership",
    "OwnDefinition",
    "Profile",
    "ProfileIdentifier",
    "ReceivedCount",
    "ReceivedRequest",
    "Role",
    "SecretsUnreadableError",
    "Source",
    "SourceRate",
    "TestAllowance",
    "TestEvent",
    "TokenScope",
    "Trait",
    "TraitOrigin",
    "WaitingEvent",
    "Workspace",
]
