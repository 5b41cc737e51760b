"""What holds for every command."""

from itertools import pairwise

import pytest

from mappings.command_line.main import SUBCOMMANDS
from tests.command_line.commands import run


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"]])
def test_help_lists_the_commands(words):
    done = run(*words)
    assert done.returncode == 0
    assert [name for name in SUBCOMMANDS if f"\n  {name} " not in done.stdout] == []


def test_the_version_is_told():
    done = run("--version")
    assert (done.returncode, done.stdout.split()[0]) == (0, "engage-mapper")


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_help_of_a_command_has_examples(name):
    done = run(name, "--help")
    assert done.returncode == 0
    examples = done.stdout.split("Examples:")[1].split()
    assert ("engage-mapper", name) in pairwise(examples)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["mpa"], "there is no command mpa. Did you mean map?"),
        (["--verison"], "there is no option --verison. Did you mean --version?"),
        (["xyz"], "there is no command xyz.\n"),
        (["map", "--mapping", "x", "--ouput", "y"], "no option --ouput. Did you mean --output?"),
        (["map", "--mapping", "x", "--jobs=-1"], "'-1' is no number from 0 to 256"),
        (["map"], "--mapping"),
    ],
)
def test_wrong_words_are_told_with_what_was_meant(words, message):
    done = run(*words)
    assert done.returncode == 2
    assert message in done.stderr
    assert "--help'" in done.stderr
    assert done.stdout == ""
