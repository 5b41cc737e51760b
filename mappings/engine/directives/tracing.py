"""Runs a plan place by place and notes what each place gave.

The same steps as the written function takes, at a tenth of its speed; a property test holds the two
together. Beyond those it looks at the branch that an ``@if`` did not take, for show only.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from mappings.engine.directives.budget import Budget
from mappings.engine.directives.plan import (
    BuildList,
    BuildObject,
    Choose,
    Compute,
    Constant,
    Inner,
    Placed,
    Plan,
    Read,
    bare,
    paths_read,
)
from mappings.engine.directives.writer import check_event
from mappings.engine.errors import EventError, Problem, json_pointer
from mappings.engine.json_types import Json
from mappings.engine.limits import MAX_TRACED_ITEMS, MAX_TRACED_STEPS
from mappings.engine.paths import MISSING, format_path, walk


@dataclass(frozen=True, slots=True)
class Reading:
    """An event path and what was there, MISSING where nothing was."""

    path: str
    value: Any


@dataclass(frozen=True, slots=True)
class Step:
    """What one place of the config gave, after the steps of all that stands in it.

    `at` is a JSON pointer to a directive or a raw value: ``/email/@if/then``. `value` is MISSING
    where it gave nothing; objects in it may hold MISSING where a directive looks at that. `reads`
    are the event's values that the place itself read. `is_used` is false in the branch that an
    ``@if`` did not take. `item` tells the items of the lists around whose shape this is in.
    `problem` is told at the innermost place that failed.
    """

    at: str
    directive: str  # its name; empty for a raw value
    value: Any
    reads: tuple[Reading, ...] = ()
    is_used: bool = True
    item: tuple[int, ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class FieldTrace:
    """How one key of the payload came about: its steps, and what they gave or why they failed."""

    value: Any  # MISSING where the key is left out
    steps: tuple[Step, ...]
    reads: tuple[str, ...]  # the event paths that the config has for it
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """A run that was watched.

    `payload` is what the run gives; where it would raise EventError, `problems` are that error's
    and the payload is MISSING. The fields after one that failed are traced all the same. A config
    that is one directive as a whole has no fields, only `whole`.
    """

    payload: Any
    problems: tuple[Problem, ...] = ()
    fields: dict[str, FieldTrace] = field(default_factory=dict)
    whole: FieldTrace | None = None


def trace_plan(plan: Plan, event: Json) -> Trace:
    """Run a plan on an event and tell what each place of the config gave."""
    try:
        check_event(event)
    except EventError as err:
        return Trace(MISSING, err.problems)
    root = bare(plan)
    if not isinstance(root, BuildObject):
        whole = _trace_field(plan, event, _Budgets())
        return Trace(whole.value, whole.problems, whole=whole)
    budgets = _Budgets()
    fields = {key: _trace_field(member, event, budgets) for key, member in root.members}
    problems = next((traced.problems for traced in fields.values() if traced.problems), ())
    payload = {key: traced.value for key, traced in fields.items() if traced.value is not MISSING}
    return Trace(MISSING if problems else payload, problems, fields)


@dataclass(slots=True)
class _Budgets:
    """A run's budget, and another for what is worked out for show.

    The fields after the first that failed, where a run stops, have a new one.
    """

    run: Budget = field(default_factory=Budget)
    show: Budget = field(default_factory=Budget)
    has_failed: bool = False

    def fail(self) -> None:
        if not self.has_failed:
            self.run, self.has_failed = Budget(), True


def _trace_field(plan: Plan, event: Json, budgets: _Budgets) -> FieldTrace:
    walker = _Walker(budgets)
    reads = paths_read(plan)
    try:
        value = walker.value(plan, event)
    except EventError as err:
        budgets.fail()
        return FieldTrace(MISSING, tuple(walker.steps), reads, err.problems)
    return FieldTrace(value, tuple(walker.steps), reads)


class _Walker:
    """Works out plans; `steps` are what it noted on the way."""

    def __init__(self, budgets: _Budgets) -> None:
        self.steps: list[Step] = []
        self._budgets = budgets
        self._is_used = True
        self._is_noting = True
        self._item: tuple[int, ...] = ()
        self._noted_error: EventError | None = None

    def value(self, plan: Plan, event: Json) -> Any:
        """What the plan gives, MISSING where that is nothing."""
        match plan:
            case Placed():
                return self._placed_value(plan, event)
            case Constant(value):
                return value
            case Read(keys):
                return walk(keys, event)
            case Choose():
                return self._chosen_value(plan, event)
            case Compute():
                return self._computed_value(plan, event)
            case BuildObject() | BuildList():
                return self._built_value(plan, event)
        return MISSING

    def _placed_value(self, placed: Placed, event: Json) -> Any:
        try:
            if isinstance(placed.plan, Compute):
                self._budget.refuse_if_spent(placed.place)
            value = self.value(placed.plan, event)
        except EventError as err:
            problem = None if err is self._noted_error else err.problems[0]
            self._noted_error = err
            self._note(placed, MISSING, event, problem)
            raise
        self._note(placed, value, event)
        return value

    def _chosen_value(self, plan: Choose, event: Json) -> Any:
        is_then = plan.test(self.value(plan.tested, event))
        taken, other = (plan.then, plan.otherwise) if is_then else (plan.otherwise, plan.then)
        value = self.value(taken, event) if taken else MISSING
        if other:
            with self._for_show():
                self.value(other, event)
        return value

    def _computed_value(self, plan: Compute, event: Json) -> Any:
        inner = [self._function_of(part) for part in plan.inner]
        arguments = [self.value(argument, event) for argument in plan.arguments]
        return plan.function(*inner, self._budget, event, *arguments)

    @property
    def _budget(self) -> Budget:
        return self._budgets.run if self._is_used else self._budgets.show

    def _built_value(self, plan: BuildObject | BuildList, event: Json) -> Any:
        if isinstance(plan, BuildObject):
            members = [(key, self.value(member, event)) for key, member in plan.members]
            return {key: v for key, v in members if v is not MISSING or plan.keeps_missing}
        nothing = MISSING if plan.keeps_missing else None
        values = [self.value(item, event) for item in plan.items]
        return [nothing if value is MISSING else value for value in values]

    def _function_of(self, inner: Inner) -> Callable[[Any, Budget], Any]:
        indices = count()

        def run(event: Any, _budget: Budget) -> Any:
            return self.value(inner.plan, event)

        def run_on_item(event: Any, _budget: Budget) -> Any:
            outside = self._item, self._is_noting
            index = next(indices)
            self._item = (*self._item, index)
            self._is_noting = self._is_noting and index < MAX_TRACED_ITEMS
            try:
                return self.value(inner.plan, event)
            finally:
                self._item, self._is_noting = outside

        return run_on_item if inner.is_of_items else run

    @contextmanager
    def _for_show(self) -> Iterator[None]:
        """What is worked out here is not part of the run, and neither are its errors."""
        outside = self._is_used
        self._is_used = False
        with suppress(EventError):
            yield
        self._is_used = outside

    def _note(
        self, placed: Placed, value: Any, event: Json, problem: Problem | None = None
    ) -> None:
        if not self._is_noting or len(self.steps) >= MAX_TRACED_STEPS:
            return
        reads = tuple(Reading(format_path(keys), walk(keys, event)) for keys in _own_keys(placed))
        at = json_pointer(placed.place)
        self.steps.append(
            Step(at, placed.directive, value, reads, self._is_used, self._item, problem)
        )


def _own_keys(placed: Placed) -> tuple[tuple[str, ...], ...]:
    """What the place itself reads, without what stands in it."""
    match placed.plan:
        case Read(keys):
            return (keys,)
        case Compute(_, arguments, paths, ()):  # with inner plans, the paths are theirs
            read = [argument.keys for argument in arguments if isinstance(argument, Read)]
            return tuple(dict.fromkeys((*read, *paths)))
    return ()
