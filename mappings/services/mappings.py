"""What users do with mappings. A save may name its version; a conflict loses nothing."""

from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from mappings import conf
from mappings.catalog.default_config import suggested_config
from mappings.models import Destination, Mapping, OwnDefinition
from mappings.services.errors import LimitReached, NotFound, NotReady, StaleVersion
from mappings.services.mapping_input import MappingChanges, read_changes
from mappings.services.names import copy_name, unique_name
from mappings.services.other_audiences import check_other_audiences
from mappings.services.readiness import mapping_problems
from mappings.services.route_locks import change_routes
from mappings.services.triggers import audience_trigger
from mappings.services.versions import record_version

_NOUN = "a mapping"
_SERVING = {"trigger", "config", "other_audience_keys"}  # what has to go together


def create_mapping(
    *,
    destination: Destination,
    name: str,
    action_slug: str,
    trigger: Any,
    config: Any,
    other_audience_keys: Any = (),
    user: Any = None,
) -> Mapping:
    """A new, disabled mapping at the end of its destination's list.

    Args:
        trigger: the tree, or FQL text.
        other_audience_keys: further audiences that it serves, a list; EVERY_AUDIENCE alone is all
            that are connected to the destination.

    Raises:
        InvalidInput: something cannot be stored. A missing required field is no reason.
        LimitReached: the destination has too many mappings.
    """
    changes: MappingChanges = {
        "name": name,
        "action": action_slug,
        "trigger": trigger,
        "config": config,
        "other_audience_keys": other_audience_keys or [],
    }
    columns = read_changes(changes, definition=destination.definition)
    _check_audiences(columns)
    with transaction.atomic():
        _lock(destination.pk)
        return _append(destination, columns, user)


def create_mapping_from_trait(
    *,
    destination: Destination,
    name: str,
    action_slug: str,
    event_type: str,
    audience_key: str,
    is_entering: bool,
    has_defaults: bool = False,
    user: Any = None,
) -> Mapping:
    """A new mapping with the guide's Event Trait trigger.

    Args:
        has_defaults: fill the fields as the destination's preset does; else they start empty.
    """
    trigger = audience_trigger(
        event_type=event_type, audience_key=audience_key, is_entering=is_entering
    )
    return create_mapping(
        destination=destination,
        name=name,
        action_slug=action_slug,
        trigger=trigger,
        config=suggested_config(
            destination.definition,
            action_slug,
            event_type=event_type,
            audience_key=audience_key.strip(),
            is_entering=is_entering,
        )
        if has_defaults
        else {},
        user=user,
    )


def update_mapping(
    *,
    mapping: Mapping,
    changes: MappingChanges,
    user: Any = None,
    expected_version: int | None = None,
) -> Mapping:
    """The mapping with the changes, one version further.

    Args:
        expected_version: the version the changes were made on; None overwrites whatever is there.

    Raises:
        StaleVersion: somebody saved in between; nothing was changed.
        InvalidInput: something cannot be stored; nothing was changed.
    """
    columns = read_changes(changes, definition=mapping.destination.definition)
    if not columns:
        return _current(mapping, expected_version)
    if columns.keys() & _SERVING:
        current = _current(mapping, expected_version)
        _check_audiences({key: getattr(current, key) for key in _SERVING} | columns)
    others = Mapping.objects.filter(destination=mapping.destination_id).exclude(pk=mapping.pk)
    with unique_name(others, columns.get("name", ""), noun=_NOUN):
        return _write(mapping, columns, user=user, expected_version=expected_version)


def delete_mapping(*, mapping: Mapping, expected_version: int | None = None) -> None:
    """Delete the mapping, if it still is at the expected version.

    Raises:
        StaleVersion: somebody saved in between; it is still there.
    """
    with transaction.atomic():
        change_routes(mapping.destination.source_id)
        if not _rows(mapping, expected_version).delete()[0]:
            raise StaleVersion(_fresh(mapping))


def enable_mapping(
    *, mapping: Mapping, user: Any = None, expected_version: int | None = None
) -> Mapping:
    """The mapping, switched on. Enabling twice changes nothing.

    Raises:
        NotReady: listing all that blocks it.
        LimitReached: the destination has its 50 enabled mappings.
        StaleVersion: somebody saved in between.
    """
    with transaction.atomic():
        # Two people who enable number 50 at once: the lock makes the second one count the first.
        _lock(mapping.destination_id)
        current = _current(mapping, expected_version)
        if current.is_enabled:
            return current
        if problems := mapping_problems(current):
            raise NotReady(problems)
        enabled = Mapping.objects.filter(destination=mapping.destination_id).enabled()
        if enabled.count() >= conf.MAX_ENABLED_MAPPINGS_PER_DESTINATION:
            raise LimitReached(
                f"A destination has at most {conf.MAX_ENABLED_MAPPINGS_PER_DESTINATION} enabled "
                "mappings. Disable one first."
            )
        # The version that was found ready is the one that is switched on.
        return _write(current, {"is_enabled": True}, user=user, expected_version=current.version)


