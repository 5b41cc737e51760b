"""Destinations and their secrets."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from mappings import conf
from mappings.models import Destination, Source
from mappings.services.destinations import create_destination, secret_states, update_destination
from mappings.services.errors import InUse, InvalidInput, LimitReached, NotFound
from mappings.services.sources import delete_source, rename_source
from tests.factories import SECRET, make_destination, make_source, make_webhook

pytestmark = pytest.mark.django_db


def test_a_secret_is_nowhere_in_the_row(destination: Destination) -> None:
    row = Destination.objects.values().get()

    assert SECRET not in str(row)
    assert "api_key" not in row["sealed_secrets"]


def test_a_secret_has_the_time_it_was_set(source: Source) -> None:
    before = timezone.now() - timedelta(seconds=1)
    webhook = make_webhook(source)
    changed = update_destination(destination=webhook, changes={"secrets": {"token": "token-1234"}})

    set_at = secret_states(changed)["token"].set_at
    assert set_at is not None
    assert before <= set_at <= timezone.now()


def test_a_secret_that_stays_keeps_its_time(destination: Destination) -> None:
    Destination.objects.update(secrets_set_at={"api_key": "2026-01-02T03:04:05+00:00"})
    settings = {"base_url": "https://crm.example.com/v2"}

    changed = update_destination(destination=destination, changes={"settings": settings})

    assert secret_states(changed)["api_key"].set_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_a_secret_from_before_times_were_kept_has_none(destination: Destination) -> None:
    Destination.objects.update(secrets_set_at={})

    assert secret_states(Destination.objects.get())["api_key"].set_at is None


def test_a_secret_that_may_be_missing_can_be_forgotten(source: Source) -> None:
    webhook = make_webhook(source)
    changes: Any = {"secrets": {"token": "token-0123456789"}}
    changed = update_destination(destination=webhook, changes=changes)
    assert secret_states(changed)["token"].is_set is True

    update_destination(destination=webhook, changes={"secrets": {"token": None}})

    assert secret_states(Destination.objects.get())["token"].is_set is False


@pytest.mark.parametrize(
    ("secret", "last4"), [("eightch8", ""), ("elevenchars", ""), ("twelve-chars", "hars")]
)
def test_only_a_long_secret_shows_its_end(secret: str, last4: str, source: Source) -> None:
    destination = make_destination(source, secrets={"api_key": secret})

    assert secret_states(destination)["api_key"].last4 == last4


def test_a_refused_change_changes_nothing(destination: Destination) -> None:
    with pytest.raises(InvalidInput):
        update_destination(
            destination=destination, changes={"name": "New", "settings": {"base_url": "x"}}
        )

    stored = Destination.objects.get()
    assert stored.name == "Acme CRM"
    assert stored.settings == {"base_url": "https://crm.example.com/api"}


def test_a_setting_that_cannot_be_stored_is_refused(source: Source) -> None:
    for text in ("\ud800", "\x00"):
        with pytest.raises(InvalidInput) as caught:
            create_destination(
                workspace=source.workspace,
                source=source,
                definition_slug="crm",
                name="CRM",
                settings={"base_url": f"https://x.example/{text}"},
                secrets={"api_key": SECRET},
            )
        assert caught.value.problems[0].pointer.startswith("/settings")


def test_no_problem_repeats_a_secret(source: Source) -> None:
    secret = "line\nbreak-9f2c"
    with pytest.raises(InvalidInput) as caught:
        make_destination(source, secrets={"api_key": secret, "unknown": secret})

    assert "9f2c" not in str(caught.value.problems)


def test_the_limit_of_destinations_is_kept(
    destination: Destination, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conf, "MAX_DESTINATIONS_PER_WORKSPACE", 1)

    with pytest.raises(LimitReached):
        make_webhook(source)


def test_the_limit_of_sources_is_kept(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conf, "MAX_SOURCES_PER_WORKSPACE", 1)

    with pytest.raises(LimitReached):
        make_source(source.workspace, "App")


def test_a_source_in_use_names_what_uses_it(source: Source) -> None:
    for number in range(1, 6):
        make_destination(source, f"CRM {number}")

    with pytest.raises(InUse, match="used by CRM 1, CRM 2, CRM 3 and 2 more"):
        delete_source(source=source)


def test_a_destination_of_a_kind_that_left_the_catalog_can_still_be_renamed(
    destination: Destination,
) -> None:
    Destination.objects.update(definition_slug="gone")
    stored: Any = Destination.objects.get()

    assert update_destination(destination=stored, changes={"name": "Old CRM"}).name == "Old CRM"
    assert secret_states(stored) == {}
    with pytest.raises(InvalidInput):
        update_destination(destination=stored, changes={"settings": {}})


def test_a_deleted_destination_does_not_come_back(destination: Destination) -> None:
    Destination.objects.all().delete()

    with pytest.raises(NotFound):
        update_destination(destination=destination, changes={"name": "New"})

    assert Destination.objects.count() == 0


def test_a_deleted_source_does_not_come_back(source: Source) -> None:
    Source.objects.all().delete()

    with pytest.raises(NotFound):
        rename_source(source=source, name="New")

    assert Source.objects.count() == 0


def test_a_change_of_one_thing_undoes_no_other_change(destination: Destination) -> None:
    """Both started from the same row: what one of them did not name is not written by it."""
    mine = Destination.objects.get()
    update_destination(destination=destination, changes={"is_enabled": False})

    update_destination(destination=mine, changes={"name": "Mine"})

    stored = Destination.objects.get()
    assert (stored.name, stored.is_enabled) == ("Mine", False)
