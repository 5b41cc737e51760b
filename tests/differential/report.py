"""Tells what a trial found: for people, and as a case to put into tests/cases."""

import json
from typing import Any

from tests.differential.comparison import Finding
from tests.differential.shrinking import shrink
from tests.differential.trial import BROKEN, Both, Case, Tally


def summary(kind: str, tally: Tally) -> str:
    """One line of agreement, and one for each row of the difference table that showed."""
    lines = [f"{kind}: {tally.cases:,} cases, {tally.agreement:.3%} as they should be"]
    lines += [f"  {count:7,}  {name}" for name, count in tally.rows.most_common()]
    return "\n".join(lines)


def unexplained(case: Case, finding: Finding) -> str:
    """What a case gave on either side, and the case as tests/cases has them."""
    parts = {
        "differs in": finding.part,
        "theirs": finding.theirs,
        "ours": finding.ours,
        "case": as_listed(case, finding),
    }
    return (
        "\n".join(
            f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in parts.items()
        )
        .encode("utf-8", "backslashreplace")
        .decode()
    )


def as_listed(case: Case, finding: Finding) -> dict[str, Any]:
    """The case in the form of its folder in tests/cases, with what the reference gives."""
    given = finding.theirs if isinstance(finding.theirs, dict) else {}
    if case["kind"] == "path":
        listed = {"path": case["path"], "event": case["event"]}
        return listed | ({"value": given["value"]} if "value" in given else {})
    if case["kind"] == "mapping":
        run = {"event": case["events"][0] if case["events"] else {}}
        run |= {"payload": given["value"]} if "value" in given else {}
        return {"name": "", "config": case["config"], "runs": [run]}
    return case


def has_unexplained(findings: list[Finding]) -> bool:
    return _first_unexplained(findings) is not None


def shrunk(both: Both, case: Case) -> str:
    """The report of a case, made small first."""
    part = _part_of(both.compare([case])[0])
    small = shrink(case, lambda cases: [_part_of(found) == part for found in both.compare(cases)])
    finding = _first_unexplained(both.compare([small])[0])
    assert finding
    return unexplained(small, finding)


def _part_of(findings: list[Finding]) -> str:
    """What kind of part differs: a case must not become one of another kind as it shrinks."""
    finding = _first_unexplained(findings)
    return finding.part.split()[0] if finding else ""


def _first_unexplained(findings: list[Finding]) -> Finding | None:
    found = (finding for finding in findings if finding.row is None and finding.part != BROKEN)
    return next(found, None)
