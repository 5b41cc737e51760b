"""Export and import pages."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mappings.exchange.limits import MAX_IMPORT_BYTES
from mappings.models import Destination, Mapping, Source, Workspace
from mappings.services.exports import export_file, workspace_bundle
from mappings.services.mappings import update_mapping
from tests.api.test_access_matrix import stored
from tests.factories import SECRET, make_mapping, make_webhook

pytestmark = pytest.mark.django_db

ADDRESS = "/import/"


@pytest.fixture
def mapping(destination: Destination) -> Mapping:
    """With the guide's Track table."""
    return make_mapping(destination)


def text_of(workspace: Workspace) -> str:
    return export_file(workspace_bundle(workspace), workspace=workspace, form="yaml").text


def html(answer: Any) -> str:
    return str(answer.content.decode())


def confirmed(client: Client, text: str, shown: Any, **data: str) -> Any:
    """What the button of the page with the difference sends."""
    state = shown.context["state"]
    return client.post(ADDRESS, {"document": text, "state": state, "step": "confirm", **data})


def test_an_export_shows_its_text_and_offers_the_file(vic: Client, mapping: Mapping) -> None:
    address = reverse("export_destination", args=[mapping.destination_id])
    page = html(vic.get(address))
    assert "kind: destination" in page
    assert "Download acme-crm.yaml" in page
    assert SECRET not in page

    file = vic.get(address, {"format": "terraform", "download": "1"})
    assert file["Content-Disposition"] == 'attachment; filename="acme-crm.tf"'
    assert file.content.decode().startswith('variable "acme_crm_destination_id"')


def test_an_export_for_segment_says_what_differs(ann: Client, mapping: Mapping) -> None:
    update_mapping(mapping=mapping, changes={"trigger": "type in ('track', 'identify')"})
    page = html(ann.get(reverse("export_mapping", args=[mapping.pk]), {"format": "segment"}))
    assert "What differs in Segment" in page
    assert "It is written so that both read the same" in page


def test_a_form_that_is_not_known_shows_the_first_one(ann: Client, mapping: Mapping) -> None:
    page = ann.get(reverse("export_mapping", args=[mapping.pk]), {"format": "xml"})
    assert page.context["shown_form"] == "yaml"


def test_segments_form_is_offered_where_it_has_a_place(ann: Client, mapping: Mapping) -> None:
    address = reverse("export_workspace")
    assert "segment" in [tab.form for tab in ann.get(address).context["tabs"]]
    make_webhook(mapping.destination.source)
    assert "segment" not in [tab.form for tab in ann.get(address).context["tabs"]]


def test_an_export_that_would_hold_a_secret_leads_back(ann: Client, mapping: Mapping) -> None:
    update_mapping(mapping=mapping, changes={"config": {"first_name": SECRET}})
    answer = ann.get(reverse("export_mapping", args=[mapping.pk]), follow=True)
    assert answer.redirect_chain[0][0] == reverse("destination", args=[mapping.destination_id])
    assert "Nothing was exported" in html(answer)
    assert SECRET not in html(answer)


def test_a_long_text_is_shown_in_part(ann: Client, mapping: Mapping, monkeypatch: Any) -> None:
    monkeypatch.setattr("mappings.web.exports.MAX_SHOWN_CHARS", 20)
    page = ann.get(reverse("export_workspace"))
    assert len(page.context["text"]) == 20
    assert "The file has all of them." in html(page)


def test_the_difference_comes_first_and_nothing_is_written(ann: Client, mapping: Mapping) -> None:
    text = text_of(mapping.workspace).replace("$.properties.last_name", "$.properties.surname")
    before = stored()

    shown = ann.post(ADDRESS, {"document": text, "step": "check"})

    assert stored() == before
    assert shown.status_code == 200
    page = html(shown)
    assert "1 changed · 2 unchanged" in page
    assert '<del class="mono">{&quot;@path&quot;: &quot;$.properties.last_name&quot;}</del>' in page
    assert '<ins class="mono">{&quot;@path&quot;: &quot;$.properties.surname&quot;}</ins>' in page


def test_a_filter_is_named_by_its_place(ann: Client, mapping: Mapping) -> None:
    text = text_of(mapping.workspace).replace(
        "  filters: []\n", "  filters:\n  - {title: Tests, action: drop}\n"
    )
    page = html(ann.post(ADDRESS, {"document": text, "step": "check"}))
    assert "<dt>Filter 1</dt>" in page


def test_what_was_looked_at_is_imported(ann: Client, mapping: Mapping) -> None:
    text = text_of(mapping.workspace).replace("$.properties.last_name", "$.properties.surname")
    answer = confirmed(ann, text, ann.post(ADDRESS, {"document": text, "step": "check"}))

    assert answer["Location"] == reverse("destination", args=[mapping.destination_id])
    mapping.refresh_from_db()
    assert mapping.config["last_name"] == {"@path": "$.properties.surname"}
    assert mapping.updated_by is not None
    assert mapping.updated_by.username == "ann"


