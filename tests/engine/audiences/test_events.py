from typing import Any

import pytest

from mappings.catalog.samples import sample_event
from mappings.engine.audience_membership import audience_membership
from mappings.engine.audiences import (
    AudienceFacts,
    ConnectionSetup,
    IdentifierRow,
    KnownProfile,
    TraitRow,
    audience_events,
    count_events,
    enrich_event,
    read_audience,
    read_profile,
)
from mappings.engine.audiences.events import MAX_COMBINATIONS
from mappings.engine.errors import SetupError

AUDIENCE = AudienceFacts("browse_abandoners", id="a-1", namespace="acme", space_id="w-1")
JANE = KnownProfile(
    {"user_id": ["user-123"], "anonymous_id": ["anon-test-1"], "email": ["user@example.com"]},
    {"first_name": "Jane", "last_name": "Doe", "plan": None},
)
NAMES = ConnectionSetup(
    traits=(TraitRow("first_name", "first_name"), TraitRow("last_name", "last_name"))
)


def without_personas(event: dict[str, Any]) -> dict[str, Any]:
    context = {name: value for name, value in event["context"].items() if name != "personas"}
    rest = {name: value for name, value in event.items() if name != "context"}
    return {**rest, **({"context": context} if context else {})}


def told(profile: KnownProfile, setup: ConnectionSetup, *, is_entering: bool = True) -> list[Any]:
    return audience_events(profile, AUDIENCE, setup, is_entering=is_entering)


@pytest.mark.parametrize("is_entering", [True, False])
def test_the_guides_two_payloads_come_out(is_entering: bool) -> None:
    events = told(JANE, NAMES, is_entering=is_entering)

    assert [without_personas(event) for event in events] == [
        sample_event(kind, audience_key="browse_abandoners", is_entering=is_entering)
        for kind in ("identify", "track")
    ]


def test_the_default_setup_adds_no_trait() -> None:
    identify, track = told(JANE, ConnectionSetup())

    assert identify["traits"] == {"email": "user@example.com", "browse_abandoners": True}
    assert track["properties"] == {"audience_key": "browse_abandoners", "browse_abandoners": True}


@pytest.mark.parametrize("is_entering", [True, False])
def test_personas_say_what_segments_code_reads(is_entering: bool) -> None:
    events = told(JANE, NAMES, is_entering=is_entering)

    assert [audience_membership(event) for event in events] == [is_entering, is_entering]
    assert events[0]["context"]["personas"] == {
        "computation_class": "audience",
        "computation_id": "a-1",
        "computation_key": "browse_abandoners",
        "namespace": "acme",
        "space_id": "w-1",
    }


def test_only_the_chosen_type_is_sent() -> None:
    assert [one["type"] for one in told(JANE, ConnectionSetup(sends_track=False))] == ["identify"]
    assert [one["type"] for one in told(JANE, ConnectionSetup(sends_identify=False))] == ["track"]


def test_event_names_are_the_audiences_own() -> None:
    audience = AudienceFacts("vip", entered_event="Joined", exited_event="Left")
    setup = ConnectionSetup(sends_identify=False)

    names = [
        audience_events(JANE, audience, setup, is_entering=one)[0]["event"] for one in (True, False)
    ]

    assert names == ["Joined", "Left"]


def test_a_computed_trait_names_itself_as_a_trait() -> None:
    audience = AudienceFacts("vip", computation_class="trait")

    (track,) = audience_events(
        JANE, audience, ConnectionSetup(sends_identify=False), is_entering=True
    )

    assert track["properties"] == {"trait_key": "vip", "vip": True}


def test_a_trait_gets_the_name_of_its_row_and_a_missing_one_is_left_out() -> None:
    setup = ConnectionSetup(traits=(TraitRow("first_name", "fn"), TraitRow("shoe_size", "size")))

    identify, track = told(JANE, setup)

    assert identify["traits"]["fn"] == track["properties"]["fn"] == "Jane"
    assert "size" not in identify["traits"]


def test_a_null_trait_is_sent_as_null() -> None:
    identify, _track = told(JANE, ConnectionSetup(traits=(TraitRow("plan", "plan"),)))

    assert identify["traits"]["plan"] is None


SEVERAL = KnownProfile(
    {"user_id": ["u1", "u2"], "email": ["a@x.com", "b@x.com", "c@x.com"]},
    latest={"email": "a@x.com"},
)


def rows(**strategies: Any) -> ConnectionSetup:
    names = {"user_id": "userId"}
    chosen = tuple(
        IdentifierRow(kind, names.get(kind, kind), strategy)
        for kind, strategy in strategies.items()
    )
    return ConnectionSetup(sends_track=False, identifiers=chosen)


