"""Makes a case that differs as small as it gets while it still differs."""

from collections.abc import Callable, Iterator
from typing import Any

Case = dict[str, Any]

_ROUNDS = 200
_SIMPLE: tuple[Any, ...] = (None, 1, "a", {}, [])


def shrink(case: Case, differ: Callable[[list[Case]], list[bool]]) -> Case:
    """The case with all taken out of it that does not matter.

    Args:
        differ: says of each of some cases whether it still differs.
    """
    for _ in range(_ROUNDS):
        candidates = sorted(_smaller_cases(case), key=_size)
        found = [c for c, is_still in zip(candidates, differ(candidates), strict=True) if is_still]
        if not found:
            return case
        case = found[0]
    return case


def _smaller_cases(case: Case) -> list[Case]:
    smaller = [
        {**case, key: value}
        for key, whole in case.items()
        if key != "kind"
        for value in _smaller(whole)
        if type(value) is type(whole) and value != []
    ]
    return [candidate for candidate in smaller if _size(candidate) < _size(case)]


def _smaller(value: Any) -> Iterator[Any]:
    """The value with one thing less in it, or replaced by something simple."""
    yield from _SIMPLE
    if isinstance(value, dict):
        yield from value.values()
        for key, inner in value.items():
            rest = {other: value[other] for other in value if other != key}
            yield rest
            yield from ({**value, key: less} for less in _smaller(inner))
    elif isinstance(value, list):
        yield from value
        for index, inner in enumerate(value):
            yield [*value[:index], *value[index + 1 :]]
            yield from ([*value[:index], less, *value[index + 1 :]] for less in _smaller(inner))
    elif isinstance(value, str) and len(value) > 1:
        half = len(value) // 2
        yield from (value[half:], value[:half], value[1:], value[:-1])


def _size(value: Any) -> float:
    if isinstance(value, dict):
        return 2 + sum(1 + len(key) / 100 + _size(inner) for key, inner in value.items())
    if isinstance(value, list):
        return 2 + sum(map(_size, value))
    if isinstance(value, str):
        return 1 + len(value) / 50
    return 0.5 if value is None else 1.0
