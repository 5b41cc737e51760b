"""The docs say what the code does: their tables are made from it."""

import re

import pytest

from mappings.engine.directives.table import DIRECTIVES
from scripts.write_docs import PROJECT_DIR, TABLES, documents, write_tables


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(PROJECT_DIR)))
def test_tables_are_what_the_code_says(path):
    text = path.read_text(encoding="utf-8")
    assert text == write_tables(text), "stale: run `make docs`"


def test_every_table_is_shown_somewhere():
    shown = "".join(path.read_text(encoding="utf-8") for path in documents())
    assert [name for name in TABLES if f"<!-- table: {name} -->" not in shown] == []


def test_every_directive_has_its_section():
    text = (PROJECT_DIR / "docs" / "mapping-language.md").read_text(encoding="utf-8")
    sections = re.findall(r"^### `(@\w+)`$", text, flags=re.MULTILINE)
    assert sections == list(DIRECTIVES)


def test_every_status_of_an_error_is_explained():
    """405, 500 and 503 come from outside the operations, so the OpenAPI document has none."""
    from mappings.api.documentation import ERRORS

    rows = re.findall(r"^\| ([0-9, ]+) \|", (PROJECT_DIR / "docs" / "api.md").read_text(), re.M)
    explained = {int(status) for row in rows for status in row.split(",")}
    assert explained == {*ERRORS, 405, 500, 503}
