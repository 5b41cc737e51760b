"""The list of destinations, the catalog, adding one, and its settings."""

from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from mappings import conf
from mappings.catalog.registry import destination_definitions
from mappings.models import Destination, DestinationHealth, Mapping, Source, Workspace
from mappings.services.destinations import create_destination
from tests import factories
from tests.delivery_rows import make_attempt, make_delivery, make_event
from tests.web.conftest import SECRET, Htmx

SLUGS = ("crm", "webhook", "iterable")  # those whose texts the searches below know

pytestmark = pytest.mark.django_db


def filled_in(source: Source, /, **changes: str) -> dict[str, str]:
    return {
        "name": "Acme CRM",
        "source": str(source.pk),
        "settings.base_url": "https://crm.example.com/api",
        "secrets.api_key": SECRET,
    } | changes


def test_the_empty_list_says_what_to_do_next(ann: Client) -> None:
    page = ann.get(reverse("destinations")).content.decode()
    assert "Connect the first tool" in page
    assert reverse("catalog") in page


def test_a_viewer_sees_no_button_that_would_fail(vic: Client) -> None:
    assert reverse("catalog") not in vic.get(reverse("destinations")).content.decode()


def test_the_catalog_leads_to_the_documentation_of_each_tool(vic: Client) -> None:
    page = vic.get(reverse("catalog")).content.decode()
    told = [one for one in destination_definitions() if one.documentation_url]
    for definition in told:
        assert f'href="{escape(definition.documentation_url)}"' in page, definition.slug
    assert {one.slug for one in destination_definitions() if one not in told} == {"crm", "webhook"}


def test_the_list_counts_the_mappings_that_are_on(
    ann: Client, destination: Destination, complete_mapping: Mapping
) -> None:
    Mapping.objects.filter(pk=complete_mapping.pk).update(is_enabled=True)
    assert "1 on / 1" in ann.get(reverse("destinations")).content.decode()


def test_the_list_says_when_something_was_last_sent(
    ann: Client, destination: Destination, complete_mapping: Mapping
) -> None:
    assert "Nothing lately" in ann.get(reverse("destinations")).content.decode()
    delivery = make_delivery(make_event(destination.source), complete_mapping)
    for day in (24, 23):
        attempt = make_attempt(delivery)
        attempt.started_at = datetime(2026, 11, day, 8, 5, tzinfo=UTC)
        attempt.save()
    page = ann.get(reverse("destinations")).content.decode()
    assert "24 Nov 2026, 08:05:00 UTC" in page
    assert "Nothing lately" not in page


def test_the_list_says_what_is_paused(ann: Client, destination: Destination) -> None:
    DestinationHealth.objects.create(destination=destination, paused_reason="credentials")
    page = ann.get(reverse("destinations")).content.decode()
    assert ">Paused</a>" in page
    Destination.objects.update(is_enabled=False)
    assert ">Paused</a>" not in ann.get(reverse("destinations")).content.decode()


@pytest.mark.parametrize("query", ["acme", "ACME", "crm", "websi"])
def test_searching_looks_at_name_kind_and_source(
    ann: Client, destination: Destination, query: str
) -> None:
    assert "Acme CRM" in ann.get(reverse("destinations"), {"q": query}).content.decode()


def test_a_search_without_a_hit_offers_to_clear_it(ann: Client, destination: Destination) -> None:
    page = ann.get(reverse("destinations"), {"q": "hub"}).content.decode()
    assert "No destination matches “hub”." in page
    assert "Clear search" in page


def test_a_script_gets_only_the_table(ann_htmx: Htmx, destination: Destination) -> None:
    fragment = ann_htmx.get(reverse("destinations"), {"q": "acme"}).content.decode()
    assert "Acme CRM" in fragment
    assert "<html" not in fragment


def test_the_list_costs_the_same_however_long_it_is(
    ann: Client, source: Source, django_assert_num_queries: Any
) -> None:
    for number in range(5):
        create_destination(
            workspace=source.workspace,
            source=source,
            definition_slug="crm",
            name=f"CRM {number}",
            settings={"base_url": "https://crm.example.com/api"},
            secrets={"api_key": SECRET},
        )
    with django_assert_num_queries(4):  # session, user, member, list
        ann.get(reverse("destinations"))


def test_the_catalog_shows_every_definition(ann: Client) -> None:
    page = ann.get(reverse("catalog")).content.decode()
    for definition in destination_definitions():
        assert reverse("add_destination", args=[definition.slug]) in page


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"q": "HOOK"}, {"webhook"}),
        ({"q": "custom event"}, {"iterable"}),
        ({"q": "create or update"}, {"crm", "iterable"}),
        ({"category": "CRM"}, {"crm"}),
        ({"category": "CRM", "q": "iterable"}, set()),
        ({"category": "Nothing"}, set()),
    ],
)
def test_the_catalog_is_searched_and_narrowed(
    ann: Client, asked: dict[str, str], shown: set[str]
) -> None:
    for headers in ({}, {"HX-Request": "true"}):
        page = ann.get(reverse("catalog"), asked, headers=headers).content.decode()
        slugs = {slug for slug in SLUGS if reverse("add_destination", args=[slug]) in page}
        assert slugs == shown
        assert ("Clear search" in page) is not bool(shown)


