"""What happens when two people do the same thing to mappings at the same moment."""

import pytest

from mappings import conf
from mappings.models import Destination, Mapping
from mappings.services.destinations import update_destination
from mappings.services.errors import InvalidInput, LimitReached, StaleVersion
from mappings.services.mappings import duplicate_mapping, enable_mapping, update_mapping
from tests.factories import (
    make_destination,
    make_mapping,
    make_source,
    make_webhook,
    make_workspace,
)
from tests.services.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_enabling_at_once_never_passes_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conf, "MAX_ENABLED_MAPPINGS_PER_DESTINATION", 3)
    destination = make_destination(make_source(make_workspace()))
    rows = [make_mapping(destination, f"m{number}") for number in range(8)]

    results = at_once([lambda row=row: enable_mapping(mapping=row) for row in rows])

    assert Mapping.objects.enabled().count() == 3
    assert sum(isinstance(result, LimitReached) for result in results) == 5


def test_of_saves_at_once_on_one_version_one_wins() -> None:
    mapping = make_mapping(make_destination(make_source(make_workspace())))

    results = at_once(
        [
            lambda name=name: update_mapping(
                mapping=mapping, changes={"name": name}, expected_version=1
            )
            for name in "abcdef"
        ]
    )

    winners = [result for result in results if isinstance(result, Mapping)]
    stored = Mapping.objects.get()
    assert [winner.name for winner in winners] == [stored.name]
    assert stored.version == 2
    assert all(isinstance(result, StaleVersion) for result in results if result not in winners)


def test_copies_made_at_once_get_different_names_and_places() -> None:
    mapping = make_mapping(make_destination(make_source(make_workspace())))

    at_once([lambda: duplicate_mapping(mapping=mapping)] * 6)

    rows = Mapping.objects.values_list("name", "position")
    assert len({name for name, _ in rows}) == 7
    assert {position for _, position in rows} == set(range(7))


def test_of_equal_names_at_once_one_is_refused_and_none_breaks() -> None:
    destination = make_destination(make_source(make_workspace()))

    results = at_once([lambda: make_mapping(destination, "Same")] * 5)

    assert sum(isinstance(result, InvalidInput) for result in results) == 4
    assert Mapping.objects.count() == 1


def test_secrets_set_at_once_are_all_kept() -> None:
    """Each change reads the others' secrets first: none may be lost in between."""
    webhook = make_webhook(make_source(make_workspace()))

    at_once(
        [
            lambda: update_destination(
                destination=webhook, changes={"secrets": {"token": "token-0123456789"}}
            ),
            lambda: update_destination(
                destination=webhook,
                changes={"settings": {"url": "https://example.com/new", "method": "PUT"}},
            ),
        ]
    )

    stored = Destination.objects.get()
    assert stored.open_secrets() == {"token": "token-0123456789"}
    assert stored.settings["method"] == "PUT"
