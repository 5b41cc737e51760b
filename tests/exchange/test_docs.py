"""docs/import-export.md shows a document that can be read, and names every kind."""

import re
from pathlib import Path

from mappings.exchange.bundle import FORMAT, KINDS
from mappings.exchange.checking import bundle_problems
from mappings.exchange.reading import read_bundle
from mappings.exchange.texts import read_text, write_text
from mappings.exchange.writing import bundle_document

TEXT = (Path(__file__).parents[2] / "docs" / "import-export.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"^```yaml\n(.*?)^```", TEXT, flags=re.MULTILINE | re.DOTALL)


def test_the_example_is_what_an_export_writes():
    read = read_bundle(read_text(EXAMPLE))

    assert read.problems == ()
    assert bundle_problems(read.bundle) == []
    assert write_text(bundle_document(read.bundle), "yaml") == EXAMPLE


def test_every_kind_is_explained():
    assert f"format: {FORMAT}" in EXAMPLE
    assert all(f"| `{kind}` |" in TEXT for kind in KINDS)
