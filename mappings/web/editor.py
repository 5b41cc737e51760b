"""The mapping's page: the editor with everything it needs to start, without a further request."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from mappings.engine.liquid.filters.table import FILTERS
from mappings.models import Connection, Destination, EventType, Mapping, Member, TestEvent, Trait
from mappings.services.connected_events import (
    connection_told,
    connections_by_key,
)
from mappings.services.limits import all_limits
from mappings.services.representation import action_json, mapping_json
from mappings.services.test_events import generate_test_event
from mappings.services.trigger_language import trigger_language
from mappings.web.access import PageRequest, page
from mappings.web.audience_keys import audience_keys, trigger_flags
from mappings.web.mapping_list import find_mapping
from mappings.web.mapping_rows import audiences_text

GENERATED_NAME = "Generated sample"
FALLBACK_KEY = "browse_abandoners"


@page("GET")
def mapping_page(request: PageRequest, mapping_id: UUID) -> HttpResponse:
    mapping = find_mapping(request, mapping_id)
    boot = editor_data(mapping, request.member)
    address = request.build_absolute_uri(boot["urls"]["mapping"])
    context = {
        "mapping": mapping,
        "destination": mapping.destination,
        "action": boot["action"],
        "boot": boot,
        "audiences_text": audiences_text(mapping.other_audience_keys),
        "api_panel": request.GET.get("panel") == "api",
        "stored_json": json.dumps(boot["mapping"], indent=2, ensure_ascii=False),
        "curl": f'curl -H "Authorization: Bearer $TOKEN" {address}',
    }
    return render(request, "mappings/editor.html", context)


def editor_data(mapping: Mapping, member: Member) -> dict[str, Any]:
    """What the editor's scripts start from, for one person; the page carries it as JSON."""
    destination = mapping.destination
    source = destination.source
    saved = TestEvent.objects.for_source(source).by_name().values_list("id", "name")
    keys, connections = audience_keys(source), connections_by_key(destination)
    return {
        "mapping": mapping_json(mapping),
        "destination": {"id": str(destination.id), "name": destination.name},
        "action": _action(destination, mapping.action_slug),
        "defaults": _defaults(destination, mapping.action_slug),
        "test_event": _first_event(mapping, keys, connections),
        "test_events": [{"id": str(event_id), "name": name} for event_id, name in saved],
        "source": {"id": str(source.id), "name": source.name},
        "audience_keys": keys,
        "connected_keys": [key for key, row in connections.items() if row.is_enabled],
        "sample_key": _sample_key(keys),
        "connections": _connections_told(destination, connections),
        "limits": all_limits(),
        "trigger_language": trigger_language(),
        "liquid_filters": [{"name": name, "summary": one.summary} for name, one in FILTERS.items()],
        "user": {"name": member.user.get_username()},
        "can_edit": member.can_edit,
        "can_view_events": member.can_view_payloads,
        "urls": _addresses(mapping),
    }


def _action(destination: Destination, slug: str) -> dict[str, Any]:
    """The action's fields; an action that left the catalog has none and takes what is mapped."""
    definition = destination.definition
    action = definition.action(slug) if definition else None
    if action is None:
        return {"slug": slug, "name": slug, "allows_extra_fields": True, "fields": []}
    return action_json(action)


def _defaults(destination: Destination, slug: str) -> dict[str, Any]:
    """What the action's fields start with, by event type; the audience key is filled in later."""
    definition = destination.definition
    action = definition.action(slug) if definition else None
    return {kind: dict(config) for kind, config in action.defaults.items()} if action else {}


def _connections_told(
    destination: Destination, connections: dict[str, Connection]
) -> dict[str, Any]:
    """The audiences that the destination is told of, by their keys, and what could be added."""
    if not connections:
        return {}
    traits = list(Trait.objects.filter(workspace=destination.workspace_id).order_by("name"))
    return {
        key: {
            **connection_told(row, traits),
            "url": reverse("api:connection", args=[row.pk]),
            "page": reverse("connection", args=[row.pk]),
        }
        for key, row in connections.items()
    }


def _first_event(
    mapping: Mapping, keys: list[str], connections: dict[str, Connection]
) -> dict[str, Any]:
    """A generated event that fits the trigger, so that the editor never opens empty."""
    flags = trigger_flags(mapping.trigger)
    key, is_entering = flags[0] if flags else (_sample_key(keys), True)
    definition = mapping.destination.definition
    event = generate_test_event(
        event_type=mapping.event_type or EventType.TRACK.value,
        audience_key=key,
        is_entering=is_entering,
        action=definition.action(mapping.action_slug) if definition else None,
        connections=connections,
    )
    return {"name": GENERATED_NAME, "origin": "generated", "id": None, "event": event}


def _sample_key(keys: list[str]) -> str:
    """The key of a generated event when the trigger asks for none."""
    return keys[0] if keys else FALLBACK_KEY


def _addresses(mapping: Mapping) -> dict[str, str]:
    api = {
        "mapping": reverse("api:mapping", args=[mapping.id]),
        "preview": reverse("api:mapping_preview", args=[mapping.id]),
        "send_test": reverse("api:mapping_test", args=[mapping.id]),
        "enable": reverse("api:mapping_enable", args=[mapping.id]),
        "disable": reverse("api:mapping_disable", args=[mapping.id]),
        "check_event": reverse("api:check_event"),
        "explain_trigger": reverse("api:explain_trigger"),
        "recent_events": reverse("api:recent_events", args=[mapping.destination.source_id]),
        "source_values": reverse("api:source_values", args=[mapping.destination.source_id]),
        "twin_event": reverse("api:twin_event"),
        "event_matches": reverse("api:event_matches", args=[mapping.destination_id]),
        "generate_event": reverse("api:generate_event"),
        "test_events": f"{reverse('api:test_events')}?source={mapping.destination.source_id}",
    }
    pages = {
        "page": reverse("mapping", args=[mapping.id]),
        "destination": reverse("destination", args=[mapping.destination_id]),
        "destinations": reverse("destinations"),
    }
    return api | pages
