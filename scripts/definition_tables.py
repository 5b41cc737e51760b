"""The tables of docs/destination-definitions.md, made from definition.schema.json."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from mappings.catalog.schema_check import definition_schema

Row = tuple[str, str, str]

HEAD = ("Property", "Required", "What it is")


def definition_tables(
    markdown_table: Callable[[tuple[str, ...], Iterator[Row]], str],
) -> dict[str, Callable[[], str]]:
    """One table for the document, and one for each kind of object inside it.

    Shape:
        ``{"definition": …, "definition-setting": …, "definition-bearer-authentication": …}``
    """
    schema = definition_schema()
    kinds = {"definition": schema} | {
        "definition-" + name.replace("_", "-"): kind
        for name, kind in schema["$defs"].items()
        if _has_documented_properties(kind)
    }
    return {
        name: partial(lambda kind: markdown_table(HEAD, _rows(kind)), kind)
        for name, kind in kinds.items()
    }


def _has_documented_properties(kind: dict[str, Any]) -> bool:
    return kind.get("additionalProperties") is False


def _rows(kind: dict[str, Any]) -> Iterator[Row]:
    required = kind.get("required", [])
    for key, value in kind["properties"].items():
        yield f"`{key}`", "yes" if key in required else "", value["description"]
