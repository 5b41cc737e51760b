"""What an action needs: required fields, and groups of fields of which one is needed."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from mappings.catalog.schema import ActionDefinition
from mappings.engine.directives.root_mapping import ROOT_DIRECTIVE
from mappings.engine.errors import Problem, json_pointer
from mappings.engine.fields import Field
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING
from mappings.engine.payload import CheckedPayload, PayloadCheck, PayloadProblem

_MENDING = "Pick an event field or type a value."


def missing_required(action: ActionDefinition, config: Json) -> tuple[Problem, ...]:
    """The required fields that a config does not map. Pointers lead into the config: ``/email``.

    A config that is one directive as a whole may map anything, so nothing is missing in it. A field
    that is required under conditions is missing if they hold whatever the event.

    Shape:
        ``{"first_name": "Jane"}`` -> ``(Problem("/email_address", "Email address is …"),)``
    """
    if not isinstance(config, Mapping) or is_one_directive(config):
        return ()
    return (
        *_missing_fields(action.fields, config, ()),
        *action.payload_check.unmet_requirements(config, unknown=_event_dependent(config)),
        *_missing_groups(action, config),
    )


def check_action_payload(
    action: ActionDefinition,
    payload: Json,
    *,
    in_batch: bool = False,
    check: PayloadCheck | None = None,
) -> CheckedPayload:
    """The payload as it would be sent, and everything that keeps it from being sent.

    That is types, formats, required fields and groups; pointers lead into the payload.

    Args:
        in_batch: as one of a batch, where empty texts at its top are kept.
        check: another than the action's own, such as a strict one.
    """
    check = check or action.payload_check
    checked = check.check_batch([payload])[0] if in_batch else check.check(payload)
    if not action.requires_one_of or not isinstance(checked.payload, Mapping):
        return checked
    groups = tuple(
        PayloadProblem(problem.pointer, problem.message, problem.code)
        for problem in _missing_groups(action, checked.payload)
    )
    return checked._replace(problems=checked.problems + groups)


def is_one_directive(config: Mapping[str, Json]) -> bool:
    """Whether the whole config is a directive, so that its keys are no destination fields."""
    return _is_directive(config) or ROOT_DIRECTIVE in config


def _event_dependent(config: Mapping[str, Json]) -> AbstractSet[str]:
    """The keys whose values another event may change."""
    return {key for key, value in config.items() if _holds_directive(value)}


def _holds_directive(config: Json) -> bool:
    if isinstance(config, Mapping):
        return _is_directive(config) or any(_holds_directive(value) for value in config.values())
    return isinstance(config, list) and any(_holds_directive(item) for item in config)


def _missing_fields(
    fields: tuple[Field, ...], config: Mapping[str, Json], parents: tuple[str, ...]
) -> list[Problem]:
    missing: list[Problem] = []
    for field in fields:
        value = config.get(field.key, MISSING)
        keys = (*parents, field.key)
        if field.required is True and _is_empty(value, field):
            message = f"{field.label} is required. {_MENDING}"
            missing.append(Problem(json_pointer(keys), message, "required"))
        elif field.properties and isinstance(value, Mapping) and not _is_directive(value):
            missing += _missing_fields(field.properties, value, keys)
    return missing


def _missing_groups(action: ActionDefinition, config: Mapping[str, Json]) -> list[Problem]:
    by_key = {field.key: field for field in action.fields}
    missing: list[Problem] = []
    for group in action.requires_one_of:
        fields = [by_key[key] for key in group]
        if all(_is_empty(config.get(field.key, MISSING), field) for field in fields):
            labels = " or ".join(field.label for field in fields)
            message = f"{labels} is required. {_MENDING}"
            missing.append(Problem(json_pointer(group[:1]), message, "required"))
    return missing


def _is_empty(value: Json, field: Field) -> bool:
    return value is MISSING or value == "" or (value is None and not field.allow_null)


def _is_directive(config: Mapping[str, Json]) -> bool:
    return any(key.startswith("@") for key in config)
