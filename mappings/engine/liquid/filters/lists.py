"""Filters on lists. Most take a single value as a list of it, and nothing as an empty list."""

import math
from typing import Any

from mappings.engine.js_values import is_truthy, to_text
from mappings.engine.limits import MAX_PATH_CHARS
from mappings.engine.liquid.errors import LiquidError
from mappings.engine.liquid.expressions import Reader
from mappings.engine.liquid.filters.texts import whole
from mappings.engine.liquid.reading import compile_operand, read_key
from mappings.engine.liquid.run import ITEM_UNITS, Run, item_at, length
from mappings.engine.liquid.units import from_units, to_units
from mappings.engine.liquid.values import equal, is_nothing, is_number, is_true, plain, to_number
from mappings.engine.paths import MISSING

_READ_UNITS = 5 * ITEM_UNITS  # reading a path of an item


def size(_run: Run, value: Any) -> Any:
    """How many items or characters; 0 for all that has none."""
    if isinstance(value, dict):
        own = value.get("length")
        return own if is_truthy(own) else 0
    return length(value) if isinstance(value, (list, str)) else 0


def first(_run: Run, value: Any) -> Any:
    """The first item or character."""
    value = plain(value)
    return item_at(value, 0) if _has_items(value) else ""


def last(_run: Run, value: Any) -> Any:
    """The last item or character."""
    value = plain(value)
    return item_at(value, length(value) - 1) if _has_items(value) else ""


def join(run: Run, value: Any, separator: Any = MISSING) -> str:
    """The items as one text, with a space or another text between them."""
    between = " " if is_nothing(separator) else run.text(separator)
    return from_units(run.joined(_listed(value), between))


def total(run: Run, value: Any, key: Any = MISSING) -> float:
    """The sum of the items, or of what they have under a key; what is no number is left out."""
    path = run.text(key).split(".") if is_truthy(key) else []
    items = _listed(value)
    run.spend(_READ_UNITS * len(items) * (1 + len(path)))
    result = 0.0
    for item in items:
        found = item
        for name in path:
            found = read_key(run, found, name)
        number = to_number(run.simple(found))
        result += 0.0 if math.isnan(number) else number
    return result


def compact(_run: Run, value: Any) -> list[Any]:
    """The list without nulls."""
    return [item for item in _listed(value) if not is_nothing(item)]


def push(_run: Run, value: Any, item: Any = MISSING) -> list[Any]:
    """The list with one more item at the end."""
    return [*_listed(value), item]


def unshift(_run: Run, value: Any, item: Any = MISSING) -> list[Any]:
    """The list with one more item at the start."""
    return [item, *_listed(value)]


def pop(_run: Run, value: Any) -> list[Any]:
    """The list without its last item."""
    return _listed(value)[:-1]


def shift(_run: Run, value: Any) -> list[Any]:
    """The list without its first item."""
    return _listed(value)[1:]


def part(run: Run, value: Any, begin: Any = MISSING, count: Any = MISSING) -> Any:
    """One item or character from an index on, or so many; a negative index is from the end."""
    value = plain(value)
    if is_nothing(value):
        return []
    items = value if isinstance(value, list) else to_units(run.text(value))
    nothing: Any = [] if isinstance(value, list) else ""
    begin, amount = run.simple(begin), 1 if count is MISSING else run.simple(count)
    if to_number(begin) < 0:
        begin = _add(len(items), begin)
    if to_number(begin) < 0 or to_number(amount) < 0:
        return nothing
    start, stop = whole(to_number(begin)), whole(to_number(_add(begin, amount)))
    found = items[max(start, 0) : max(stop, 0)]
    return found if isinstance(found, list) else from_units(found)


def sample(run: Run, value: Any, count: Any = MISSING) -> Any:
    """The first item or so many: the same event gives the same payload."""
    value = plain(value)
    if is_nothing(value):
        return []
    items = value if isinstance(value, list) else list(run.text(value))
    amount = 1.0 if count is MISSING else to_number(run.simple(count))
    if count is MISSING or (is_number(count) and amount == 1):
        return items[0] if items else MISSING
    return items[: max(whole(amount), 0)]


def where(run: Run, value: Any, path: Any = MISSING, expected: Any = MISSING) -> list[Any]:
    """The items that have a value under a path; any that is true, if none is given."""
    text = run.text(path)
    if len(text) > MAX_PATH_CHARS:
        raise LiquidError(f"The path is longer than {MAX_PATH_CHARS:,} characters.", "too_long")
    operand = Reader(text, 0, len(text)).read_path()
    items = _listed(value)
    run.spend(_READ_UNITS * len(items) * ((len(operand.keys) if operand else 0) + 1))
    evaluate = compile_operand(operand)
    kept = []
    for item in items:
        found = run.evaluate_in(item, evaluate)
        run.spend_on(found)
        if _is_wanted(found, expected):
            kept.append(item)
    return kept


def _is_wanted(found: Any, expected: Any) -> bool:
    return is_true(found) if expected is MISSING else equal(found, expected)


def _listed(value: Any) -> list[Any]:
    value = plain(value)
    if value is None or value is MISSING:
        return []
    return value if isinstance(value, list) else [value]


def _has_items(value: Any) -> bool:
    return isinstance(value, list) or (isinstance(value, str) and value != "")


def _add(left: Any, right: Any) -> Any:
    """``+`` of JavaScript: texts are joined."""
    if isinstance(left, (str, dict)) or isinstance(right, (str, dict)):
        return _text(left) + _text(right)
    return to_number(left) + to_number(right)


def _text(value: Any) -> str:
    return "undefined" if value is MISSING else to_text(value)
