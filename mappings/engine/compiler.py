"""The one way in: a mapping config becomes a function from event to payload."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mappings.engine.directives.plan import Plan, paths_read
from mappings.engine.directives.planner import Planner, type_name, with_article
from mappings.engine.directives.root_mapping import plan_root
from mappings.engine.directives.table import DIRECTIVES
from mappings.engine.directives.tracing import Trace, trace_plan
from mappings.engine.directives.writer import BatchFunction, write_batch_function, write_function
from mappings.engine.errors import EventError, MappingError, Problem
from mappings.engine.json_types import Json
from mappings.engine.limits import MAX_CONFIG_FIELDS


@dataclass(frozen=True, slots=True)
class CompiledMapping:
    """A config that is ready to run; safe to share between threads.

    `run` takes an event and gives the payload. It changes neither, and the payload holds the
    event's own objects and lists, not copies. Where the whole config is one directive that finds
    nothing, the payload is MISSING. It raises EventError for an event that is no object, and where
    a directive cannot use what the event holds.

    `reads` are the event paths that the config reads, in its order: ``("context.traits.email",)``.
    What is read of a list's items, or of what another directive built, is part of the path to that.
    A path that a directive makes is not known before an event comes.
    """

    run: Callable[[Json], Any] = field(repr=False)
    reads: tuple[str, ...]
    plan: Plan = field(repr=False)
    # Written for the first batch; threads may write it twice, which is as good.
    _batch: list[BatchFunction | None] = field(default_factory=list, repr=False, compare=False)

    def trace(self, event: Json) -> Trace:
        """The payload that `run` gives, and for each field the steps that led to it."""
        return trace_plan(self.plan, event)

    def run_batch(self, events: Sequence[Json]) -> list[Any]:
        """The payloads of events, in their order.

        Raises:
            EventError: for the first event that cannot be mapped, saying which.
        """
        run = self.run
        if not self._batch:
            self._batch.append(write_batch_function(self.plan))
        run_all = self._batch[0]
        payloads = run_all(events) if run_all else None
        if payloads is not None:
            return payloads
        try:
            return [run(event) for event in events]
        except EventError as err:
            # A run gives the same each time: the first event to fail now was the first before.
            index = next(index for index, event in enumerate(events) if not _can_run(run, event))
            raise _of_event(err, index, len(events)) from err


def compile_mapping(config: Json, *, clock: Callable[[], float] = time.time) -> CompiledMapping:
    """Turn a mapping config into a function from event to payload.

    A key whose directive finds nothing is left out; an explicit null is kept. In a list, what is
    not found becomes null. The config may change afterwards, the compiled mapping does not.

    Shape:
        config: ``{"email": {"@path": "$.traits.email"}, "plan": "free"}``
        result: ``{"email": "jane@example.com", "plan": "free"}``

    Args:
        clock: gives the seconds since 1970, for templates that ask for "now".

    Raises:
        MappingError: listing every problem, each with a JSON pointer into the config.

    Source:
        Segment mapping-kit README and code, actions-core 3.170.0, read 2026-08.
    """
    planner = Planner(DIRECTIVES, clock)
    if not isinstance(config, dict):
        raise MappingError(_not_an_object(config))
    if len(config) > MAX_CONFIG_FIELDS:
        message = f"Has {len(config):,} fields; the limit is {MAX_CONFIG_FIELDS}."
        raise MappingError(Problem("", message, "too_many_fields"))
    plan = plan_root(config, (), planner)
    if planner.problems:
        raise MappingError(planner.problems)
    return CompiledMapping(write_function(plan), paths_read(plan), plan)


def _not_an_object(config: Json) -> Problem:
    found = with_article(type_name(config))
    return Problem("", f"Should be an object but it is {found}.", "type")


def _can_run(run: Callable[[Json], Any], event: Json) -> bool:
    try:
        run(event)
    except EventError:
        return False
    return True


def _of_event(err: EventError, index: int, count: int) -> EventError:
    return EventError(
        replace(problem, message=f"Event {index + 1} of {count}: {problem.message}")
        for problem in err.problems
    )
