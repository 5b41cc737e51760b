"""The mapping editor as a person uses it, for tests: what it shows and what can be done there."""

import json
import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from mappings.models import Mapping

GUIDE_FIELDS = ("Email address", "Audience status", "First name", "Last name")


class EditorPage:
    def __init__(self, page: Page, server_url: str) -> None:
        self.page = page
        self.server_url = server_url

    def open(self, mapping: Mapping, *, query: str = "") -> None:
        """Open a mapping and wait until its first preview is there."""
        self.page.goto(f"{self.server_url}/mappings/{mapping.pk}/{query}")
        expect(self.page.locator("html[data-editor=ready]")).to_be_attached()
        expect(self.preview_time).to_have_text(re.compile("ms$"))

    # --- parts ------------------------------------------------------------------------------
    @property
    def preview_time(self) -> Locator:
        return self.page.locator("#preview-time")

    @property
    def tree(self) -> Locator:
        return self.page.get_by_role("tree", name="Event fields")

    @property
    def rows(self) -> Locator:
        return self.page.locator("field-row")

    @property
    def preview(self) -> Locator:
        return self.page.get_by_role("region", name="Payload sent to")

    @property
    def trigger_check(self) -> Locator:
        return self.page.get_by_role("status", name="Trigger check")

    @property
    def armed(self) -> Locator:
        return self.page.locator("#armed")

    @property
    def save_state(self) -> Locator:
        return self.page.locator("#save-state")

    @property
    def toast(self) -> Locator:
        return self.page.locator("#toasts")

    @property
    def options(self) -> Locator:
        return self.page.get_by_role("listbox", name="Event fields").get_by_role("option")

    def field(self, path: str) -> Locator:
        """The tree's row of an event path."""
        return self.tree.locator(f"[data-path={json.dumps(path, ensure_ascii=False)}]")

    def row(self, name: str) -> Locator:
        return self.page.get_by_role("group", name=name, exact=True)

    def slot(self, name: str) -> Locator:
        return self.page.get_by_role("combobox", name=f"Value for {name}", exact=True)

    def chip(self, name: str) -> Locator:
        return self.row(name).locator("> .slot .chip__words")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    # --- doing ------------------------------------------------------------------------------
    def save(self) -> None:
        self.page.keyboard.press("Control+s")
        expect(self.page.locator("#save-words")).to_have_text("Saved")
        expect(self.save_state).to_be_empty()

    def type_into(self, name: str, text: str) -> None:
        self.slot(name).click()
        self.page.keyboard.insert_text(text)

    def open_event_menu(self, item: str) -> None:
        self.page.get_by_role("button", name="Test event:").click()
        self.page.get_by_role("menuitem", name=item).click()

    def use_json(self, text: str) -> None:
        """Put a text into the JSON dialog and try to use it."""
        dialog = self.page.get_by_role("dialog", name="Test event")
        if not dialog.is_visible():
            self.open_event_menu("Paste JSON…")
        expect(dialog.locator(".ace_editor")).to_be_visible()
        dialog.get_by_role("textbox", name="Event JSON").focus()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)
        dialog.get_by_role("button", name="Use this event").click()

    def use_event(self, event: Any) -> None:
        self.use_json(json.dumps(event))
        expect(self.page.get_by_role("dialog", name="Test event")).to_be_hidden()
        expect(self.page.get_by_role("button", name="Test event: Pasted event")).to_be_visible()

    # --- looking ----------------------------------------------------------------------------
    def payload(self) -> Any:
        """The payload that the preview shows now."""
        return json.loads(self.preview.locator(".json").inner_text())

    def expect_payload(self, payload: Any) -> None:
        text = json.dumps(payload, indent=2, ensure_ascii=False)
        expect(self.preview.locator(".json")).to_have_text(text, use_inner_text=True)

    def stored(self, mapping: Mapping, token: str) -> dict[str, Any]:
        """The mapping as the REST API gives it to a program with a token."""
        answer = self.page.request.get(
            f"{self.server_url}/api/v1/mappings/{mapping.pk}/",
            headers={"Authorization": f"Bearer {token}"},
        )
        assert answer.status == 200
        return dict(answer.json())
