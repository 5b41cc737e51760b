"""Rows for tests. Each function makes one thing and says yes to everything it is not told."""

from collections.abc import Mapping as MappingType
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from mappings.models import (
    Audience,
    Connection,
    Destination,
    DestinationFilter,
    Mapping,
    Member,
    Membership,
    OwnDefinition,
    Profile,
    ProfileIdentifier,
    Role,
    Source,
    TestEvent,
    Workspace,
)
from mappings.services.definitions import create_definition
from mappings.services.destination_filters import create_filter
from mappings.services.destinations import create_destination
from mappings.services.mappings import create_mapping
from mappings.services.sources import create_source
from mappings.services.test_events import save_test_event
from mappings.services.tokens import create_token

SECRET = "secret-0123456789-9f2c"
PASSWORD = "correct horse battery staple"

TRACK_TRIGGER: dict[str, Any] = {
    "type": "group",
    "operator": "and",
    "children": [
        {"type": "event-type", "operator": "=", "value": "track"},
        {"type": "event-property", "name": "browse_abandoners", "operator": "is_true"},
    ],
}
TRACK_CONFIG: dict[str, Any] = {
    "email_address": {"@path": "$.context.traits.email"},
    "audience_status": {"@path": "$.properties.browse_abandoners"},
    "first_name": {"@path": "$.properties.first_name"},
    "last_name": {"@path": "$.properties.last_name"},
}
TRACK_EVENT: dict[str, Any] = {
    "anonymousId": "anon-test-1",
    "context": {"traits": {"email": "user@example.com"}},
    "event": "Audience Entered",
    "properties": {
        "audience_key": "browse_abandoners",
        "browse_abandoners": True,
        "first_name": "Jane",
        "last_name": "Doe",
    },
    "type": "track",
    "userId": "user-123",
}
TRACK_PAYLOAD: dict[str, Any] = {
    "email_address": "user@example.com",
    "audience_status": True,
    "first_name": "Jane",
    "last_name": "Doe",
}


def make_workspace(slug: str = "acme") -> Workspace:
    return Workspace.objects.create(name=slug.title(), slug=slug)


def make_member(workspace: Workspace, role: str = Role.EDITOR, *, name: str = "") -> Member:
    """A new person with this role; the user name tells both."""
    user: Any = get_user_model().objects.create_user(
        username=name or f"{role}-of-{workspace.slug}", password=PASSWORD
    )
    return Member.objects.create(workspace=workspace, user=user, role=role)


def make_token(member: Member, scope: str = "write", **options: Any) -> str:
    """The text of a new token."""
    options.setdefault("name", "Test")
    _token, text = create_token(member=member, scope=scope, now=timezone.now(), **options)
    return text


def make_source(workspace: Workspace, name: str = "Website") -> Source:
    return create_source(workspace=workspace, name=name)


def make_destination(
    source: Source, name: str = "Acme CRM", *, secrets: MappingType[str, str] | None = None
) -> Destination:
    return create_destination(
        workspace=source.workspace,
        source=source,
        definition_slug="crm",
        name=name,
        settings={"base_url": "https://crm.example.com/api"},
        secrets=secrets or {"api_key": SECRET},
    )


def own_document(**changes: Any) -> dict[str, Any]:
    """The document of a small tool: one setting, one action, two fields."""
    document: dict[str, Any] = {
        "format_version": 1,
        "slug": "loyalty",
        "name": "Loyalty",
        "description": "Keeps points of members.",
        "category": "CRM",
        "settings": [{"key": "api_key", "label": "API key", "type": "string", "required": True}],
        "authentication": {"scheme": "bearer", "setting": "api_key"},
        "actions": [
            {
                "slug": "add_member",
                "name": "Add member",
                "description": "Adds a member.",
                "fields": [
                    {"key": "email", "label": "E-mail", "type": "string", "required": True},
                    {"key": "points", "label": "Points", "type": "integer"},
                ],
                "request": {
                    "method": "POST",
                    "url": "https://loyalty.example.com/members",
                    "body": {"@path": "$.payload"},
                },
            }
        ],
        "presets": [],
    }
    document["settings"][0]["is_secret"] = True
    return {**document, **changes}


def own_fields(*fields: dict[str, Any]) -> dict[str, Any]:
    """The same document with these fields instead."""
    [action] = own_document()["actions"]
    return own_document(actions=[{**action, "fields": list(fields)}])


def make_own_definition(workspace: Workspace, **changes: Any) -> OwnDefinition:
    return create_definition(workspace=workspace, document=own_document(**changes))


def make_own_destination(source: Source, name: str = "Our loyalty") -> Destination:
    """A destination of the workspace's own definition, which has to be there."""
    return create_destination(
        workspace=source.workspace,
        source=source,
        definition_slug="loyalty",
        name=name,
        settings={},
        secrets={"api_key": SECRET},
    )


def make_webhook(source: Source, name: str = "Webhook") -> Destination:
    return create_destination(
        workspace=source.workspace,
        source=source,
        definition_slug="webhook",
        name=name,
        settings={"url": "https://example.com/hook", "method": "POST"},
    )


def make_mapping(
    destination: Destination,
    name: str = "Audience entered",
    *,
    trigger: Any = None,
    config: Any = None,
) -> Mapping:
    """A disabled mapping; without a config it is the guide's Track table, ready to enable."""
    return create_mapping(
        destination=destination,
        name=name,
        action_slug="upsert_contact" if destination.definition_slug == "crm" else "send_event",
        trigger=TRACK_TRIGGER if trigger is None else trigger,
        config=TRACK_CONFIG if config is None else config,
    )


def make_filter(destination: Destination, title: str = "No test users") -> DestinationFilter:
    """It drops nothing of the events here."""
    return create_filter(
        destination=destination,
        changes={"title": title, "action": "drop", "condition": 'userId = "test"'},
    )


def make_test_event(source: Source, name: str = "Audience entered (Track)") -> TestEvent:
    return save_test_event(source=source, name=name, event=TRACK_EVENT)


def make_profile(workspace: Workspace, **identifiers: str) -> Profile:
    """Jane, called by what is given: ``make_profile(workspace, user_id="user-123")``."""
    traits = {"first_name": "Jane", "last_name": "Doe"}
    profile = Profile.objects.create(workspace=workspace, traits=traits)
    now = timezone.now()
    for kind, value in identifiers.items():
        ProfileIdentifier.objects.create(
            workspace=workspace,
            profile=profile,
            type=kind,
            value=value,
            first_seen_at=now,
            last_seen_at=now,
        )
    return profile


def make_audience(workspace: Workspace, key: str = "browse_abandoners") -> Audience:
    return Audience.objects.create(
        workspace=workspace,
        key=key,
        name="Browse abandoners",
        entered_event="Audience Entered",
        exited_event="Audience Exited",
    )


def make_membership(audience: Audience, **identifiers: str) -> Membership:
    """Jane, called by what is given, as a member; nobody is told."""
    profile = make_profile(audience.workspace, **identifiers)
    return Membership.objects.create(
        workspace=audience.workspace,
        audience=audience,
        profile=profile,
        entered_at=timezone.now(),
    )


def make_connection(audience: Audience, destination: Destination, **changes: Any) -> Connection:
    """An audience whose members a destination is told of, with the default setup."""
    return Connection.objects.create(
        workspace=audience.workspace, audience=audience, destination=destination, **changes
    )
