"""What users do with the filters of a destination. A change holds for the next event."""

from collections.abc import Mapping
from typing import Any, TypedDict

from django.db import models, transaction

from mappings.engine.errors import Problem
from mappings.engine.filters import Dropped, compile_filters, filter_problems
from mappings.engine.limits import MAX_CONFIG_BYTES, MAX_FILTERS
from mappings.models import Destination, DestinationFilter
from mappings.services.documents import document_problems
from mappings.services.errors import InvalidInput, LimitReached, NotFound
from mappings.services.names import name_problem
from mappings.services.route_locks import change_routes
from mappings.services.triggers import read_trigger_input


class FilterChanges(TypedDict, total=False):
    """What a filter is. `condition` is a tree, FQL text, or None or "" for every event."""

    title: str
    condition: Any
    action: str
    percent: float | None
    path: str
    fields: dict[str, list[str]]
    is_enabled: bool


class FilteredEvent(TypedDict):
    """Shape: ``{"event": {…}, "dropped_by": ""}``, or no event and a filter's title."""

    event: Any
    dropped_by: str


def create_filter(*, destination: Destination, changes: FilterChanges) -> DestinationFilter:
    """A new filter behind the others of its destination.

    Raises:
        InvalidInput: listing all that is wrong; pointers are like ``/percent``.
        LimitReached: the destination has too many.
        NotFound: the destination was deleted in the meantime.
    """
    row = DestinationFilter(destination=destination, workspace_id=destination.workspace_id)
    _read(row, changes)
    with transaction.atomic():
        _lock(destination)
        siblings = DestinationFilter.objects.for_destination(destination)
        if siblings.count() >= MAX_FILTERS:
            raise LimitReached(
                f"A destination has at most {MAX_FILTERS} filters. Delete one first."
            )
        last = siblings.aggregate(last=models.Max("position"))["last"]
        row.position = 0 if last is None else last + 1
        row.save(force_insert=True)
        _publish(destination)
    return row


def update_filter(*, row: DestinationFilter, changes: FilterChanges) -> DestinationFilter:
    """The filter with the changes.

    Raises:
        InvalidInput: as when it was made; nothing was changed.
        NotFound: it was deleted in the meantime.
    """
    with transaction.atomic():
        _lock(row.destination)
        current = _fresh(row)
        _read(current, changes)
        current.save(force_update=True)
        _publish(row.destination)
    return current


def delete_filter(*, row: DestinationFilter) -> None:
    with transaction.atomic():
        _lock(row.destination)
        DestinationFilter.objects.filter(pk=row.pk).delete()
        _publish(row.destination)


def move_filter(*, row: DestinationFilter, is_up: bool) -> None:
    """Swap the filter with its neighbour; at the end of the list nothing happens."""
    with transaction.atomic():
        _lock(row.destination)
        rows = list(DestinationFilter.objects.for_destination(row.destination).in_order())
        here = next((at for at, one in enumerate(rows) if one.pk == row.pk), None)
        if here is None:
            raise NotFound("This filter was deleted in the meantime.")
        there = here - 1 if is_up else here + 1
        if not 0 <= there < len(rows):
            return
        rows[here], rows[there] = rows[there], rows[here]
        for position, one in enumerate(rows):
            one.position = position
        DestinationFilter.objects.bulk_update(rows, ["position"])
        _publish(row.destination)


def try_filters(*, destination: Destination, event: Mapping[str, Any]) -> FilteredEvent:
    """What the enabled filters of a destination make of an event."""
    left = compile_filters(destination.live_filters)(dict(event))
    if isinstance(left, Dropped):
        return {"event": None, "dropped_by": left.title}
    return {"event": left, "dropped_by": ""}


def _read(row: DestinationFilter, changes: FilterChanges) -> None:
    """Put the changes into the row, if it can be stored and run with them."""
    problems: list[Problem] = []
    if "title" in changes or not row.title:
        if problem := name_problem(changes.get("title"), pointer="/title"):
            problems.append(problem)
        row.title = str(changes.get("title") or "").strip()
    if "condition" in changes:
        try:
            row.condition = _condition(changes["condition"])
        except InvalidInput as err:
            problems += err.problems
    for name in ("action", "percent", "path", "fields", "is_enabled"):
        if name in changes:
            setattr(row, name, changes[name])
    problems += [
        Problem(problem.pointer.removeprefix("/0"), problem.message, problem.code)
        for problem in filter_problems([{**row.as_rule(), "condition": None}])
    ]
    problems += document_problems(row.fields, "/fields", max_bytes=MAX_CONFIG_BYTES)
    if problems:
        raise InvalidInput(problems)


def _condition(given: Any) -> Any:
    if given is None or given == "":
        return None
    return read_trigger_input(given, pointer="/condition").tree


def _lock(destination: Destination) -> None:
    change_routes(destination.source_id)
    held = Destination.objects.select_for_update(no_key=True).filter(pk=destination.pk)
    if not held.values_list("pk").first():
        raise NotFound("This destination was deleted in the meantime.")


def _fresh(row: DestinationFilter) -> DestinationFilter:
    found = DestinationFilter.objects.select_related("destination").filter(pk=row.pk).first()
    if found is None:
        raise NotFound("This filter was deleted in the meantime.")
    return found


def _publish(destination: Destination) -> None:
    """From the next event on, the enabled filters are what is stored now."""
    rows = DestinationFilter.objects.for_destination(destination).enabled().in_order()
    destination.live_filters = [row.as_rule() for row in rows]
    Destination.objects.filter(pk=destination.pk).update(live_filters=destination.live_filters)
