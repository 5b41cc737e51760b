"""Write what a workspace holds as a document."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mappings.management.workspaces import find_workspace, told_problems
from mappings.services.errors import ServiceError
from mappings.services.exports import export_file, workspace_bundle


class Command(BaseCommand):
    help = "Write a workspace as a document, without secrets, to the output or a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("workspace", help="the workspace's slug")
        parser.add_argument("--format", choices=["yaml", "json", "terraform"], default="yaml")
        parser.add_argument("--output", default="", help="a file; without it: the output")

    def handle(self, *_args: Any, **options: Any) -> None:
        workspace = find_workspace(options["workspace"])
        try:
            file = export_file(
                workspace_bundle(workspace), workspace=workspace, form=options["format"]
            )
        except ServiceError as err:
            raise CommandError(told_problems(err)) from err
        if not options["output"]:
            self.stdout.write(file.text, ending="")
            return
        try:
            Path(options["output"]).write_text(file.text, encoding="utf-8")
        except OSError as err:
            raise CommandError(f"{options['output']} cannot be written: {err.strerror}.") from err
