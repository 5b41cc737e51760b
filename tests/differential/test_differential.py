"""Ours gives what Segment's published engine gives, but for the differences in the table.

`make reference` installs what to compare with; `make differential` compares more cases.
"""

import re

import pytest

from scripts.reference import why_absent
from scripts.write_docs import PROJECT_DIR
from tests.differential.differences import DIFFERENCES, HEADINGS
from tests.differential.report import has_unexplained, shrunk, summary
from tests.differential.trial import KINDS, Both, drawn

SEED = 1
EXAMPLES = 1_000
NOT_DRAWN = (
    "`requires_one_of`",  # each action's own code does it there
    "Which event paths a mapping reads",  # told to the editor, nothing runs by it
)
DOCS = PROJECT_DIR / "docs" / "segment-differences.md"


@pytest.fixture(scope="module")
def both():
    if reason := why_absent():
        pytest.skip(reason)
    sides = Both()
    yield sides
    sides.close()


@pytest.mark.parametrize("kind", KINDS)
def test_drawn_cases_differ_only_on_purpose(both, kind):
    tally = both.tally(drawn(kind, SEED, EXAMPLES))
    print(summary(kind, tally))  # shown with a failure
    assert [shrunk(both, case) for case in tally.unexplained[:3]] == []


@pytest.mark.parametrize("name", DIFFERENCES)
def test_the_example_of_a_difference_shows_it(both, name):
    findings = both.compare([DIFFERENCES[name].example])[0]
    assert not has_unexplained(findings)
    assert name in {finding.row for finding in findings}


def test_the_docs_have_each_difference_and_no_other():
    text = DOCS.read_text(encoding="utf-8")
    tables = {
        heading: re.findall(r"^\| (.+?) \|", section, re.MULTILINE)[2:]
        for heading, section in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    }
    for heading in {heading for headings in HEADINGS.values() for heading in headings}:
        named = [name for name, row in DIFFERENCES.items() if row.heading == heading]
        assert [name for name in tables[heading] if name not in NOT_DRAWN] == named
