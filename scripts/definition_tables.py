"""The tables of docs/destination-definitions.md, made from the schema and from the catalog."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from mappings.catalog.registry import destination_definitions
from mappings.catalog.schema import ActionDefinition
from mappings.catalog.schema_check import definition_schema

Row = tuple[str, str, str]

HEAD = ("Property", "Required", "What it is")
CATALOG_HEAD = ("Tool", "Action", "Most in one request")


def definition_tables(
    markdown_table: Callable[[tuple[str, ...], Iterator[Row]], str],
) -> dict[str, Callable[[], str]]:
    """One table for the document, one for each kind of object inside it, and one of the catalog.

    Shape:
        ``{"definition": …, "definition-setting": …, "catalog": …}``
    """
    schema = definition_schema()
    kinds = {"definition": schema} | {
        "definition-" + name.replace("_", "-"): kind
        for name, kind in schema["$defs"].items()
        if _has_documented_properties(kind)
    }
    tables = {
        name: partial(lambda kind: markdown_table(HEAD, _rows(kind)), kind)
        for name, kind in kinds.items()
    }
    return tables | {"catalog": lambda: markdown_table(CATALOG_HEAD, _catalog_rows())}


def _has_documented_properties(kind: dict[str, Any]) -> bool:
    return kind.get("additionalProperties") is False


def _rows(kind: dict[str, Any]) -> Iterator[Row]:
    required = kind.get("required", [])
    for key, value in kind["properties"].items():
        yield f"`{key}`", "yes" if key in required else "", value["description"]


def _catalog_rows() -> Iterator[Row]:
    """A row for each action; the tool's name stands in its first."""
    for definition in destination_definitions():
        url = definition.documentation_url
        name = f"[{definition.name}]({url})" if url else definition.name
        for action in definition.actions:
            yield name, action.name, _most_in_one_request(action)
            name = ""


def _most_in_one_request(action: ActionDefinition) -> str:
    if action.batch is None:
        return "1"
    return f"{action.batch.max_items:,}, {action.batch.max_bytes:,} bytes"
