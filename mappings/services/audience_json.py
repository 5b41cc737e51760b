"""Audiences, members, connections and coverage as the API shows them."""

from typing import Any

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from mappings.models import Audience, Connection, Membership, ProfileIdentifier, Workspace
from mappings.models.audiences import AudienceQuerySet, MembershipQuerySet
from mappings.models.base import WorkspaceQuerySet
from mappings.services.audience_coverage import Coverage, Covering
from mappings.services.audience_events import setup_json
from mappings.services.profile_json import profile_json
from mappings.services.representation import time_json


def audiences_of(workspace: Workspace) -> AudienceQuerySet:
    """The audiences of a workspace, each with how many members and connections it has."""
    rows = Audience.objects.for_workspace(workspace).existing()
    return rows.annotate(
        member_count=_count_of(Membership.objects.current()),
        connection_count=_count_of(Connection.objects.all()),
    )


def members_of(audience: Audience) -> MembershipQuerySet:
    """The members of an audience, each with its profile and identifiers."""
    rows = Membership.objects.current().filter(audience=audience).select_related("profile")
    return rows.prefetch_related(
        Prefetch("profile__identifiers", ProfileIdentifier.objects.oldest_first())
    )


def connections_of(workspace: Workspace) -> WorkspaceQuerySet[Connection]:
    rows = Connection.objects.for_workspace(workspace)
    return rows.select_related("audience__workspace", "destination__source")


def _count_of(rows: QuerySet[Any]) -> Coalesce:
    """How many of these each audience has: counted in an index, never joined with one another."""
    counted = rows.filter(audience=OuterRef("pk")).order_by().values("audience")
    return Coalesce(Subquery(counted.annotate(count=Count("pk")).values("count")), 0)


def audience_json(row: Audience) -> dict[str, Any]:
    """An audience, read with `audiences_of`."""
    return {
        "id": str(row.pk),
        "key": row.key,
        "name": row.name,
        "computation_class": row.computation_class,
        "entered_event": row.entered_event,
        "exited_event": row.exited_event,
        "follows_events": row.follows_events,
        "member_count": getattr(row, "member_count", 0),
        "connection_count": getattr(row, "connection_count", 0),
        "created_at": time_json(row.created_at),
        "updated_at": time_json(row.updated_at),
    }


def member_json(row: Membership, *, with_contents: bool) -> dict[str, Any]:
    return {
        "entered_at": time_json(row.entered_at),
        "profile": profile_json(row.profile, with_contents=with_contents),
    }


def connection_json(row: Connection) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "audience": str(row.audience_id),
        "destination": str(row.destination_id),
        "enabled": row.is_enabled,
        **setup_json(row),
        "version": row.version,
        "created_at": time_json(row.created_at),
        "updated_at": time_json(row.updated_at),
    }


def coverage_json(one: Coverage) -> dict[str, Any]:
    return {
        "connection": str(one.connection.pk),
        "destination": str(one.connection.destination_id),
        "entering": [_covering_json(each) for each in one.entering],
        "leaving": [_covering_json(each) for each in one.leaving],
        "misses_entering": one.misses_entering,
        "misses_leaving": one.misses_leaving,
    }


def _covering_json(one: Covering) -> dict[str, Any]:
    return {
        "mapping": str(one.mapping_id),
        "name": one.name,
        "enabled": one.is_enabled,
        "conditional": one.is_conditional,
    }
