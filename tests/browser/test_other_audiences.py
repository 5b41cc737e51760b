"""The further audiences of a mapping: added, removed, undone, saved and told in words."""

import re

import pytest
from playwright.sync_api import Locator, expect

from mappings.models import Destination, Mapping, Workspace
from tests import factories
from tests.browser.editor_page import EditorPage

SUMMARY = "the flag is read at properties.<key> of each."


class Audiences:
    def __init__(self, editor: EditorPage) -> None:
        self.editor = editor
        self.page = editor.page
        self.button = editor.page.locator("#other-audiences")
        self.panel = editor.page.get_by_role("group", name="Audiences", exact=True)
        self.box = self.panel.get_by_role("combobox", name="Add an audience key")
        self.every = self.panel.get_by_role("checkbox")

    @property
    def keys(self) -> Locator:
        return self.panel.get_by_role("listitem").locator("code")


@pytest.fixture
def mapping(crm: Destination) -> Mapping:
    return factories.make_mapping(crm)


@pytest.fixture
def audiences(editor: EditorPage, mapping: Mapping, workspace: Workspace) -> Audiences:
    for key in ("lapsed", "vip"):
        audience = factories.make_audience(workspace, key)
    factories.make_connection(audience, mapping.destination)
    editor.open(mapping)
    return Audiences(editor)


def test_audiences_are_added_saved_and_found_again(audiences: Audiences, mapping: Mapping) -> None:
    expect(audiences.button).to_have_text("Other audiences…")
    audiences.button.click()
    expect(audiences.panel).to_contain_text("Runs for browse_abandoners only.")
    expect(audiences.box).to_be_focused()
    audiences.box.fill("va")
    audiences.page.get_by_role("option", name="Add the key va").click()
    audiences.box.press("ArrowDown")
    offered = audiences.page.get_by_role("listbox", name="Audience keys").get_by_role("option")
    expect(offered).to_have_text(["lapsed", "vip"])
    audiences.box.press("Enter")
    expect(audiences.keys).to_have_text(["va", "lapsed"])
    expect(audiences.panel).to_contain_text(f"Also runs for va and lapsed; {SUMMARY}")
    expect(audiences.button).to_have_text("and 2 more audiences")

    audiences.editor.button("Save mapping").click()
    expect(audiences.editor.save_state).to_have_text("")
    mapping.refresh_from_db()
    assert mapping.other_audience_keys == ["va", "lapsed"]
    audiences.editor.open(mapping)
    expect(audiences.button).to_have_text("and 2 more audiences")


def test_every_step_can_be_taken_back(audiences: Audiences) -> None:
    page = audiences.page
    audiences.button.click()
    audiences.box.fill("vip")
    audiences.box.press("Enter")
    expect(audiences.keys).to_have_text(["vip"])
    audiences.every.check()
    expect(audiences.keys).to_have_count(0)
    expect(audiences.box).to_be_hidden()
    expect(audiences.panel).to_contain_text("Connected now: vip.")
    expect(audiences.button).to_have_text("and every connected audience")
    expect(audiences.panel).to_contain_text(
        f"Also runs for every audience connected to Acme CRM; {SUMMARY}"
    )
    page.locator("#undo").click()
    expect(audiences.keys).to_have_text(["vip"])
    page.get_by_role("button", name="Remove vip").click()
    expect(audiences.keys).to_have_count(0)
    expect(audiences.box).to_be_focused()
    page.locator("#undo").click()
    page.locator("#undo").click()
    expect(audiences.button).to_have_text("Other audiences…")
    expect(audiences.editor.save_state).to_have_text("")
    page.locator("#redo").click()
    expect(audiences.button).to_have_text("and 1 more audience")


def test_the_triggers_own_key_is_not_added_again(audiences: Audiences) -> None:
    audiences.button.click()
    audiences.box.fill("browse_abandoners")
    audiences.page.get_by_role("option", name="Add the key browse_abandoners").click()
    expect(audiences.panel.get_by_role("alert")).to_have_text(
        "The trigger is for browse_abandoners already."
    )
    expect(audiences.keys).to_have_count(0)
    audiences.box.press("Escape")
    expect(audiences.panel).to_be_hidden()
    expect(audiences.button).to_be_focused()
    expect(audiences.button).to_have_attribute("aria-expanded", "false")


def test_what_cannot_follow_the_key_is_told_when_it_is_saved(
    audiences: Audiences, mapping: Mapping
) -> None:
    Mapping.objects.update(config={**factories.TRACK_CONFIG, "first_name": "in browse_abandoners"})
    audiences.editor.open(mapping)
    audiences.button.click()
    audiences.box.fill("vip")
    audiences.box.press("Enter")
    audiences.editor.button("Save mapping").click()
    expect(audiences.page.locator("#strip")).to_contain_text("This mapping was not saved.")
    row = audiences.page.locator("field-row").filter(has_text="First name")
    expect(row).to_contain_text(re.compile("inside of a longer text"))


def test_a_viewer_reads_who_it_runs_for(
    audiences: Audiences, mapping: Mapping, member: factories.Member
) -> None:
    Mapping.objects.update(other_audience_keys=["vip"])
    type(member).objects.update(role="viewer")
    audiences.editor.open(mapping)
    audiences.button.click()
    expect(audiences.keys).to_have_text(["vip"])
    expect(audiences.box).to_be_hidden()
    expect(audiences.every).to_be_disabled()
    expect(audiences.panel.get_by_role("button")).to_have_text(["Done"])
