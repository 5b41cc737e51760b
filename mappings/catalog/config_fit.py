"""Whether a config fits an action, whatever the event: its keys, and what is the same always."""

from collections.abc import Mapping
from difflib import get_close_matches

from mappings.catalog.input_methods import disabled_methods
from mappings.catalog.requirements import is_one_directive, missing_required
from mappings.catalog.schema import ActionDefinition
from mappings.engine.compiler import CompiledMapping
from mappings.engine.errors import Problem, json_pointer
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING

_NO_EVENT: Json = {}


def misfits(
    action: ActionDefinition, config: Mapping[str, Json], compiled: CompiledMapping
) -> tuple[Problem, ...]:
    """What would go wrong with every event. Pointers lead into the config: ``/email``.

    Required fields that are not mapped, keys that are no fields, fields that are filled in a way
    that they do not allow, and values that never change and that the destination would refuse. A
    config that is one directive as a whole may give any field.

    Shape:
        ``{"plan": 5, "e-mail": {"@path": "$.email"}}`` -> three problems: ``/email_address`` is
        missing, ``/e-mail`` is no field, ``/plan`` should be text

    Args:
        compiled: what the config compiles to.
    """
    if is_one_directive(config):
        return ()
    return (
        *missing_required(action, config),
        *_unknown_fields(action, config),
        *disabled_methods(action, config),
        *_wrong_constants(action, compiled),
    )


def unknown_field_text(key: str, action: ActionDefinition) -> str:
    """What to tell of a key that is no field of the action."""
    close = get_close_matches(key, [field.key for field in action.fields], n=1)
    hint = f"Did you mean {close[0]}?" if close else "Remove it."
    return f'{action.name} has no field "{key}". {hint}'


def _unknown_fields(action: ActionDefinition, config: Mapping[str, Json]) -> list[Problem]:
    if action.allows_extra_fields:
        return []
    known = {field.key for field in action.fields}
    return [
        Problem(json_pointer([key]), unknown_field_text(key, action), "unknown_field")
        for key in config
        if key not in known
    ]


def _wrong_constants(action: ActionDefinition, compiled: CompiledMapping) -> list[Problem]:
    found: list[Problem] = []
    for key, traced in compiled.trace(_NO_EVENT).fields.items():
        if traced.reads:
            continue
        found += traced.problems
        if traced.value is not MISSING:
            found += action.payload_check.check_alone(key, traced.value).problems
    # An empty required value is told by missing_required already.
    return [problem for problem in found if problem.code != "required"]
