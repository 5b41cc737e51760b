"""Import a document into a workspace, and print the difference that it makes."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mappings.engine.errors import JsonTextError
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING
from mappings.event_files.opening import STANDARD_INPUT, read_file
from mappings.exchange.comparing import ItemChange
from mappings.exchange.limits import MAX_IMPORT_BYTES
from mappings.management.workspaces import find_workspace, told_problem, told_problems
from mappings.models import Destination, Workspace
from mappings.services.errors import ServiceError
from mappings.services.imports import ImportAnswer, ImportOptions, preview_import, run_import

_SIGNS = {"create": "+", "change": "~", "unchanged": "=", "left_alone": " "}


class Command(BaseCommand):
    help = "Import a document into a workspace: all of it, or nothing. Nothing is ever deleted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("workspace", help="the workspace's slug")
        parser.add_argument("file", help=f"the document; {STANDARD_INPUT} for standard input")
        parser.add_argument("--dry-run", action="store_true", help="only show the difference")
        parser.add_argument(
            "--destination", default="", help="the name of the one that mappings are for"
        )
        parser.add_argument(
            "--action", default="", help="for mappings of Segment whose own is not known"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        workspace = find_workspace(options["workspace"])
        chosen = ImportOptions(
            _find_destination(workspace, options["destination"]), options["action"]
        )
        act = preview_import if options["dry_run"] else run_import
        try:
            text = read_file(options["file"], max_bytes=MAX_IMPORT_BYTES)
            answer = act(workspace=workspace, text=text, options=chosen)
        except JsonTextError as err:
            raise CommandError(f"{options['file']}: {err}") from err
        except ServiceError as err:
            raise CommandError(told_problems(err)) from err
        self._tell(answer, is_dry=options["dry_run"])

    def _tell(self, answer: ImportAnswer, *, is_dry: bool) -> None:
        for change in answer.changes:
            if change.outcome != "left_alone":
                self.stdout.write(_change_text(change))
        for note in answer.notes:
            self.stderr.write(told_problem(note))
        counts = ", ".join(
            f"{answer.count(outcome)} {text}"
            for outcome, text in (
                ("create", "new"),
                ("change", "changed"),
                ("unchanged", "unchanged"),
                ("left_alone", "left alone"),
            )
        )
        self.stdout.write(f"{'Dry run: ' if is_dry else ''}{counts}.")


def _find_destination(workspace: Workspace, name: str) -> Destination | None:
    if not name:
        return None
    rows = Destination.objects.for_workspace(workspace).with_source()
    found = rows.filter(name=name).first()
    if found is None:
        raise CommandError(f'There is no destination called "{name}" in this workspace.')
    return found


def _change_text(change: ItemChange) -> str:
    """A line for the thing, and one for each field that changes."""
    inside = f" of {change.inside}" if change.inside else ""
    head = f"{_SIGNS[change.outcome]} {change.thing} {change.name}{inside}"
    fields = (
        f"    {field.pointer}: {_value_text(field.old)} -> {_value_text(field.new)}"
        for field in change.fields
    )
    return "\n".join([head, *fields])


def _value_text(value: Json) -> str:
    return "nothing" if value is MISSING else json.dumps(value, ensure_ascii=False)
