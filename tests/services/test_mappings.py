"""What users do with mappings, and what happens when two do it at once."""

from collections.abc import Callable
from typing import Any

import pytest

from mappings import conf
from mappings.models import Destination, Mapping
from mappings.services.destinations import delete_destination
from mappings.services.errors import (
    InvalidInput,
    LimitReached,
    NotFound,
    NotReady,
    StaleVersion,
)
from mappings.services.mappings import (
    create_mapping,
    create_mapping_from_trait,
    delete_mapping,
    disable_mapping,
    duplicate_mapping,
    enable_mapping,
    move_mapping,
    update_mapping,
)
from mappings.services.readiness import mapping_problems
from tests.factories import (
    TRACK_CONFIG,
    TRACK_TRIGGER,
    make_destination,
    make_mapping,
    make_source,
    make_workspace,
)

pytestmark = pytest.mark.django_db


def names(destination: Destination) -> list[str]:
    rows = Mapping.objects.for_destination(destination).in_order()
    return list(rows.values_list("name", flat=True))


@pytest.mark.parametrize(
    ("event_type", "condition"),
    [
        ("identify", {"type": "event-trait", "name": "vip", "operator": "is_true"}),
        ("track", {"type": "event-property", "name": "vip", "operator": "is_true"}),
    ],
)
def test_an_event_trait_is_stored_where_the_event_type_keeps_it(
    event_type: str, condition: dict[str, str], destination: Destination
) -> None:
    mapping = create_mapping_from_trait(
        destination=destination,
        name="Entered",
        action_slug="upsert_contact",
        event_type=event_type,
        audience_key=" vip ",
        is_entering=True,
    )

    assert mapping.trigger["children"][1] == condition
    assert mapping.event_type == event_type
    assert (mapping.config, mapping.is_enabled) == ({}, False)


def test_exiting_is_the_other_operator(destination: Destination) -> None:
    mapping = create_mapping_from_trait(
        destination=destination,
        name="Left",
        action_slug="upsert_contact",
        event_type="track",
        audience_key="vip",
        is_entering=False,
    )

    assert mapping.trigger["children"][1]["operator"] == "is_false"


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"event_type": "page"}, ["/event_type"]),
        ({"audience_key": " "}, ["/audience_key"]),
        ({"audience_key": "a\x00"}, ["/audience_key"]),
        ({"event_type": "", "audience_key": ""}, ["/event_type", "/audience_key"]),
        ({"name": ""}, ["/name"]),
        ({"action_slug": "x"}, ["/action"]),
    ],
)
def test_a_wrong_wish_creates_nothing(
    changes: dict[str, Any], pointers: list[str], destination: Destination
) -> None:
    good = {
        "name": "Entered",
        "action_slug": "upsert_contact",
        "event_type": "track",
        "audience_key": "vip",
        "is_entering": True,
    }

    with pytest.raises(InvalidInput) as caught:
        create_mapping_from_trait(destination=destination, **(good | changes))

    assert [problem.pointer for problem in caught.value.problems] == pointers
    assert Mapping.objects.count() == 0


def test_a_save_does_not_change_what_it_was_given(mapping: Mapping) -> None:
    config = {"first_name": {"@path": "$.properties.first_name"}}
    changes: Any = {"config": config}

    update_mapping(mapping=mapping, changes=changes)

    assert changes == {"config": {"first_name": {"@path": "$.properties.first_name"}}}
    assert mapping.config == TRACK_CONFIG


def test_a_config_with_a_text_that_cannot_be_stored_is_refused(mapping: Mapping) -> None:
    for text in ("\ud800", "\x00"):
        with pytest.raises(InvalidInput) as caught:
            update_mapping(mapping=mapping, changes={"config": {"first_name": text}})
        assert caught.value.problems[0].pointer == "/config"


def test_a_config_over_the_limit_is_refused(mapping: Mapping) -> None:
    with pytest.raises(InvalidInput, match="the limit is 256,000"):
        update_mapping(mapping=mapping, changes={"config": {"first_name": "x" * 256_000}})


def test_a_stale_save_shows_who_was_faster(mapping: Mapping) -> None:
    update_mapping(mapping=mapping, changes={"name": "Theirs"}, expected_version=1)

    with pytest.raises(StaleVersion) as caught:
        update_mapping(mapping=mapping, changes={"name": "Mine"}, expected_version=1)

    assert (caught.value.current.name, caught.value.current.version) == ("Theirs", 2)


def test_a_name_of_another_destination_is_free(mapping: Mapping, destination: Destination) -> None:
    other = make_destination(destination.source, "Other")

    assert make_mapping(other, mapping.name).name == mapping.name


def test_a_rename_to_a_taken_name_changes_nothing(mapping: Mapping) -> None:
    copy = duplicate_mapping(mapping=mapping)

    with pytest.raises(InvalidInput, match='already a mapping called "Audience entered"'):
        update_mapping(mapping=copy, changes={"name": "Audience entered", "config": {}})

    copy.refresh_from_db()
    assert (copy.version, copy.config) == (1, TRACK_CONFIG)


VERBS: list[Callable[[Mapping], Any]] = [
    lambda mapping: update_mapping(mapping=mapping, changes={"name": "New"}),
    lambda mapping: update_mapping(mapping=mapping, changes={}),
    lambda mapping: delete_mapping(mapping=mapping),
    lambda mapping: enable_mapping(mapping=mapping),
    lambda mapping: disable_mapping(mapping=mapping),
    lambda mapping: duplicate_mapping(mapping=mapping),
    lambda mapping: move_mapping(mapping=mapping, is_up=True),
]


