"""Presets of a definition as mappings."""

import pytest

from mappings.models import Destination, Source
from mappings.services.errors import InvalidInput
from mappings.services.preset_mappings import create_mapping_from_preset
from tests import factories

pytestmark = pytest.mark.django_db

ORDERS = {
    "name": "Members who order",
    "description": "Adds whoever completes an order.",
    "action": "add_member",
    "event_type": "track",
    "trigger": 'type = "track" and event = "Order Completed"',
    "config": {"email": {"@path": "$.context.traits.email"}},
}


@pytest.fixture
def loyalty(source: Source) -> Destination:
    factories.make_own_definition(source.workspace, presets=[ORDERS])
    return factories.make_own_destination(source)


def test_a_preset_with_a_trigger_of_its_own_needs_no_audience(loyalty: Destination) -> None:
    made = create_mapping_from_preset(destination=loyalty, preset_name=ORDERS["name"])
    assert made.name == ORDERS["name"]
    assert made.config == ORDERS["config"]
    assert [child["type"] for child in made.trigger["children"]] == ["event-type", "event"]


def test_an_audience_key_that_is_not_asked_for_is_refused(loyalty: Destination) -> None:
    with pytest.raises(InvalidInput) as refused:
        create_mapping_from_preset(
            destination=loyalty, preset_name=ORDERS["name"], audience_key="vip"
        )
    assert [problem.pointer for problem in refused.value.problems] == ["/audience_key"]


def test_a_destination_without_presets_says_so(source: Source) -> None:
    factories.make_own_definition(source.workspace)
    with pytest.raises(InvalidInput) as refused:
        create_mapping_from_preset(
            destination=factories.make_own_destination(source), preset_name="Any"
        )
    assert refused.value.problems[0].message.endswith("It has: none.")
