"""No column of a table can be written by naming it in a body."""

from typing import Any

import pytest
from django.db import models

from mappings.models import Audience, Connection, Destination, Mapping, Source, TestEvent
from tests.api.calls import Api, assert_error
from tests.api.conftest import World
from tests.api.test_access_matrix import stored

pytestmark = pytest.mark.django_db

CHANGEABLE = {
    Audience: (
        "audiences",
        "audience",
        {"name", "computation_class", "entered_event", "exited_event", "follows_events"},
    ),
    Connection: (
        "connections",
        "connection",
        {"sends_identify", "sends_track", "is_customized", "traits", "identifiers"},
    ),
    Destination: ("destinations", "destination", {"name", "source", "settings"}),
    Mapping: ("mappings", "mapping", {"name", "trigger", "config", "other_audience_keys"}),
    Source: ("sources", "source", {"name"}),
    TestEvent: ("test-events", "saved_event", {"name", "event"}),
}


def columns(model: type[models.Model]) -> set[str]:
    fields = model._meta.get_fields()
    names = {field.name for field in fields} | {"pk", "workspace_id", "role", "owner", "user"}
    return names | {getattr(field, "attname", field.name) for field in fields}


CASES = [
    (model, column)
    for model, (_, _, changeable) in CHANGEABLE.items()
    for column in sorted(columns(model) - changeable)
]


@pytest.mark.parametrize(
    ("model", "column"), CASES, ids=lambda case: getattr(case, "__name__", str(case))
)
def test_a_column_that_is_no_field_is_refused(
    model: Any, column: str, api: Api, world: World, foreign: World
) -> None:
    folder, name, _ = CHANGEABLE[model]
    path = f"{folder}/{getattr(world, name).pk}/"
    before = stored()
    for value in (str(foreign.workspace.pk), 12_345, -1, {"a": 1}):
        error = assert_error(api.patch(path, {column: value}), 400, "invalid")
        assert error["problems"][0]["code"] in {"unknown_field", "read_only"}
    assert stored() == before


def test_the_workspace_of_a_new_row_is_the_own_one(api: Api, world: World, foreign: World) -> None:
    body = {"name": "New", "workspace": str(foreign.workspace.pk)}

    assert_error(api.post("sources/", body), 400, "invalid")
    assert Source.objects.for_workspace(foreign.workspace).count() == 1
