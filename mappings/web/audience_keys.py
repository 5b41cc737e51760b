"""Audience keys that a workspace already uses: of its audiences, test events and triggers."""

from collections.abc import Iterator
from typing import Any

from mappings.engine.errors import TriggerError
from mappings.engine.fql import Condition, Group, read_trigger
from mappings.engine.fql.names import condition_keys
from mappings.models import Audience, Mapping, Source, TestEvent, Workspace
from mappings.models.mappings import MappingQuerySet
from mappings.models.sources import TestEventQuerySet
from mappings.services.triggers import audience_key_problem
from mappings.web.event_types import FLAG_CONTAINERS

MAX_EVENTS_READ = 200
MAX_KEYS = 100

_FLAG_TYPES = {"event-property", "event-trait"}
_FLAG_OPERATORS = {"is_true": True, "is_false": False}


def audience_keys(source: Source) -> list[str]:
    """The keys to offer where one is asked for, sorted; from three queries.

    Shape:
        result: ``["browse_abandoners", "vip_customers"]``
    """
    audiences = Audience.objects.filter(workspace=source.workspace_id).existing()
    known = set(audiences.values_list("key", flat=True))
    seen = _seen_keys(
        TestEvent.objects.for_source(source), Mapping.objects.filter(destination__source=source)
    )
    return sorted(known | seen)[:MAX_KEYS]


def workspace_keys(workspace: Workspace) -> list[str]:
    """The keys that test events and triggers of the workspace use, sorted."""
    events = TestEvent.objects.for_workspace(workspace)
    return sorted(_seen_keys(events, Mapping.objects.for_workspace(workspace)))[:MAX_KEYS]


def _seen_keys(events: TestEventQuerySet, mappings: MappingQuerySet) -> set[str]:
    rows = events.order_by("-id")[:MAX_EVENTS_READ]
    keys = {key for row in rows for key in flag_keys(row.event)}
    trees = mappings.values_list("trigger", flat=True)
    keys |= {key for tree in trees for key, _ in trigger_flags(tree)}
    return {key for key in keys if _will_do(key)}


def flag_keys(event: Any) -> list[str]:
    """The audience keys of one event: the one it names, else every true/false of its container.

    Shape:
        ``{"type": "track", "properties": {"audience_key": "vip", "vip": true}}`` → ``["vip"]``
    """
    container = _container(event)
    named = container.get("audience_key")
    if isinstance(named, str) and isinstance(container.get(named), bool):
        return [named]
    return [key for key, value in container.items() if isinstance(value, bool) and key.strip()]


def flag_text(event: Any) -> str:
    """The audience flag of an event in words: ``"browse_abandoners is true"``; "" without one."""
    container = _container(event)
    keys = flag_keys(event)
    return ", ".join(f"{key} is {str(container[key]).lower()}" for key in keys[:3])


def trigger_flags(tree: Any) -> list[tuple[str, bool]]:
    """The audience keys that a trigger asks for, and whether each is to be true.

    A trigger may ask for keys that no audience can have; those are left out.

    Shape:
        Track and ``browse_abandoners`` is true → ``[("browse_abandoners", True)]``
    """
    try:
        return [flag for flag in _flags_in(read_trigger(tree)) if _will_do(flag[0])]
    except TriggerError:
        return []


def _will_do(key: str) -> bool:
    """Whether an event can be generated for this very key, without blanks taken off."""
    return key == key.strip() and audience_key_problem(key) is None


def _container(event: Any) -> dict[str, Any]:
    if not isinstance(event, dict) or not isinstance(event.get("type"), str):
        return {}
    container = event.get(FLAG_CONTAINERS.get(event["type"], ""))
    return container if isinstance(container, dict) else {}


def _flags_in(node: Condition | Group) -> Iterator[tuple[str, bool]]:
    if isinstance(node, Group):
        for child in node.children:
            yield from _flags_in(child)
        return
    keys = condition_keys(node)
    is_flag = node.operator in _FLAG_OPERATORS and node.type in _FLAG_TYPES
    if is_flag and len(keys) == 2:  # the container and the key
        yield keys[1], _FLAG_OPERATORS[node.operator]
