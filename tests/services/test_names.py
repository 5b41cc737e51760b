"""Names: what they may be, and what a copy is called."""

from typing import Any

import pytest

from mappings import conf
from mappings.services.errors import InvalidInput
from mappings.services.names import copy_name, free_name, read_name


@pytest.mark.parametrize(
    "name",
    ["a", " a ", "Audience entered – browse_abandoners", "日本語", "😀", "x" * 200, "a/b\\c"],
)
def test_a_name_is_kept_without_the_blanks_around_it(name: str) -> None:
    assert read_name(name) == name.strip()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "required"),
        (" \t ", "required"),
        (None, "type"),
        (5, "type"),
        (["a"], "type"),
        ("x" * (conf.MAX_NAME_CHARS + 1), "too_long"),
        ("a\nb", "characters"),
        ("a\x00b", "characters"),
        ("a\x1b[2Jb", "characters"),
        ("a\ud800b", "characters"),
        ("a\u202eb", "characters"),
        ("a\u2066b", "characters"),
    ],
)
def test_a_name_that_cannot_be_shown_is_refused(name: Any, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_name(name)

    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_too_long_name_says_how_long_it_is() -> None:
    with pytest.raises(InvalidInput, match="The name is 201 characters; the limit is 200"):
        read_name("x" * 201)


@pytest.mark.parametrize(
    ("name", "taken", "expected"),
    [
        ("Entered", set(), "Entered (Copy)"),
        ("Entered", {"Entered (Copy)"}, "Entered (Copy 2)"),
        ("Entered", {"Entered (Copy)", "Entered (Copy 2)"}, "Entered (Copy 3)"),
        ("Entered (Copy)", set(), "Entered (Copy) (Copy)"),
        ("x" * 200, set(), "x" * 193 + " (Copy)"),
    ],
)
def test_a_copy_gets_the_first_free_name(name: str, taken: set[str], expected: str) -> None:
    assert copy_name(name, taken) == expected
    assert len(expected) <= conf.MAX_NAME_CHARS


@pytest.mark.parametrize(
    ("name", "taken", "expected"),
    [
        ("Iterable", set(), "Iterable"),
        ("Iterable", {"Iterable"}, "Iterable 2"),
        ("Iterable", {"Iterable", "Iterable 2"}, "Iterable 3"),
        ("x" * 200, {"x" * 200}, "x" * 198 + " 2"),
    ],
)
def test_a_suggested_name_is_free(name: str, taken: set[str], expected: str) -> None:
    assert free_name(name, taken) == expected
    assert len(expected) <= conf.MAX_NAME_CHARS