def test_a_search_of_the_catalog_counts_what_each_category_has(ann: Client) -> None:
    page = ann.get(reverse("catalog"), {"q": "shape"})
    counts = {choice.label: choice.count for choice in page.context["choices"]}
    assert (counts["All"], counts["Webhooks"], counts["CRM"]) == (1, 1, 0)
    assert "?q=shape&amp;category=CRM" in page.content.decode()


def test_a_kind_that_the_catalog_does_not_have_is_not_found(ann: Client) -> None:
    assert ann.get(reverse("add_destination", args=["nothing"])).status_code == 404


def test_adding_one_opens_its_mappings(ann: Client, source: Source) -> None:
    answer = ann.post(reverse("add_destination", args=["crm"]), filled_in(source))
    created = Destination.objects.get()
    assert answer["Location"] == reverse("destination", args=[created.pk])
    assert created.settings == {"base_url": "https://crm.example.com/api"}
    assert created.open_secrets() == {"api_key": SECRET}


def test_everything_wrong_is_told_at_once_and_nothing_is_lost(ann: Client, source: Source) -> None:
    given = filled_in(source, name="", **{"settings.base_url": "ftp://crm", "secrets.api_key": ""})
    answer = ann.post(reverse("add_destination", args=["crm"]), given)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Enter a name." in page
    assert "API key is required." in page
    assert 'value="ftp://crm"' in page
    assert not Destination.objects.exists()


def test_the_catalogs_own_checks_show_beside_the_field(ann: Client, source: Source) -> None:
    given = filled_in(source, **{"settings.base_url": "ftp://crm"})
    answer = ann.post(reverse("add_destination", args=["crm"]), given)
    form = answer.context["form"]
    assert answer.status_code == 400
    assert list(form.errors) == ["settings.base_url"]


def test_a_name_that_is_taken_is_told_beside_the_name(
    ann: Client, destination: Destination
) -> None:
    given = filled_in(destination.source)
    answer = ann.post(reverse("add_destination", args=["crm"]), given)
    assert answer.context["form"].errors["name"] == [
        'There is already a destination called "Acme CRM".'
    ]


def test_a_source_of_another_workspace_cannot_be_chosen(
    ann: Client, source: Source, other_workspace: Workspace
) -> None:
    foreign = Source.objects.create(workspace=other_workspace, name="Foreign", slug="foreign")
    given = filled_in(source, source=str(foreign.pk))
    answer = ann.post(reverse("add_destination", args=["crm"]), given)
    assert answer.status_code == 400
    assert "Foreign" not in answer.content.decode()


def test_without_a_source_the_page_says_where_to_add_one(ann: Client) -> None:
    page = ann.get(reverse("add_destination", args=["crm"])).content.decode()
    assert "Add a source first" in page


def test_settings_never_show_a_secret(ann: Client, vic: Client, destination: Destination) -> None:
    address = reverse("destination_settings", args=[destination.pk])
    for client in (ann, vic):
        page = client.get(address).content.decode()
        assert f"Ends in 9f2c, set on {timezone.now():%-d %b %Y}" in page
        assert SECRET not in page


def test_settings_say_that_a_secret_cannot_be_read(
    ann: Client, vic: Client, destination: Destination, settings: Any
) -> None:
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    address = reverse("destination_settings", args=[destination.pk])
    for client in (ann, vic):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "cannot be read" in answer.content.decode()

    given = filled_in(destination.source, **{"secrets.api_key": ""})
    told = ann.post(address, given).context["form"].errors
    assert told == {"secrets.api_key": ["API key is required."]}
    assert ann.post(address, filled_in(destination.source)).status_code == 302
    assert Destination.objects.get().open_secrets() == {"api_key": SECRET}


def test_a_secret_that_was_typed_is_not_sent_back(ann: Client, source: Source) -> None:
    answer = ann.post(reverse("add_destination", args=["crm"]), filled_in(source, name=""))
    assert SECRET not in answer.content.decode()


def test_an_empty_secret_box_keeps_the_stored_one(ann: Client, destination: Destination) -> None:
    address = reverse("destination_settings", args=[destination.pk])
    given = filled_in(destination.source, name="CRM", **{"secrets.api_key": ""})
    assert ann.post(address, given | {"is_enabled": "on"}).status_code == 302
    destination.refresh_from_db()
    assert destination.name == "CRM"
    assert destination.is_enabled
    assert destination.open_secrets() == {"api_key": SECRET}


def test_a_new_secret_replaces_the_stored_one(ann: Client, destination: Destination) -> None:
    given = filled_in(destination.source, **{"secrets.api_key": "another-key-entirely"})
    ann.post(reverse("destination_settings", args=[destination.pk]), given)
    destination.refresh_from_db()
    assert destination.open_secrets() == {"api_key": "another-key-entirely"}
    assert not destination.is_enabled


