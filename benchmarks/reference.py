"""Runs the reference beside ours, where it is installed: `make reference`."""

import json
from pathlib import Path
from typing import Any

from benchmarks.rounds import Contender
from scripts.reference import ReferenceProcess, start_script, why_absent

RUNNER = Path(__file__).with_name("reference.cjs")


class Reference:
    """A node process that waits for work."""

    def __init__(self, process: ReferenceProcess) -> None:
        self._process = process

    def contender(self, task: dict[str, Any], *, events: int) -> Contender:
        """One that does a task that ``reference.cjs`` knows, over that many events a time."""
        number = self._ask({"define": task})
        return Contender(events, lambda times: self._ask({"run": number, "times": times}))

    def figure(self, task: dict[str, Any]) -> float:
        """What a task of ``reference.cjs`` that measures something else than time gives."""
        return self._ask({"figure": task})

    def close(self) -> None:
        self._process.close()

    def _ask(self, message: dict[str, Any]) -> int:
        return int(self._process.ask(json.dumps(message)))


def start_reference() -> Reference | None:
    """The reference, ready to run; None, with the reason printed, where it cannot."""
    if reason := why_absent():
        print(f"{reason} Only ours is measured.")
        return None
    return Reference(start_script(RUNNER))
