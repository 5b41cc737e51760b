"""Connections of an audience to destinations: checked, versioned, one for each destination."""

from typing import Any

import pytest

from mappings.engine.audiences import ConnectionSetup, TraitRow
from mappings.models import Audience, Connection, ConnectionVersion, Destination
from mappings.services.audience_events import setup_of
from mappings.services.audiences import delete_audience
from mappings.services.connections import (
    connect_audience,
    disconnect_audience,
    update_connection,
)
from mappings.services.errors import InvalidInput, NotFound, StaleConnection
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def crm() -> Destination:
    return factories.make_destination(factories.make_source(factories.make_workspace()))


@pytest.fixture
def audience(crm: Destination) -> Audience:
    return factories.make_audience(crm.workspace)


def connect(audience: Audience, crm: Destination, **changes: Any) -> Connection:
    given: Any = changes
    return connect_audience(audience=audience, destination=crm, changes=given)


def test_a_connection_starts_with_the_default_setup(audience: Audience, crm: Destination) -> None:
    row = connect(audience, crm)

    assert setup_of(row, audience) == ConnectionSetup()
    assert ConnectionVersion.objects.get().number == row.version == 1


def test_rows_take_their_own_names_where_none_is_given(
    audience: Audience, crm: Destination
) -> None:
    row = connect(
        audience,
        crm,
        is_customized=True,
        traits=[{"trait": "first_name"}],
        identifiers=[{"type": "user_id", "strategy": "all"}],
    )

    assert row.traits == [{"trait": "first_name", "name": "first_name"}]
    assert row.identifiers == [{"type": "user_id", "name": "userId", "strategy": "all"}]


def test_a_trait_named_like_the_audience_is_refused(audience: Audience, crm: Destination) -> None:
    rows = [{"trait": "plan", "name": "browse_abandoners"}]
    with pytest.raises(InvalidInput, match="would overwrite the flag") as caught:
        connect(audience, crm, is_customized=True, traits=rows)
    assert caught.value.problems[0].pointer == "/traits/0/name"


def test_a_destination_is_connected_once(audience: Audience, crm: Destination) -> None:
    connect(audience, crm)
    with pytest.raises(InvalidInput, match="connected to this audience already"):
        connect(audience, crm)


def test_a_change_is_a_version_and_the_last_one_wins_only_unasked(
    audience: Audience, crm: Destination
) -> None:
    row = connect(audience, crm)

    changed = update_connection(
        row=row,
        changes={"is_customized": True, "traits": [{"trait": "plan"}]},
        expected_version=1,
    )

    assert changed.version == 2
    assert setup_of(changed, audience).traits == (TraitRow("plan", "plan"),)
    assert list(ConnectionVersion.objects.values_list("number", "traits")) == [
        (1, []),
        (2, [{"trait": "plan", "name": "plan"}]),
    ]
    with pytest.raises(StaleConnection):
        update_connection(row=row, changes={"sends_track": False}, expected_version=1)


def test_a_change_that_cannot_be_changes_nothing(audience: Audience, crm: Destination) -> None:
    row = connect(audience, crm)
    with pytest.raises(InvalidInput, match="Send Identify, Track or both"):
        update_connection(row=row, changes={"sends_track": False, "sends_identify": False})
    given: Any = {"is_enabled": "yes"}
    with pytest.raises(InvalidInput):
        update_connection(row=row, changes=given)
    assert Connection.objects.get().version == 1


def test_what_is_gone_is_told(audience: Audience, crm: Destination) -> None:
    row = connect(audience, crm)
    disconnect_audience(row=row)
    with pytest.raises(NotFound):
        update_connection(row=row, changes={"is_enabled": False})
    delete_audience(audience=audience)
    with pytest.raises(NotFound):
        connect(audience, crm)


def test_a_setup_that_cannot_be_read_any_more_is_the_default(
    audience: Audience, crm: Destination
) -> None:
    row = factories.make_connection(
        audience, crm, is_customized=True, traits=[{"trait": "browse_abandoners"}]
    )

    assert setup_of(row, audience) == ConnectionSetup()


def test_what_somebody_else_switched_off_counts_in_the_next_check(
    audience: Audience, crm: Destination
) -> None:
    row = connect(audience, crm)
    seen_before = Connection.objects.select_related("audience").get()
    update_connection(row=row, changes={"sends_identify": False})

    with pytest.raises(InvalidInput, match="Send Identify, Track or both"):
        update_connection(row=seen_before, changes={"sends_track": False})
    assert Connection.objects.get().version == 2
