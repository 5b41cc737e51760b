"""The menu on the editor's page says how far the mapping is, and leads to each step."""

import pytest
from playwright.sync_api import expect

from mappings.models import Destination
from tests import factories
from tests.browser.editor_page import EditorPage

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_step_is_told_and_leads_to_its_place(editor: EditorPage, crm: Destination) -> None:
    editor.open(factories.make_mapping(crm, config={}))
    steps = editor.page.get_by_role("group", name="This mapping")
    menu = editor.button("Menu")

    menu.click()
    expect(steps.get_by_role("button", name="Type, done")).to_be_visible()
    expect(steps.get_by_role("button", name="Trigger, done")).to_be_visible()
    steps.get_by_role("button", name="Fields, 0 of 5 mapped, to do").click()
    expect(editor.slot("Email address")).to_be_focused()

    menu.click()
    steps.get_by_role("button", name="Trigger").click()
    expect(editor.page.get_by_role("combobox", name="Audience key")).to_be_focused()
    menu.click()
    steps.get_by_role("button", name="Test event, done").click()
    expect(editor.page.get_by_role("button", name="Test event:")).to_be_focused()
    menu.click()
    steps.get_by_role("button", name="Send test").click()
    expect(editor.button("Send test")).to_be_focused()


def test_the_fields_are_done_when_no_required_one_waits(
    editor: EditorPage, crm: Destination
) -> None:
    editor.open(factories.make_mapping(crm))
    editor.button("Menu").click()
    steps = editor.page.get_by_role("group", name="This mapping")

    expect(steps.get_by_role("button", name="Fields, 4 of 5 mapped, done")).to_be_visible()
