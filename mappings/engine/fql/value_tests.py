"""What operators ask of a value: functions from an operator's value to a test.

A test takes what an event has, MISSING where it has nothing.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

from mappings.engine.fql.dates import date_span, moment_of
from mappings.engine.fql.regexes import compile_regex
from mappings.engine.paths import MISSING

Test: TypeAlias = Callable[[Any], bool]


def is_same_text(value: Any) -> Test:
    return lambda found: bool(found == value)


def is_not_same_text(value: Any) -> Test:
    return lambda found: bool(found != value)


def is_there(_: Any) -> Test:
    return lambda found: found is not None and found is not MISSING


def is_not_there(_: Any) -> Test:
    return lambda found: found is None or found is MISSING


def is_true(_: Any) -> Test:
    return lambda found: found is True


def is_false(_: Any) -> Test:
    return lambda found: found is False


def on_text(accepts: Callable[[str, str], bool]) -> Callable[[str], Test]:
    """Texts that are accepted; nothing else is, also where the operator is a negation."""
    return lambda value: lambda found: isinstance(found, str) and accepts(found, value)


def on_number(accepts: Callable[[float, float], bool]) -> Callable[[float], Test]:
    def make_test(value: float) -> Test:
        expected = _to_double(value)
        return lambda found: _is_number(found) and accepts(_to_double(found), expected)

    return make_test


def is_one_of(values: tuple[Any, ...]) -> Test:
    """Texts equal texts and numbers numbers, as for ``=``."""
    texts = frozenset(value for value in values if isinstance(value, str))
    numbers = frozenset(_to_double(value) for value in values if not isinstance(value, str))

    def test(found: Any) -> bool:
        if isinstance(found, str):
            return found in texts
        return _is_number(found) and _to_double(found) in numbers

    return test


def is_none_of(values: tuple[Any, ...]) -> Test:
    is_one = is_one_of(values)
    return lambda found: not is_one(found)


def includes(value: Any) -> Test:
    """Lists with an item that equals the value."""
    is_one = is_one_of((value,))
    return lambda found: isinstance(found, list) and any(map(is_one, found))


def includes_not(value: Any) -> Test:
    is_one = is_one_of((value,))
    return lambda found: isinstance(found, list) and not any(map(is_one, found))


def is_before(value: str) -> Test:
    first, _ = date_span(value)
    return _on_moment(lambda moment: moment < first)


def is_after(value: str) -> Test:
    _, last = date_span(value)
    return _on_moment(lambda moment: moment > last)


def is_between(values: tuple[str, str]) -> Test:
    (first, _), (_, last) = date_span(values[0]), date_span(values[1])
    return _on_moment(lambda moment: first <= moment <= last)


def matches_regex(value: str) -> Test:
    is_found = compile_regex(value)
    return lambda found: isinstance(found, str) and is_found(found)


def matches_regex_not(value: str) -> Test:
    is_found = compile_regex(value)
    return lambda found: isinstance(found, str) and not is_found(found)


def _on_moment(accepts: Callable[[datetime], bool]) -> Test:
    def test(found: Any) -> bool:
        moment = moment_of(found) if isinstance(found, str) else None
        return moment is not None and accepts(moment)

    return test


def _is_number(found: Any) -> bool:
    return isinstance(found, (int, float)) and not isinstance(found, bool)


def _to_double(number: float) -> float:
    """JavaScript has only doubles: 9007199254740993 equals 9007199254740992."""
    try:
        return float(number)
    except OverflowError:
        return float("inf") if number > 0 else float("-inf")
