"""The table of directives."""

import re

from mappings.engine.directives.table import DIRECTIVES


def test_the_table_lists_every_directive_of_mapping_kit():
    assert set(DIRECTIVES) == {
        "@path",
        "@template",
        "@literal",
        "@if",
        "@arrayPath",
        "@case",
        "@replace",
        "@merge",
        "@transform",
        "@flatten",
        "@json",
        "@liquid",
        "@excludeWhenNull",
    }


def test_names_start_with_an_at_sign():
    assert all(re.fullmatch("@[a-z][a-zA-Z]+", name) for name in DIRECTIVES)
