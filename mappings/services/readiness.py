"""What blocks a mapping from being enabled: whatever would go wrong with every event."""

from typing import Any

from mappings.catalog.config_fit import misfits
from mappings.catalog.schema import ActionDefinition
from mappings.engine.errors import MappingError, Problem, TriggerError
from mappings.engine.fql import read_trigger
from mappings.models import Mapping
from mappings.services.compiled import compiled_mapping
from mappings.services.documents import problems_under
from mappings.services.other_audiences import other_audience_problems


def mapping_problems(mapping: Mapping) -> tuple[Problem, ...]:
    """All that keeps a mapping from being enabled; empty when it is ready.

    Pointers are into the mapping's JSON: ``/config/email_address``, ``/trigger/children/1``.
    """
    definition = mapping.destination.definition
    action = definition.action(mapping.action_slug) if definition else None
    if action is None:
        text = "The catalog no longer has this destination's action."
        return (Problem("/action", text, "not_found"),)
    config = config_problems(mapping.config, action)
    audiences = other_audience_problems(
        trigger=mapping.trigger, config=mapping.config, keys=mapping.other_audience_keys
    )
    trigger = _trigger_problems(mapping.trigger)
    return (*trigger, *problems_under("/config", config), *audiences)


def config_problems(config: Any, action: ActionDefinition) -> tuple[Problem, ...]:
    """What is wrong with a config whatever the event: it cannot compile, or does not fit."""
    try:
        compiled = compiled_mapping(config)
    except MappingError as err:
        return err.problems
    return misfits(action, config, compiled)


def _trigger_problems(tree: Any) -> tuple[Problem, ...]:
    try:
        read_trigger(tree)
    except TriggerError as err:
        return problems_under("/trigger", err.problems)
    return ()
