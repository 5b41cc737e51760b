"""Audiences, members and connections in pages: what is told, what is refused, who sees what."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from mappings.models import Audience, Connection, Job, Membership, Trait
from mappings.services.audiences import create_audience
from mappings.services.mappings import enable_mapping
from tests import factories
from tests.web.conftest import Htmx

pytestmark = pytest.mark.django_db


def setup_data(row: Connection, **changes: str) -> dict[str, str]:
    """The form as the page sends it, with two rows."""
    return {
        "version": str(row.version),
        "sends_identify": "on",
        "sends_track": "on",
        "is_customized": "true",
        "traits-count": "2",
        "traits-0-trait": "plan",
        "traits-0-name": "",
        "traits-1-trait": "",
        "traits-1-name": "",
        "identifiers-count": "1",
        "identifiers-0-type": "email",
        "identifiers-0-name": "mail",
        "identifiers-0-strategy": "all",
        **changes,
    }


def test_the_list_is_searched_and_says_what_to_do_when_empty(ann: Client) -> None:
    address = reverse("audiences")
    assert "No audiences yet" in ann.get(address).content.decode()


def test_the_list_is_searched_by_name_and_key(ann: Client, audience: Audience) -> None:
    address = reverse("audiences")
    create_audience(workspace=audience.workspace, key="vip", changes={"name": "Very"})

    shown = Htmx(ann).get(f"{address}?q=VIP").content.decode()
    assert "Very" in shown
    assert audience.name not in shown
    assert "No audience matches" in Htmx(ann).get(f"{address}?q=zzz").content.decode()


def test_its_cost_does_not_grow(
    ann: Client, audience: Audience, django_assert_num_queries: Any
) -> None:
    for number in range(5):
        factories.make_audience(audience.workspace, f"a{number}")
    with django_assert_num_queries(4):  # session, user, member, audiences
        ann.get(reverse("audiences"))


def test_what_is_wrong_with_a_new_audience_stands_beside_its_field(ann: Client) -> None:
    data = {"name": "VIP", "key": "audience_key", "computation_class": "audience"}
    answer = ann.post(reverse("new_audience"), data)

    assert answer.status_code == 400
    assert "means something else in events" in answer.content.decode()
    assert not Audience.objects.exists()


def test_an_audience_is_changed_and_deleted(ann: Client, audience: Audience) -> None:
    address = reverse("audience_settings", args=[audience.pk])
    data = {"name": "Renamed", "computation_class": "audience", "entered_event": "In"}
    assert ann.post(address, data).status_code == 302
    audience.refresh_from_db()
    assert (audience.name, audience.entered_event, audience.follows_events) == (
        "Renamed",
        "In",
        False,
    )
    asked = ann.get(reverse("delete_audience", args=[audience.pk])).content.decode()
    assert "never used again" in asked
    ann.post(reverse("delete_audience", args=[audience.pk]))
    assert ann.get(reverse("audience", args=[audience.pk])).status_code == 404


def test_coverage_offers_the_missing_mapping(
    ann: Client, vic: Client, connection: Connection
) -> None:
    address = reverse("audience", args=[connection.audience_id])
    shown = ann.get(address).content.decode()
    assert shown.count("Nothing is sent") == 2
    assert shown.count("Add mapping") == 2
    assert "Add mapping" not in vic.get(address).content.decode()

    answer = ann.post(reverse("missing_mapping", args=[connection.pk]), {"direction": "leaving"})
    mapping = connection.destination.mappings.get()
    assert answer["Location"] == reverse("mapping", args=[mapping.pk])
    assert ann.get(address).content.decode().count("Add mapping") == 1
    bad = ann.post(reverse("missing_mapping", args=[connection.pk]), {"direction": "up"})
    assert bad.status_code == 400


def test_a_destination_is_connected_once(ann: Client, connection: Connection) -> None:
    other = factories.make_audience(connection.workspace, "other")
    address = reverse("connect_audience", args=[other.pk])
    ann.post(address, {"destination": str(connection.destination_id)})
    made = Connection.objects.get(audience=other)
    assert not made.is_customized
    assert "Nothing left to connect" in ann.get(address).content.decode()
    assert ann.post(address, {"destination": str(connection.destination_id)}).status_code == 400


def test_a_setup_is_saved_without_its_empty_rows(ann: Client, connection: Connection) -> None:
    address = reverse("connection", args=[connection.pk])
    assert ann.post(address, setup_data(connection)).status_code == 302

    connection.refresh_from_db()
    assert connection.traits == [{"trait": "plan", "name": "plan"}]
    assert connection.identifiers == [{"type": "email", "name": "mail", "strategy": "all"}]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"traits-0-name": "browse_abandoners"}, "would overwrite the flag"),
        ({"identifiers-0-strategy": "some"}, "Choose first, last or all."),
        ({"traits-1-name": "x"}, "Enter the trait."),
        ({"sends_track": "", "sends_identify": ""}, "Send Identify, Track or both."),
        ({"version": "0"}, "Somebody saved this connection in the meantime (version 1)"),
        ({"version": "x"}, "Enter a whole number"),
    ],
)
def test_a_setup_that_cannot_be_is_told_and_kept(
    ann: Client, connection: Connection, changes: dict[str, str], text: str
) -> None:
    answer = ann.post(
        reverse("connection", args=[connection.pk]), setup_data(connection, **changes)
    )

    assert answer.status_code == 400
    shown = answer.content.decode()
    assert text in shown
    assert 'value="plan"' in shown
    connection.refresh_from_db()
    assert connection.version == 1


def test_a_problem_stands_at_its_row_whatever_empty_rows_are_before_it(
    ann: Client, connection: Connection
) -> None:
    second = {"type": "crm", "name": "audience_key", "strategy": "last"}
    changes = {f"identifiers-1-{part}": text for part, text in second.items()}
    changes |= {"identifiers-count": "2", "identifiers-0-type": "", "identifiers-0-name": ""}
    answer = ann.post(
        reverse("connection", args=[connection.pk]), setup_data(connection, **changes)
    )

    first, other = answer.context["form"].identifier_rows
    assert (first.problems, list(other.problems)) == ({}, ["name"])


def test_after_a_conflict_the_next_save_replaces(ann: Client, connection: Connection) -> None:
    address = reverse("connection", args=[connection.pk])
    shown = ann.post(address, setup_data(connection, version="0")).content.decode()
    assert 'name="version" value="1"' in shown


def test_the_default_setup_keeps_the_rows_for_later(ann: Client, connection: Connection) -> None:
    address = reverse("connection", args=[connection.pk])
    ann.post(address, setup_data(connection))
    bad = setup_data(connection, version="2", is_customized="", **{"traits-0-name": "audience_key"})
    assert ann.post(address, bad).status_code == 302

    connection.refresh_from_db()
    assert (connection.is_customized, connection.traits) == (
        False,
        [{"trait": "plan", "name": "plan"}],
    )


@pytest.mark.parametrize(
    ("edit", "traits", "identifiers"),
    [
        ("add traits", 3, 1),
        ("remove traits 0", 1, 1),
        ("remove identifiers 0", 2, 0),
        ("remove identifiers x", 2, 1),
        ("remove traits 9", 2, 1),
        ("add nothing", 2, 1),
    ],
)
def test_rows_are_added_and_taken_away_without_saving(
    ann: Client, connection: Connection, edit: str, traits: int, identifiers: int
) -> None:
    answer = ann.post(
        reverse("connection", args=[connection.pk]), setup_data(connection, edit=edit)
    )

    assert answer.status_code == 200
    form = answer.context["form"]
    assert (len(form.trait_rows), len(form.identifier_rows)) == (traits, identifiers)
    connection.refresh_from_db()
    assert connection.version == 1


@pytest.mark.parametrize("count", ["-1", "x", "99999999999999999999", "²"])
def test_odd_numbers_of_rows_are_no_rows(ann: Client, connection: Connection, count: str) -> None:
    data = setup_data(connection, edit="add traits", **{"traits-count": count})
    answer = ann.post(reverse("connection", args=[connection.pk]), data)
    assert len(answer.context["form"].trait_rows) == 1


def test_the_preview_shows_and_counts_what_would_be_sent(
    ann: Client, connection: Connection, membership: Membership
) -> None:
    membership.profile.identifiers.create(
        workspace=connection.workspace,
        type="email",
        value="second@example.com",
        first_seen_at=membership.entered_at,
        last_seen_at=membership.entered_at,
    )
    address = reverse("connection_preview", args=[connection.pk])
    shown = ann.post(address, setup_data(connection)).content.decode()

    assert "sample plan" in shown
    assert "4 events" in shown
    assert "1 member who" in shown
    bad = ann.post(address, setup_data(connection, **{"traits-0-trait": "browse_abandoners"}))
    assert "Mend what is marked" in bad.content.decode()


def test_a_viewer_looks_at_a_connection_and_changes_nothing(
    vic: Client, connection: Connection
) -> None:
    Connection.objects.update(is_customized=True, traits=[{"trait": "plan", "name": "tier"}])
    shown = vic.get(reverse("connection", args=[connection.pk])).content.decode()

    assert "tier" in shown
    assert "Save" not in shown


def test_a_connection_is_switched_off_and_ended(ann: Client, connection: Connection) -> None:
    address = reverse("connection_enabled", args=[connection.pk])
    ann.post(address, {"enabled": "false"})
    connection.refresh_from_db()
    assert not connection.is_enabled
    assert ann.post(address, {"enabled": "maybe"}).status_code == 400
    ann.post(reverse("disconnect_audience", args=[connection.pk]))
    assert not Connection.objects.exists()


def test_members_are_found_added_and_removed(
    ann: Client, connection: Connection, membership: Membership
) -> None:
    address = reverse("members", args=[connection.audience_id])
    ann.post(address, {"type": "email", "value": "new@example.com"})
    assert Membership.objects.current().count() == 2
    again = ann.post(address, {"type": "email", "value": "new@example.com"}, follow=True)
    assert "They are a member already" in again.content.decode()
    long = ann.post(address, {"type": "email", "value": "x" * 501})
    assert "at most 500 characters" in long.content.decode()

    found = ann.get(f"{address}?q=new@example.com").content.decode()
    assert "new@example.com" in found
    assert "user@example.com" not in found
    assert "No member is called" in ann.get(f"{address}?q=nobody").content.decode()

    asked = ann.get(reverse("remove_member", args=[membership.pk])).content.decode()
    assert "1 connected destination is told" in asked
    ann.post(reverse("remove_member", args=[membership.pk]))
    membership.refresh_from_db()
    assert membership.exited_at


def test_who_may_not_see_contents_sees_no_identifiers(vic: Client, membership: Membership) -> None:
    address = reverse("members", args=[membership.audience_id])

    for shown in (vic.get(address), vic.get(f"{address}?q=user-123")):
        assert "user@example.com" not in shown.content.decode()
        assert str(membership.profile_id) in shown.content.decode()


def test_a_file_of_members_is_uploaded(
    ann: Client, audience: Audience, settings: Any, tmp_path: Any
) -> None:
    settings.DATA_DIR = tmp_path
    address = reverse("import_members", args=[audience.pk])
    file = SimpleUploadedFile("people.csv", b"user_id\nu1\n")
    answer = ann.post(address, {"file": file, "mode": "replace"})
    job = Job.objects.get()
    assert answer["Location"] == reverse("job", args=[job.pk])
    assert (job.kind, job.options["mode"]) == ("import_members", "replace")
    file = SimpleUploadedFile("people.txt", b"user_id\nu1\n")
    answer = ann.post(address, {"file": file, "mode": "add"})
    assert "Say the format" in answer.content.decode()
    assert ann.post(address, {"mode": "add"}).status_code == 400


def test_a_resync_is_estimated_tried_and_started(
    ann: Client, connection: Connection, membership: Membership
) -> None:
    address = reverse("audience_resync", args=[connection.pk])
    refused = ann.post(address, {"do": "start"}).content.decode()
    assert "No mapping of Acme CRM is enabled" in refused
    enable_mapping(mapping=factories.make_mapping(connection.destination))

    shown = ann.post(address, {"do": "try"}).content.decode()
    assert "Would be sent" in shown
    assert "user@example.com" in shown
    bad = ann.post(address, {"do": "estimate", "since_connection_version": "7"})
    assert "no version 7" in bad.content.decode()
    assert ann.post(address, {"do": "start"}).status_code == 302
    assert "A connection has one resync at a time" in ann.get(address).content.decode()


def test_jobs_are_shown_paused_and_gone_on_with(ann: Client, job: Job) -> None:
    job.problems.create(workspace=job.workspace, line=5, message="<b>No identifier</b>")
    address = reverse("job", args=[job.pk])
    assert "&lt;b&gt;No identifier" in ann.get(address).content.decode()
    assert job.title in ann.get(reverse("jobs")).content.decode()
    change = reverse("change_job", args=[job.pk])
    assert "Paused" in Htmx(ann).post(change, {"change": "pause"}).content.decode()
    ann.post(change, {"change": "resume"})
    ann.post(change, {"change": "cancel"})
    job.refresh_from_db()
    assert job.state == "cancelled"
    again = ann.post(change, {"change": "pause"}, follow=True).content.decode()
    assert "it cannot be paused" in again
    assert ann.post(change, {"change": "explode"}).status_code == 400


def test_names_with_markup_are_text(ann: Client, connection: Connection) -> None:
    attack = "<script>alert(1)</script>"
    Audience.objects.update(name=attack)
    Trait.objects.create(workspace=connection.workspace, name=attack)
    Connection.objects.update(is_customized=True, traits=[{"trait": attack, "name": attack}])
    for name, row in (("audience", connection.audience_id), ("connection", connection.pk)):
        assert attack not in ann.get(reverse(name, args=[row])).content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"traits-0-trait": "a\0b"},
        {"identifiers-0-name": "a\0b"},
        {"edit": f"remove traits {'9' * 5_000}"},
        {"version": "9" * 40},
    ],
)
def test_what_nobody_types_changes_nothing(
    ann: Client, connection: Connection, changes: dict[str, str]
) -> None:
    address = reverse("connection", args=[connection.pk])
    data = setup_data(connection, **changes)

    assert ann.post(address, data).status_code in (200, 400)
    preview = reverse("connection_preview", args=[connection.pk])
    assert ann.post(preview, data).status_code == 200
    assert Connection.objects.get(pk=connection.pk).version == connection.version


def test_types_of_identifiers_are_offered_from_newer_profiles(
    ann: Client, connection: Connection
) -> None:
    factories.make_profile(connection.workspace, loyalty_card="4711")
    page = ann.get(reverse("connection", args=[connection.pk])).content.decode()
    for kind in ("anonymous_id", "email", "loyalty_card", "user_id"):
        assert f'<option value="{kind}"' in page


def test_a_resync_that_cannot_start_says_so(ann: Client, connection: Connection) -> None:
    connection.destination.mappings.update(is_enabled=False)
    answer = ann.post(reverse("audience_resync", args=[connection.pk]), {"do": "start"})

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Nothing was started." in page
    assert "so nothing would be sent." in page
    assert not Job.objects.exists()


def test_many_members_are_told_in_groups_of_digits() -> None:
    row = {"id": uuid4(), "name": "VIP", "key": "vip", "member_count": 12345}
    shown = render_to_string("mappings/_audience_table.html", {"audiences": [row]})
    assert "12,345</a>" in shown
