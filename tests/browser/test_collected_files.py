"""The product as `make run` starts it: its collected, minified scripts do what the source does."""

from pathlib import Path

from playwright.sync_api import Page, expect

from scripts.running_product import make_mapping, running_product, sign_in
from tests.browser.editor_page import EditorPage


def test_the_guide_is_mapped_with_the_files_that_are_served(page: Page, tmp_path: Path) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda note: note.type == "error" and errors.append(note.text))
    with running_product(tmp_path) as (address, password):
        sign_in(page, address, password)
        make_mapping(page)
        editor = EditorPage(page, address)
        editor.button("Suggest").click()
        editor.button("Use 5 values").click()
        editor.expect_payload(
            {
                "email_address": "user@example.com",
                "audience_status": True,
                "first_name": "Jane",
                "last_name": "Doe",
                "external_id": "user-123",
            }
        )
        editor.use_event({"type": "track", "properties": {"browse_abandoners": False}})
        expect(editor.trigger_check).to_contain_text("does not match")
        editor.save()
        served = page.request.get(page.locator("script[src*=editor]").get_attribute("src") or "")
        assert "/**" not in served.text()
    assert errors == []
