"""New mapping: the choice of the event type, the audience key, entering or leaving, the name."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mappings.models import Destination, Mapping, TestEvent
from mappings.services.destinations import create_destination
from mappings.services.mapping_names import suggest_name

pytestmark = pytest.mark.django_db

GIVEN = {
    "event_type": "track",
    "action_slug": "upsert_contact",
    "audience_key": "browse_abandoners",
    "is_entering": "true",
    "name": "",
}


@pytest.fixture
def address(destination: Destination) -> str:
    return reverse("new_mapping", args=[destination.pk])


def condition(mapping: Mapping) -> dict[str, Any]:
    found: dict[str, Any] = mapping.trigger["children"][1]
    return found


def test_both_cards_show_where_the_data_is(ann: Client, address: str) -> None:
    page = ann.get(address).content.decode()
    for place in ("traits.email", "context.traits.email", "traits.&lt;audience key&gt;"):
        assert place in page


def test_the_only_audience_key_is_filled_in(
    ann: Client, address: str, saved_event: TestEvent
) -> None:
    page = ann.get(address).content.decode()
    assert '<option value="browse_abandoners">' in page
    assert 'value="browse_abandoners"' in page
    assert "traits.browse_abandoners" in page


def test_fields_start_empty_or_as_the_preset_has_them(ann: Client, address: str) -> None:
    ann.post(address, GIVEN)
    ann.post(address, GIVEN | {"has_defaults": "on"})

    empty, filled = Mapping.objects.order_by("position")
    assert empty.config == {}
    assert filled.config["email_address"] == {"@path": "$.context.traits.email"}
    assert filled.config["audience_status"] == {"@path": "$.properties.browse_abandoners"}
    assert filled.trigger == empty.trigger


@pytest.mark.parametrize(
    ("event_type", "kind"), [("identify", "event-trait"), ("track", "event-property")]
)
def test_the_flag_is_read_where_the_type_keeps_it(
    ann: Client, address: str, event_type: str, kind: str
) -> None:
    answer = ann.post(address, GIVEN | {"event_type": event_type})
    mapping = Mapping.objects.get()
    assert answer["Location"] == reverse("mapping", args=[mapping.pk])
    assert mapping.event_type == event_type
    assert condition(mapping)["type"] == kind
    assert condition(mapping)["name"] == "browse_abandoners"
    assert not mapping.is_enabled


@pytest.mark.parametrize(
    ("is_entering", "operator", "name"),
    [
        ("true", "is_true", "Audience entered – browse_abandoners"),
        ("false", "is_false", "Audience exited – browse_abandoners"),
    ],
)
def test_an_empty_name_follows_the_choice(
    ann: Client, address: str, is_entering: str, operator: str, name: str
) -> None:
    ann.post(address, GIVEN | {"is_entering": is_entering})
    mapping = Mapping.objects.get()
    assert mapping.name == name
    assert condition(mapping)["operator"] == operator


def test_the_second_of_the_same_name_says_its_type(ann: Client, address: str) -> None:
    ann.post(address, GIVEN | {"event_type": "identify"})
    ann.post(address, GIVEN)
    assert Mapping.objects.filter(name="Audience entered – browse_abandoners (Track)").exists()


def test_everything_wrong_is_told_at_once(ann: Client, address: str) -> None:
    answer = ann.post(address, {"name": "Mine"})
    page = answer.content.decode()
    assert answer.status_code == 400
    for text in (
        "Choose Identify or Track.",
        "Enter the audience key.",
        "Choose whether they enter or leave.",
    ):
        assert text in page
    assert 'value="Mine"' in page
    assert not Mapping.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"event_type": "page"}, "event_type"),
        ({"action_slug": "fly"}, "action_slug"),
        ({"is_entering": "perhaps"}, "is_entering"),
        ({"audience_key": "x" * 201}, "audience_key"),
        ({"audience_key": "a\x01b"}, "audience_key"),
        ({"name": "x" * 201}, "name"),
    ],
)
def test_a_malformed_choice_is_told_beside_it(
    ann: Client, address: str, change: dict[str, str], field: str
) -> None:
    answer = ann.post(address, GIVEN | change)
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]


def test_a_name_that_is_taken_keeps_everything_else(ann: Client, mapping: Mapping) -> None:
    address = reverse("new_mapping", args=[mapping.destination_id])
    answer = ann.post(address, GIVEN | {"name": "Entered", "is_entering": "false"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "There is already a mapping called" in page
    assert 'value="false" checked' in page


def test_several_actions_are_offered_one_is_not(ann: Client, destination: Destination) -> None:
    iterable = create_destination(
        workspace=destination.workspace,
        source=destination.source,
        definition_slug="iterable",
        name="Iterable",
        settings={},
        secrets={"api_key": "0123456789abcdef"},
    )
    several = ann.get(reverse("new_mapping", args=[iterable.pk])).content.decode()
    single = ann.get(reverse("new_mapping", args=[destination.pk])).content.decode()
    assert several.count('name="action_slug"') > 1
    assert '<input type="hidden" name="action_slug" value="upsert_contact">' in single


def test_a_kind_that_left_the_catalog_takes_no_new_mapping(
    ann: Client, destination: Destination, address: str
) -> None:
    Destination.objects.filter(pk=destination.pk).update(definition_slug="gone")
    assert ann.get(address)["Location"] == reverse("destination", args=[destination.pk])


def test_suggested_names_are_free_and_short_enough() -> None:
    base = "Audience entered – vip"
    taken = {base, f"{base} (Track)"}
    name = suggest_name(event_type="track", audience_key="vip", is_entering=True, taken=taken)
    assert name == f"{base} (Track) 2"
    long = suggest_name(event_type="track", audience_key="k" * 200, is_entering=True, taken=set())
    assert len(long) <= 200
