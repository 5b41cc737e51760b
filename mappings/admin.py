"""Django's admin site, for operators: look, do not touch. Secrets, digests and keys stay out."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from mappings.models import (
    ApiToken,
    Destination,
    Mapping,
    Member,
    OwnDefinition,
    Source,
    TestEvent,
    Workspace,
)

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
else:
    _ModelAdmin = admin.ModelAdmin


class ReadOnlyAdmin(_ModelAdmin):
    """Rows change through services only: they keep versions, limits and the rules between rows."""

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        return False


@admin.register(Workspace)
class WorkspaceAdmin(_ModelAdmin):
    """Workspaces and members have no page of their own yet: operators make them here."""

    list_display = ["name", "slug", "created_at"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Member)
class MemberAdmin(_ModelAdmin):
    list_display = ["user", "workspace", "role", "sees_contents"]
    list_filter = ["role"]
    list_select_related = ["user", "workspace"]


@admin.register(Source)
class SourceAdmin(ReadOnlyAdmin):
    list_display = ["name", "workspace", "slug"]
    list_select_related = ["workspace"]
    fields = ["workspace", "name", "slug", "created_at", "updated_at"]


@admin.register(Destination)
class DestinationAdmin(ReadOnlyAdmin):
    list_display = ["name", "workspace", "definition_slug", "is_enabled"]
    list_select_related = ["workspace"]
    fields = ["workspace", "source", "name", "definition_slug", "is_enabled", "created_at"]


@admin.register(OwnDefinition)
class OwnDefinitionAdmin(ReadOnlyAdmin):
    list_display = ["name", "workspace", "slug", "version"]
    list_select_related = ["workspace"]
    fields = ["workspace", "name", "slug", "version", "created_at", "updated_at"]


@admin.register(Mapping)
class MappingAdmin(ReadOnlyAdmin):
    list_display = ["name", "destination", "event_type", "is_enabled", "version"]
    list_filter = ["event_type", "is_enabled"]
    list_select_related = ["destination"]
    fields = ["destination", "name", "action_slug", "event_type", "is_enabled", "version"]


@admin.register(TestEvent)
class TestEventAdmin(ReadOnlyAdmin):
    """Events hold what is known of people, so the admin site names them only."""

    list_display = ["name", "source", "created_at"]
    list_select_related = ["source"]
    fields = ["source", "name", "created_at"]


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    list_display = ["name", "workspace", "prefix", "scope", "expires_at", "revoked_at"]
    list_select_related = ["workspace"]
    fields = ["workspace", "name", "prefix", "scope", "created_by", "expires_at", "last_used_at"]
