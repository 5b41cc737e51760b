"""Make the pictures of the README from the running product: `make pictures`.

Starts the product with its demo workspace in a temporary folder, maps the guide's Track table on
Acme CRM in a real browser, and keeps the editor as docs/pictures/editor-light.png and -dark.png.
"""

import sys
from pathlib import Path

from playwright.sync_api import Page, expect

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.running_product import PROJECT_DIR, make_mapping, signed_in_page

PICTURES = PROJECT_DIR / "docs" / "pictures"
PATHS = (
    "context.traits.email",
    "properties.browse_abandoners",
    "properties.first_name",
    "properties.last_name",
)


def take_pictures(page: Page) -> None:
    make_mapping(page)
    slot = page.get_by_role("combobox", name="Value for Email address", exact=True)
    slot.click()
    slot.press("Escape")
    for path in PATHS:
        page.get_by_role("tree", name="Event fields").locator(f'[data-path="{path}"]').click()
    page.get_by_role("button", name="Save mapping").click()
    expect(page.locator("#save-state")).not_to_have_text("Unsaved changes")
    page.get_by_role("combobox", name="Value for External ID", exact=True).click()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
        page.wait_for_timeout(300)  # the notices fade
        page.screenshot(path=PICTURES / f"editor-{scheme}.png")


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with signed_in_page() as page:
        take_pictures(page)


if __name__ == "__main__":
    main()
