"""Errors and pointers."""

import pickle

import pytest

from mappings.engine.errors import EngineError, MappingError, Problem, TriggerError, json_pointer


def test_a_pointer_escapes_slashes_and_tildes():
    assert json_pointer([]) == ""
    assert json_pointer(["a/b", 0, "~", ""]) == "/a~1b/0/~0/"


def test_an_error_takes_one_problem_or_many():
    one, two = Problem("/a", "First.", "x"), Problem("/b", "Second.", "y")
    assert TriggerError(one).problems == (one,)
    assert str(TriggerError([one, two])) == "First. (and 1 more)"
    assert str(TriggerError([])) == "unknown problem"


def test_a_mapping_error_says_where():
    assert str(MappingError(Problem("/a", "Should be x.", "x"))) == "/a should be x."
    assert str(MappingError(Problem("", "Should be x.", "x"))) == "/ should be x."
    assert str(MappingError([])) == "/ unknown problem"


@pytest.mark.parametrize("kind", [EngineError, MappingError])
def test_errors_travel_between_processes(kind):
    err = kind(Problem("/a", "First.", "x", line=1, column=2))
    copied = pickle.loads(pickle.dumps(err))  # noqa: S301
    assert type(copied) is kind
    assert copied.problems == err.problems
