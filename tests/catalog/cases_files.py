"""The JSON cases of the catalog."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from mappings.catalog.documents import read_document

CASES = Path(__file__).parent / "cases"


def read_cases(path: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads((CASES / path).read_text(encoding="utf-8"))
    return cases


def changed_document(case: dict[str, Any]) -> Any:
    """The document that a case starts from, with what it sets and removes.

    Shape:
        case: ``{"start": "crm.json", "set": {"/slug": "x"}, "remove": ["/name"]}``
    """
    document = deepcopy(read_document(f"destinations/{case.get('start', 'webhook.json')}"))
    for pointer, value in case.get("set", {}).items():
        if not pointer:
            return value
        holder, key = _place(document, pointer)
        holder[key] = value
    for pointer in case.get("remove", []):
        holder, key = _place(document, pointer)
        del holder[key]
    return document


def _place(document: Any, pointer: str) -> tuple[Any, Any]:
    *parents, last = pointer.removeprefix("/").split("/")
    holder = document
    for key in parents:
        holder = holder[_key(holder, key)]
    return holder, _key(holder, last)


def _key(holder: Any, key: str) -> Any:
    return int(key) if isinstance(holder, list) else key
