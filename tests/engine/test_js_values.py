"""Values as JavaScript sees them, where Python could differ."""

import math

import pytest

from mappings.engine.js_values import is_truthy, number_text, to_text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (5, "5"),
        (-5, "-5"),
        (100.0, "100"),
        (1.5, "1.5"),
        (0.1 + 0.2, "0.30000000000000004"),
        (123456.789, "123456.789"),
        (1e16, "10000000000000000"),
        (1.2345e20, "123450000000000000000"),
        (1e21, "1e+21"),
        (-1.5e300, "-1.5e+300"),
        (0.00001, "0.00001"),
        (1.5e-6, "0.0000015"),
        (1e-7, "1e-7"),
        (5e-324, "5e-324"),
        (2**53 + 1, "9007199254740992"),
        (10**400, "Infinity"),
        (-(10**400), "-Infinity"),
        (math.inf, "Infinity"),
        (-math.inf, "-Infinity"),
        (math.nan, "NaN"),
    ],
)
def test_a_number_is_written_as_javascript_writes_it(number, text):
    assert number_text(number) == text


def test_null_is_written_as_null():
    assert to_text(None) == "null"


@pytest.mark.parametrize("value", [[], {}, "0", " ", 1, -1, True, math.inf])
def test_true_values(value):
    assert is_truthy(value)


@pytest.mark.parametrize("value", [None, False, 0, -0.0, "", math.nan])
def test_false_values(value):
    assert not is_truthy(value)
