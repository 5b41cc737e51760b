"""What a condition can ask of a value: the table of operators."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from mappings.engine.fql import value_tests
from mappings.engine.fql.tree import FIELD_OF_TYPE, Condition
from mappings.engine.fql.value_tests import Test, on_number, on_text

# What an operator compares with: a list is of texts and numbers, an item is a text or a number.
Takes: TypeAlias = Literal["text", "number", "nothing", "list", "item", "date", "dates", "regex"]
# What a value in an event has to be, for the operator to be worth asking.
LooksAt: TypeAlias = Literal["text", "number", "true/false", "date", "list", "anything"]


@dataclass(frozen=True, slots=True)
class Operator:
    """`words` follow a path: ``… is at least 5``. `needed` follows ``… is 3, not``.

    `label` names the operator in a menu. `is_segments`: Segment's triggers have it, too.
    """

    takes: Takes
    looks_at: LooksAt
    make_test: Callable[[Any], Test]
    label: str
    words: str
    needed: str
    is_segments: bool = True


def condition_test(condition: Condition) -> Test:
    """What a condition asks: a function of the value found, MISSING where there is none."""
    return OPERATORS[condition.operator].make_test(condition.value)


def operators_for(condition_type: str) -> tuple[str, ...]:
    """The operators that make sense for a type of condition, in the order of a menu.

    ``type``, ``event``, ``name`` and ``userId`` hold texts; what is in properties may be anything.
    """
    if condition_type not in FIELD_OF_TYPE:
        return tuple(OPERATORS)
    sensible = ("text", "anything")
    return tuple(name for name, operator in OPERATORS.items() if operator.looks_at in sensible)


def never_matches(condition_type: str, operator: str) -> bool:
    """These fields hold texts: there it would never match, and FQL has no way to write it."""
    if condition_type not in FIELD_OF_TYPE:
        return False
    # Segment's FQL can ask whether a user id is true.
    if condition_type == "userId" and operator in ("is_true", "is_false"):
        return False
    return operator in _NOT_OF_TEXTS


_NOT_OF_TEXTS = (
    "is_true",
    "is_false",
    "number_equals",
    "number_not_equals",
    "includes",
    "not_includes",
)

OPERATORS: Final[Mapping[str, Operator]] = {
    "=": Operator("text", "text", value_tests.is_same_text, "is", "is {}", "{}"),
    "!=": Operator(
        "text", "anything", value_tests.is_not_same_text, "is not", "is not {}", "anything but {}"
    ),
    "number_equals": Operator(
        "number", "number", on_number(lambda a, b: a == b), "is the number", "is {}", "{}"
    ),
    "number_not_equals": Operator(
        "number",
        "number",
        on_number(lambda a, b: a != b),
        "is another number than",
        "is a number other than {}",
        "a number other than {}",
    ),
    "<": Operator(
        "number",
        "number",
        on_number(lambda a, b: a < b),
        "is below",
        "is below {}",
        "a number below {}",
    ),
    "<=": Operator(
        "number",
        "number",
        on_number(lambda a, b: a <= b),
        "is at most",
        "is at most {}",
        "at most {}",
    ),
    ">": Operator(
        "number",
        "number",
        on_number(lambda a, b: a > b),
        "is above",
        "is above {}",
        "a number above {}",
    ),
    ">=": Operator(
        "number",
        "number",
        on_number(lambda a, b: a >= b),
        "is at least",
        "is at least {}",
        "at least {}",
    ),
    "contains": Operator(
        "text",
        "text",
        on_text(lambda a, b: b in a),
        "contains",
        "contains {}",
        "a text that contains {}",
    ),
    "not_contains": Operator(
        "text",
        "text",
        on_text(lambda a, b: b not in a),
        "does not contain",
        "does not contain {}",
        "a text without {}",
    ),
    "starts_with": Operator(
        "text",
        "text",
        on_text(str.startswith),
        "starts with",
        "starts with {}",
        "a text that starts with {}",
    ),
    "not_starts_with": Operator(
        "text",
        "text",
        on_text(lambda a, b: not a.startswith(b)),
        "does not start with",
        "does not start with {}",
        "a text that does not start with {}",
    ),
    "ends_with": Operator(
        "text",
        "text",
        on_text(str.endswith),
        "ends with",
        "ends with {}",
        "a text that ends with {}",
    ),
    "not_ends_with": Operator(
        "text",
        "text",
        on_text(lambda a, b: not a.endswith(b)),
        "does not end with",
        "does not end with {}",
        "a text that does not end with {}",
    ),
    "exists": Operator("nothing", "anything", value_tests.is_there, "exists", "exists", "a value"),
    "not_exists": Operator(
        "nothing",
        "anything",
        value_tests.is_not_there,
        "does not exist",
        "does not exist",
        "missing or null",
    ),
    "is_true": Operator("nothing", "true/false", value_tests.is_true, "is true", "is true", "true"),
    "is_false": Operator(
        "nothing", "true/false", value_tests.is_false, "is false", "is false", "false"
    ),
    "in": Operator(
        "list",
        "text",
        value_tests.is_one_of,
        "is one of",
        "is one of {}",
        "one of {}",
        is_segments=False,
    ),
    "not_in": Operator(
        "list",
        "anything",
        value_tests.is_none_of,
        "is none of",
        "is none of {}",
        "none of {}",
        is_segments=False,
    ),
    "includes": Operator(
        "item",
        "list",
        value_tests.includes,
        "is a list with",
        "is a list with {}",
        "a list with {}",
        is_segments=False,
    ),
    "not_includes": Operator(
        "item",
        "list",
        value_tests.includes_not,
        "is a list without",
        "is a list without {}",
        "a list without {}",
        is_segments=False,
    ),
    "before": Operator(
        "date",
        "date",
        value_tests.is_before,
        "is before",
        "is before {}",
        "a date before {}",
        is_segments=False,
    ),
    "after": Operator(
        "date",
        "date",
        value_tests.is_after,
        "is after",
        "is after {}",
        "a date after {}",
        is_segments=False,
    ),
    "between": Operator(
        "dates",
        "date",
        value_tests.is_between,
        "is between",
        "is between {}",
        "a date between {}",
        is_segments=False,
    ),
    "matches_regex": Operator(
        "regex",
        "text",
        value_tests.matches_regex,
        "matches the regular expression",
        "matches the regular expression {}",
        "a text that matches the regular expression {}",
        is_segments=False,
    ),
    "not_matches_regex": Operator(
        "regex",
        "text",
        value_tests.matches_regex_not,
        "does not match the regular expression",
        "does not match the regular expression {}",
        "a text that does not match the regular expression {}",
        is_segments=False,
    ),
}

# The operators that `!` turns into one another. The others have no opposite in Segment's tree:
# a missing value is neither true nor false, neither above 5 nor at most 5, neither before a date
# nor after it.
_OPPOSITES = (
    ("=", "!="),
    ("exists", "not_exists"),
    ("contains", "not_contains"),
    ("starts_with", "not_starts_with"),
    ("ends_with", "not_ends_with"),
    ("in", "not_in"),
    ("includes", "not_includes"),
    ("matches_regex", "not_matches_regex"),
)
OPPOSITE: Final[Mapping[str, str]] = {
    **dict(_OPPOSITES),
    **{opposite: operator for operator, opposite in _OPPOSITES},
}
