"""The admin site is for looking, and shows no secret."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model

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

READ_ONLY = (Source, OwnDefinition, Destination, Mapping, TestEvent, ApiToken)
HIDDEN = {"write_key", "sealed_secrets", "digest", "event", "settings", "config"}


@pytest.fixture
def request_of_root(rf: Any, db: None) -> Any:
    request = rf.get("/")
    request.user = get_user_model().objects.create_superuser(username="root", password="x")
    return request


@pytest.mark.parametrize("model", READ_ONLY)
def test_rows_change_through_services_only(model: Any, request_of_root: Any) -> None:
    page = admin.site._registry[model]

    assert page.has_view_permission(request_of_root)
    assert not page.has_add_permission(request_of_root)
    assert not page.has_change_permission(request_of_root, None)
    assert not page.has_delete_permission(request_of_root, None)


@pytest.mark.parametrize("model", READ_ONLY)
def test_secrets_and_contents_are_not_shown(model: Any, request_of_root: Any) -> None:
    page = admin.site._registry[model]
    shown = {*page.get_fields(request_of_root), *page.get_list_display(request_of_root)}

    assert shown.isdisjoint(HIDDEN)


def test_every_table_is_there() -> None:
    assert {*READ_ONLY, Workspace, Member} <= admin.site._registry.keys()
