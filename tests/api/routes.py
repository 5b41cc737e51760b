"""Every route and method of the API with a request that works: the matrix tests run over these.

A route or method without an entry here fails `test_access_matrix`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.api.conftest import World
from tests.factories import SECRET, TRACK_CONFIG, TRACK_EVENT, TRACK_TRIGGER, own_document

MakeBody = Callable[[World], Any]


@dataclass(frozen=True)
class Route:
    """One method of one route.

    `changes`: an editor's right is needed. `path` names what stands in `<…>` by its key in `World`.
    """

    name: str
    method: str
    path: str
    status: int = 200
    changes: bool = False
    body: MakeBody | None = None
    needs: tuple[str, ...] = field(default=())

    def path_in(self, world: World) -> str:
        ids = {name: getattr(world, name).pk for name in self.needs}
        return self.path.format(**ids)

    def body_in(self, world: World) -> Any:
        return self.body(world) if self.body else None

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


def _destination_body(world: World) -> Any:
    return {
        "name": "Second CRM",
        "definition": "crm",
        "source": str(world.source.pk),
        "settings": {"base_url": "https://crm.example.com/api"},
        "secrets": {"api_key": SECRET},
    }


def _destination_change(world: World) -> Any:
    return {
        "name": "Renamed",
        "source": str(world.source.pk),
        "settings": {"base_url": "https://crm.example.com/v2"},
    }


def _mapping_body(world: World) -> Any:
    return {
        "name": "Second",
        "destination": str(world.destination.pk),
        "action": "upsert_contact",
        "trigger": TRACK_TRIGGER,
        "config": TRACK_CONFIG,
    }


def _mapping_change(world: World) -> Any:
    return {
        "name": "Renamed",
        "action": "upsert_contact",
        "trigger": TRACK_TRIGGER,
        "config": {"email_address": {"@path": "$.properties.email"}},
    }


def _preview_body(world: World) -> Any:
    return {
        "destination": str(world.destination.pk),
        "action": "upsert_contact",
        "trigger": TRACK_TRIGGER,
        "config": TRACK_CONFIG,
        "event": TRACK_EVENT,
    }


def _saved_event_body(world: World) -> Any:
    return {"name": "Second", "source": str(world.source.pk), "event": TRACK_EVENT}


def _import_body(_world: World) -> Any:
    return {"format": "engage-mapper/1", "kind": "workspace", "sources": [{"name": "App"}]}


def _filter_body(_world: World) -> Any:
    return {
        "title": "A tenth",
        "condition": 'type = "track"',
        "action": "sample",
        "percent": 10,
        "path": "userId",
        "fields": {},
    }


def _own_definition_body(_: World) -> Any:
    return {"document": own_document(slug="second")}


def _own_definition_change(_: World) -> Any:
    return {"document": own_document(name="Renamed")}


def _profiles_body(_: World) -> Any:
    return {"profiles": [{"identifiers": {"user_id": "user-123"}, "traits": {"plan": "pro"}}]}


def _members_body(_: World) -> Any:
    return {"add": [{"identifiers": {"user_id": "user-123"}}]}


def _resync_body(world: World) -> Any:
    return {"mapping": str(world.mapping.pk), "since_version": 1}


def _connection_body(world: World) -> Any:
    return {"destination": str(world.destination.pk)}


_AUDIENCE = "audiences/{audience}/"
_CONNECTION = "connections/{connection}/"
_A, _C = ("audience",), ("connection",)
_OWN = "definitions/{own_definition}/"
_O = ("own_definition",)
_DESTINATION = "destinations/{destination}/"
_MAPPING = "mappings/{mapping}/"
_SOURCE = "sources/{source}/"
_SAVED = "test-events/{saved_event}/"
_FILTER = "filters/{row_filter}/"
_F = ("row_filter",)
_D, _M, _S, _T = ("destination",), ("mapping",), ("source",), ("saved_event",)

_DELIVERY, _EVENT = ("delivery",), ("event",)
_DELIVERIES = "deliveries/{delivery}/"


def _filter_replay(world: World) -> Any:
    return {"version": "was", "filter": {"destination": str(world.destination.pk)}}


ROUTES: tuple[Route, ...] = (
    Route("deliveries", "GET", "deliveries/"),
    Route("overview", "GET", "deliveries/overview/"),
    Route("balance", "GET", "deliveries/balance/"),
    Route("replay", "POST", "deliveries/replay/", 200, True, _filter_replay),
    Route("delivery", "GET", _DELIVERIES, needs=_DELIVERY),
    Route(
        "delivery_replay",
        "POST",
        _DELIVERIES + "replay/",
        200,
        True,
        lambda _: {"version": "was"},
        _DELIVERY,
    ),
    Route("delivery_retry", "POST", _DELIVERIES + "retry/", 200, True, None, _DELIVERY),
    Route("events", "GET", "events/"),
    Route("event", "GET", "events/{event}/", needs=_EVENT),
    Route("health", "GET", _DESTINATION + "health/", needs=_D),
    Route("resume", "POST", _DESTINATION + "resume/", 200, True, None, _D),
    Route(
        "destination_test",
        "POST",
        _DESTINATION + "test/",
        200,
        True,
        lambda _: {"event": {"type": "identify"}},
        _D,
    ),
    Route(
        "mapping_test",
        "POST",
        _MAPPING + "test/",
        200,
        True,
        lambda _: {"event": {"type": "identify"}},
        _M,
    ),
    Route("audiences", "GET", "audiences/"),
    Route("audiences", "POST", "audiences/", 201, True, lambda _: {"key": "vip", "name": "VIP"}),
    Route("audience", "GET", _AUDIENCE, needs=_A),
    Route("audience", "PATCH", _AUDIENCE, 200, True, lambda _: {"name": "Renamed"}, _A),
    Route("audience", "DELETE", _AUDIENCE, 204, True, None, _A),
    Route("audience_members", "GET", _AUDIENCE + "members/", needs=_A),
    Route("audience_members", "POST", _AUDIENCE + "members/", 200, True, _members_body, _A),
    Route(
        "member_import",
        "POST",
        _AUDIENCE + "members/import/?format=ndjson&mode=add",
        201,
        True,
        lambda _: {"user_id": "user-123"},
        _A,
    ),
    Route("audience_coverage", "GET", _AUDIENCE + "coverage/", needs=_A),
    Route("connections", "GET", _AUDIENCE + "connections/", needs=_A),
    Route("connections", "POST", _AUDIENCE + "connections/", 201, True, _connection_body, _A),
    Route("connection", "GET", _CONNECTION, needs=_C),
    Route("connection", "PATCH", _CONNECTION, 200, True, lambda _: {"enabled": False}, _C),
    Route("connection", "DELETE", _CONNECTION, 204, True, None, _C),
    Route(
        "setup_estimate",
        "POST",
        _CONNECTION + "estimate/",
        200,
        False,
        lambda _: {"is_customized": True, "traits": [], "identifiers": []},
        _C,
    ),
    Route(
        "missing_mapping",
        "POST",
        _CONNECTION + "missing-mapping/",
        201,
        True,
        lambda _: {"direction": "entering"},
        _C,
    ),
    # The mapping is off, so there is nothing to send.
    Route("resync", "POST", _CONNECTION + "resync/", 409, True, _resync_body, _C),
    Route("resync_estimate", "POST", _CONNECTION + "resync/estimate/", body=_resync_body, needs=_C),
    Route("resync_try", "POST", _CONNECTION + "resync/try/", body=_resync_body, needs=_C),
    Route("jobs", "GET", "jobs/"),
    Route("job", "GET", "jobs/{job}/", needs=("job",)),
    Route("job_problems", "GET", "jobs/{job}/problems/", needs=("job",)),
    Route("job_pause", "POST", "jobs/{job}/pause/", 200, True, None, ("job",)),
    Route("job_resume", "POST", "jobs/{paused_job}/resume/", 200, True, None, ("paused_job",)),
    Route("job_cancel", "POST", "jobs/{job}/cancel/", 200, True, None, ("job",)),
    Route("profiles", "GET", "profiles/"),
    Route("profiles", "POST", "profiles/", 200, True, _profiles_body),
    Route("profile", "GET", "profiles/{profile}/", needs=("profile",)),
    Route(
        "profile_import",
        "POST",
        "profiles/import/?format=ndjson",
        201,
        True,
        lambda _: {"user_id": "user-123"},
    ),
    Route("traits", "GET", "traits/"),
    Route("trait", "GET", "traits/{trait}/", needs=("trait",)),
    Route("trait", "PATCH", "traits/{trait}/", 200, True, lambda _: {"origin": "sql"}, ("trait",)),
    Route("limits", "GET", "limits/"),
    Route("me", "GET", "me/"),
    Route("definitions", "GET", "catalog/"),
    Route("definition", "GET", "catalog/crm/"),
    Route("schema", "GET", "schema/"),
    Route("own_definitions", "GET", "definitions/"),
    Route("own_definitions", "POST", "definitions/", 201, True, _own_definition_body),
    Route("own_definition", "GET", _OWN, needs=_O),
    Route("own_definition", "PUT", _OWN, 200, True, _own_definition_change, _O),
    Route("own_definition", "DELETE", _OWN, 204, True, None, _O),
    Route("own_definition_versions", "GET", _OWN + "versions/", needs=_O),
    Route("own_definition_version", "GET", _OWN + "versions/1/", needs=_O),
    Route("own_definition_reviews", "GET", _OWN + "reviews/", needs=_O),
    Route(
        "own_definition_draft",
        "POST",
        "definitions/draft/",
        body=lambda _: {"source": "sample", "document": {"email": "user@example.com"}},
    ),
    Route("destinations", "GET", "destinations/"),
    Route("destinations", "POST", "destinations/", 201, True, _destination_body),
    Route("destination", "GET", _DESTINATION, needs=_D),
    Route("destination", "PUT", _DESTINATION, 200, True, _destination_change, _D),
    Route("destination", "PATCH", _DESTINATION, 200, True, lambda _: {"name": "Renamed"}, _D),
    Route("destination", "DELETE", _DESTINATION, 204, True, None, _D),
    Route("credential_test", "POST", _DESTINATION + "test-credentials/", 200, True, None, _D),
    Route("actions", "GET", _DESTINATION + "actions/", needs=_D),
    Route("action", "GET", _DESTINATION + "actions/upsert_contact/", needs=_D),
    Route("event_matches", "GET", _DESTINATION + "test-events/", needs=_D),
    Route("destination_export", "GET", _DESTINATION + "export/?format=segment", needs=_D),
    Route("workspace_export", "GET", "export/"),
    Route("imports", "POST", "imports/", 200, True, _import_body),
    Route("filters", "GET", _DESTINATION + "filters/", needs=_D),
    Route("filters", "POST", _DESTINATION + "filters/", 201, True, _filter_body, _D),
    Route(
        "filters_try",
        "POST",
        _DESTINATION + "filters/try/",
        body=lambda _: {"event": TRACK_EVENT},
        needs=_D,
    ),
    Route("filter", "GET", _FILTER, needs=_F),
    Route("filter", "PATCH", _FILTER, 200, True, lambda _: {"title": "Renamed"}, _F),
    Route("filter", "DELETE", _FILTER, 204, True, None, _F),
    Route("filter_move", "POST", _FILTER + "move/", 200, True, lambda _: {"direction": "up"}, _F),
    Route("mappings", "GET", "mappings/"),
    Route("mappings", "POST", "mappings/", 201, True, _mapping_body),
    Route("mapping", "GET", _MAPPING, needs=_M),
    Route("mapping", "PUT", _MAPPING, 200, True, _mapping_change, _M),
    Route("mapping", "PATCH", _MAPPING, 200, True, lambda _: {"name": "Renamed"}, _M),
    Route("mapping", "DELETE", _MAPPING, 204, True, None, _M),
    Route("mapping_enable", "POST", _MAPPING + "enable/", 200, True, None, _M),
    Route("mapping_export", "GET", _MAPPING + "export/?format=json", needs=_M),
    Route("mapping_disable", "POST", _MAPPING + "disable/", 200, True, None, _M),
    Route("mapping_duplicate", "POST", _MAPPING + "duplicate/", 201, True, None, _M),
    Route("mapping_reviewed", "POST", _MAPPING + "reviewed/", 200, True, None, _M),
    Route(
        "mapping_preview",
        "POST",
        _MAPPING + "preview/",
        body=lambda _: {"event": TRACK_EVENT},
        needs=_M,
    ),
    Route("preview", "POST", "preview/", body=_preview_body),
    Route(
        "explain_trigger",
        "POST",
        "triggers/explain/",
        body=lambda _: {"trigger": TRACK_TRIGGER, "event": TRACK_EVENT},
    ),
    Route("sources", "GET", "sources/"),
    Route("sources", "POST", "sources/", 201, True, lambda _: {"name": "Second"}),
    Route("source", "GET", _SOURCE, needs=_S),
    Route("source", "PATCH", _SOURCE, 200, True, lambda _: {"name": "Renamed"}, _S),
    Route("source", "DELETE", _SOURCE, 409, True, None, _S),
    Route("write_key", "POST", _SOURCE + "write-key/", 200, True, None, _S),
    Route("old_write_key", "DELETE", _SOURCE + "old-write-key/", 204, True, None, _S),
    Route("test_events", "GET", "test-events/"),
    Route("test_events", "POST", "test-events/", 201, True, _saved_event_body),
    Route("check_event", "POST", "test-events/check/", body=lambda _: TRACK_EVENT),
    Route(
        "generate_event",
        "POST",
        "test-events/generate/",
        body=lambda _: {"event_type": "track", "audience_key": "vip", "is_entering": True},
    ),
    Route("trigger_language", "GET", "triggers/language/"),
    Route("recent_events", "GET", _SOURCE + "events/", needs=_S),
    Route("source_values", "GET", _SOURCE + "values/?path=type", needs=_S),
    Route("twin_event", "POST", "test-events/twin/", body=lambda _: {"event": TRACK_EVENT}),
    Route("test_event", "GET", _SAVED, needs=_T),
    Route(
        "test_event",
        "PUT",
        _SAVED,
        200,
        True,
        lambda _: {"name": "Renamed", "event": TRACK_EVENT},
        _T,
    ),
    Route("test_event", "PATCH", _SAVED, 200, True, lambda _: {"name": "Renamed"}, _T),
    Route("test_event", "DELETE", _SAVED, 204, True, None, _T),
)

# A file, or a test event with mistakes in it.
_OTHER_BODIES = {"check_event", "imports", "profile_import", "member_import"}
WRITING_BODIES = tuple(
    route
    for route in ROUTES
    if route.body
    and route.name not in {"check_event", "imports", "profile_import", "member_import"}
)
