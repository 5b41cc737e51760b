"""Draws from grammars: every draw comes from the seed, so that a case can be made again."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")

KEYS = ("a", "b", "c", "s", "list", "x y", "0", "1", "10", "01", "é", "A", "length")
ODD_KEYS = (
    "",
    "a.b",
    "it's",
    'q"r',
    "$",
    "$.a",
    "a[0]",
    "a[b]",
    "-1",
    "k\\",
    "4294967295",
    "\ufeff",
)
TEXTS = (
    *(
        "",
        "x",
        "Xx",
        "aAbB",
        "a b",
        "a-b-c",
        "0",
        "1",
        "12",
        "1.0",
        "1.5",
        "true",
        "null",
        " ",
        ".",
    ),
    *("{{a}}", "{{{b}}}", "$.a", "a.b", "straße", "ΑΣ ΟΔΟΣ", "İIıi", "ſsKk", "µ😀a😀", "𐐀𐐨", "ﬀǅΰ"),
    *('{"a":[1,{"b":null}],"10":1,"9":2}', "[1,2", "[]", "{}", " true ", "\ufeff1", "NaN", "-0"),
    *("1E5", "01", "\t[1]\n", "\u00a01", "+1", '{"a":1,"a":2}', '"q"', "1e400", "user@example.com"),
    *("`$&", "$1$$", 'tab\t\u0001\u007f\u2028"\\/', "Jane", "user-123", "2024-01-15T10:00:00Z"),
)
NUMBERS = (
    *(0, 1, -1, 2, 5, 42, 100, 1.5, -0.0, 1.0, 0.1 + 0.2, 1e-7, 5e-324, 1e16, 12345.678, 1e100),
    *(1e21, 123456789012345680000, 12345678901234567890, 2**53, 2**53 + 1, -(2**53) - 1, 1e300),
)


class Draw:
    """A source of values, made from a seed."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed)

    def chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def pick(self, options: Sequence[T]) -> T:
        return self._random.choice(options)

    def count(self, at_least: int, at_most: int) -> int:
        return self._random.randint(at_least, at_most)

    def some(self, options: Sequence[T], at_most: int) -> list[T]:
        return self._random.sample(options, min(self.count(0, at_most), len(options)))

    def call(self, options: Sequence[Callable[..., T]], *arguments: Any) -> T:
        return self.pick(options)(*arguments)

    def key(self) -> str:
        return self.pick(KEYS) if self.chance(0.93) else self.pick(ODD_KEYS)

    def scalar(self) -> Any:
        options: tuple[Sequence[Any], ...] = ((None,), (True, False), NUMBERS, TEXTS, TEXTS)
        return self.pick(self.pick(options))

    def value(self, depth: int = 0) -> Any:
        """Any JSON value, of few levels."""
        if depth < 3 and self.chance(0.4):
            return {self.key(): self.value(depth + 1) for _ in range(self.count(0, 4))}
        if depth < 3 and self.chance(0.3):
            return [self.value(depth + 1) for _ in range(self.count(0, 3))]
        return self.scalar()
