"""What a destination is told of an audience's members, and what is missing."""

from typing import Any

import pytest

from mappings.models import Audience, Connection, Destination, Mapping
from mappings.services.audience_coverage import (
    Coverage,
    add_missing_mapping,
    audience_coverage,
    coverage_of,
)
from mappings.services.errors import InvalidInput
from mappings.services.mappings import (
    create_mapping,
    create_mapping_from_trait,
    enable_mapping,
    update_mapping,
)
from tests import factories

pytestmark = pytest.mark.django_db

CONFIG = {"email_address": {"@path": "$.userId"}, "audience_status": True}


@pytest.fixture
def crm() -> Destination:
    return factories.make_destination(factories.make_source(factories.make_workspace()))


@pytest.fixture
def audience(crm: Destination) -> Audience:
    return factories.make_audience(crm.workspace)


@pytest.fixture
def connection(audience: Audience, crm: Destination) -> Connection:
    return factories.make_connection(audience, crm)


def make(crm: Destination, *, is_entering: bool, **changes: Any) -> Mapping:
    given: dict[str, Any] = {
        "name": f"{is_entering} {changes}",
        "action_slug": "upsert_contact",
        "event_type": "track",
        "audience_key": "browse_abandoners",
        "has_defaults": True,
        **changes,
    }
    return create_mapping_from_trait(destination=crm, is_entering=is_entering, **given)


def cover(audience: Audience) -> Coverage:
    (found,) = audience_coverage(audience)
    return found


def test_enabled_mappings_for_entering_and_leaving_cover_it(
    audience: Audience, crm: Destination, connection: Connection
) -> None:
    rows = [enable_mapping(mapping=make(crm, is_entering=one)) for one in (True, False)]
    make(crm, is_entering=True, audience_key="vip")

    found = cover(audience)
    assert found.connection == connection
    assert [[one.mapping_id for one in side] for side in (found.entering, found.leaving)] == [
        [rows[0].pk],
        [rows[1].pk],
    ]
    assert found.is_complete


def test_a_mapping_that_is_off_covers_nothing_but_is_named(
    audience: Audience, crm: Destination, connection: Connection
) -> None:
    row = make(crm, is_entering=True)

    found = cover(audience)
    assert [(one.mapping_id, one.is_enabled) for one in found.entering] == [(row.pk, False)]
    assert found.misses_entering
    assert found.misses_leaving


def test_one_mapping_may_cover_both(
    audience: Audience, crm: Destination, connection: Connection
) -> None:
    trigger = 'type = "track" and properties.browse_abandoners != null'
    row = create_mapping(
        destination=crm, name="Both", action_slug="upsert_contact", trigger=trigger, config=CONFIG
    )
    enable_mapping(mapping=row)

    found = cover(audience)
    assert found.is_complete
    assert found.entering == found.leaving


def test_a_type_that_is_not_sent_is_not_covered(
    audience: Audience, crm: Destination, connection: Connection
) -> None:
    enable_mapping(mapping=make(crm, is_entering=True))
    Connection.objects.update(sends_track=False)

    assert cover(audience).entering == ()


def test_a_trigger_that_asks_for_more_covers_some(
    audience: Audience, crm: Destination, connection: Connection
) -> None:
    trigger = 'type = "track" and properties.browse_abandoners = true and properties.plan = "gold"'
    row = create_mapping(
        destination=crm, name="Gold", action_slug="upsert_contact", trigger=trigger, config=CONFIG
    )
    enable_mapping(mapping=row)

    (one,) = cover(audience).entering
    assert (one.is_enabled, one.is_conditional) == (True, True)


def test_a_trigger_that_cannot_be_read_covers_nothing(
    audience: Audience, crm: Destination, connection: Connection
) -> None:
    row = make(crm, is_entering=True)
    Mapping.objects.filter(pk=row.pk).update(trigger={"type": "gone"})

    assert cover(audience).entering == ()


def test_the_missing_mapping_is_made_like_the_other_one(
    audience: Audience, crm: Destination, connection: Connection
) -> None:
    enable_mapping(mapping=make(crm, is_entering=True))

    added = add_missing_mapping(connection=connection, is_entering=False)

    assert (added.event_type, added.is_enabled) == ("track", False)
    assert added.name == "Audience exited – browse_abandoners"
    assert added.config["email_address"] == {"@path": "$.context.traits.email"}
    enable_mapping(mapping=added)
    assert cover(audience).is_complete


@pytest.mark.parametrize("is_entering", [True, False])
@pytest.mark.parametrize("sent", ["identify", "track"])
def test_the_first_mapping_takes_a_type_that_is_sent(
    audience: Audience, crm: Destination, connection: Connection, sent: str, is_entering: bool
) -> None:
    Connection.objects.update(**{f"sends_{one}": one == sent for one in ("identify", "track")})
    connection.refresh_from_db()

    added = add_missing_mapping(connection=connection, is_entering=is_entering)
    assert added.event_type == sent
    (found,) = coverage_of(audience, [connection])
    assert bool(found.entering) == is_entering


def test_a_destination_without_presets_gets_its_first_action(
    audience: Audience, connection: Connection
) -> None:
    factories.make_own_definition(audience.workspace)
    own = factories.make_own_destination(connection.destination.source)
    row = factories.make_connection(audience, own)

    added = add_missing_mapping(connection=row, is_entering=True)
    assert own.definition
    assert added.action_slug == own.definition.actions[0].slug


def test_a_destination_that_left_the_catalog_is_told(
    connection: Connection, crm: Destination
) -> None:
    Destination.objects.filter(pk=crm.pk).update(definition_slug="gone")
    row = Connection.objects.select_related("audience", "destination").get()

    with pytest.raises(InvalidInput, match="no longer has"):
        add_missing_mapping(connection=row, is_entering=True)


@pytest.mark.parametrize("keys", [["browse_abandoners"], ["*"]])
def test_a_mapping_that_serves_the_audience_beside_its_own_covers_it(
    audience: Audience, crm: Destination, connection: Connection, keys: list[str]
) -> None:
    row = make(crm, is_entering=True, audience_key="vip")
    assert cover(audience).entering == ()
    serving = update_mapping(mapping=row, changes={"other_audience_keys": keys})

    assert [(one.mapping_id, one.is_enabled) for one in cover(audience).entering] == [
        (row.pk, False)
    ]
    enable_mapping(mapping=serving)
    assert [(one.mapping_id, one.is_enabled) for one in cover(audience).entering] == [
        (row.pk, True)
    ]
