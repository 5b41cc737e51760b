"""Import profiles from a file of this machine, with its progress on the terminal."""

from argparse import ArgumentParser
from typing import Any

from mappings.management.file_imports import ImportCommand
from mappings.models import Workspace
from mappings.services.profile_imports import IMPORT_PROFILES, PROFILES, Purpose


class Command(ImportCommand):
    help = (
        "Import profiles from a CSV, NDJSON or Parquet file, packed with gzip or not. Ctrl+C stops "
        "after the lines that are under way; --resume goes on there."
    )
    kind = IMPORT_PROFILES

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("workspace", help="the workspace's slug")
        self.add_file_arguments(parser)

    def purpose(self, _workspace: Workspace, _options: dict[str, Any]) -> Purpose:
        return PROFILES

    def told(self, workspace: Workspace, _options: dict[str, Any]) -> str:
        return f"import_profiles {workspace.slug}"
