"""Write the tables of docs/ that come from the code: `make docs`. A test fails when one is stale.

A table stands between two marker lines, `<!-- table: NAME -->` and `<!-- end of table -->`.
"""

import os
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT_DIR))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "engage_mapper.settings")

from scripts.api_tables import endpoints_table  # noqa: E402 - needs the path above
from scripts.command_line_tables import command_line_tables  # noqa: E402
from scripts.definition_tables import definition_tables  # noqa: E402
from scripts.delivery_tables import delivery_tables  # noqa: E402
from scripts.language_tables import language_tables  # noqa: E402

BLOCK = re.compile(r"(<!-- table: ([a-z0-9-]+) -->\n).*?(<!-- end of table -->)", re.DOTALL)


def settings_table() -> str:
    from engage_mapper.env import SETTINGS

    rows = ((f"`{s.name}`", f"`{s.default}`" if s.default else "", s.help) for s in SETTINGS)
    return markdown_table(("Variable", "Default", "What it does"), rows)


def limits_table() -> str:
    from mappings.services.limits import all_limits

    rows = ((f"`{name}`", f"{value:,}") for name, value in sorted(all_limits().items()))
    return markdown_table(("Limit", "Value"), rows)


def markdown_table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    titles = list(head)
    lines = [titles, ["---"] * len(titles), *rows]
    return "".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines
    )


TABLES: dict[str, Callable[[], str]] = {
    "settings": settings_table,
    "limits": limits_table,
    "endpoints": lambda: endpoints_table(markdown_table),
    **command_line_tables(markdown_table),
    **language_tables(markdown_table),
    **definition_tables(markdown_table),
    **delivery_tables(markdown_table),
}


def write_tables(text: str) -> str:
    """The text of a document with each of its tables made anew.

    Raises:
        KeyError: naming a table that no function makes.
    """
    return BLOCK.sub(lambda match: match[1] + TABLES[match[2]]() + match[3], text)


def documents() -> list[Path]:
    return [PROJECT_DIR / "README.md", *sorted((PROJECT_DIR / "docs").rglob("*.md"))]


def main() -> None:
    for path in documents():
        text = path.read_text(encoding="utf-8")
        path.write_text(write_tables(text), encoding="utf-8")


if __name__ == "__main__":
    main()
