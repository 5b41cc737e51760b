"""One table of contests: ours, the reference and Python written by hand, for the same work."""

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from benchmarks.reference import start_reference
from benchmarks.rounds import in_python, measure

_OURS, _THEIRS, _FLOOR = "ours", "theirs", "floor"


@dataclass(frozen=True, slots=True)
class Contest:
    """Work on `events` events a time: by ours, by a task of ``reference.cjs``, by hand."""

    name: str
    events: int
    ours: Callable[[], object]
    theirs: dict[str, Any] | None = None
    floor: Callable[[], object] | None = None


def hold_contests(title: str, contests: Iterable[Contest], *, aim: str, per: str = "event") -> None:
    """Run the contests and print a table; with ``--json`` on the command line, one object a row."""
    reference = start_reference()
    rows = []
    for contest in contests:
        contenders = {_OURS: in_python(contest.ours, events=contest.events)}
        if reference and contest.theirs:
            contenders[_THEIRS] = reference.contender(contest.theirs, events=contest.events)
        if contest.floor:
            contenders[_FLOOR] = in_python(contest.floor, events=contest.events)
        rows.append((contest.name, measure(contenders)))
    if reference:
        reference.close()
    (_print_json if "--json" in sys.argv else _print_rows)(title, rows, aim=aim, per=per)


def _print_rows(
    title: str, rows: list[tuple[str, dict[str, float]]], *, aim: str, per: str
) -> None:
    width = max(len(name) for name, _ in rows)
    print(f"{title} (µs an {per}; node ÷ ours, aim: {aim})")
    print(f"  {'':<{width}}  {'ours':>8}  {'node':>8}  {'ratio':>6}  {'by hand':>8}")
    for name, medians in rows:
        ours, theirs, floor = (medians.get(who) for who in (_OURS, _THEIRS, _FLOOR))
        ratio = theirs / ours if theirs and ours else None
        cells = (_cell(ours, 3), _cell(theirs, 3), _cell(ratio, 1, width=6), _cell(floor, 3))
        print(f"  {name:<{width}}  {'  '.join(cells)}")


def _cell(value: float | None, digits: int, *, width: int = 8) -> str:
    return f"{value:{width}.{digits}f}" if value is not None else "–".rjust(width)


def _print_json(
    title: str, rows: list[tuple[str, dict[str, float]]], *, aim: str, per: str
) -> None:
    for name, medians in rows:
        print(json.dumps({"table": title, "row": name, "us_per": per, "aim": aim, **medians}))
