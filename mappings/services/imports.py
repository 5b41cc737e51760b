"""Importing documents: what would change is found by doing it, and undone unless it is confirmed.

Flow:
    text ── read_incoming ──> what it holds
         ── _wanted ──> a bundle, for the destination that was chosen
         ── compare ──> the difference to what the workspace has now
         ── ImportRun ──> rows, in one transaction, which a dry run takes back
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from mappings.engine.errors import Problem
from mappings.engine.paths import MISSING
from mappings.exchange.bundle import Bundle
from mappings.exchange.comparing import ItemChange, compare, compare_mappings
from mappings.exchange.errors import ExchangeError
from mappings.exchange.incoming import Form, Incoming, read_incoming, taken_mappings
from mappings.exchange.limits import MAX_IMPORT_NOTES
from mappings.models import Destination, Workspace
from mappings.services.errors import InvalidInput, StaleImport
from mappings.services.exports import destination_bundle, workspace_bundle
from mappings.services.import_run import ImportRun
from mappings.services.locks import lock_row


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the document leaves open.

    Args:
        destination: which one a document of mappings is for; None takes the one that it names.
        action: the slug of the action for mappings of Segment whose own action is not known.
    """

    destination: Destination | None = None
    action: str = ""


@dataclass(frozen=True, slots=True)
class ImportAnswer:
    """What an import does, or would do.

    `state` stands for the difference: an import that is given it takes place only while the
    difference is still the same.
    """

    form: Form
    changes: tuple[ItemChange, ...]
    notes: tuple[Problem, ...]
    state: str

    def count(self, outcome: str) -> int:
        return sum(change.outcome == outcome for change in self.changes)

    def notes_by_pointer(self) -> dict[str, list[Problem]]:
        """The notes on each thing, by its pointer; those on nothing single are under ""."""
        pointers = {change.pointer for change in self.changes}
        told: dict[str, list[Problem]] = {"": []}
        for note in self.notes[:MAX_IMPORT_NOTES]:
            pointer = note.pointer
            while pointer and pointer not in pointers:
                pointer = pointer.rpartition("/")[0]
            told.setdefault(pointer, []).append(note)
        if len(self.notes) > MAX_IMPORT_NOTES:
            text = f"There are {len(self.notes) - MAX_IMPORT_NOTES:,} more notes."
            told[""].append(Problem("", text, "more"))
        return told


class _TakenBack(Exception):  # noqa: N818  (no error: it ends a dry run)
    pass


def preview_import(
    *, workspace: Workspace, text: str | bytes, options: ImportOptions, user: Any = None
) -> ImportAnswer:
    """What importing a text would do. Nothing stays of it.

    Raises:
        InvalidInput: everything that is wrong, each with its line in the text.
    """
    answers: list[ImportAnswer] = []
    incoming = _read(text)
    try:
        with transaction.atomic():
            answers.append(_carry_out(workspace, incoming, options, user=user, expected=""))
            raise _TakenBack
    except _TakenBack:
        return answers[0]


def run_import(
    *,
    workspace: Workspace,
    text: str | bytes,
    options: ImportOptions,
    user: Any = None,
    expected: str = "",
) -> ImportAnswer:
    """Import a text: all of it, or nothing. What it does not name is left alone.

    Args:
        expected: the `state` of the answer that was looked at; "" imports unseen.

    Raises:
        InvalidInput: as for a preview.
        StaleImport: the difference is another one by now.
    """
    incoming = _read(text)
    with transaction.atomic():
        return _carry_out(workspace, incoming, options, user=user, expected=expected)


def _read(text: str | bytes) -> Incoming:
    """Before anything is locked: a large text takes its time."""
    try:
        return read_incoming(text)
    except ExchangeError as err:
        raise InvalidInput(err.problems) from err


def _carry_out(
    workspace: Workspace, incoming: Incoming, options: ImportOptions, *, user: Any, expected: str
) -> ImportAnswer:
    lock_row(workspace)
    run = ImportRun(workspace, user=user)
    run.problems += incoming.problems
    run.notes += incoming.notes
    changes = tuple(_changes(incoming, workspace, options, run))
    state = _state_of(changes)
    if expected and expected != state:
        raise StaleImport
    run.carry_out(changes)
    if run.problems:
        raise InvalidInput(incoming.placed(tuple(run.problems)))
    return ImportAnswer(incoming.form, changes, incoming.placed(tuple(run.notes)), state)


def _changes(
    incoming: Incoming, workspace: Workspace, options: ImportOptions, run: ImportRun
) -> Iterator[ItemChange]:
    bundle = incoming.bundle
    if bundle and bundle.kind != "mappings":
        yield from compare(workspace_bundle(workspace), bundle)
        return
    destination = options.destination or _named_destination(bundle, workspace, run)
    if destination is None:
        return
    run.destinations[destination.name] = destination
    items = bundle.mappings if bundle else ()
    if bundle and bundle.definition_slug not in ("", destination.definition_slug):
        text = (
            f"These mappings are for {bundle.definition_slug}; {destination.name} is of the kind "
            f"{destination.definition_slug}."
        )
        run.problems.append(Problem("/definition", text, "other_definition"))
    if not bundle:
        taken = taken_mappings(incoming, destination.definition, other_action=options.action)
        run.problems += taken.problems
        run.notes += taken.notes
        items = taken.items
    current = destination_bundle(destination).destinations[0].mappings
    yield from compare_mappings(current, items, inside=destination.name)


def _named_destination(
    bundle: Bundle | None, workspace: Workspace, run: ImportRun
) -> Destination | None:
    name = bundle.destination_name if bundle else ""
    rows = Destination.objects.for_workspace(workspace).with_source()
    found = rows.filter(name=name).first() if name else None
    if found is None:
        text = f'There is no destination called "{name}" here. ' if name else ""
        text += "Choose the destination that these mappings are for."
        run.problems.append(Problem("/destination" if bundle else "", text, "destination"))
    return found


def _state_of(changes: tuple[ItemChange, ...]) -> str:
    """A digest of the difference; what is left alone is no part of it."""
    told = [
        [change.thing, change.inside, change.name, change.outcome]
        + [[field.pointer, _known(field.old), _known(field.new)] for field in change.fields]
        for change in changes
        if change.outcome != "left_alone"
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _known(value: Any) -> Any:
    return [] if value is MISSING else [value]
