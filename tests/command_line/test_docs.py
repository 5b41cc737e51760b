"""docs/command-line.md: its examples give what it says, and it knows every command and option."""

import re
import shlex

import pytest

from mappings.command_line.main import SUBCOMMANDS, make_parser
from tests.command_line.commands import EXAMPLES, PROJECT_DIR, run

TEXT = (PROJECT_DIR / "docs" / "command-line.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"^```console\n\$ engage-mapper ([^\n]+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("words", "told"), EXAMPLE.findall(TEXT))
def test_an_example_gives_what_the_page_says(words, told):
    done = run(*shlex.split(words), cwd=EXAMPLES)
    assert done.stdout + done.stderr == told


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_every_command_has_its_section_an_example_and_all_its_options(name):
    section = TEXT.split(f"\n## {name}\n")[1].split("\n## ")[0]
    assert re.search(rf"^\$ engage-mapper {name}\b", section, re.MULTILINE)
    for action in make_parser(name)._actions:
        for option in action.option_strings:
            assert f"{option}" in section


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_every_option_has_its_help(name):
    assert [action.dest for action in make_parser(name)._actions if not action.help] == []
