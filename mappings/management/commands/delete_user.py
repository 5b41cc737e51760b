"""Forget a person: delete a user's events, deliveries, requests and answers."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mappings.models import Workspace
from mappings.services.errors import InvalidInput
from mappings.services.privacy import delete_user_data


class Command(BaseCommand):
    help = "Delete a user: profiles, and every event with its deliveries, requests and answers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("workspace", help="its slug, such as demo")
        parser.add_argument("--user-id", default="", help="the userId of the events")
        parser.add_argument("--anonymous-id", default="", help="the anonymousId of the events")

    def handle(self, *_args: Any, **options: Any) -> None:
        workspace = Workspace.objects.filter(slug=options["workspace"]).first()
        if workspace is None:
            raise CommandError(f"There is no workspace {options['workspace']!r}.")
        try:
            gone = delete_user_data(
                workspace=workspace,
                user_id=options["user_id"],
                anonymous_id=options["anonymous_id"],
            )
        except InvalidInput as err:
            raise CommandError(err.problems[0].message) from err
        self.stdout.write(
            f"Deleted {gone.events} events, {gone.deliveries} deliveries, {gone.requests} "
            f"requests and {gone.profiles} profiles."
        )
