"""A JSON pointer leads to a line and a column."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.command_line.json_positions import find_position
from mappings.engine.errors import json_pointer

TEXT = """\
{
  "email": {"@path": "$.traits.email"},
  "a/b": [1, {"é": "ü", "c": true}],
  "email": {"@pth": ""}
}"""


@pytest.mark.parametrize(
    ("pointer", "position"),
    [
        ("", (1, 1)),
        ("/email", (4, 12)),
        ("/email/@pth", (4, 21)),
        ("/a~1b", (3, 10)),
        ("/a~1b/0", (3, 11)),
        ("/a~1b/1/c", (3, 30)),
        ("/a~1b/7", (3, 10)),
        ("/missing", (1, 1)),
        ("/a~1b/0/deeper", (3, 11)),
    ],
)
def test_a_pointer_leads_to_its_value_or_what_is_around_it(pointer, position):
    assert find_position(TEXT, pointer) == position


_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
    max_leaves=10,
)


@given(_VALUES, st.sampled_from([None, 2]), st.data())
def test_the_value_that_starts_there_is_the_one_pointed_to(value, indent, data):
    keys, found = [], value
    while isinstance(found, (dict, list)) and found and data.draw(st.booleans()):
        key = data.draw(st.sampled_from(sorted(found) if isinstance(found, dict) else [0]))
        keys.append(key)
        found = found[key]
    text = json.dumps(value, indent=indent)

    line, column = find_position(text, json_pointer(keys))

    rest = "\n".join(text.split("\n")[line - 1 :])[column - 1 :]
    assert json.JSONDecoder().raw_decode(rest)[0] == found
