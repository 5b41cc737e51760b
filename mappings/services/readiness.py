"""What blocks a mapping from being enabled: whatever would go wrong with every event."""

from typing import Any

from mappings.catalog.requirements import missing_required
from mappings.catalog.schema import ActionDefinition
from mappings.engine.errors import EventError, MappingError, Problem, TriggerError, json_pointer
from mappings.engine.fields import Field
from mappings.engine.fql import read_trigger
from mappings.engine.payload import check_payload
from mappings.models import Mapping
from mappings.services.compiled import compiled_mapping
from mappings.services.documents import problems_under

_ROOT_DIRECTIVE = "__segment_internal_directive"  # mapping-kit's key of a directive beside fields


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
    return (*_trigger_problems(mapping.trigger), *problems_under("/config", config))


def config_problems(config: Any, action: ActionDefinition) -> tuple[Problem, ...]:
    """What is wrong with a config whatever the event: it cannot compile, or a field is missing."""
    try:
        compiled_mapping(config)
    except MappingError as err:
        return err.problems
    if is_one_directive(config):
        return ()
    return (
        *missing_required(action, config),
        *_unknown_fields(config, action),
        *_wrong_constants(config, action),
    )


def is_one_directive(config: Any) -> bool:
    """True when the whole config is a directive, so its keys are no destination fields."""
    return any(key.startswith("@") or key == _ROOT_DIRECTIVE for key in config)


def unknown_field_text(key: str, action: ActionDefinition) -> str:
    return f'{action.name} has no field "{key}". Remove it.'


def constant_problems(key: str, config: Any, field: Field) -> tuple[Problem, ...]:
    """What is wrong with a value that is the same for every event."""
    compiled = compiled_mapping({key: config})
    if compiled.reads:
        return ()
    try:
        payload = compiled.run({})
    except EventError as err:
        return err.problems
    if key not in payload:
        return ()
    return check_payload(payload, (field,), allow_extra=True).problems


def _trigger_problems(tree: Any) -> tuple[Problem, ...]:
    try:
        read_trigger(tree)
    except TriggerError as err:
        return problems_under("/trigger", err.problems)
    return ()


def _unknown_fields(config: Any, action: ActionDefinition) -> list[Problem]:
    if action.allows_extra_fields:
        return []
    known = {field.key for field in action.fields}
    return [
        Problem(json_pointer([key]), unknown_field_text(key, action), "unknown_field")
        for key in config
        if key not in known
    ]


def _wrong_constants(config: Any, action: ActionDefinition) -> list[Problem]:
    found = [
        problem
        for field in action.fields
        if field.key in config
        for problem in constant_problems(field.key, config[field.key], field)
    ]
    # An empty required value is told by missing_required already.
    return [problem for problem in found if problem.code != "required"]
