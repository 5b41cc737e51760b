"""Names that are nearly the same: ``frist_name`` and ``first_name``."""

from collections.abc import Iterable

MAX_COMPARED = 2_000  # names
MAX_NAME_CHARS = 64


def close_names(name: str, names: Iterable[str]) -> list[str]:
    """The names that differ in one or two letters, closest first. Short names differ in fewer.

    Two letters that changed places count as one.
    """
    allowed = min(2, len(name) // 3)
    if not allowed or len(name) > MAX_NAME_CHARS:
        return []
    close = []
    for _, other in zip(range(MAX_COMPARED), names, strict=False):
        if abs(len(other) - len(name)) <= allowed and len(set(other) ^ set(name)) <= 2 * allowed:
            distance = edit_distance(name, other)
            if 0 < distance <= allowed:
                close.append((distance, other))
    return [other for _, other in sorted(close, key=lambda pair: pair[0])]


def edit_distance(one: str, other: str) -> int:
    """How many letters must be put in, taken out, replaced, or changed with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        above, row = row, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before = above
    return row[-1]
