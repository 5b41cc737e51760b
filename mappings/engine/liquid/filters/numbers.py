"""Filters on numbers. All numbers are doubles, and what is no number counts as 0."""

import math
import sys
from collections.abc import Callable
from typing import Any

from mappings.engine.liquid.run import Run
from mappings.engine.liquid.values import to_double, to_number
from mappings.engine.paths import MISSING


def absolute(run: Run, value: Any) -> float:
    """The number without its sign."""
    return abs(_number(run, value))


def at_least(run: Run, value: Any, *others: Any) -> float:
    """The number, or the given one if that is larger."""
    return max(_number(run, number) for number in (value, *others))


def at_most(run: Run, value: Any, *others: Any) -> float:
    """The number, or the given one if that is smaller."""
    return min(_number(run, number) for number in (value, *others))


def ceil(run: Run, value: Any) -> float:
    """The next whole number up."""
    return _whole(math.ceil, _number(run, value))


def floor(run: Run, value: Any) -> float:
    """The next whole number down."""
    return _whole(math.floor, _number(run, value))


def plus(run: Run, value: Any, *others: Any) -> float:
    """The sum of two numbers."""
    return _number(run, value) + _operand(run, others)


def minus(run: Run, value: Any, *others: Any) -> float:
    """The number less another."""
    return _number(run, value) - _operand(run, others)


def times(run: Run, value: Any, *others: Any) -> float:
    """The product of two numbers."""
    return _number(run, value) * _operand(run, others)


def divided_by(run: Run, value: Any, *others: Any) -> float:
    """The quotient, with decimals: 5 by 2 is 2.5; whole if a second argument is true."""
    quotient = _divide(_number(run, value), _operand(run, others))
    is_whole = len(others) > 1 and _number(run, others[1]) != 0
    return _whole(math.floor, quotient) if is_whole else quotient


def modulo(run: Run, value: Any, *others: Any) -> float:
    """The rest of a division, with the sign of what is divided by."""
    divisor = _operand(run, others)
    return _rest(_rest(_number(run, value), divisor) + divisor, divisor)


def rounded(run: Run, value: Any, digits: Any = MISSING) -> float:
    """The number rounded, to so many decimals; halves go up."""
    amount = _power_of_ten(_number(run, digits))
    scaled = _number(run, value) * amount * (1 + sys.float_info.epsilon)
    return _divide(_whole(_nearest, scaled), amount)


def to_integer(run: Run, value: Any) -> float:
    """The text as a number; NaN where it is none."""
    return to_number(run.simple(value))


def _number(run: Run, value: Any) -> float:
    number = to_number(run.simple(value))
    return 0.0 if number != number else number


def _operand(run: Run, others: tuple[Any, ...]) -> float:
    return _number(run, others[0]) if others else math.nan


def _whole(round_off: Callable[[float], int], number: float) -> float:
    """A very large number is whole already."""
    return to_double(round_off(number)) if abs(number) < 2**53 else number


def _nearest(number: float) -> int:
    down = math.floor(number)
    return down + (number - down >= 0.5)


def _divide(dividend: float, divisor: float) -> float:
    if divisor:
        return dividend / divisor
    if not dividend or dividend != dividend:
        return math.nan
    return math.copysign(math.inf, dividend) * math.copysign(1.0, divisor)


def _rest(dividend: float, divisor: float) -> float:
    is_undefined = divisor == 0 or not math.isfinite(dividend) or divisor != divisor
    return math.nan if is_undefined else math.fmod(dividend, divisor)


def _power_of_ten(digits: float) -> float:
    try:
        return math.pow(10.0, digits)
    except OverflowError:
        return math.inf
