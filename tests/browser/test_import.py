"""The import page in a browser: a file is dropped, its difference is shown, and it is confirmed."""

import re

from playwright.sync_api import Page, expect

from mappings.models import Destination, Mapping
from mappings.services.exports import export_file, workspace_bundle
from tests import factories
from tests.browser.test_axe import violations

DROP = """
(box, text) => {
  const data = new DataTransfer();
  data.items.add(new File([text], "workspace.yaml", { type: "application/yaml" }));
  for (const type of ["dragover", "drop"]) {
    box.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
  }
}
"""


def test_a_dropped_file_shows_its_difference_and_is_imported(
    quiet_page: Page, crm: Destination, base_url: str
) -> None:
    mapping = factories.make_mapping(crm)
    workspace = crm.workspace
    text = export_file(workspace_bundle(workspace), workspace=workspace, form="yaml").text
    page = quiet_page
    page.goto(f"{base_url}/destinations/")
    page.get_by_role("link", name="Import").click()

    box = page.get_by_label("Document")
    box.evaluate(DROP, text.replace("$.properties.last_name", "$.properties.surname"))
    expect(box).to_have_value(re.compile("surname"))
    page.get_by_role("button", name="Show what changes").click()

    written = page.get_by_role("list", name="What is written")
    expect(written.get_by_role("listitem")).to_have_count(1)
    expect(written).to_contain_text("last_name")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert violations(page) == []

    page.get_by_role("button", name="Back to the document").click()
    expect(page.get_by_label("Document")).to_have_value(re.compile("surname"))
    page.get_by_role("button", name="Show what changes").click()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("Imported: 1 changed")).to_be_visible()
    mapping = Mapping.objects.get(pk=mapping.pk)
    assert mapping.config["last_name"] == {"@path": "$.properties.surname"}
