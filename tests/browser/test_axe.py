"""axe finds nothing in any state of the editor.

Each state is kept as pictures, too, for people to look at: `test-results/`, a folder for each test.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from mappings.models import Destination
from tests import factories
from tests.browser.editor_page import EditorPage

# An animation in its middle has no contrast to speak of; a blinking cursor never ends.
ENDED_ANIMATIONS = """() => Promise.all(document.getAnimations()
  .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
  .map((one) => one.finished.catch(() => {})))"""


def empty(_editor: EditorPage) -> None:
    pass


def mapped(editor: EditorPage) -> None:
    editor.field("userId").drag_to(editor.slot("External ID"))
    expect(editor.row("External ID")).to_contain_text("user-123")


def list_open(editor: EditorPage) -> None:
    editor.type_into("First name", "42")
    expect(editor.options.first).to_be_visible()


def menu_open(editor: EditorPage) -> None:
    editor.field("userId").click()
    expect(editor.page.get_by_role("menu", name="Map userId to")).to_be_visible()


def event_menu_open(editor: EditorPage) -> None:
    editor.page.get_by_role("button", name="Test event:").click()
    expect(editor.page.get_by_role("menuitem", name="Generate sample")).to_be_visible()


def row_menu_open(editor: EditorPage) -> None:
    editor.button("More for First name").click()
    expect(editor.page.get_by_role("menu", name="More for First name")).to_be_visible()


def explained(editor: EditorPage) -> None:
    editor.button("More for External ID").click()
    editor.page.get_by_role("menuitem", name="Reset to default").click()
    editor.button("How? Explain External ID").click()
    trace = editor.page.get_by_role("region", name="How External ID is made")
    expect(trace).to_contain_text("Kept")


def requests_shown(editor: EditorPage) -> None:
    editor.page.get_by_role("tab", name="Request").click()
    expect(editor.preview.get_by_role("region", name="In a batch of")).to_be_visible()


def dialog_open(editor: EditorPage) -> None:
    editor.use_json("{")
    expect(editor.page.get_by_role("dialog").get_by_role("alert")).to_contain_text("ine 1")


def keys_open(editor: EditorPage) -> None:
    editor.page.keyboard.press("?")
    expect(editor.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def api_open(editor: EditorPage) -> None:
    editor.page.get_by_role("link", name="JSON and curl", exact=True).click()
    expect(editor.page.get_by_role("dialog", name="Stored mapping")).to_be_visible()


def errors(editor: EditorPage) -> None:
    editor.page.get_by_role("switch", name="Mapping enabled").click()
    expect(editor.page.get_by_text("This mapping cannot be enabled yet.").first).to_be_visible()


def filtered(editor: EditorPage) -> None:
    editor.page.keyboard.press("/")
    editor.page.keyboard.type("doe")
    expect(editor.field("userId")).to_have_count(0)


def suggestions_open(editor: EditorPage) -> None:
    editor.button("Suggest").click()
    expect(editor.page.get_by_role("dialog", name="Suggested values")).to_be_visible()


def conditions_open(editor: EditorPage) -> None:
    editor.button("Add condition").click()
    editor.button("Add group").click()
    condition = editor.page.get_by_role("group", name="Condition 4.1", exact=True)
    condition.get_by_role("combobox", name="Kind").select_option("Context field")
    condition.get_by_role("combobox", name="Kind").select_option("Trait")
    expect(condition).to_contain_text("Does not hold")


def audiences_open(editor: EditorPage) -> None:
    editor.page.locator("#other-audiences").click()
    box = editor.page.get_by_role("combobox", name="Add an audience key")
    box.fill("vip")
    box.press("Enter")
    box.fill("vip")
    box.press("Escape")
    box.press("Tab")
    expect(editor.page.get_by_text("vip is there already.")).to_be_visible()


def fql_open(editor: EditorPage) -> None:
    editor.button("Add condition").click()
    editor.page.get_by_role("radio", name="FQL text").click()
    editor.page.get_by_role("textbox", name="Trigger as FQL text").fill("type =")
    expect(editor.page.locator("#fql-problem")).to_contain_text("The trigger stays as it was.")


def moves_listed(editor: EditorPage) -> None:
    editor.field("properties.first_name").drag_to(editor.slot("First name"))
    editor.page.get_by_role("radio", name="Identify").click()
    editor.button("Show").click()
    expect(editor.page.get_by_role("checkbox", name="properties.first_name")).to_be_visible()


def builder_open(editor: EditorPage) -> None:
    editor.button("Build a value for Email address").click()
    editor.button("First value that exists").click()
    editor.button("Build a value for First name").click()
    editor.button("Join text and fields").last.click()
    editor.button("Build a value for Last name").click()
    editor.button("Replace text").last.click()
    editor.button("Build a value for External ID").click()
    expect(editor.page.get_by_role("group", name="Value builder for")).to_have_count(4)


def send_open(editor: EditorPage) -> None:
    editor.type_into("External ID", "x-1")
    editor.page.keyboard.press("Enter")
    editor.expect_payload({"external_id": "x-1"})
    editor.button("Send test").click()
    dialog = editor.page.get_by_role("dialog", name="Send test")
    dialog.get_by_text("Fields (1)").click()
    expect(dialog).to_contain_text("Not ready: 2 required fields have no value.")


def filters_open(editor: EditorPage) -> None:
    editor.button("Build a value for Email address").click()
    editor.button("Liquid template").click()
    editor.button("Filters").click()
    expect(editor.page.get_by_role("menu", name="Insert a filter")).to_be_visible()


STATES = [
    builder_open,
    send_open,
    filters_open,
    conditions_open,
    audiences_open,
    fql_open,
    moves_listed,
    row_menu_open,
    explained,
    requests_shown,
    empty,
    mapped,
    list_open,
    menu_open,
    event_menu_open,
    dialog_open,
    keys_open,
    api_open,
    errors,
    filtered,
    suggestions_open,
]


@pytest.fixture
def opened(editor: EditorPage, crm: Destination) -> EditorPage:
    editor.open(factories.make_mapping(crm, config={}))
    return editor


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_in_light_and_dark(
    opened: EditorPage, state: Callable[[EditorPage], None], output_path: str
) -> None:
    state(opened)
    found = {}
    for scheme in ("light", "dark"):
        opened.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found[scheme] = violations(opened.page)
        opened.page.screenshot(path=Path(output_path) / f"{scheme}.png")
    opened.page.emulate_media(color_scheme="light", forced_colors="active")
    opened.page.screenshot(path=Path(output_path) / "forced-colours.png")
    assert found == {"light": [], "dark": []}


@pytest.mark.parametrize("width", [320, 768])
@pytest.mark.parametrize(
    "state",
    [
        empty,
        list_open,
        errors,
        conditions_open,
        audiences_open,
        fql_open,
        builder_open,
        explained,
        keys_open,
        send_open,
    ],
)
def test_axe_finds_nothing_on_narrow_windows(
    opened: EditorPage, state: Callable[[EditorPage], None], width: int, output_path: str
) -> None:
    opened.page.set_viewport_size({"width": width, "height": 800})
    state(opened)
    assert violations(opened.page) == []
    opened.page.screenshot(path=Path(output_path) / f"{width}.png")
    assert opened.page.evaluate("document.documentElement.scrollWidth") == width


def violations(page: Page) -> list[str]:
    page.evaluate(ENDED_ANIMATIONS)
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]