@pytest.mark.parametrize("verb", VERBS)
def test_what_was_deleted_meanwhile_is_not_found(
    verb: Callable[[Mapping], Any], mapping: Mapping
) -> None:
    Mapping.objects.all().delete()

    with pytest.raises(NotFound):
        verb(mapping)


def test_a_mapping_of_a_deleted_destination_is_not_found(mapping: Mapping) -> None:
    delete_destination(destination=mapping.destination)

    with pytest.raises(NotFound):
        enable_mapping(mapping=mapping)


def test_no_mapping_is_added_to_a_deleted_destination(destination: Destination) -> None:
    Destination.objects.all().delete()

    with pytest.raises(NotFound):
        make_mapping(destination)


@pytest.mark.parametrize(
    ("config", "code"),
    [
        ({}, "required"),
        ({**TRACK_CONFIG, "email_address": ""}, "required"),
        ({**TRACK_CONFIG, "email_address": None}, "required"),
        ({**TRACK_CONFIG, "email_address": "nonsense"}, "format"),
        ({**TRACK_CONFIG, "audience_status": "yes"}, "type"),
        ({**TRACK_CONFIG, "nonsense": 1}, "unknown_field"),
    ],
)
def test_what_is_wrong_with_every_event_blocks_enabling(
    config: Any, code: str, destination: Destination
) -> None:
    mapping = make_mapping(destination, config=config)

    with pytest.raises(NotReady) as caught:
        enable_mapping(mapping=mapping)

    assert {problem.code for problem in caught.value.problems} == {code}


@pytest.mark.parametrize(
    "config",
    [
        TRACK_CONFIG,
        {**TRACK_CONFIG, "email_address": {"@path": "$.nowhere"}},
        {**TRACK_CONFIG, "audience_status": {"@path": "$.event"}},
        {"@path": "$.properties"},
    ],
)
def test_what_another_event_may_have_does_not_block_enabling(
    config: Any, destination: Destination
) -> None:
    mapping = make_mapping(destination, config=config)

    assert enable_mapping(mapping=mapping).is_enabled is True


def test_one_of_a_group_of_fields_is_enough(source: Any) -> None:
    from mappings.services.destinations import create_destination

    iterable = create_destination(
        workspace=source.workspace,
        source=source,
        definition_slug="iterable",
        name="Iterable",
        settings={"data_center": "api.iterable.com"},
        secrets={"api_key": "key-0123456789"},
    )
    mapping = create_mapping(
        destination=iterable,
        name="Update",
        action_slug="update_user",
        trigger=TRACK_TRIGGER,
        config={},
    )
    with pytest.raises(NotReady):
        enable_mapping(mapping=mapping)

    ready = update_mapping(mapping=mapping, changes={"config": {"userId": {"@path": "$.userId"}}})

    assert enable_mapping(mapping=ready).is_enabled is True


def test_the_limit_counts_enabled_mappings_of_one_destination(
    mapping: Mapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conf, "MAX_ENABLED_MAPPINGS_PER_DESTINATION", 2)
    other = make_mapping(make_destination(make_source(make_workspace("other"))))
    copies = [duplicate_mapping(mapping=mapping) for _ in range(3)]
    enable_mapping(mapping=other)
    enable_mapping(mapping=copies[0])
    enable_mapping(mapping=copies[1])

    with pytest.raises(LimitReached):
        enable_mapping(mapping=copies[2])
    disable_mapping(mapping=copies[0])

    assert enable_mapping(mapping=copies[2]).is_enabled is True


def test_fifty_enabled_mappings_are_promised() -> None:
    assert conf.MAX_ENABLED_MAPPINGS_PER_DESTINATION == 50


def test_an_enabled_mapping_may_be_saved_unfinished_and_says_so(mapping: Mapping) -> None:
    """Saving is never blocked: what is missing is told, not hidden by switching off."""
    enabled = enable_mapping(mapping=mapping)

    saved = update_mapping(mapping=enabled, changes={"config": {}})

    assert saved.is_enabled is True
    assert [problem.code for problem in mapping_problems(saved)] == ["required", "required"]


def test_mappings_move_one_place_at_a_time(destination: Destination) -> None:
    rows = [make_mapping(destination, name) for name in ("a", "b", "c")]

    move_mapping(mapping=rows[2], is_up=True)
    assert names(destination) == ["a", "c", "b"]
    move_mapping(mapping=rows[0], is_up=False)
    assert names(destination) == ["c", "a", "b"]


@pytest.mark.parametrize(("index", "is_up"), [(0, True), (2, False)])
def test_at_the_end_of_the_list_a_move_does_nothing(
    index: int, is_up: bool, destination: Destination
) -> None:
    rows = [make_mapping(destination, name) for name in ("a", "b", "c")]

    move_mapping(mapping=rows[index], is_up=is_up)

    assert names(destination) == ["a", "b", "c"]


def test_a_move_is_no_new_version(destination: Destination) -> None:
    rows = [make_mapping(destination, name) for name in ("a", "b")]

    move_mapping(mapping=rows[1], is_up=True)

    assert set(Mapping.objects.values_list("version", flat=True)) == {1}


def test_a_new_mapping_is_last_also_after_a_deletion(destination: Destination) -> None:
    rows = [make_mapping(destination, name) for name in ("a", "b", "c")]
    delete_mapping(mapping=rows[0])

    make_mapping(destination, "d")

    assert names(destination) == ["b", "c", "d"]
