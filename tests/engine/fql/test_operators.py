"""The table of operators."""

import pytest

from mappings.engine.fql.operators import OPERATORS, OPPOSITE, operators_for
from mappings.engine.fql.tree import CONTAINER_OF_TYPE, FIELD_OF_TYPE


@pytest.mark.parametrize("kind", FIELD_OF_TYPE)
def test_a_field_of_texts_has_the_operators_of_texts(kind):
    assert "=" in operators_for(kind)
    assert "in" in operators_for(kind)
    assert not {"is_true", "<", "number_equals", "includes", "before"} & set(operators_for(kind))


@pytest.mark.parametrize("kind", CONTAINER_OF_TYPE)
def test_a_field_of_anything_has_every_operator(kind):
    assert operators_for(kind) == tuple(OPERATORS)


def test_an_opposite_has_the_same_kind_of_value():
    for operator, opposite in OPPOSITE.items():
        assert OPERATORS[operator].takes == OPERATORS[opposite].takes
        assert OPERATORS[operator].is_segments is OPERATORS[opposite].is_segments


def test_each_label_names_one_operator():
    assert len({operator.label for operator in OPERATORS.values()}) == len(OPERATORS)
