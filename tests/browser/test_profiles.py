"""People, as one meets them: a file looked at and imported, somebody found, a trait labelled."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from mappings.jobs.runner import Runner
from mappings.models import Job, Profile, Trait, Workspace
from tests import factories
from tests.browser.test_axe import violations

CSV = b"User,E-mail,plan,note\nuser-123,user@example.com,pro,internal\n"


@pytest.fixture(autouse=True)
def _data_dir(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def test_a_file_is_looked_at_imported_and_its_person_found(
    quiet_page: Page, base_url: str, workspace: Workspace
) -> None:
    page = quiet_page
    page.goto(base_url)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Audiences").click()
    page.get_by_role("link", name="Profiles").click()
    page.get_by_role("link", name="Import a file").click()
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": CSV}
    )
    page.get_by_role("button", name="Look at the columns").press("Enter")
    user = page.get_by_role("group", name="Column User")
    expect(user).to_contain_text("like user-123")
    expect(page.get_by_role("button", name="Guess again")).to_be_focused()
    user.get_by_label("Identifier").fill("user_id")
    user.get_by_label("Trait", exact=True).fill("")
    page.get_by_role("group", name="Column note").get_by_label("Trait", exact=True).fill("")
    page.get_by_role("button", name="Import", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("people.csv")
    Runner(rests=False).step(only=Job.objects.get().pk)
    expect(page.get_by_text("Done", exact=True)).to_be_visible()

    page.goto(base_url + reverse("profiles"))
    page.get_by_label("Search profiles by an identifier").fill("user@example.com")
    page.keyboard.press("Enter")
    page.get_by_role("table", name="Profiles").get_by_role("link").first.click()
    expect(page.get_by_role("table", name="Identifiers")).to_contain_text("user-123")
    assert Profile.objects.get().traits == {"email": "user@example.com", "plan": "pro"}

    page.goto(base_url + reverse("traits"))
    page.get_by_label("Origin of plan", exact=True).select_option(label="SQL")
    page.get_by_role("button", name="Save the origin of plan").click()
    expect(page.get_by_role("status")).to_contain_text("plan is labelled SQL")
    assert Trait.objects.get(name="plan").origin == "sql"


def test_axe_finds_nothing_and_nothing_sticks_out(
    quiet_page: Page, base_url: str, workspace: Workspace
) -> None:
    long = "a_long_identifier_without_a_break_" * 8
    profile = factories.make_profile(workspace, user_id=long, email="user@example.com")
    Trait.objects.create(workspace=workspace, name="long_" * 40)
    addresses = [reverse(name) for name in ("profiles", "traits", "import_profiles")]
    addresses += [reverse("profile", args=[profile.pk]), reverse("profiles") + "?q=nobody"]
    for address in addresses:
        quiet_page.goto(base_url + address)
        for scheme in ("light", "dark"):
            quiet_page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert violations(quiet_page) == [], f"{address} {scheme}"
        for width in (1440, 768, 390):
            quiet_page.set_viewport_size({"width": width, "height": 900})
            wide = quiet_page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{address} at {width}"
