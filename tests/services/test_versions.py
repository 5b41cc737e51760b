"""Each save is a version that stays; an enabled mapping runs the newest one that was ready."""

import pytest

from mappings.models import Mapping, MappingVersion
from mappings.services.mappings import (
    delete_mapping,
    disable_mapping,
    duplicate_mapping,
    enable_mapping,
    update_mapping,
)
from mappings.services.representation import mapping_json
from mappings.web.mapping_rows import live_text
from tests.factories import (
    TRACK_CONFIG,
    make_destination,
    make_mapping,
    make_source,
    make_workspace,
)

pytestmark = pytest.mark.django_db
UNFINISHED = {"first_name": {"@path": "$.properties.first_name"}}


@pytest.fixture
def mapping() -> Mapping:
    return make_mapping(make_destination(make_source(make_workspace())))


def _live_number(mapping: Mapping) -> int | None:
    live = Mapping.objects.get(pk=mapping.pk).live_version
    return live.number if live else None


def test_a_new_mapping_has_its_first_version_and_none_is_live(mapping: Mapping) -> None:
    version = MappingVersion.objects.get()
    assert (version.number, version.mapping, version.config) == (1, mapping, TRACK_CONFIG)
    assert _live_number(mapping) is None


def test_every_save_adds_a_version_and_changes_no_older_one(mapping: Mapping) -> None:
    update_mapping(mapping=mapping, changes={"config": UNFINISHED})
    configs = MappingVersion.objects.order_by("number").values_list("number", "config")
    assert list(configs) == [(1, TRACK_CONFIG), (2, UNFINISHED)]


def test_enabling_makes_the_current_version_live_and_disabling_none(mapping: Mapping) -> None:
    assert _live_number(enable_mapping(mapping=mapping)) == 2
    assert _live_number(disable_mapping(mapping=mapping)) is None


def test_a_save_that_is_ready_is_live_at_once(mapping: Mapping) -> None:
    enable_mapping(mapping=mapping)
    saved = update_mapping(mapping=mapping, changes={"name": "Entered"})
    assert saved.live_version is not None
    assert (saved.live_version.number, saved.live_version.name) == (3, "Entered")


def test_an_unfinished_save_leaves_the_last_ready_version_live(mapping: Mapping) -> None:
    enable_mapping(mapping=mapping)
    saved = update_mapping(mapping=mapping, changes={"config": UNFINISHED})
    assert saved.is_enabled
    assert saved.version == 3
    assert _live_number(saved) == 2
    mended = update_mapping(mapping=saved, changes={"config": TRACK_CONFIG})
    assert _live_number(mended) == 4


def test_a_copy_starts_with_versions_of_its_own(mapping: Mapping) -> None:
    enable_mapping(mapping=mapping)
    copy = duplicate_mapping(mapping=mapping)
    assert list(copy.versions.values_list("number", flat=True)) == [1]
    assert _live_number(copy) is None


def test_versions_outlive_their_mapping(mapping: Mapping) -> None:
    delete_mapping(mapping=mapping)
    assert MappingVersion.objects.get().mapping is None


def test_the_api_tells_which_version_events_run_through(mapping: Mapping) -> None:
    assert mapping_json(mapping)["live_version"] is None
    enabled = enable_mapping(mapping=mapping)
    assert mapping_json(enabled)["live_version"] == 2
    unfinished = update_mapping(mapping=enabled, changes={"config": UNFINISHED})
    told = mapping_json(unfinished)
    assert (told["version"], told["live_version"]) == (3, 2)
    assert live_text(unfinished) == "Version 2 runs until version 3 is ready"
    assert live_text(enabled) == ""
