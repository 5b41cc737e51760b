"""What a config asks for, checked and without its JSON: the step between config and function.

Plan ─┬─ Constant      a raw text, number, true/false or null
      ├─ Read          an event path
      ├─ Choose        one of two plans, by what a third gives
      ├─ Compute       anything else: a function of the event
      ├─ BuildObject   members that give nothing are left out, or kept as MISSING
      ├─ BuildList     items that give nothing become null, or are kept as MISSING
      ├─ Placed        another plan, with the place in the config that it is of
      └─ Absent        gives nothing
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from mappings.engine.paths import format_path


@dataclass(frozen=True, slots=True)
class Constant:
    value: str | float | bool | None


@dataclass(frozen=True, slots=True)
class Read:
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choose:
    """`then` where the test accepts what `tested` gives, `otherwise` where it does not.

    `test` takes any value, MISSING too. A branch that is None gives nothing.
    """

    tested: "Plan"
    test: Callable[[Any], bool]
    then: "Plan | None"
    otherwise: "Plan | None"


@dataclass(frozen=True, slots=True)
class Compute:
    """`function` takes the run's budget, the event and what each argument gives.

    It gives a value or MISSING, and spends what it builds from the budget. `paths` are what it
    reads of the event itself. `inner` are plans that it runs on what it finds or builds: it gets
    them as functions of a value and the budget, before all else. `shortcut` gives and spends the
    same without a call.
    """

    function: Callable[..., Any]
    arguments: "tuple[Plan, ...]" = ()
    paths: tuple[tuple[str, ...], ...] = ()
    inner: "tuple[Inner, ...]" = ()
    shortcut: "Joined | Shaped | None" = None


@dataclass(frozen=True, slots=True)
class Joined:
    """Where all arguments are texts: them, each between two of these, if that is not too long."""

    texts: tuple[str, ...]
    limit: int  # in characters


@dataclass(frozen=True, slots=True)
class Shaped:
    """Where the argument is a list: each item of it in the shape of the inner plan, or null."""

    values: int  # in the shape, which each item spends


@dataclass(frozen=True, slots=True)
class Inner:
    """A plan whose event is another value; `is_of_items`, when it runs on each item of a list."""

    plan: "Plan"
    is_of_items: bool = False


@dataclass(frozen=True, slots=True)
class BuildObject:
    members: "tuple[tuple[str, Plan], ...]"
    keeps_missing: bool = False


@dataclass(frozen=True, slots=True)
class BuildList:
    items: "tuple[Plan, ...]"
    keeps_missing: bool = False


@dataclass(frozen=True, slots=True)
class Absent:
    pass


@dataclass(frozen=True, slots=True)
class Placed:
    """Gives what `plan` gives. Two are the same where their plans are, wherever they stand."""

    plan: "Plan"
    place: tuple[str | int, ...] = field(compare=False)  # the keys that lead there
    directive: str = ""  # its name; empty for a raw value


Plan: TypeAlias = Constant | Read | Choose | Compute | BuildObject | BuildList | Placed | Absent


def bare(plan: Plan) -> Plan:
    """The plan itself, without its place."""
    while isinstance(plan, Placed):
        plan = plan.plan
    return plan


def count_of_reads(plan: Plan) -> float:
    """How often a plan may put the event's own values in what it gives; infinite where unknown."""
    match bare(plan):
        case Read():
            return 1
        case BuildObject(members):
            return sum(count_of_reads(member) for _, member in members)
        case BuildList(items):
            return sum(map(count_of_reads, items))
        case Constant():
            return 0
    return math.inf


def paths_read(plan: Plan) -> tuple[str, ...]:
    """The event paths that a plan reads, each once, in the order of the config."""
    return tuple(dict.fromkeys(format_path(keys) for keys in keys_read(plan)))


def keys_read(plan: Plan | None) -> Iterator[tuple[str, ...]]:
    """The same as keys, repetitions included."""
    match plan:
        case Placed(inner):
            yield from keys_read(inner)
        case Read(keys):
            yield keys
        case Compute(_, arguments, paths):
            for part in arguments:
                yield from keys_read(part)
            yield from paths
        case Choose(tested, _, then, otherwise):
            yield from keys_read(tested)
            yield from keys_read(then)
            yield from keys_read(otherwise)
        case BuildObject(members):
            for _, member in members:
                yield from keys_read(member)
        case BuildList(items):
            for item in items:
                yield from keys_read(item)
