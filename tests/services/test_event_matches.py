"""Which mappings of a destination a saved test event matches."""

import pytest

from mappings.models import Destination, Mapping
from mappings.services.event_matches import matches_of_test_events
from tests.factories import make_mapping, make_test_event

pytestmark = pytest.mark.django_db


def test_each_event_tells_the_mappings_that_would_run(destination: Destination) -> None:
    entered = make_mapping(destination)
    make_mapping(destination, "Audience exited", trigger="properties.browse_abandoners = false")
    saved = make_test_event(destination.source)

    assert matches_of_test_events(destination=destination) == [
        {
            "id": str(saved.pk),
            "name": saved.name,
            "event_type": "track",
            "matches": [{"id": str(entered.pk), "name": "Audience entered"}],
        }
    ]


def test_a_trigger_that_can_no_longer_be_read_matches_nothing(destination: Destination) -> None:
    make_mapping(destination)
    Mapping.objects.update(trigger={"type": "gone"})
    make_test_event(destination.source)

    assert [one["matches"] for one in matches_of_test_events(destination=destination)] == [[]]
