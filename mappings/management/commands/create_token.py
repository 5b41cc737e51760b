"""Make an API token and print it, once."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mappings import conf
from mappings.models import Member, TokenScope
from mappings.services.errors import ServiceError
from mappings.services.tokens import create_token


class Command(BaseCommand):
    help = "Make an API token for a member of a workspace. It is printed once and stored hashed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", help="the member's user name")
        parser.add_argument("--workspace", default="", help="slug; needed with several workspaces")
        parser.add_argument("--name", default="Command line", help="what the token is for")
        parser.add_argument("--scope", choices=TokenScope.values, default=TokenScope.READ.value)
        parser.add_argument("--days", type=_days, help="lifetime in days; without it: no end")

    def handle(self, *_args: Any, **options: Any) -> None:
        now = timezone.now()
        days = options["days"]
        try:
            _token, text = create_token(
                member=_find_member(options["user"], options["workspace"]),
                name=options["name"],
                scope=options["scope"],
                now=now,
                expires_at=None if days is None else now + timedelta(days=days),
            )
        except ServiceError as err:
            raise CommandError(str(err)) from err
        self.stdout.write(text)


def _days(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= conf.MAX_TOKEN_LIFETIME_DAYS:
        return int(text)
    raise ArgumentTypeError(f"expected a number of days from 1 to {conf.MAX_TOKEN_LIFETIME_DAYS}")


def _find_member(user_name: str, workspace_slug: str) -> Member:
    places = Member.objects.select_related("workspace", "user").filter(user__username=user_name)
    if workspace_slug:
        places = places.filter(workspace__slug=workspace_slug)
    found = list(places[:2])
    if not found:
        raise CommandError("There is no such member.")
    if len(found) > 1:
        raise CommandError("This person is in several workspaces: name one with --workspace.")
    return found[0]
