"""The ordinary pages in a browser: axe on each of them, and what their script adds."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from mappings.engine.paths import format_path
from mappings.models import Destination, Mapping
from mappings.services.mapping_names import suggest_name
from tests import factories
from tests.browser.test_axe import violations

Open = Callable[..., Page]


@pytest.fixture
def filled(crm: Destination) -> Destination:
    """A workspace with something on every page, and one name longer than any column."""
    factories.make_mapping(crm)
    factories.make_mapping(
        crm, "Unfinished, and called " + "a_long_name_without_a_break_" * 4, config={}
    )
    factories.make_test_event(crm.source)
    return crm


@pytest.fixture
def addresses(filled: Destination) -> list[str]:
    source, mapping = filled.source, filled.mappings.get(name="Audience entered")
    event = source.test_events.get()
    plain = ["destinations", "catalog", "sources", "tokens", "api_reference"]
    return [
        *(reverse(name) for name in plain),
        reverse("destinations") + "?q=nothing",
        reverse("add_destination", args=["webhook"]),
        *(reverse(name) for name in ("import", "export_workspace")),
        reverse("export_mapping", args=[mapping.pk]) + "?format=terraform",
        *(reverse(name, args=[filled.pk]) for name in ("destination", "destination_settings")),
        *(reverse(name, args=[filled.pk]) for name in ("new_mapping", "delete_destination")),
        *(reverse(name, args=[mapping.pk]) for name in ("rename_mapping", "delete_mapping")),
        *(reverse(name, args=[source.pk]) for name in ("source", "new_test_event")),
        reverse("test_event", args=[event.pk]),
        "/nothing/here/",
    ]


@pytest.fixture
def open_page(quiet_page: Page, base_url: str) -> Open:
    def open_it(name: str, *ids: object) -> Page:
        quiet_page.goto(base_url + reverse(name, args=ids))
        return quiet_page

    return open_it


def test_axe_finds_nothing_on_any_page(
    quiet_page: Page, base_url: str, addresses: list[str]
) -> None:
    found = {}
    for address in addresses:
        quiet_page.goto(base_url + address, wait_until="networkidle")
        for scheme in ("light", "dark"):
            quiet_page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found[f"{address} {scheme}"] = violations(quiet_page)
    assert {address: texts for address, texts in found.items() if texts} == {}


def test_axe_finds_nothing_on_first_run(quiet_page: Page, base_url: str) -> None:
    found = {}
    for name in ("destinations", "sources", "tokens", "login"):
        quiet_page.goto(base_url + reverse(name))
        found[name] = violations(quiet_page)
    assert not any(found.values()), found


@pytest.mark.parametrize("width", [320, 768, 1024])
def test_nothing_is_wider_than_the_window(
    quiet_page: Page, base_url: str, addresses: list[str], width: int
) -> None:
    quiet_page.set_viewport_size({"width": width, "height": 800})
    too_wide = []
    for address in addresses:
        quiet_page.goto(base_url + address)
        if quiet_page.evaluate("document.documentElement.scrollWidth") > width:
            too_wide.append(address)
    assert too_wide == []


def test_the_list_follows_what_is_typed(open_page: Open, crm: Destination) -> None:
    factories.make_webhook(crm.source)
    page = open_page("destinations")
    page.get_by_role("searchbox").fill("hook")
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page).to_have_url(re.compile(r"\?q=hook$"))
    page.get_by_role("searchbox").fill("nobody")
    expect(page.get_by_text("No destination matches “nobody”.")).to_be_visible()


def test_the_switch_turns_in_place_and_keeps_the_focus(
    open_page: Open, filled: Destination
) -> None:
    page = open_page("destination", filled.pk)
    switch = page.get_by_role("switch", name="Enabled: Audience entered")
    switch.press("Space")
    expect(switch).to_have_attribute("aria-checked", "true")
    expect(switch).to_be_focused()
    expect(page.get_by_text("Audience entered is on.")).to_be_visible()
    assert Mapping.objects.get(name="Audience entered").is_enabled


def test_a_menu_works_by_keyboard_and_gives_the_focus_back(
    open_page: Open, filled: Destination
) -> None:
    page = open_page("destination", filled.pk)
    button = page.get_by_role("button", name="Actions for Audience entered")
    button.press("ArrowDown")
    expect(page.get_by_role("link", name="Edit")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Audience entered (Copy) was added. It is off.")).to_be_visible()
    expect(button.first).to_be_focused()


def test_moving_up_changes_the_order_in_place(open_page: Open, filled: Destination) -> None:
    page = open_page("destination", filled.pk)
    page.get_by_role("button", name="Actions for Unfinished").click()
    page.get_by_role("button", name="Move up").click()
    expect(page.get_by_role("rowheader").first).to_contain_text("Unfinished")


def test_renaming_in_a_dialog_keeps_what_was_typed(open_page: Open, filled: Destination) -> None:
    page = open_page("destination", filled.pk)
    factories.make_mapping(filled, "Taken")
    button = page.get_by_role("button", name="Actions for Audience entered")
    button.click()
    page.get_by_role("link", name="Rename").click()
    dialog = page.get_by_role("dialog", name="Rename mapping")
    dialog.get_by_label("Name").fill("Taken")
    dialog.get_by_role("button", name="Rename").click()
    expect(dialog.get_by_text('There is already a mapping called "Taken".')).to_be_visible()
    expect(dialog.get_by_label("Name")).to_have_value("Taken")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_deleting_asks_in_a_dialog_that_names_the_mapping(
    open_page: Open, filled: Destination
) -> None:
    page = open_page("destination", filled.pk)
    page.get_by_role("button", name="Actions for Audience entered").click()
    page.get_by_role("link", name="Delete").click()
    dialog = page.get_by_role("dialog", name="Delete “Audience entered”?")
    expect(dialog.get_by_role("link", name="Cancel")).to_be_focused()
    assert violations(page) == []
    dialog.get_by_role("button", name="Delete mapping").click()
    expect(page.get_by_text("Audience entered was deleted.")).to_be_visible()
    expect(page.get_by_role("rowheader")).to_have_count(1)


def test_the_new_mappings_name_and_place_follow_the_choice(
    open_page: Open, crm: Destination
) -> None:
    page = open_page("new_mapping", crm.pk)
    name = page.get_by_label("Name")
    page.get_by_role("combobox", name="Audience key").fill("vip")
    expect(name).to_have_value("Audience entered – vip")
    expect(page.get_by_text("Trigger: Event Trait traits.vip is true")).to_be_visible()
    page.get_by_role("radio", name="Track").check()
    page.get_by_role("radio", name="they leave").check()
    expect(name).to_have_value("Audience exited – vip")
    expect(page.get_by_text("Trigger: Event Trait properties.vip is false")).to_be_visible()
    name.fill("Mine")
    page.get_by_role("radio", name="Identify").check()
    expect(name).to_have_value("Mine")


@pytest.mark.parametrize("key", ["größe", "12", "$x", 'cart "total"', "a-b_1", "k" * 190])
def test_the_script_and_the_server_suggest_the_same(
    open_page: Open, crm: Destination, key: str
) -> None:
    page = open_page("new_mapping", crm.pk)
    page.get_by_role("combobox", name="Audience key").fill(key)
    page.get_by_role("radio", name="Track").check()
    expect(page.locator('code[data-location=""]')).to_have_text(format_path(["properties", key]))
    name = suggest_name(event_type="track", audience_key=key, is_entering=True, taken=set())
    expect(page.get_by_label("Name")).to_have_value(name)


def test_the_theme_is_shown_at_once_and_after_a_reload(open_page: Open) -> None:
    page = open_page("sources")
    page.get_by_role("button", name="Menu").click()
    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_chosen_file_goes_into_the_box(open_page: Open, crm: Destination, tmp_path: Path) -> None:
    text = json.dumps(factories.TRACK_EVENT, indent=2)
    file = tmp_path / "event.json"
    file.write_text(text)
    page = open_page("new_test_event", crm.source.pk)
    page.get_by_label("Or a .json file").set_input_files(file)
    expect(page.get_by_label("Event JSON")).to_have_value(text)


def test_a_new_token_can_be_copied(open_page: Open) -> None:
    page = open_page("tokens")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_label("Name").fill("Export")
    page.get_by_role("button", name="Create token").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    token = page.get_by_label("New token").input_value()
    assert page.evaluate("navigator.clipboard.readText()") == token


def test_the_reference_sends_a_request_that_passes_every_check(
    open_page: Open, crm: Destination
) -> None:
    page = open_page("api_reference")
    page.get_by_role("button", name="Add a source").click()
    page.get_by_role("button", name="Try it out").click()
    page.locator("textarea").fill('{"name": "App"}')
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table .response-col_status").last).to_contain_text("201")


def test_pages_work_without_scripts(
    page: Page, signed_in: object, filled: Destination, base_url: str
) -> None:
    context = page.context.browser.new_context(  # type: ignore[union-attr]
        java_script_enabled=False, storage_state=page.context.storage_state()
    )
    plain = context.new_page()
    plain.goto(base_url + reverse("destination", args=[filled.pk]))
    plain.get_by_role("switch", name="Enabled: Audience entered").click()
    expect(plain.get_by_text("Audience entered is on.")).to_be_visible()
    plain.get_by_role("button", name="Actions for Audience entered").click()
    plain.get_by_role("link", name="Delete").locator("visible=true").click()
    plain.get_by_role("button", name="Delete mapping").click()
    expect(plain.get_by_text("Audience entered was deleted.")).to_be_visible()
    context.close()