def test_a_change_in_between_is_shown_before_anything_is_written(
    ann: Client, mapping: Mapping
) -> None:
    text = text_of(mapping.workspace).replace("$.properties.last_name", "$.properties.surname")
    shown = ann.post(ADDRESS, {"document": text, "step": "check"})
    update_mapping(mapping=mapping, changes={"config": {}})
    before = stored()

    answer = confirmed(ann, text, shown)

    assert answer.status_code == 409
    assert "The workspace has changed since this difference was shown." in html(answer)
    assert answer.context["state"] != shown.context["state"]
    assert stored() == before


@pytest.mark.parametrize("state", ["", "x"])
def test_nobody_confirms_what_was_not_shown(state: str, ann: Client, mapping: Mapping) -> None:
    text = text_of(mapping.workspace).replace("name: Website", "name: App")
    answer = ann.post(ADDRESS, {"document": text, "step": "confirm", "state": state})
    assert answer.status_code == 409
    assert not Source.objects.filter(name="App").exists()


def test_nothing_new_offers_no_import(ann: Client, mapping: Mapping) -> None:
    page = html(ann.post(ADDRESS, {"document": text_of(mapping.workspace), "step": "check"}))
    assert "Nothing changes" in page
    assert 'value="confirm"' not in page


def test_problems_are_told_with_their_lines_and_the_text_stays(
    ann: Client, mapping: Mapping
) -> None:
    text = text_of(mapping.workspace).replace("upsert_contact", "fly").replace("https:", "ftp:")
    answer = ann.post(ADDRESS, {"document": text, "step": "check"})

    assert answer.status_code == 400
    page = html(answer)
    assert "2 things stand against this import" in page
    line = text.split("action: fly")[0].count("\n") + 1
    assert f"Line {line}, /destinations/0/mappings/0/action" in page
    assert "action: fly" in page


def test_a_file_is_read_as_its_bytes_say(ann: Client, mapping: Mapping) -> None:
    text = text_of(mapping.workspace).replace("name: Website", "name: Café")
    for encoding, status in (("utf-8", 200), ("latin-1", 400)):
        upload = SimpleUploadedFile("workspace.yaml", text.encode(encoding))
        answer = ann.post(ADDRESS, {"document": "", "upload": upload, "step": "check"})
        assert answer.status_code == status
    assert "This is not UTF-8 text." in html(answer)


def test_a_file_that_is_too_large_is_refused(ann: Client) -> None:
    upload = SimpleUploadedFile("large.yaml", b"#" * (MAX_IMPORT_BYTES + 1))
    answer = ann.post(ADDRESS, {"document": "", "upload": upload, "step": "check"})
    assert answer.status_code == 400
    assert "the limit is 4,000,000" in html(answer)


def test_lines_that_a_browser_sends_are_counted_as_they_were(ann: Client, mapping: Mapping) -> None:
    text = text_of(mapping.workspace).replace("\n", "\r\n")
    answer = ann.post(ADDRESS, {"document": text, "step": "check"})
    assert "Nothing changes" in html(answer)


SEGMENT = '[{"name": "S", "actionSlug": "fly", "trigger": "type = \\"track\\"", "settings": {}}]'


def test_an_action_that_is_not_known_can_be_chosen(ann: Client, destination: Destination) -> None:
    data = {"document": SEGMENT, "destination": str(destination.pk), "step": "check"}
    refused = ann.post(ADDRESS, data)
    assert refused.status_code == 400
    assert "upsert_contact" in [
        value for value, _ in refused.context["form"]["action"].field.choices
    ]

    shown = ann.post(ADDRESS, {**data, "action": "upsert_contact"})
    assert "is taken for upsert_contact" in html(shown)
    done = confirmed(ann, SEGMENT, shown, destination=str(destination.pk), action="upsert_contact")
    assert done["Location"] == reverse("destination", args=[destination.pk])
    assert Mapping.objects.get().action_slug == "upsert_contact"


def test_a_destination_of_another_workspace_cannot_be_chosen(
    sam: Client, destination: Destination
) -> None:
    data = {"document": SEGMENT, "destination": str(destination.pk), "step": "check"}
    answer = sam.post(ADDRESS, data)
    assert answer.status_code == 400
    assert "Choose one of the list." in html(answer)
    assert destination.name not in html(sam.get(ADDRESS, {"destination": str(destination.pk)}))


def test_the_page_of_a_destination_chooses_it(ann: Client, destination: Destination) -> None:
    page = ann.get(ADDRESS, {"destination": str(destination.pk)})
    assert page.context["form"]["destination"].value() == str(destination.pk)
    assert ann.get(ADDRESS, {"destination": "nonsense"}).status_code == 200


def test_back_to_the_document_brings_the_text_back(ann: Client, destination: Destination) -> None:
    answer = ann.post(ADDRESS, {"document": SEGMENT, "step": "edit"})
    assert answer.status_code == 200
    assert "&quot;fly&quot;" in html(answer)


def test_markup_in_a_document_stays_text(ann: Client, mapping: Mapping) -> None:
    bad = "</textarea><script>alert(1)</script>"
    text = text_of(mapping.workspace).replace("name: Website", f"name: '{bad}'")
    page = html(ann.post(ADDRESS, {"document": text, "step": "check"}))
    assert "<script>alert" not in page
    assert "&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in page
