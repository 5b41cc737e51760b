"""Profiles are made and changed by what senders call people."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mappings import conf
from mappings.models import Membership, Profile, ProfileIdentifier, Trait, Workspace
from mappings.services.profiles import ProfileInput, Upserted, upsert_profiles
from tests.factories import make_audience, make_profile, make_workspace

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def upsert(workspace: Workspace, *inputs: dict[str, Any], traits: Any = None) -> list[Upserted]:
    given = [ProfileInput(one, traits or {}) for one in inputs]
    return upsert_profiles(workspace, given, NOW)


def names(profile: Profile) -> list[tuple[str, str]]:
    rows = ProfileIdentifier.objects.filter(profile=profile).oldest_first()
    return list(rows.values_list("type", "value"))


def test_an_unknown_identifier_makes_a_profile(workspace: Workspace) -> None:
    [made] = upsert(workspace, {"user_id": "user-123"}, traits={"first_name": "Jane"})

    profile = Profile.objects.get()
    assert (made.profile_id, made.problems) == (profile.pk, ())
    assert profile.traits == {"first_name": "Jane"}
    assert names(profile) == [("user_id", "user-123")]


def test_an_identifier_finds_its_profile_in_its_own_workspace_alone(workspace: Workspace) -> None:
    known = make_profile(workspace, user_id="user-123")
    make_profile(make_workspace("other"), user_id="user-123")

    [done] = upsert(workspace, {"user_id": "user-123", "email": "user@example.com"})

    assert done.profile_id == known.pk
    assert names(known) == [("user_id", "user-123"), ("email", "user@example.com")]


def test_traits_are_merged_key_by_key_and_null_removes(workspace: Workspace) -> None:
    make_profile(workspace, user_id="user-123")

    upsert(workspace, {"user_id": "user-123"}, traits={"last_name": None, "plan": {"name": "pro"}})

    assert Profile.objects.get().traits == {"first_name": "Jane", "plan": {"name": "pro"}}


def test_traits_get_a_row_when_they_are_first_seen(workspace: Workspace) -> None:
    upsert(workspace, {"user_id": "user-123"}, traits={"plan": "pro", "gone": None})
    upsert(workspace, {"user_id": "user-456"}, traits={"plan": "free"})

    assert list(Trait.objects.values_list("name", "origin")) == [("plan", "custom")]


def test_an_identifier_that_is_seen_again_keeps_its_first_time(workspace: Workspace) -> None:
    upsert(workspace, {"user_id": "user-123"})
    later = NOW + timedelta(hours=1)
    upsert_profiles(workspace, [ProfileInput({"user_id": "user-123"})], later)

    row = ProfileIdentifier.objects.get()
    assert (row.first_seen_at, row.last_seen_at) == (NOW, later)


def test_who_has_no_user_id_is_merged_into_who_has_one(workspace: Workspace) -> None:
    known = make_profile(workspace, user_id="user-123")
    make_profile(workspace, anonymous_id="anon-1", email="user@example.com")
    anonymous = Profile.objects.exclude(pk=known.pk)
    anonymous.update(traits={"plan": "pro", "first_name": "J."})

    upsert(workspace, {"user_id": "user-123", "anonymous_id": "anon-1"})

    assert Profile.objects.get() == known
    assert Profile.objects.get().traits["plan"] == "pro"
    assert Profile.objects.get().traits["first_name"] == "Jane"
    assert {kind for kind, _ in names(known)} == {"user_id", "anonymous_id", "email"}


def test_two_with_user_ids_stay_apart_and_keep_what_they_have(workspace: Workspace) -> None:
    jane = make_profile(workspace, user_id="user-123", anonymous_id="anon-1")

    [done] = upsert(workspace, {"user_id": "user-456", "anonymous_id": "anon-1"})

    assert Profile.objects.count() == 2
    assert done.kept_apart == (("anonymous_id", "anon-1"),)
    assert ("anonymous_id", "anon-1") in names(jane)


def test_a_user_id_makes_an_anonymous_profile_known(workspace: Workspace) -> None:
    anonymous = make_profile(workspace, anonymous_id="anon-1")

    [done] = upsert(workspace, {"anonymous_id": "anon-1", "user_id": "user-123"})

    assert done.profile_id == anonymous.pk
    assert Profile.objects.count() == 1


@pytest.mark.parametrize("first", ["user_id", "email"])
def test_the_stronger_identifier_decides_who_is_meant(workspace: Workspace, first: str) -> None:
    meant = make_profile(workspace, **{first: "strong", "user_id": "user-123"})
    make_profile(workspace, anonymous_id="anon-1", user_id="user-456")

    strong = "user-123" if first == "user_id" else "strong"
    [done] = upsert(workspace, {"anonymous_id": "anon-1", first: strong})

    assert done.profile_id == meant.pk


def test_people_are_merged_within_one_call_as_well(workspace: Workspace) -> None:
    stored = make_profile(workspace, anonymous_id="anon-1")
    done = upsert(
        workspace,
        {"email": "user@example.com"},
        {"user_id": "user-123"},
        {"user_id": "user-123", "email": "user@example.com", "anonymous_id": "anon-1"},
    )

    [profile] = Profile.objects.all()
    assert profile != stored
    assert {one.profile_id for one in done} == {profile.pk}
    assert len(names(profile)) == 3


def test_memberships_move_with_who_is_merged(workspace: Workspace) -> None:
    audience, other = make_audience(workspace), make_audience(workspace, "other")
    known = make_profile(workspace, user_id="user-123")
    anonymous = make_profile(workspace, anonymous_id="anon-1")
    Membership.objects.create(
        workspace=workspace, audience=other, profile=anonymous, entered_at=NOW
    )
    for profile, exited_at in ((known, NOW), (anonymous, None)):
        Membership.objects.create(
            workspace=workspace,
            audience=audience,
            profile=profile,
            entered_at=NOW - timedelta(days=1),
            exited_at=exited_at,
        )

    upsert(workspace, {"user_id": "user-123", "anonymous_id": "anon-1"})

    rows = Membership.objects.values_list("audience__key", "profile", "exited_at")
    assert set(rows) == {("other", known.pk, None), ("browse_abandoners", known.pk, None)}


@pytest.mark.parametrize(
    ("identifiers", "traits", "pointer", "words"),
    [
        ({}, {}, "/identifiers", "At least one identifier is needed."),
        ({"email": ""}, {}, "/identifiers/email", "An identifier is not empty."),
        ({"email": "x" * 501}, {}, "/identifiers/email", "at most 500 characters; found 501."),
        ({"email": "a\0b"}, {}, "/identifiers/email", "cannot be stored"),
        ({"email": [7]}, {}, "/identifiers/email", "An identifier is a text; found a number."),
        ({"email": "a"}, {"": 1}, "/traits/", "A trait's name is not empty."),
        ({"email": "a"}, {"t": "x" * 40_000}, "/traits", "40,008 bytes; the limit is 32,768."),
        ({"email": "a"}, {"t": "\0"}, "/traits", ""),
        ({"email": "a"}, {"t": float("nan")}, "/traits", "These traits are no JSON values."),
    ],
)
def test_a_bad_input_is_refused_alone(
    workspace: Workspace, identifiers: Any, traits: Any, pointer: str, words: str
) -> None:
    bad, good = upsert_profiles(
        workspace,
        [ProfileInput(identifiers, traits), ProfileInput({"user_id": "user-123"})],
        NOW,
    )

    assert bad.profile_id is None
    assert bad.problems[0].pointer == pointer
    assert words in bad.problems[0].message
    assert Profile.objects.get().pk == good.profile_id


def test_limits_count_what_is_stored_already(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_profile(workspace, user_id="user-123", anonymous_id="anon-1")
    monkeypatch.setattr(conf, "MAX_TRAITS_BYTES", 60)
    monkeypatch.setattr(conf, "MAX_IDENTIFIERS_PER_PROFILE", 2)
    monkeypatch.setattr(conf, "MAX_TRAITS_PER_WORKSPACE", 1)

    [done] = upsert(
        workspace,
        {"user_id": "user-123", "email": "user@example.com"},
        traits={"plan": "pro", "city": "x" * 20},
    )

    assert [one.code for one in done.problems] == ["too_many", "too_large", "limit_reached"]
    assert Profile.objects.get().traits == {"first_name": "Jane", "last_name": "Doe"}
    assert ProfileIdentifier.objects.count() == 2


def test_hundreds_of_people_take_a_few_statements(workspace: Workspace) -> None:
    inputs = [
        ProfileInput({"user_id": f"user-{i}", "email": f"user{i}@example.com"}, {"plan": i})
        for i in range(400)
    ]
    upsert_profiles(workspace, inputs[:200], NOW)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        upsert_profiles(workspace, inputs, NOW)

    assert Profile.objects.count() == 400
    assert len(queries) <= 14
