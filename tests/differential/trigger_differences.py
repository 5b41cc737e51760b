"""The deliberate differences of triggers."""

import re
from collections.abc import Iterator
from typing import Any

from tests.differential.answers import Answer, our_answer
from tests.differential.values import canonical

Case = dict[str, Any]

NEVER_TRUE = "Tree: numbers or true/false for `type`, `event`, `name`; number equality for `userId`"
NO_TREE = (
    "Tree: `<` with a text that is no number; a name of dots only; an empty group; "
    "unknown types, operators and keys"
)


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
