"""Samples of what an audience's connection sends, and the traits that it could add."""

import pytest

from mappings.models import Audience, Connection, Destination, Profile, Trait
from mappings.services.audiences import delete_audience
from mappings.services.connected_events import (
    connected_sample,
    connection_told,
    connections_by_key,
    sample_traits,
)
from mappings.services.test_events import generate_test_event
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def crm() -> Destination:
    return factories.make_destination(factories.make_source(factories.make_workspace()))


@pytest.fixture
def audience(crm: Destination) -> Audience:
    return factories.make_audience(crm.workspace)


@pytest.fixture
def connection(audience: Audience, crm: Destination) -> Connection:
    rows = [{"trait": "first_name", "name": "first"}, {"trait": "plan", "name": "plan"}]
    return factories.make_connection(
        audience, crm, is_customized=True, traits=rows, sends_identify=False
    )


def test_a_sample_carries_the_connections_traits_where_the_type_keeps_them(
    connection: Connection,
) -> None:
    track = connected_sample(connection, event_type="track", is_entering=False)
    identify = connected_sample(connection, event_type="identify", is_entering=True)

    assert track["event"] == "Audience Exited"
    assert track["properties"] == {
        "audience_key": "browse_abandoners",
        "browse_abandoners": False,
        "first": "Jane",
        "plan": "sample plan",
    }
    assert identify["traits"] == {
        "email": "user@example.com",
        "browse_abandoners": True,
        "first": "Jane",
        "plan": "sample plan",
    }


def test_made_up_values_have_the_type_of_real_ones_and_never_are_them(crm: Destination) -> None:
    real = {"age": 77, "vip": False, "score": 1.5, "tags": ["secret"], "card": {"no": "secret"}}
    Profile.objects.create(workspace=crm.workspace, traits=real)
    Profile.objects.create(workspace=crm.workspace, traits={"city": "secret"})

    assert sample_traits(crm.workspace, [*real, "city", "unseen"]) == {
        "age": 42,
        "vip": True,
        "score": 4.2,
        "tags": ["sample"],
        "card": {},
        "city": "sample city",
        "unseen": "sample unseen",
    }


def test_a_generated_event_is_what_the_connection_sends(
    connection: Connection, crm: Destination
) -> None:
    def generate(key: str) -> dict[str, object]:
        event = generate_test_event(
            event_type="track",
            audience_key=key,
            is_entering=True,
            connections=connections_by_key(crm),
        )
        properties: dict[str, object] = event["properties"]
        return properties

    assert "last_name" not in generate("browse_abandoners")
    assert "last_name" in generate("vip")


def test_only_audiences_that_are_there_are_connected(
    connection: Connection, audience: Audience, crm: Destination
) -> None:
    assert list(connections_by_key(crm)) == ["browse_abandoners"]
    delete_audience(audience=audience)
    assert connections_by_key(crm) == {}


def test_traits_that_are_not_sent_are_offered_unless_they_overwrite_something(
    connection: Connection, crm: Destination
) -> None:
    for name in ("first_name", "plan", "first", "email", "browse_abandoners", "city"):
        Trait.objects.create(workspace=crm.workspace, name=name, origin="sql")

    told = connection_told(connection, Trait.objects.order_by("name"))

    assert told["offered"] == [{"name": "city", "origin": "SQL"}]
    assert told["event_types"] == ["track"]
    assert told["traits"][0] == {"trait": "first_name", "name": "first"}
