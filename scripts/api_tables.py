"""The table of docs/api.md: every endpoint, from the OpenAPI document that the code gives."""

from collections.abc import Callable, Iterator
from typing import Any

Table = Callable[[tuple[str, ...], Iterator[tuple[str, ...]]], str]
METHODS = ("get", "post", "put", "patch", "delete")


def endpoints_table(markdown_table: Table) -> str:
    return markdown_table(("Request", "What it does"), _rows())


def _rows() -> Iterator[tuple[str, str]]:
    for path, operations in sorted(_paths().items()):
        for method in METHODS:
            if method in operations:
                yield f"`{method.upper()} {path}`", operations[method]["summary"]


def _paths() -> dict[str, Any]:
    import django

    django.setup()
    from drf_spectacular.generators import SchemaGenerator

    schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return dict(schema["paths"])
