"""Reads the JSON cases of ``tests/cases``."""

import json
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).resolve().parent.parent / "cases"


def cases(folder: str) -> list[Any]:
    """Every case of a folder's files as a pytest parameter, named after file and case."""
    return [
        pytest.param(case, id=f"{path.stem}-{_name(case, number)}")
        for path in sorted((CASES / folder).glob("*.json"))
        for number, case in enumerate(json.loads(path.read_text(encoding="utf-8")), start=1)
    ]


def problems_as_json(problems: Any) -> list[dict[str, str]]:
    return [
        {"pointer": problem.pointer, "message": problem.message, "code": problem.code}
        for problem in problems
    ]


def _name(case: dict[str, Any], number: int) -> str:
    return str(case.get("name") or case.get("fql") or case.get("path") or number)
