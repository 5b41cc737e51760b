"""Draws cases, has both sides answer them, and counts what differs."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from scripts.reference import ReferenceProcess, start_script
from tests.differential.answers import our_answer
from tests.differential.comparison import Finding, compare
from tests.differential.drawing import Draw
from tests.differential.liquid_differences import draw_liquid_case
from tests.differential.mapping_cases import draw_mapping_case
from tests.differential.path_cases import draw_path_case
from tests.differential.payload_fields import draw_payload_case
from tests.differential.tree_cases import draw_tree_case
from tests.differential.trigger_cases import draw_trigger_case

Case = dict[str, Any]

# What is drawn, and how many cases of it for each hundred that are asked for.
KINDS: Final[Mapping[str, tuple[Callable[[Draw], Case], int]]] = {
    "path": (draw_path_case, 100),
    "mapping": (draw_mapping_case, 100),
    "liquid": (draw_liquid_case, 100),
    "payload": (draw_payload_case, 50),
    "tree": (draw_tree_case, 100),
    "trigger": (draw_trigger_case, 100),
}
BROKEN = "the case: the reference cannot read it"
_BATCH = 500


@dataclass(slots=True)
class Tally:
    """What came out for the cases of a kind; `unexplained` are cases that no row explains."""

    cases: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    unexplained: list[Case] = field(default_factory=list)

    def add(self, case: Case, findings: list[Finding]) -> None:
        self.cases += 1
        self.rows.update({finding.row for finding in findings if finding.row})
        if any(finding.row is None for finding in findings):
            self.unexplained.append(case)

    @property
    def agreement(self) -> float:
        """The share of cases without unexplained differences."""
        return 1 - len(self.unexplained) / self.cases if self.cases else 1.0


class Both:
    """Both sides, ready to answer."""

    def __init__(self) -> None:
        self._reference: ReferenceProcess = start_script(Path(__file__).with_name("reference.cjs"))

    def close(self) -> None:
        self._reference.close()

    def compare(self, cases: list[Case]) -> list[list[Finding]]:
        """The differences of each case. Both sides read it from the same JSON text."""
        text = json.dumps(cases)
        theirs = json.loads(self._reference.ask(text))
        pairs = zip(json.loads(text), theirs, strict=True)
        return [_compare_one(case, answer) for case, answer in pairs]

    def tally(self, cases: Iterator[Case]) -> Tally:
        tally = Tally()
        batch: list[Case] = []
        for case in cases:
            batch.append(case)
            if len(batch) == _BATCH:
                self._add(tally, batch)
                batch = []
        self._add(tally, batch)
        return tally

    def _add(self, tally: Tally, batch: list[Case]) -> None:
        for case, findings in zip(batch, self.compare(batch), strict=True):
            tally.add(case, findings)


def _compare_one(case: Case, theirs: Any) -> list[Finding]:
    if "broken" in theirs:
        return [Finding(BROKEN, None, theirs["broken"], None)]
    try:
        ours = our_answer(case)
    except Exception as err:
        return [Finding("whole", f"{type(err).__name__}: {err}", theirs, None)]
    return compare(case, ours, theirs)


def drawn(kind: str, seed: int, examples: int) -> Iterator[Case]:
    """The cases of a kind; each comes from the seed and its number alone."""
    draw_case, share = KINDS[kind]
    return (draw_case(Draw(f"{seed}/{kind}/{n}")) for n in range(examples * share // 100))
