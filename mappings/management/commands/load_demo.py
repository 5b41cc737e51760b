"""Make the demo workspace and say how to sign in."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from mappings.services.demo import load_demo


class Command(BaseCommand):
    help = "Make what is missing of the demo workspace. Running it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--address", default="", help="where the server will answer, to tell")

    def handle(self, *_args: Any, **options: Any) -> None:
        demo = load_demo()
        if options["address"]:
            self.stdout.write(f"Address:   {options['address']}")
        self.stdout.write(f"Workspace: {demo.workspace.name}")
        self.stdout.write(f"User name: {demo.user_name}")
        if demo.password:
            self.stdout.write(f"Password:  {demo.password}  (kept in {demo.password_path})")
        else:
            self.stdout.write(
                "Password:  the one you chose (manage.py changepassword demo sets a new one)"
            )
