"""Tokens: who may make and revoke which."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from mappings import conf
from mappings.models import ApiToken, Member, Role, Workspace
from mappings.models.tokens import new_token_text, token_prefix
from mappings.services.access import find_member
from mappings.services.errors import InvalidInput, LimitReached, NotAllowed
from mappings.services.tokens import create_token, revoke_token
from tests.factories import make_member, make_token, make_workspace

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def test_a_token_is_long_random_and_found_by_its_prefix() -> None:
    texts = {new_token_text() for _ in range(100)}

    assert len(texts) == 100
    assert all(len(text) == 4 + 8 + 1 + 43 for text in texts)
    assert all(text.startswith(f"emt_{token_prefix(text)}_") for text in texts)


@pytest.mark.parametrize(
    "text", ["", "emt_", "emt_1234", "emt_12345678", "emt_12345678_", "x" * 60]
)
def test_a_text_of_another_form_has_no_prefix(text: str) -> None:
    assert token_prefix(text) == ""


def test_a_viewer_gets_a_token_that_reads_only(workspace: Workspace) -> None:
    viewer = make_member(workspace, Role.VIEWER)

    assert make_token(viewer, "read")
    with pytest.raises(NotAllowed):
        make_token(viewer, "write")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"scope": "admin"}, "/scope"),
        ({"scope": ""}, "/scope"),
        ({"expires_at": NOW}, "/expires_at"),
        ({"expires_at": NOW - timedelta(days=1)}, "/expires_at"),
        ({"expires_at": NOW + timedelta(days=conf.MAX_TOKEN_LIFETIME_DAYS + 1)}, "/expires_at"),
    ],
)
def test_a_wrong_wish_makes_no_token(
    changes: dict[str, Any], pointer: str, workspace: Workspace
) -> None:
    wish = {"name": "Nightly", "scope": "read", "now": NOW, **changes}

    with pytest.raises(InvalidInput) as caught:
        create_token(member=make_member(workspace), **wish)

    assert [problem.pointer for problem in caught.value.problems] == [pointer]
    assert ApiToken.objects.count() == 0


def test_only_tokens_in_use_count_to_the_limit(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conf, "MAX_ACTIVE_TOKENS_PER_WORKSPACE", 1)
    member = make_member(workspace)
    make_token(member)
    with pytest.raises(LimitReached):
        make_token(member)

    revoke_token(token=ApiToken.objects.get(), member=member, now=NOW)

    assert make_token(member)


@pytest.mark.parametrize(
    ("role", "is_allowed"),
    [(Role.VIEWER, False), (Role.EDITOR, False), (Role.ADMIN, True), (Role.OWNER, True)],
)
def test_another_persons_token_is_an_admins_to_revoke(
    role: Role, is_allowed: bool, workspace: Workspace
) -> None:
    make_token(make_member(workspace, name="maker"))
    other = make_member(workspace, role, name="other")
    token = ApiToken.objects.get()

    if is_allowed:
        revoke_token(token=token, member=other, now=NOW)
    else:
        with pytest.raises(NotAllowed):
            revoke_token(token=token, member=other, now=NOW)

    assert (ApiToken.objects.get().revoked_at == NOW) is is_allowed


def test_an_admin_of_another_workspace_revokes_nothing(workspace: Workspace) -> None:
    make_token(make_member(workspace))
    stranger = make_member(make_workspace("other"), Role.OWNER)

    with pytest.raises(NotAllowed):
        revoke_token(token=ApiToken.objects.get(), member=stranger, now=NOW)


def test_the_first_revocation_counts(workspace: Workspace) -> None:
    member = make_member(workspace)
    make_token(member)
    token = ApiToken.objects.get()

    revoke_token(token=token, member=member, now=NOW)
    revoke_token(token=token, member=member, now=NOW + timedelta(days=1))

    assert ApiToken.objects.get().revoked_at == NOW


def test_a_person_comes_into_the_workspace_they_joined_first(workspace: Workspace) -> None:
    member = make_member(workspace)
    Member.objects.create(workspace=make_workspace("other"), user=member.user)

    assert find_member(user=member.user) == member