def disable_mapping(
    *, mapping: Mapping, user: Any = None, expected_version: int | None = None
) -> Mapping:
    """The mapping, switched off. Disabling twice changes nothing."""
    with transaction.atomic():
        current = _current(mapping, expected_version)
        if not current.is_enabled:
            return current
        return _write(current, {"is_enabled": False}, user=user, expected_version=current.version)


def duplicate_mapping(*, mapping: Mapping, user: Any = None) -> Mapping:
    """A disabled copy named "… (Copy)" at the end of the list."""
    with transaction.atomic():
        destination = _lock(mapping.destination_id)
        current = _fresh(mapping)
        names = Mapping.objects.for_destination(destination).values_list("name", flat=True)
        columns = {
            "name": copy_name(current.name, set(names)),
            "action_slug": current.action_slug,
            "event_type": current.event_type,
            "trigger": current.trigger,
            "config": current.config,
            "other_audience_keys": current.other_audience_keys,
        }
        return _append(destination, columns, user)


def move_mapping(*, mapping: Mapping, is_up: bool) -> None:
    """Swap the mapping with its neighbour in the list; at the end of the list nothing happens.

    Positions are no part of a version: ordering a list disturbs nobody who edits a mapping.
    """
    with transaction.atomic():
        destination = _lock(mapping.destination_id)
        rows = list(Mapping.objects.for_destination(destination).in_order())
        here = next((i for i, row in enumerate(rows) if row.pk == mapping.pk), None)
        if here is None:
            raise NotFound("This mapping was deleted in the meantime.")
        there = here - 1 if is_up else here + 1
        if not 0 <= there < len(rows):
            return
        rows[here], rows[there] = rows[there], rows[here]
        for position, row in enumerate(rows):
            row.position = position
        Mapping.objects.bulk_update(rows, ["position"])


def _check_audiences(columns: dict[str, Any]) -> None:
    check_other_audiences(
        trigger=columns["trigger"],
        config=columns["config"],
        keys=columns["other_audience_keys"],
    )


def _append(destination: Destination, columns: dict[str, Any], user: Any) -> Mapping:
    siblings = Mapping.objects.for_destination(destination)
    counted = siblings.aggregate(count=models.Count("id"), last=models.Max("position"))
    if counted["count"] >= conf.MAX_MAPPINGS_PER_DESTINATION:
        raise LimitReached(
            f"A destination has at most {conf.MAX_MAPPINGS_PER_DESTINATION} mappings. "
            "Delete one first."
        )
    position = 0 if counted["last"] is None else counted["last"] + 1
    with unique_name(siblings, columns["name"], noun=_NOUN):
        created = Mapping.objects.create(
            workspace_id=destination.workspace_id,
            destination=destination,
            position=position,
            definition_version=_definition_version(destination.pk),
            updated_by=user,
            **columns,
        )
        fresh = _fresh(created)
        record_version(fresh, user=user)
    return fresh


def _lock(destination_id: Any) -> Destination:
    """Let one at a time change the list of a destination. SQLite's write lock does the same."""
    source_id = Destination.objects.filter(pk=destination_id).values_list("source", flat=True)
    if found := source_id.first():
        change_routes(found)
    destination = Destination.objects.select_for_update().filter(pk=destination_id).first()
    if destination is None:
        raise NotFound("This destination was deleted in the meantime.")
    return destination


def _write(
    mapping: Mapping, columns: dict[str, Any], *, user: Any, expected_version: int | None
) -> Mapping:
    """One conditional update: it takes place at the expected version, or not at all."""
    if columns.keys() & {"action_slug", "config"}:
        columns = {**columns, "definition_version": _definition_version(mapping.destination_id)}
    with transaction.atomic():
        change_routes(mapping.destination.source_id)
        updated = _rows(mapping, expected_version).update(
            **columns, version=F("version") + 1, updated_at=timezone.now(), updated_by=user
        )
        fresh = _fresh(mapping)
        if not updated:
            raise StaleVersion(fresh)
        record_version(fresh, user=user)
    return fresh


def _definition_version(destination_id: Any) -> int:
    """The version of the workspace's own definition that a config is made for; 0 if built in."""
    rows = OwnDefinition.objects.filter(destinations=destination_id)
    return rows.values_list("version", flat=True).first() or 0


def _rows(mapping: Mapping, expected_version: int | None) -> models.QuerySet[Mapping]:
    rows = Mapping.objects.filter(pk=mapping.pk)
    return rows if expected_version is None else rows.filter(version=expected_version)


def _current(mapping: Mapping, expected_version: int | None) -> Mapping:
    current = _fresh(mapping)
    if expected_version is not None and current.version != expected_version:
        raise StaleVersion(current)
    return current


def _fresh(mapping: Mapping) -> Mapping:
    found = Mapping.objects.with_destination().filter(pk=mapping.pk).first()
    if found is None:
        raise NotFound("This mapping was deleted in the meantime.")
    return found
