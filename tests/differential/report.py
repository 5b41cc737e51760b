"""Tells what a trial found: for people, and as a case to put into tests/cases."""

import json
from typing import Any

from tests.differential.comparison import Finding
from tests.differential.shrinking import shrink
from tests.differential.trial import Both, Case, Tally


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
    return any(finding.row is None for finding in findings)


def shrunk(both: Both, case: Case) -> str:
    """The report of a case, made small first."""
    small = shrink(case, lambda cases: [has_unexplained(found) for found in both.compare(cases)])
    findings = both.compare([small])[0]
    return unexplained(small, next(finding for finding in findings if finding.row is None))
