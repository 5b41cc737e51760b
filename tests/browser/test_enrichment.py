"""The editor knows what the audience's connection adds to its events."""

import pytest
from playwright.sync_api import expect

from mappings.models import Connection, Destination, Mapping, Trait
from tests import factories
from tests.browser.editor_page import EditorPage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def connection(crm: Destination) -> Connection:
    for name in ("first_name", "plan"):
        Trait.objects.create(workspace=crm.workspace, name=name)
    return factories.make_connection(
        factories.make_audience(crm.workspace),
        crm,
        is_customized=True,
        traits=[{"trait": "first_name", "name": "first_name"}],
    )


@pytest.fixture
def mapping(crm: Destination) -> Mapping:
    return factories.make_mapping(crm, config={})


def test_enriched_fields_are_marked_and_others_are_added(
    editor: EditorPage, mapping: Mapping, connection: Connection
) -> None:
    editor.open(mapping)
    field = editor.field("properties.first_name")
    expect(field).to_have_attribute(
        "aria-description", "Enriched: the trait first_name, added for Acme CRM"
    )
    expect(editor.field("properties.last_name")).to_have_count(0)
    expect(editor.field("properties.browse_abandoners")).not_to_have_attribute(
        "aria-description", "Enriched"
    )

    editor.page.get_by_text("Traits not sent yet (1)").click()
    editor.button("Add plan").click()

    expect(editor.field("properties.plan")).to_have_attribute(
        "aria-description", "Enriched: the trait plan, added for Acme CRM"
    )
    expect(editor.page.get_by_text("Traits not sent yet")).to_have_count(0)
    connection.refresh_from_db()
    assert [row["trait"] for row in connection.traits] == ["first_name", "plan"]


def test_the_sample_follows_the_event_type(
    editor: EditorPage, mapping: Mapping, connection: Connection
) -> None:
    editor.open(mapping)
    editor.page.get_by_role("radio", name="Identify").click()

    expect(editor.field("traits.first_name")).to_have_attribute(
        "aria-description", "Enriched: the trait first_name, added for Acme CRM"
    )


def test_a_change_of_somebody_else_is_told(
    editor: EditorPage, mapping: Mapping, connection: Connection
) -> None:
    editor.open(mapping)
    Connection.objects.update(version=5)
    editor.page.get_by_text("Traits not sent yet (1)").click()
    editor.button("Add plan").click()

    expect(editor.toast).to_contain_text("Somebody changed this connection.")
    expect(editor.button("Add plan")).to_be_enabled()
