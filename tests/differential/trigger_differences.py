"""The deliberate differences of triggers."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mappings.engine.fql import explain_compatibility
from tests.differential.answers import Answer, our_answer
from tests.differential.values import canonical

Case = dict[str, Any]

NEVER_TRUE = "Tree: numbers or true/false for `type`, `event`, `name`; number equality for `userId`"
NO_TREE = (
    "Tree: `<` with a text that is no number; a name of dots only; an empty group; "
    "unknown types, operators and keys"
)


# The rows of texts, and the codes with which the engine tells of such a place.
TEXT_ROWS: Mapping[str, tuple[str, ...]] = {
    "`a and b or c`": ("mixed_and_or",),
    "Parentheses inside parentheses, functions in parentheses": (
        *("nested_parentheses", "function_in_parentheses", "parenthesis", "empty_parentheses"),
    ),
    "`!( … )`, `not`": ("negation",),
    'Unknown field, as `groupId = "g"`': ("unknown_field", "deep_field", "whole_object"),
    "Conditions without `and` or `or` between them": ("missing_and_or", "keyword"),
    "`'text'`": ("single_quotes",),
    '`"say ""hi"""`': ("closing_quote", "quotes"),
    "`event = null`, `type != null`": ("null_as_text",),
    "`properties.a != true`": ("truth_as_text",),
    '`properties.a > "2024-01-01"`': ("no_number",),
    "`properties.a = 1e3`": ("exponent", "number", "large_number"),
    '`match(f, "abc")`, `"a*c"`, `"*a*"`': ("pattern",),
    '`properties.items[0].price`, `properties.a.0.b`, `properties["a.b"]`': (
        *("index", "brackets", "quoted_name"),
    ),
    "`in`, `not in`, `includes`, `before`, `after`, `between`, `matches_regex`, as text or tree": (
        "beyond_segment",
    ),
    "What Segment skips or cannot read otherwise": (
        *("unknown_function", "function", "function_field", "operator", "value", "missing_blank"),
        *("character", "skipped", "no_condition", "refused", "refused_by_both", "read_otherwise"),
        "inherited_key",
    ),
}


def explain_refused_text(case: Case, _: Answer) -> Iterator[str | None]:
    yield from _rows_told(case) or [None]


def is_told(name: str, case: Case) -> bool:
    """Whether the engine itself tells that Segment reads such a place otherwise."""
    return case["kind"] == "trigger" and name in _rows_told(case)


def _rows_told(case: Case) -> list[str]:
    codes = {place.code for place in explain_compatibility(case["fql"]).differences}
    return [name for name, told in TEXT_ROWS.items() if codes & set(told)]


def explain_refusal(case: Case, refused: Answer) -> Iterator[str | None]:
    """The row for each problem of a tree; None where the tree was drawn to be right."""
    for problem in refused["problems"]:
        if problem["code"] == "operator":
            yield NEVER_TRUE
        else:
            yield None if case.get("is_right") else NO_TREE


def is_no_event(case: Case, ours: Answer, _: Answer) -> bool:
    """Ours never matches what is no object."""
    return ours == _NO and not isinstance(case["events"][0], dict)


def is_quoted_name(case: Case, _: Answer, theirs: Answer) -> bool:
    """With its names as Segment reads them, ours gives what Segment gives."""
    if case["kind"] != "tree":
        return False
    plain = _with_plain_names(case["tree"])
    if plain == case["tree"]:
        return False
    (answer,) = our_answer({**case, "tree": plain})["answers"]
    return {"value": canonical(answer["value"])} == theirs


_NO: Answer = {"value": canonical(False)}


def _with_plain_names(node: Any) -> Any:
    if "children" in node:
        return {**node, "children": [_with_plain_names(child) for child in node["children"]]}
    if "name" not in node:
        return node
    return {**node, "name": ".".join(re.findall(r"[^.\[\]]+", node["name"]))}
