"""What the database keeps of profiles, audiences and their connections."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from mappings.models import Audience, Connection, Membership, Profile, Workspace
from tests.factories import (
    make_audience,
    make_connection,
    make_destination,
    make_profile,
    make_source,
    make_workspace,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def refused(write: Callable[[], Any]) -> bool:
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        return True
    return False


def test_an_identifier_names_one_profile_of_its_workspace(workspace: Workspace) -> None:
    make_profile(workspace, user_id="user-123")
    make_profile(make_workspace("other"), user_id="user-123")

    assert refused(lambda: make_profile(workspace, user_id="user-123"))
    assert not refused(lambda: make_profile(workspace, email="user-123"))
    assert refused(lambda: make_profile(workspace, email=""))


def test_identifiers_come_in_the_order_in_which_they_were_seen(workspace: Workspace) -> None:
    make_profile(workspace, user_id="user-123", email="user@example.com", anonymous_id="anon-1")

    profile = Profile.objects.with_identifiers().get()

    assert [row.type for row in profile.identifiers.all()] == ["user_id", "email", "anonymous_id"]


def test_the_key_of_a_deleted_audience_is_not_free(workspace: Workspace) -> None:
    audience = make_audience(workspace)
    Audience.objects.update(deleted_at=timezone.now())

    assert not Audience.objects.existing().exists()
    assert refused(lambda: make_audience(workspace, audience.key))


def test_a_profile_is_in_an_audience_once(workspace: Workspace) -> None:
    audience, profile = make_audience(workspace), make_profile(workspace, user_id="user-123")
    row = {"workspace": workspace, "audience": audience, "profile": profile}
    Membership.objects.create(**row, entered_at=timezone.now())

    assert refused(lambda: Membership.objects.create(**row, entered_at=timezone.now()))
    Membership.objects.update(exited_at=timezone.now())
    assert not Membership.objects.current().exists()


def test_a_connection_is_there_once_and_sends_something(workspace: Workspace) -> None:
    audience, destination = make_audience(workspace), make_destination(make_source(workspace))
    make_connection(audience, destination)

    assert refused(lambda: make_connection(audience, destination))
    nothing = {"sends_identify": False, "sends_track": False}
    assert refused(lambda: Connection.objects.update(**nothing))
