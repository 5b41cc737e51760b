"""What the API tells of itself: limits, the catalog, and its own description."""

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import URLPattern

from mappings import conf
from mappings.api.urls import urlpatterns
from mappings.catalog.limits import MAX_SETTING_CHARS, MIN_SECRET_CHARS
from mappings.engine import limits
from tests.api.calls import Api, assert_error
from tests.api.routes import ROUTES

pytestmark = pytest.mark.django_db


def test_limits_are_those_that_are_enforced(api: Api) -> None:
    told = api.get("limits/").json()

    assert told["max_enabled_mappings_per_destination"] == 50
    assert told["max_body_bytes"] == conf.MAX_BODY_BYTES
    assert told["max_event_bytes"] == limits.MAX_EVENT_BYTES
    assert told["max_audience_key_chars"] == conf.MAX_AUDIENCE_KEY_CHARS
    assert told["max_setting_chars"] == MAX_SETTING_CHARS
    assert told["min_secret_chars"] == MIN_SECRET_CHARS
    assert told["max_name_chars"] == conf.MAX_NAME_CHARS
    assert all(isinstance(value, int) for value in told.values())


def test_a_body_may_hold_the_largest_event_and_config() -> None:
    assert conf.MAX_BODY_BYTES > limits.MAX_EVENT_BYTES + limits.MAX_CONFIG_BYTES


def test_the_catalog_tells_all_it_takes_to_connect_and_map(api: Api) -> None:
    definitions = {row["slug"]: row for row in api.get("catalog/").json()}

    assert {"webhook", "crm", "iterable"} <= definitions.keys()
    crm = api.get("catalog/crm/").json()
    assert crm == definitions["crm"]
    assert [setting["key"] for setting in crm["settings"]] == ["base_url", "api_key"]
    assert crm["settings"][1]["is_secret"] is True
    assert crm["actions"][0]["fields"][0]["format"] == "email"
    assert crm["presets"][0]["action"] == "upsert_contact"


def test_an_unknown_definition_is_not_found(api: Api) -> None:
    assert_error(api.get("catalog/nonsense/"), 404, "not_found")


@pytest.fixture(scope="module")
def schema() -> Any:
    from drf_spectacular.generators import SchemaGenerator

    return json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True)))


def test_the_description_has_no_warning(tmp_path: Any) -> None:
    call_command(
        "spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml")
    )


def test_the_description_is_served(api: Api) -> None:
    response = api.get("schema/")

    assert response["Content-Type"] == "application/json"
    assert response.json()["openapi"].startswith("3.1")


def operations(schema: Any) -> dict[str, Any]:
    return {
        f"{method.upper()} {path}": operation
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    }


def test_every_route_is_described(schema: Any) -> None:
    count = sum(1 for route in ROUTES if route.name != "schema")

    assert len(operations(schema)) == count
    names = {pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern)}
    assert {route.name for route in ROUTES} == names - {"nothing"}


def test_every_operation_has_an_id_a_summary_and_a_tag(schema: Any) -> None:
    described = operations(schema).values()

    ids = [operation["operationId"] for operation in described]
    assert len(set(ids)) == len(ids)
    assert all(operation["summary"] and operation["tags"] for operation in described)


def test_every_operation_tells_its_errors(schema: Any) -> None:
    for name, operation in operations(schema).items():
        statuses = operation["responses"].keys()
        assert {"401", "403"} <= statuses, name
        if "{" in name:
            assert "404" in statuses, name
        if "requestBody" in operation:
            assert {"400", "413", "415"} <= statuses, name


def test_every_json_body_has_an_example_or_is_a_change_of_what_was_read(schema: Any) -> None:
    for name, operation in operations(schema).items():
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content and not name.startswith("PUT"):
            has_example = "examples" in content or name.startswith("PATCH")
            assert has_example, name


def test_choices_have_names(schema: Any) -> None:
    names = schema["components"]["schemas"].keys()

    assert {"EventType", "Role", "TokenScope", "SettingType", "FieldType", "Severity"} <= names
    assert [name for name in names if name.endswith("Enum")] == ["NullEnum"]


def test_both_ways_in_are_described(schema: Any) -> None:
    schemes = schema["components"]["securitySchemes"]

    assert schemes["token"]["scheme"] == "bearer"
    assert schemes["cookieAuth"]["in"] == "cookie"
