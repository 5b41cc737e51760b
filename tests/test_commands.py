"""Management commands parse, call a service, and print."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from mappings.models import ApiToken, Member, Role
from tests.api.calls import Api
from tests.factories import make_member, make_workspace

pytestmark = pytest.mark.django_db


def test_create_token_prints_a_token_that_works(capsys: Any) -> None:
    make_member(make_workspace(), name="owner")

    call_command("create_token", "owner", "--scope", "write", "--name", "CI", "--days", "30")

    text = capsys.readouterr().out.strip()
    me = Api(token=text).get("me/").json()
    assert (me["token"]["name"], me["can_edit"]) == ("CI", True)
    assert ApiToken.objects.get().expires_at is not None


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["nobody"], "no such member"),
        (["owner", "--workspace", "other"], "no such member"),
        (["owner", "--scope", "admin"], "invalid choice"),
        (["owner", "--days", "0"], "number of days"),
        (["owner", "--days", "x"], "number of days"),
        (["owner", "--days", "9" * 30], "number of days"),
        (["owner", "--name", ""], "Enter a name"),
        (["viewer", "--scope", "write"], "viewer"),
    ],
)
def test_create_token_says_what_is_wrong(arguments: list[str], text: str) -> None:
    workspace = make_workspace()
    make_member(workspace, name="owner")
    make_member(workspace, Role.VIEWER, name="viewer")

    with pytest.raises(CommandError, match=text):
        call_command("create_token", *arguments)

    assert ApiToken.objects.count() == 0


def test_a_person_in_two_workspaces_must_say_which(capsys: Any) -> None:
    member = make_member(make_workspace(), name="owner")
    Member.objects.create(workspace=make_workspace("other"), user=member.user)

    with pytest.raises(CommandError, match="--workspace"):
        call_command("create_token", "owner")

    call_command("create_token", "owner", "--workspace", "other")
    assert ApiToken.objects.get().workspace.slug == "other"
