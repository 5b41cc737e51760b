"""What stands around the rows: the mapping's name, the stored JSON, what the destination needs."""

import re

import pytest
from playwright.sync_api import expect

from mappings.models import Destination, Source
from mappings.services.destinations import create_destination
from mappings.services.mappings import create_mapping
from tests import factories
from tests.browser.editor_page import EditorPage

DEFAULT_NAME = "Audience entered – browse_abandoners"


@pytest.fixture
def iterable(source: Source) -> Destination:
    return create_destination(
        workspace=source.workspace,
        source=source,
        definition_slug="iterable",
        name="Iterable",
        settings={"data_center": "api.iterable.com"},
        secrets={"api_key": factories.SECRET},
    )


def test_the_default_name_is_shown_whole(editor: EditorPage, crm: Destination) -> None:
    editor.open(factories.make_mapping(crm, name=DEFAULT_NAME))
    heading = editor.page.locator("#mapping-name")
    assert heading.evaluate("node => node.scrollWidth <= node.clientWidth")
    condition = editor.page.get_by_role("combobox", name="Condition").bounding_box()
    types = editor.page.get_by_role("radiogroup", name="Event type").bounding_box()
    name = heading.bounding_box()
    assert name
    assert types
    assert condition
    assert abs(types["y"] + types["height"] / 2 - name["y"] - name["height"] / 2) < 4
    assert abs(condition["y"] - types["y"]) < 4


def test_a_name_with_its_type_is_whole_and_renaming_moves_nothing(
    editor: EditorPage, crm: Destination
) -> None:
    editor.open(factories.make_mapping(crm, name=f"{DEFAULT_NAME} (Identify)"))
    heading = editor.page.locator("#mapping-name")
    assert heading.evaluate("node => node.scrollHeight <= node.clientHeight")
    panel = editor.page.locator("#event-panel")
    before = panel.bounding_box()
    editor.button("Rename mapping").click()
    assert panel.bounding_box() == before


def test_the_pencil_keeps_off_a_name_that_is_cut(editor: EditorPage, crm: Destination) -> None:
    editor.open(factories.make_mapping(crm, name="A name without an end " * 9))
    heading = editor.page.locator("#mapping-name").bounding_box()
    pencil = editor.button("Rename mapping").bounding_box()
    assert heading
    assert pencil
    assert pencil["x"] - (heading["x"] + heading["width"]) >= 4


def test_the_name_box_takes_no_more_than_a_name_may_have(
    editor: EditorPage, crm: Destination
) -> None:
    editor.open(factories.make_mapping(crm))
    editor.button("Rename mapping").click()
    box = editor.page.get_by_role("textbox", name="Mapping name")
    expect(box).to_be_focused()
    editor.page.keyboard.insert_text("x" * 250)
    expect(box).to_have_value("x" * 200)


def test_the_curl_line_says_where_its_token_comes_from(
    editor: EditorPage, crm: Destination
) -> None:
    editor.open(factories.make_mapping(crm))
    editor.page.get_by_role("link", name="JSON and curl").click()
    dialog = editor.page.get_by_role("dialog", name="Stored mapping")
    expect(dialog).to_contain_text("$TOKEN stands for an API token.")
    dialog.get_by_role("link", name="API tokens").click()
    expect(editor.page).to_have_url(re.compile("/tokens/$"))


def test_a_choice_of_required_fields_is_told_before_it_is_missed(
    editor: EditorPage, iterable: Destination
) -> None:
    mapping = create_mapping(
        destination=iterable,
        name="Iterable",
        action_slug="update_user",
        trigger=factories.TRACK_TRIGGER,
        config={},
    )
    editor.open(mapping)
    panel = editor.page.get_by_role("region", name="Iterable fields")
    expect(panel.get_by_text("Needs Email or User ID.")).to_be_visible()


def test_a_destination_without_such_a_choice_says_nothing_of_it(
    editor: EditorPage, crm: Destination
) -> None:
    editor.open(factories.make_mapping(crm))
    expect(editor.page.locator("#needs-note")).to_be_hidden()


def test_the_site_menu_changes_the_theme_and_keeps_what_is_unsaved(
    editor: EditorPage, crm: Destination
) -> None:
    editor.open(factories.make_mapping(crm))
    editor.button("Clear Last name").click()
    editor.button("Menu").click()
    with editor.page.expect_response("**/theme/"):
        editor.button("Dark").click()
    expect(editor.page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(editor.save_state).to_have_text("Unsaved changes")