@pytest.mark.parametrize(
    ("setup", "named"),
    [
        (rows(user_id="first", email="first"), [("u1", "a@x.com")]),
        (
            rows(user_id="last", email="last"),
            [("u2", "a@x.com")],
        ),  # seen last is not first seen last
        (rows(user_id="last", email="all"), [("u2", f"{one}@x.com") for one in "abc"]),
        (
            rows(user_id="all", email="all"),
            [(user, f"{one}@x.com") for user in ("u1", "u2") for one in "abc"],
        ),
    ],
)
def test_strategies_choose_among_values(setup: ConnectionSetup, named: list[Any]) -> None:
    events = told(SEVERAL, setup)

    assert [(event["userId"], event["traits"]["email"]) for event in events] == named
    assert count_events(SEVERAL, setup, is_entering=True) == len(named)


def test_on_exit_every_identifier_is_sent_whatever_the_strategy() -> None:
    events = told(SEVERAL, rows(user_id="first", email="last"), is_entering=False)

    assert (
        len(events)
        == 6
        == count_events(SEVERAL, rows(user_id="all", email="all"), is_entering=False)
    )
    assert {event["userId"] for event in events} == {"u1", "u2"}
    assert {event["traits"]["browse_abandoners"] for event in events} == {False}


def test_too_many_combinations_still_send_each_value() -> None:
    many = KnownProfile(
        {"user_id": [f"u{one}" for one in range(20)], "email": [f"e{one}" for one in range(15)]}
    )
    setup = rows(user_id="all", email="all")

    events = told(many, setup)

    assert MAX_COMBINATIONS < 20 * 15
    assert len(events) == count_events(many, setup, is_entering=True) == 20
    assert {event["userId"] for event in events} == set(many.identifiers["user_id"])
    assert {event["traits"]["email"] for event in events} == set(many.identifiers["email"])


def test_an_identifier_with_a_name_of_its_own_is_beside_the_email() -> None:
    setup = ConnectionSetup(
        identifiers=(
            IdentifierRow("user_id", "crm_id", "last"),
            IdentifierRow("email", "mail", "last"),
        )
    )

    identify, track = told(JANE, setup)

    assert identify["traits"] == {
        "crm_id": "user-123",
        "mail": "user@example.com",
        "browse_abandoners": True,
    }
    assert track["context"]["traits"] == {"crm_id": "user-123", "mail": "user@example.com"}


def test_who_is_not_named_otherwise_has_a_stand_in() -> None:
    profile = KnownProfile({"email": ["user@example.com"]}, stand_in="0198")

    identify, track = told(profile, ConnectionSetup())

    assert identify["anonymousId"] == track["anonymousId"] == "0198"
    assert "anonymousId" not in told(KnownProfile(profile.identifiers), ConnectionSetup())[0]


def test_a_profile_that_has_none_of_the_rows_has_one_event() -> None:
    profile = KnownProfile({"phone": ["1"]}, stand_in="0198")

    (event,) = told(profile, rows(email="all"))

    assert event["traits"] == {"browse_abandoners": True}


def test_enriching_adds_where_the_type_keeps_traits() -> None:
    event = {"type": "track", "properties": {"vip": True}}

    assert enrich_event(event, {"plan": "pro"}, event_type="track") == {
        "type": "track",
        "properties": {"vip": True, "plan": "pro"},
    }
    assert enrich_event({"type": "identify"}, {"plan": "pro"}, event_type="identify") == {
        "type": "identify",
        "traits": {"plan": "pro"},
    }
    assert event["properties"] == {"vip": True}


def test_a_profile_is_read_from_a_document() -> None:
    given = {
        "id": "p",
        "identifiers": {"user_id": "u", "email": ["a", "b", "a"]},
        "traits": {"x": 1},
    }

    assert read_profile(given) == KnownProfile(
        {"user_id": ("u",), "email": ("a", "b")}, {"x": 1}, {}, "p"
    )


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ([], "/identifiers"),
        ({}, "/identifiers"),
        ({"identifiers": {}}, "/identifiers"),
        ({"identifiers": {"email": []}}, "/identifiers"),
        ({"identifiers": {"email": [1]}}, "/identifiers/email"),
        ({"identifiers": {"email": ""}}, "/identifiers/email"),
        ({"identifiers": {"email": "a"}, "traits": []}, ""),
        ({"identifiers": {"email": "a"}, "traits": "x"}, "/traits"),
    ],
)
def test_what_is_no_profile_is_told(given: Any, pointer: str) -> None:
    if not pointer:
        assert read_profile(given).traits == {}
        return
    with pytest.raises(SetupError) as caught:
        read_profile(given)
    assert [problem.pointer for problem in caught.value.problems] == [pointer]


def test_an_audience_is_read_from_a_document() -> None:
    assert read_audience({"key": "vip", "entered_event": "In"}) == AudienceFacts(
        "vip", entered_event="In"
    )


def test_all_that_is_wrong_with_an_audience_is_told_at_once() -> None:
    with pytest.raises(SetupError) as caught:
        read_audience({"key": "", "computation_class": "cohort", "size": 3})

    assert [problem.pointer for problem in caught.value.problems] == [
        "/key",
        "/size",
        "/computation_class",
    ]
    with pytest.raises(SetupError):
        read_audience([])
