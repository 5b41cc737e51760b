"""Where a transform fails an event; what it gives is in the cases."""

import pytest

from tests.engine.failing_events import problem_of


@pytest.mark.parametrize(
    ("item", "found"),
    [("x", "string"), (5, "number"), (None, "null"), ([], "array"), (False, "boolean")],
)
def test_an_item_that_is_no_object_cannot_be_transformed(item, found):
    shape = {"@transform": {"apply": {"y": {"@path": "$.y"}}, "mapping": {"@path": "$.y"}}}
    place = "/a/@arrayPath/1/@transform"
    message = f"data must be an object, got {found}"
    assert problem_of({"a": {"@arrayPath": ["$.x", shape]}}, {"x": [item]}) == (
        place,
        "type",
        message,
    )
