"""Audiences: keys that never change and never come back, names of events, deletion."""

from typing import Any

import pytest

from mappings import conf
from mappings.models import Audience, Connection, Destination, Membership, Workspace
from mappings.services.audiences import create_audience, delete_audience, update_audience
from mappings.services.errors import InvalidInput, LimitReached, NotFound
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return factories.make_workspace()


def create(workspace: Workspace, key: str = "vip", **changes: Any) -> Audience:
    return create_audience(workspace=workspace, key=key, changes={"name": "VIP", **changes})


def test_an_audience_has_segments_event_names_unless_it_has_its_own(workspace: Workspace) -> None:
    plain = create(workspace, " vip ")
    own = create(workspace, "own", entered_event="Joined", exited_event=" ")
    trait = create(workspace, "trait", computation_class="trait")

    assert (plain.key, plain.entered_event, plain.exited_event) == (
        "vip",
        "Audience Entered",
        "Audience Exited",
    )
    assert (own.entered_event, own.exited_event) == ("Joined", "Audience Exited")
    assert trait.entered_event == "Trait Computed"


def test_usual_event_names_follow_the_kind_and_own_ones_stay(workspace: Workspace) -> None:
    row = create(workspace, exited_event="Gone")

    update_audience(audience=row, changes={"computation_class": "journey_step"})

    assert (row.entered_event, row.exited_event) == ("Journey Step Entered", "Gone")


def test_all_that_is_wrong_is_told_at_once(workspace: Workspace) -> None:
    changes: Any = {"name": "", "computation_class": "x", "entered_event": 5, "exited_event": "a\0"}
    with pytest.raises(InvalidInput) as caught:
        create_audience(workspace=workspace, key="", changes=changes)

    assert [problem.pointer for problem in caught.value.problems] == [
        "/key",
        "/name",
        "/computation_class",
        "/entered_event",
        "/exited_event",
    ]


@pytest.mark.parametrize("key", ["audience_key", "*"])
def test_keys_that_mean_something_else_are_refused(workspace: Workspace, key: str) -> None:
    with pytest.raises(InvalidInput, match="means something else"):
        create(workspace, key)


def test_a_key_is_never_used_again(workspace: Workspace) -> None:
    row = create(workspace)
    with pytest.raises(InvalidInput, match='audience "VIP" has this key'):
        create(workspace)
    delete_audience(audience=row)
    with pytest.raises(InvalidInput, match="never used again"):
        create(workspace)
    assert create(factories.make_workspace("other")).key == "vip"


def test_deleting_takes_members_and_connections_along(workspace: Workspace) -> None:
    crm: Destination = factories.make_destination(factories.make_source(workspace))
    row = create(workspace)
    factories.make_connection(row, crm)
    profile = factories.make_profile(workspace, user_id="u")
    Membership.objects.create(
        workspace=workspace, audience=row, profile=profile, entered_at=row.created_at
    )

    delete_audience(audience=row)

    assert not Membership.objects.exists()
    assert not Connection.objects.exists()
    assert not Audience.objects.existing().exists()
    with pytest.raises(NotFound):
        update_audience(audience=row, changes={"name": "Again"})


def test_a_workspace_has_so_many_audiences(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conf, "MAX_AUDIENCES_PER_WORKSPACE", 1)
    create(workspace)
    with pytest.raises(LimitReached):
        create(workspace, "second")
