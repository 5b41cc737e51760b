"""The form of a connection's setup: two kinds of rows that are added and taken away.

Rows travel as ``traits-0-trait``, ``traits-0-name``, …; ``traits-count`` says how many there are.
A button named ``edit`` changes the rows and saves nothing, so the form works without scripts.
"""

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import QueryDict

from mappings.engine.audiences import DEFAULT_IDENTIFIERS, STRATEGIES
from mappings.engine.audiences.setup import MAX_IDENTIFIER_ROWS, MAX_TRAIT_ROWS
from mappings.engine.errors import Problem
from mappings.models import Connection
from mappings.services.connections import ConnectionChanges
from mappings.web.forms import PageForm

STRATEGY_WORDS = {
    "first": "the one seen first",
    "last": "the one seen last",
    "all": "all of them, an event for each",
}
_MOST = {"traits": MAX_TRAIT_ROWS, "identifiers": MAX_IDENTIFIER_ROWS}


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it was typed, with what is wrong with each of its parts."""

    kind: str  # "traits" or "identifiers"
    at: int
    values: dict[str, str]
    problems: dict[str, str]
    is_new: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed; a strategy is always chosen."""
        return not any(text for part, text in self.values.items() if part != "strategy")

    @property
    def number(self) -> int:
        return self.at + 1

    @property
    def prefix(self) -> str:
        return f"{self.kind}-{self.at}"


class SetupForm(PageForm):
    """A setup; with the version of the connection that it was read from."""

    unmarked = frozenset({"sends_identify", "sends_track"})

    sends_identify = forms.BooleanField(label="Identify events", required=False)
    sends_track = forms.BooleanField(label="Track events", required=False)
    is_customized = forms.ChoiceField(
        label="Setup", choices=[("", "Default setup"), ("true", "Customized setup")], required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, row: Connection, data: QueryDict | None = None) -> None:
        initial = {
            "sends_identify": row.sends_identify,
            "sends_track": row.sends_track,
            "is_customized": "true" if row.is_customized else "",
            "version": row.version,
        }
        super().__init__(data, initial=initial)
        self._edit = data.get("edit", "") if data is not None else ""
        stored = {"traits": row.traits, "identifiers": row.identifiers or _usual_rows()}
        self._rows = {
            kind: _typed_rows(data, kind) if data is not None else _stored_rows(kind, stored[kind])
            for kind in stored
        }
        self._apply_edit()

    @property
    def is_edited(self) -> bool:
        """Whether a row was added or taken away, and nothing is to be saved."""
        return bool(self._edit)

    @property
    def trait_rows(self) -> list[Row]:
        return self._rows["traits"]

    @property
    def identifier_rows(self) -> list[Row]:
        return self._rows["identifiers"]

    @property
    def strategies(self) -> list[tuple[str, str]]:
        return [(name, STRATEGY_WORDS[name]) for name in STRATEGIES]

    def setup_json(self) -> dict[str, Any]:
        """What was typed, in the form that `read_setup` reads; empty rows say nothing."""
        return {
            "sends_identify": self._is_on("sends_identify"),
            "sends_track": self._is_on("sends_track"),
            "is_customized": self["is_customized"].value() == "true",
            **{
                kind: [row.values for row in rows if not row.is_empty]
                for kind, rows in self._rows.items()
            },
        }

    def changes(self) -> ConnectionChanges:
        """What is to be saved; rows that do not count stay as they were saved before."""
        changes: Any = self.setup_json()
        if not changes["is_customized"]:
            del changes["traits"], changes["identifiers"]
        return changes  # type: ignore[no-any-return]

    def preview_of(self, row: Connection) -> Connection:
        """The connection as it would be; it is not to be saved."""
        return Connection(workspace=row.workspace, audience=row.audience, **self.setup_json())

    def show_problems(self, problems: Any, *, message: str = "") -> None:
        """Problems of rows go beside them; pointers count rows without the empty ones."""
        others: list[Problem] = []
        for problem in problems:
            if not self._show_at_row(problem):
                others.append(problem)
        if len(others) < len(tuple(problems)):
            self.add_error(None, "Some rows cannot be saved like this.")
        if others or not problems:
            super().show_problems(others, message=message)

    def show_conflict(self, current: Connection) -> None:
        """Somebody saved in between: the next save is one over theirs, knowingly."""
        text = (
            f"Somebody saved this connection in the meantime (version {current.version}). What you "
            "typed is kept: save again to replace theirs, or open the page anew to see it."
        )
        self.add_error(None, text)
        data: Any = self.data
        self.data = data = data.copy()
        data["version"] = str(current.version)

    def _is_on(self, name: str) -> bool:
        return bool(self[name].value())

    def _show_at_row(self, problem: Problem) -> bool:
        parts = problem.pointer.split("/")
        if len(parts) != 4 or parts[1] not in self._rows:
            return False
        _, kind, number, part = parts
        filled = [row for row in self._rows[kind] if not row.is_empty]
        at = int(number)
        if at >= len(filled):
            return False
        row = filled[at]
        told = replace(row, problems={**row.problems, part: problem.message})
        self._rows[kind][row.at] = told
        return True

    def _apply_edit(self) -> None:
        """``add traits`` or ``remove traits 2``."""
        words = self._edit.split(" ")
        kind = words[1] if len(words) > 1 else ""
        if kind not in self._rows:
            return
        rows = self._rows[kind]
        if words[0] == "add" and len(rows) < _MOST[kind]:
            rows.append(_row(kind, len(rows), {}, is_new=True))
        if words[0] == "remove" and len(words) == 3:
            kept = [row for row in rows if str(row.at) != words[2]]
            self._rows[kind] = [replace(row, at=at) for at, row in enumerate(kept)]


_PARTS = {"traits": ("trait", "name"), "identifiers": ("type", "name", "strategy")}


def _usual_rows() -> list[dict[str, str]]:
    return [
        {"type": row.type, "name": row.name, "strategy": row.strategy}
        for row in DEFAULT_IDENTIFIERS
    ]


def _row(kind: str, at: int, values: dict[str, Any], *, is_new: bool = False) -> Row:
    given = {part: str(values.get(part, "")).strip() for part in _PARTS[kind]}
    if kind == "identifiers" and not given["strategy"]:
        given["strategy"] = "last"
    return Row(kind, at, given, {}, is_new)


def _stored_rows(kind: str, rows: Any) -> list[Row]:
    listed = rows if isinstance(rows, list) else []
    good = [row for row in listed if isinstance(row, dict)]
    return [_row(kind, at, row) for at, row in enumerate(good)]


def _typed_rows(data: QueryDict, kind: str) -> list[Row]:
    text = data.get(f"{kind}-count", "0")
    count = min(int(text), _MOST[kind]) if text.isdecimal() and len(text) < 5 else 0
    return [
        _row(kind, at, {part: data.get(f"{kind}-{at}-{part}", "") for part in _PARTS[kind]})
        for at in range(count)
    ]
