"""The tables, their constraints, and querysets that read like English."""

from mappings.models.destinations import Destination
from mappings.models.encrypted import SecretsUnreadableError
from mappings.models.mappings import Mapping
from mappings.models.sources import EventType, Source, TestEvent
from mappings.models.tokens import ApiToken, TokenScope
from mappings.models.workspaces import Member, Role, Workspace

__all__ = [
    "ApiToken",
    "Destination",
    "EventType",
    "Mapping",
    "Member",
    "Role",
    "SecretsUnreadableError",
    "Source",
    "TestEvent",
    "TokenScope",
    "Workspace",
]
