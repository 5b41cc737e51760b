"""The last line of a run: how many attack tests there were, and how many did not hold."""

import json
from typing import Any


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """A test that failed is an attack that worked, or a good request that was stopped."""
    reports = terminalreporter.stats
    counted = {
        outcome: sum("tests/attacks/" in report.nodeid for report in reports.get(outcome, []))
        for outcome in ("passed", "failed", "error")
    }
    if any(counted.values()):
        told = {
            "attack_tests": sum(counted.values()),
            "failed": counted["failed"],
            "not_run": counted["error"],
        }
        terminalreporter.write_line(json.dumps(told))
