"""What people wrote never runs: attacks are stored in every field that reaches a page."""

import json
import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from mappings.models import Source, Workspace
from mappings.services.definitions import create_definition
from mappings.services.mappings import create_mapping, create_mapping_from_trait
from mappings.services.test_events import save_test_event
from tests import factories
from tests.browser.editor_page import EditorPage
from tests.browser.test_builder_round_trip import OPEN_ALL

ATTACKS = [
    "</script><img src=x onerror=alert(1)>",
    "\"'><svg/onload=alert(1)>",
    "javascript:alert(1)\u2028",
]


@pytest.fixture(params=ATTACKS, ids=["script", "svg", "address"])
def attack(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def addresses(workspace: Workspace, attack: str) -> list[str]:
    source: Source = factories.make_source(workspace, attack)
    destination = factories.make_destination(source, attack)
    mapping = create_mapping_from_trait(
        destination=destination,
        name=attack,
        action_slug="upsert_contact",
        event_type="track",
        audience_key=attack.replace("\u2028", ""),
        is_entering=True,
    )
    event = {"type": attack, "traits": {attack: attack}, "properties": {attack: True}}
    saved = save_test_event(source=source, name=attack, event=event)
    return [
        reverse("destinations"),
        reverse("sources"),
        *(
            reverse(name, args=[destination.pk])
            for name in ("destination", "destination_settings", "delete_destination", "new_mapping")
        ),
        *(reverse(name, args=[mapping.pk]) for name in ("mapping", "delete_mapping")),
        *(reverse(name, args=[source.pk]) for name in ("source", "new_test_event")),
        reverse("test_event", args=[saved.pk]),
    ]


def test_no_stored_text_runs_or_meets_the_policy(
    quiet_page: Page, base_url: str, addresses: list[str]
) -> None:
    """`quiet_page` fails on anything that the content security policy had to stop."""
    dialogs: list[str] = []
    quiet_page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for address in addresses:
        quiet_page.goto(base_url + address, wait_until="networkidle")
        expect(quiet_page.get_by_role("main")).to_be_visible()
    assert dialogs == []


def attacked_config(attack: str) -> dict[str, Any]:
    """Every kind of value with the attack at each place that takes a text."""
    path = {"@path": f"$.properties[{json.dumps(attack)}]"}
    return {
        attack: attack,
        "path": path,
        "case": {"@case": {"operator": "lower", "value": attack}},
        "replace": {"@replace": {"pattern": attack[:9], "replacement": attack[:9], "value": path}},
        "template": {"@template": f"{attack} {{{{properties.{attack[:3]}}}}}"},
        "liquid": {"@liquid": attack},
        "first": {"@if": {"exists": path, "then": path, "else": attack}},
        "object": {attack: {attack: attack}},
        "items": {"@arrayPath": ["$.properties.items", {attack: {"@path": "$.a"}}]},
        "values": [attack, path],
        "json": {"@json": {"mode": "encode", "value": path}},
        "unknown": {"@transform": {"apply": {attack: path}, "mapping": {attack: attack}}},
    }


def attacked_trigger(attack: str) -> dict[str, Any]:
    return {
        "type": "group",
        "operator": "and",
        "children": [
            {"type": "event-type", "operator": "=", "value": "track"},
            {"type": "event", "operator": "=", "value": attack},
            {"type": "event-property", "name": attack, "operator": "contains", "value": attack},
        ],
    }


@pytest.fixture
def attacked_editor(editor: EditorPage, workspace: Workspace, attack: str) -> EditorPage:
    """The editor of a mapping in which every text is the attack, with an event that has it, too."""
    source = factories.make_source(workspace, attack)
    field = {"key": "note", "type": "string", "choices": [{"value": attack, "label": attack}]}
    texts = {"label": attack, "description": attack, "placeholder": attack}
    document = factories.own_fields({**field, **texts})
    document["actions"][0].update(name=attack, description=attack, allows_extra_fields=True)
    create_definition(workspace=workspace, document=document)
    mapping = create_mapping(
        destination=factories.make_own_destination(source, attack),
        name=attack,
        action_slug="add_member",
        trigger=attacked_trigger(attack),
        config=attacked_config(attack),
    )
    event = {"type": "track", "event": attack, "userId": attack}
    properties = {attack: attack, "items": [{"a": attack}]}
    saved = {**event, "properties": properties}
    save_test_event(source=source, name=attack, event=saved)
    editor.open(mapping)
    editor.use_event(saved)
    return editor


def test_no_text_runs_anywhere_in_the_editor(attacked_editor: EditorPage, attack: str) -> None:
    """Each part of the editor draws the attack: rows, builder, lists, trace, trigger, dialogs."""
    editor, page = attacked_editor, attacked_editor.page
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.evaluate(OPEN_ALL)
    expect(page.locator(".fx").first).to_be_visible()
    for tab in ("Request", "Changes since save", "Payload"):
        page.get_by_role("tab", name=tab).click()
    for row in editor.rows.all():
        row.get_by_role("button", name="More for").click()
        page.get_by_role("menuitem", name="Explain…").click()
        expect(page.locator("#trace")).to_be_visible()
    for slot in editor.slot(attack).all()[:2]:  # the destination's own field, and the added one
        slot.click()
        expect(editor.options.filter(has_text=attack.strip()).first).to_be_visible()
        page.keyboard.press("Escape")
    editor.field("userId").click()
    expect(editor.toast).to_contain_text("Replaced")
    page.locator("#add-condition").click()
    expect(page.locator("#trigger-builder .condition")).to_have_count(3)
    page.get_by_role("radio", name="FQL text").click()
    expect(page.locator("#trigger-builder textarea")).to_have_value(
        re.compile(re.escape(attack[:8]))
    )
    editor.open_event_menu("Load from source…")
    expect(page.locator("#load-list")).to_contain_text(attack)
    page.locator("#load-cancel").click()
    editor.button("Send test").click()
    expect(page.locator("#send-result")).not_to_be_empty()
    page.locator("#send-cancel").click()
    page.get_by_role("link", name="JSON and curl").click()
    expect(page.locator("#api-json")).to_contain_text(json.dumps(attack)[1:9])
    expect(page.locator("img, svg[onload]")).to_have_count(0)
    assert dialogs == []
