"""Let the people of a file enter or leave an audience, with the progress on the terminal."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from mappings.management.file_imports import ImportCommand
from mappings.models import Audience, Workspace
from mappings.services.member_changes import IMPORT_MEMBERS, MEMBER_MODES, member_purpose
from mappings.services.profile_imports import Purpose


class Command(ImportCommand):
    help = (
        "Let the people of a CSV, NDJSON or Parquet file enter or leave an audience; connected "
        "destinations are told. Ctrl+C stops after the lines that are under way; --resume goes on "
        "there."
    )
    kind = IMPORT_MEMBERS

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("workspace", help="the workspace's slug")
        parser.add_argument("audience", help="the audience's key")
        self.add_file_arguments(parser)
        parser.add_argument(
            "--mode",
            choices=MEMBER_MODES,
            default="add",
            help="replace: who is in the audience and not in the file leaves",
        )

    def purpose(self, workspace: Workspace, options: dict[str, Any]) -> Purpose:
        rows = Audience.objects.for_workspace(workspace).existing()
        audience = rows.filter(key=options["audience"]).first()
        if audience is None:
            known = ", ".join(rows.by_name().values_list("key", flat=True)[:20]) or "none"
            raise CommandError(f"There is no audience of this key. There are: {known}.")
        return member_purpose(audience, options["mode"])

    def told(self, workspace: Workspace, options: dict[str, Any]) -> str:
        return f"import_members {workspace.slug} {options['audience']}"
