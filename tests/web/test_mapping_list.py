"""The Mappings tab: the table, its switches and its menus, with scripts and without."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from mappings import conf
from mappings.models import Destination, Mapping, Source
from mappings.services.mappings import create_mapping_from_trait, update_mapping
from mappings.services.triggers import read_trigger_input
from mappings.web.mapping_rows import trigger_in_words
from tests import factories
from tests.web.conftest import Htmx

pytestmark = pytest.mark.django_db


def tab(destination: Destination) -> str:
    return reverse("destination", args=[destination.pk])


def notes(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


@pytest.fixture
def second(destination: Destination, complete_mapping: Mapping) -> Mapping:
    return create_mapping_from_trait(
        destination=destination,
        name="Exited",
        action_slug="upsert_contact",
        event_type="identify",
        audience_key="browse_abandoners",
        is_entering=False,
    )


def test_the_empty_tab_shows_both_event_types(ann: Client, destination: Destination) -> None:
    page = ann.get(tab(destination)).content.decode()
    assert "No mappings yet" in page
    assert "Sample Identify event" in page
    assert "Sample Track event" in page
    assert reverse("new_mapping", args=[destination.pk]) in page


def test_a_row_says_type_trigger_and_fields(ann: Client, complete_mapping: Mapping) -> None:
    page = ann.get(tab(complete_mapping.destination)).content.decode()
    assert "Track" in page
    assert "browse_abandoners is true" in page
    assert "2 of 5" in page


def test_a_mapping_that_cannot_be_enabled_tells_how_much_is_wrong(
    ann: Client, mapping: Mapping
) -> None:
    page = ann.get(tab(mapping.destination)).content.decode()
    assert "2 problems" in page
    assert "Email address is required" in page


def test_the_count_of_fields_leads_to_what_each_one_does(
    ann: Client, complete_mapping: Mapping
) -> None:
    page = ann.get(tab(complete_mapping.destination)).content.decode()
    assert f'aria-label="2 of 5: explain {complete_mapping.name}"' in page
    assert "<dt>Email address</dt><dd>Takes context.traits.email.</dd>" in page


def test_values_from_the_wrong_place_are_counted_as_hints(
    ann: Client, complete_mapping: Mapping
) -> None:
    config = {**complete_mapping.config, "email_address": {"@path": "$.traits.email"}}
    update_mapping(mapping=complete_mapping, changes={"config": config})
    page = ann.get(tab(complete_mapping.destination)).content.decode()
    assert ">1 hint</button>" in page
    assert "Email address: " in page
    assert "2 of 5" not in page


def test_a_config_of_one_function_is_explained_as_a_whole(
    ann: Client, complete_mapping: Mapping
) -> None:
    update_mapping(mapping=complete_mapping, changes={"config": {"@path": "$.traits"}})
    page = ann.get(tab(complete_mapping.destination)).content.decode()
    assert "<dt>The whole payload</dt><dd>Takes traits.</dd>" in page


def test_a_viewer_sees_states_but_no_controls(vic: Client, complete_mapping: Mapping) -> None:
    page = vic.get(tab(complete_mapping.destination)).content.decode()
    assert "2 of 5" in page
    assert "Off" in page
    assert "switch" not in page
    assert "Actions for" not in page
    assert reverse("new_mapping", args=[complete_mapping.destination_id]) not in page


def test_the_table_costs_the_same_however_long_it_is(
    ann: Client, destination: Destination, second: Mapping, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(5):  # session, user, member, destination, mappings
        ann.get(tab(destination))


def test_the_switch_enables_and_disables(ann: Client, complete_mapping: Mapping) -> None:
    address = reverse("mapping_enabled", args=[complete_mapping.pk])
    for value, is_enabled in (("true", True), ("true", True), ("false", False)):
        answer = ann.post(address, {"enabled": value})
        assert answer["Location"] == tab(complete_mapping.destination)
        complete_mapping.refresh_from_db()
        assert complete_mapping.is_enabled is is_enabled


def test_enabling_an_unfinished_mapping_says_what_is_missing(ann: Client, mapping: Mapping) -> None:
    answer = ann.post(reverse("mapping_enabled", args=[mapping.pk]), {"enabled": "true"})
    mapping.refresh_from_db()
    assert not mapping.is_enabled
    assert "cannot be enabled yet. Email address is required." in notes(answer)[0]


def test_a_script_gets_the_new_table_and_the_note(
    ann_htmx: Htmx, complete_mapping: Mapping
) -> None:
    address = reverse("mapping_enabled", args=[complete_mapping.pk])
    fragment = ann_htmx.post(address, {"enabled": "true"}).content.decode()
    assert 'aria-checked="true"' in fragment
    assert "Entered is on." in fragment
    assert "<html" not in fragment


@pytest.mark.parametrize(
    ("name", "data"), [("mapping_enabled", {"enabled": "maybe"}), ("move_mapping", {})]
)
def test_a_malformed_request_changes_nothing(
    ann: Client, mapping: Mapping, name: str, data: dict[str, str]
) -> None:
    assert ann.post(reverse(name, args=[mapping.pk]), data).status_code == 400


def test_a_duplicate_is_off_and_called_a_copy(ann: Client, complete_mapping: Mapping) -> None:
    Mapping.objects.filter(pk=complete_mapping.pk).update(is_enabled=True)
    ann.post(reverse("duplicate_mapping", args=[complete_mapping.pk]))
    copy = Mapping.objects.get(name="Entered (Copy)")
    assert not copy.is_enabled
    assert copy.config == complete_mapping.config


def test_moving_changes_the_order(ann: Client, destination: Destination, second: Mapping) -> None:
    ann.post(reverse("move_mapping", args=[second.pk]), {"direction": "up"})
    names = [row.name for row in Mapping.objects.for_destination(destination).in_order()]
    assert names == ["Exited", "Entered"]
    ann.post(reverse("move_mapping", args=[second.pk]), {"direction": "down"})
    names = [row.name for row in Mapping.objects.for_destination(destination).in_order()]
    assert names == ["Entered", "Exited"]


def test_the_ends_of_the_list_offer_no_move_beyond_them(
    ann: Client, destination: Destination, second: Mapping
) -> None:
    page = ann.get(tab(destination)).content.decode()
    assert page.count("Move up") == 1
    assert page.count("Move down") == 1


def test_renaming(ann: Client, mapping: Mapping) -> None:
    answer = ann.post(reverse("rename_mapping", args=[mapping.pk]), {"name": "  Enters  "})
    mapping.refresh_from_db()
    assert answer["Location"] == tab(mapping.destination)
    assert mapping.name == "Enters"


@pytest.mark.parametrize(
    ("name", "message"),
    [("", "Enter a name."), ("x" * 201, "the limit is 200"), ("Exited", "There is already")],
)
def test_a_name_that_will_not_do_stays_in_the_box(
    ann: Client, mapping: Mapping, second: Mapping, name: str, message: str
) -> None:
    answer = ann.post(reverse("rename_mapping", args=[mapping.pk]), {"name": name})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert message in page
    assert not name or f'value="{name}"' in page


def test_a_script_renames_in_a_dialog(ann_htmx: Htmx, mapping: Mapping) -> None:
    address = reverse("rename_mapping", args=[mapping.pk])
    assert "<dialog" in ann_htmx.get(address).content.decode()
    refused = ann_htmx.post(address, {"name": ""})
    assert refused.status_code == 400
    assert "<dialog" in refused.content.decode()
    assert ann_htmx.post(address, {"name": "New"})["HX-Redirect"] == tab(mapping.destination)


def test_deleting_asks_first_and_says_what_stops(ann: Client, complete_mapping: Mapping) -> None:
    Mapping.objects.filter(pk=complete_mapping.pk).update(is_enabled=True)
    address = reverse("delete_mapping", args=[complete_mapping.pk])
    page = ann.get(address).content.decode()
    assert "Delete “Entered”?" in page
    assert "browse_abandoners is true" in page
    assert Mapping.objects.exists()
    assert ann.post(address)["Location"] == tab(complete_mapping.destination)
    assert not Mapping.objects.exists()


def test_a_stored_trigger_that_can_no_longer_be_read_does_not_break_the_page(
    ann: Client, mapping: Mapping
) -> None:
    for trigger in ({"type": "gone"}, [], "x", {"type": "group", "operator": "and"}):
        Mapping.objects.filter(pk=mapping.pk).update(trigger=trigger)
        assert ann.get(tab(mapping.destination)).status_code == 200
        assert ann.get(reverse("mapping", args=[mapping.pk])).status_code == 200


@pytest.mark.parametrize(
    ("trigger", "event_type", "words"),
    [
        ('type = "track" and properties.vip = true', "track", "vip is true"),
        ('type = "track"', "track", "every Track event"),
        ('type = "identify" or type = "track"', "", "Identify event or Track event"),
        ("properties.vip = true or traits.vip = true", "", "vip is true or vip is true"),
    ],
)
def test_a_trigger_is_told_without_the_type_that_has_its_own_column(
    trigger: str, event_type: str, words: str
) -> None:
    given = read_trigger_input(trigger)
    assert given.event_type == event_type
    assert trigger_in_words(given.tree, given.event_type) == words


def test_fields_that_the_action_does_not_name_are_counted(ann: Client, source: Source) -> None:
    webhook = factories.make_webhook(source)
    factories.make_mapping(webhook, "One", config={"a": "x"})
    factories.make_mapping(webhook, "Two", config={"a": "x", "b": "y"})
    page = ann.get(tab(webhook)).content.decode()
    assert ">1 field<" in page
    assert ">2 fields<" in page


@pytest.mark.parametrize("name", ["duplicate_mapping", "move_mapping"])
def test_a_refusal_is_told_and_changes_nothing(
    ann: Client, mapping: Mapping, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(conf, "MAX_MAPPINGS_PER_DESTINATION", 1)
    answer = ann.post(reverse(name, args=[mapping.pk]), {"direction": "up"})
    assert answer["Location"] == tab(mapping.destination)
    assert Mapping.objects.count() == 1


def test_further_audiences_stand_beside_the_trigger(
    ann: Client, destination: Destination, mapping: Mapping
) -> None:
    for keys, words in (
        (["vip", "lapsed"], "and 2 more audiences"),
        (["vip"], "and 1 more audience"),
        (["*"], "and every connected audience"),
    ):
        Mapping.objects.filter(pk=mapping.pk).update(other_audience_keys=keys)
        html = ann.get(f"/destinations/{destination.pk}/").content.decode()
        assert f">{words}</span>" in html
    Mapping.objects.update(other_audience_keys=[])
    html = ann.get(f"/destinations/{destination.pk}/").content.decode()
    assert "audience</span>" not in html
    assert "audiences</span>" not in html
