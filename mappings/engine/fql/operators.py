"""What a condition can ask of a value: the table of operators, as Segment runs them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from mappings.engine.fql.tree import Condition, Value
from mappings.engine.paths import MISSING

Test: TypeAlias = Callable[[Any], bool]
Takes: TypeAlias = Literal["text", "number", "nothing"]


@dataclass(frozen=True, slots=True)
class Operator:
    """`words` follow a path: ``… is at least 5``. `needed` follows ``… is 3, not``."""

    takes: Takes
    make_test: Callable[[Any], Test]
    words: str
    needed: str


def condition_test(condition: Condition) -> Test:
    """What a condition asks: a function of the value found, MISSING where there is none."""
    return OPERATORS[condition.operator].make_test(condition.value)


def _is_text(value: Value) -> Test:
    return lambda found: bool(found == value)


def _is_not_text(value: Value) -> Test:
    return lambda found: bool(found != value)


def _on_text(accepts: Callable[[str, str], bool]) -> Callable[[str], Test]:
    """Texts that are accepted; nothing else is, also where the operator is a negation."""
    return lambda value: lambda found: isinstance(found, str) and accepts(found, value)


def _on_number(accepts: Callable[[float, float], bool]) -> Callable[[float], Test]:
    def make_test(value: float) -> Test:
        expected = _to_double(value)
        return lambda found: _is_number(found) and accepts(_to_double(found), expected)

    return make_test


def _is_number(found: Any) -> bool:
    return isinstance(found, (int, float)) and not isinstance(found, bool)


def _to_double(number: float) -> float:
    """JavaScript has only doubles: 9007199254740993 equals 9007199254740992."""
    try:
        return float(number)
    except OverflowError:
        return float("inf") if number > 0 else float("-inf")


def _is_there(_: Value) -> Test:
    return lambda found: found is not None and found is not MISSING


def _is_not_there(_: Value) -> Test:
    return lambda found: found is None or found is MISSING


def _is_true(_: Value) -> Test:
    return lambda found: found is True


def _is_false(_: Value) -> Test:
    return lambda found: found is False


OPERATORS: Final[Mapping[str, Operator]] = {
    "=": Operator("text", _is_text, "is {}", "{}"),
    "!=": Operator("text", _is_not_text, "is not {}", "anything but {}"),
    "number_equals": Operator("number", _on_number(lambda a, b: a == b), "is {}", "{}"),
    "number_not_equals": Operator(
        "number",
        _on_number(lambda a, b: a != b),
        "is a number other than {}",
        "a number other than {}",
    ),
    "<": Operator("number", _on_number(lambda a, b: a < b), "is below {}", "a number below {}"),
    "<=": Operator("number", _on_number(lambda a, b: a <= b), "is at most {}", "at most {}"),
    ">": Operator("number", _on_number(lambda a, b: a > b), "is above {}", "a number above {}"),
    ">=": Operator("number", _on_number(lambda a, b: a >= b), "is at least {}", "at least {}"),
    "contains": Operator(
        "text", _on_text(lambda a, b: b in a), "contains {}", "a text that contains {}"
    ),
    "not_contains": Operator(
        "text", _on_text(lambda a, b: b not in a), "does not contain {}", "a text without {}"
    ),
    "starts_with": Operator(
        "text", _on_text(str.startswith), "starts with {}", "a text that starts with {}"
    ),
    "not_starts_with": Operator(
        "text",
        _on_text(lambda a, b: not a.startswith(b)),
        "does not start with {}",
        "a text that does not start with {}",
    ),
    "ends_with": Operator(
        "text", _on_text(str.endswith), "ends with {}", "a text that ends with {}"
    ),
    "not_ends_with": Operator(
        "text",
        _on_text(lambda a, b: not a.endswith(b)),
        "does not end with {}",
        "a text that does not end with {}",
    ),
    "exists": Operator("nothing", _is_there, "exists", "a value"),
    "not_exists": Operator("nothing", _is_not_there, "does not exist", "missing or null"),
    "is_true": Operator("nothing", _is_true, "is true", "true"),
    "is_false": Operator("nothing", _is_false, "is false", "false"),
}

# The operators that `!` turns into one another. The others have no opposite in Segment's tree:
# a missing value is neither true nor false, neither above 5 nor at most 5.
_OPPOSITES = (
    ("=", "!="),
    ("exists", "not_exists"),
    ("contains", "not_contains"),
    ("starts_with", "not_starts_with"),
    ("ends_with", "not_ends_with"),
)
OPPOSITE: Final[Mapping[str, str]] = {
    **dict(_OPPOSITES),
    **{opposite: operator for operator, opposite in _OPPOSITES},
}
