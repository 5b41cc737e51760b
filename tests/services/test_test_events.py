"""Test events: generated ones fit, and names are free again when asked for."""

import pytest

from mappings.engine.compiler import compile_mapping
from mappings.engine.fql import compile_trigger, read_trigger
from mappings.models import Source, TestEvent
from mappings.services import test_events
from mappings.services.errors import InvalidInput, NotFound
from mappings.services.test_events import (
    check_event_text,
    generate_test_event,
    rename_test_event,
    update_test_event,
)
from mappings.services.triggers import audience_trigger
from tests.factories import TRACK_CONFIG, TRACK_PAYLOAD, make_test_event


@pytest.mark.parametrize("event_type", ["identify", "track"])
@pytest.mark.parametrize("is_entering", [True, False])
@pytest.mark.parametrize("key", ["vip", "browse_abandoners", "a b", "a/b"])
def test_a_generated_event_matches_the_trigger_of_the_same_wish(
    key: str, is_entering: bool, event_type: str
) -> None:
    event = generate_test_event(event_type=event_type, audience_key=key, is_entering=is_entering)
    tree = audience_trigger(event_type=event_type, audience_key=key, is_entering=is_entering)

    assert compile_trigger(read_trigger(tree))(event) is True


def test_the_generated_event_gives_the_guides_payload() -> None:
    event = generate_test_event(
        event_type="track", audience_key="browse_abandoners", is_entering=True
    )

    assert compile_mapping(TRACK_CONFIG).run(event) == TRACK_PAYLOAD


def test_each_generated_event_is_an_own_one() -> None:
    wish = {"event_type": "track", "audience_key": "vip", "is_entering": True}
    first = generate_test_event(**wish)
    first["properties"].clear()

    assert generate_test_event(**wish)["properties"]["vip"] is True


@pytest.mark.django_db
def test_a_saved_event_is_renamed(source: Source) -> None:
    saved = make_test_event(source)

    rename_test_event(test_event=saved, name="New")

    assert TestEvent.objects.get().name == "New"


@pytest.mark.django_db
def test_a_rename_to_a_taken_name_is_refused(source: Source) -> None:
    make_test_event(source, "Taken")
    saved = make_test_event(source, "Free")

    with pytest.raises(InvalidInput, match='already a test event called "Taken"'):
        rename_test_event(test_event=saved, name="Taken")


def test_a_checked_text_gives_the_event() -> None:
    assert check_event_text(text='{"a": [1, 2.5, null]}') == {"a": [1, 2.5, None]}


def test_the_services_module_is_no_test() -> None:
    """Its name starts like one: pytest must not collect functions from it."""
    assert not [name for name in vars(test_events) if name.startswith("test_")]


@pytest.mark.django_db
def test_a_rename_does_not_undo_a_change_of_the_event(source: Source) -> None:
    mine = make_test_event(source)
    update_test_event(test_event=TestEvent.objects.get(), event={"type": "identify"})

    rename_test_event(test_event=mine, name="Mine")

    stored = TestEvent.objects.get()
    assert (stored.name, stored.event) == ("Mine", {"type": "identify"})


@pytest.mark.django_db
def test_a_deleted_test_event_does_not_come_back(source: Source) -> None:
    saved = make_test_event(source)
    TestEvent.objects.all().delete()

    with pytest.raises(NotFound):
        rename_test_event(test_event=saved, name="New")

    assert TestEvent.objects.count() == 0
