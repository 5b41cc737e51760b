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


def test_every_supported_directive_has_its_section():
    text = (PROJECT_DIR / "docs" / "mapping-language.md").read_text(encoding="utf-8")
    sections = re.findall(r"^### `(@\w+)`$", text, flags=re.MULTILINE)
    assert sections == [name for name, plan in DIRECTIVES.items() if plan is not None]
