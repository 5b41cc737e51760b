"""Paths and ranges as functions of a run."""

import math
from collections.abc import Callable
from functools import partial
from itertools import accumulate, repeat
from typing import Any, TypeAlias

from mappings.engine.liquid.run import ITEM_UNITS, Run, item_at, length, own_value
from mappings.engine.liquid.tree import Literal, Operand, Path, Range
from mappings.engine.liquid.values import Word, is_number, to_double, to_number
from mappings.engine.paths import MISSING

Evaluate: TypeAlias = Callable[[Run], Any]


def compile_operand(operand: Operand | None) -> Evaluate:
    """A function that gives the operand's value; MISSING for none."""
    match operand:
        case Literal(value):
            return lambda _run: value
        case Path():
            return compile_path(operand)
        case Range(low, high):
            return partial(_range, compile_operand(low), compile_operand(high))
    return lambda _run: MISSING


def compile_path(path: Path) -> Evaluate:
    if path.base is not None:
        return partial(_walk, compile_operand(path.base), _compile_keys(path.keys))
    first, *others = path.keys
    if all(_is_name(key) for key in path.keys):
        names = [key.value for key in path.keys if isinstance(key, Literal)]
        return partial(_read_names, names[0], tuple(names[1:]))
    start = partial(_find, compile_operand(first))
    return partial(_walk, start, _compile_keys(tuple(others)))


def read_key(run: Run, holder: Any, key: Any) -> Any:
    """What a value has under a key; of a list also by a number, negative ones from its end."""
    if holder is None or holder is MISSING or isinstance(holder, Word):
        return None if holder is None else MISSING
    if isinstance(holder, list) and is_number(key):
        return _item(holder, to_double(key))
    name = run.key_text(key)
    value = own_value(holder, name)
    if value is not MISSING:
        return value
    if isinstance(holder, list) and name in ("first", "last"):
        return item_at(holder, 0 if name == "first" else len(holder) - 1)
    return length(holder) if name == "size" and isinstance(holder, (dict, list, str)) else MISSING


def _is_name(key: Operand) -> bool:
    return isinstance(key, Literal) and isinstance(key.value, str)


def _compile_keys(keys: tuple[Operand, ...]) -> tuple[Evaluate, ...]:
    return tuple(compile_operand(key) for key in keys)


def _read_names(first: str, names: tuple[str, ...], run: Run) -> Any:
    value = run.find(first)
    for name in names:
        is_plain = type(value) is dict and name in value
        value = value[name] if is_plain else read_key(run, value, name)
    return value


def _find(first: Evaluate, run: Run) -> Any:
    return run.find(first(run))


def _walk(start: Evaluate, keys: tuple[Evaluate, ...], run: Run) -> Any:
    value = start(run)
    for key in keys:
        value = read_key(run, value, key(run))
    return value


def _item(items: list[Any], index: float) -> Any:
    if not index.is_integer():
        return MISSING
    return item_at(items, int(index + len(items) if index < 0 else index))


def _range(low: Evaluate, high: Evaluate, run: Run) -> list[float]:
    start, stop = to_number(run.simple(low(run))), to_number(run.simple(high(run))) + 1
    if math.isnan(start) or math.isnan(stop) or stop <= start:
        return []
    run.spend(2 * ITEM_UNITS * (stop - start))
    return list(accumulate(repeat(1.0, math.ceil(stop - start) - 1), initial=start))
