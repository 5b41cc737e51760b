"""A template as a tree.

Node ─┬─ Text       as it stands; raw text, too
      ├─ Output     {{ value }} and echo
      ├─ Assign     a variable gets a value
      ├─ Capture    a variable gets what the nodes inside write
      ├─ Choose     if and unless: the first branch whose condition holds
      ├─ Cycle      one of some values, each time the next
      ├─ Count      increment and decrement
      ├─ Group      nodes that belong together: a block, or the lines of a liquid tag
      └─ Stop       break and continue: nothing more is written
"""

from dataclasses import dataclass, field
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Literal:
    value: Any  # text, number, true/false or a Word


@dataclass(frozen=True, slots=True)
class Path:
    """`keys` from a value or, where `base` is None, from what the first key names."""

    base: "Operand | None"
    keys: "tuple[Operand, ...]"


@dataclass(frozen=True, slots=True)
class Range:
    low: "Operand"
    high: "Operand"


Operand: TypeAlias = Literal | Path | Range


@dataclass(frozen=True, slots=True)
class Operator:
    name: str


@dataclass(frozen=True, slots=True)
class FilterCall:
    """`arguments` are operands, or pairs of a name and an operand; None stands for no value."""

    name: str
    arguments: "tuple[Operand | tuple[str, Operand | None], ...]"
    at: int


@dataclass(frozen=True, slots=True)
class Value:
    """An expression and the filters over it. `steps` are in postfix order."""

    steps: tuple[Operand | Operator, ...]
    filters: tuple[FilterCall, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Output:
    value: Value


@dataclass(frozen=True, slots=True)
class Assign:
    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class Capture:
    name: str
    body: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Branch:
    """`wants` is what the condition has to be for the body to be written."""

    condition: Value
    wants: bool
    body: "list[Node]" = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Choose:
    branches: tuple[Branch, ...]
    otherwise: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Cycle:
    group: Operand | None
    values: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Count:
    name: str
    change: int  # 1 writes the number before, -1 the number after


@dataclass(frozen=True, slots=True)
class Group:
    body: "tuple[Node, ...]"
    is_block: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    pass


Node: TypeAlias = Text | Output | Assign | Capture | Choose | Cycle | Count | Group | Stop