def test_an_optional_secret_can_be_forgotten(ann: Client, source: Source) -> None:
    webhook = create_destination(
        workspace=source.workspace,
        source=source,
        definition_slug="webhook",
        name="Hook",
        settings={"url": "https://example.com/hook"},
        secrets={"token": SECRET},
    )
    given = {
        "name": "Hook",
        "source": str(source.pk),
        "settings.url": "https://example.com/hook",
        "settings.method": "POST",
        "forget.token": "on",
    }
    ann.post(reverse("destination_settings", args=[webhook.pk]), given)
    webhook.refresh_from_db()
    assert webhook.open_secrets() == {}


def test_a_kind_that_left_the_catalog_can_still_be_deleted(
    ann: Client, destination: Destination
) -> None:
    Destination.objects.filter(pk=destination.pk).update(definition_slug="gone")
    for name in ("destinations", "sources"):
        assert ann.get(reverse(name)).status_code == 200
    for name in ("destination", "destination_settings"):
        assert ann.get(reverse(name, args=[destination.pk])).status_code == 200
    assert ann.post(reverse("delete_destination", args=[destination.pk])).status_code == 302
    assert not Destination.objects.exists()


def test_deleting_asks_first_and_names_what_goes(ann: Client, complete_mapping: Mapping) -> None:
    address = reverse("delete_destination", args=[complete_mapping.destination_id])
    page = ann.get(address).content.decode()
    assert "Delete Acme CRM?" in page
    assert "1 mapping" in page
    assert ann.post(address)["Location"] == reverse("destinations")
    assert not Mapping.objects.exists()


def test_a_full_workspace_is_told_at_the_top(
    ann: Client, destination: Destination, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conf, "MAX_DESTINATIONS_PER_WORKSPACE", 1)
    given = filled_in(destination.source, name="Second")
    answer = ann.post(reverse("add_destination", args=["crm"]), given)
    assert answer.status_code == 400
    assert "A workspace has at most 1 destinations." in answer.content.decode()


def test_wrong_settings_are_told_and_the_stored_ones_stay(
    ann: Client, destination: Destination
) -> None:
    given = filled_in(destination.source, **{"settings.base_url": "ftp://x"})
    answer = ann.post(reverse("destination_settings", args=[destination.pk]), given)
    destination.refresh_from_db()
    assert answer.status_code == 400
    assert destination.settings == {"base_url": "https://crm.example.com/api"}


def test_a_viewer_reads_settings_in_words(vic: Client, source: Source) -> None:
    page = vic.get(reverse("destination_settings", args=[factories.make_webhook(source).pk]))
    text = page.content.decode()
    assert "Not set" in text
    assert "https://example.com/hook" in text
    assert "<input" not in text.split("<main")[1]


def delivery_form(destination: Destination, **options: str) -> dict[str, str]:
    return {
        "name": destination.name,
        "source": str(destination.source_id),
        "is_enabled": "on",
        "settings.base_url": "https://crm.example.com/api",
        **{f"delivery.{key}": value for key, value in options.items()},
    }


def test_how_a_destination_is_sent_to_is_filled_in_and_shown(
    ann: Client, vic: Client, destination: Destination
) -> None:
    address = reverse("destination_settings", args=[destination.pk])
    given = {"order": "strict", "max_concurrency": "2", "retry_waits_s": "5, 30.5"}

    ann.post(address, delivery_form(destination, **given))

    destination.refresh_from_db()
    stored = {"order": "strict", "max_concurrency": 2, "retry_waits_s": [5, 30.5]}
    assert destination.delivery_options == stored
    page = ann.get(address).content.decode()
    assert 'value="5, 30.5"' in page
    assert '<details class="part__more" open>' in page
    assert "5, 30.5" in vic.get(address).content.decode()


def test_empty_options_are_as_usual(ann: Client, destination: Destination) -> None:
    address = reverse("destination_settings", args=[destination.pk])
    ann.post(address, delivery_form(destination, retry_waits_s="none"))
    destination.refresh_from_db()
    assert destination.delivery_options == {"retry_waits_s": []}

    ann.post(address, delivery_form(destination))

    destination.refresh_from_db()
    assert destination.delivery_options == {}
    assert '<details class="part__more">' in ann.get(address).content.decode()


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("max_concurrency", "65", "from 1 to 64"),
        ("max_concurrency", "1.5", "Enter a whole number."),
        ("timeout_s", "soon", "Time for an attempt expects a number."),
        ("retry_waits_s", "5, soon", "Enter a list of up to 20 waits"),
        ("retry_waits_s", "5, 0", "from 1 to 86,400"),
        ("order", "random", "Select a valid choice"),
    ],
)
def test_a_wrong_option_is_told_beside_its_box(
    ann: Client, destination: Destination, key: str, value: str, told: str
) -> None:
    address = reverse("destination_settings", args=[destination.pk])
    answer = ann.post(address, delivery_form(destination, **{key: value}))
    assert answer.status_code == 400
    assert told in answer.content.decode()
    destination.refresh_from_db()
    assert destination.delivery_options == {}
