"""How a config fills a field: by a fixed value, an event field, or a function."""

from collections.abc import Mapping

from mappings.catalog.schema import ActionDefinition
from mappings.engine.errors import Problem, json_pointer
from mappings.engine.fields import InputMethod
from mappings.engine.json_types import Json

_NOUNS: dict[InputMethod, str] = {
    "literal": "fixed values",
    "variable": "event fields",
    "function": "functions",
}


def input_method(config: Json) -> InputMethod:
    """How a value comes about.

    Shape:
        ``"pro"`` or ``{"@literal": "pro"}`` -> literal; ``{"@path": "$.traits.plan"}`` ->
        variable; anything else -> function
    """
    if not isinstance(config, (Mapping, list)):
        return "literal"
    if isinstance(config, Mapping) and isinstance(config.get("@path"), str):
        return "variable"
    return "literal" if isinstance(config, Mapping) and "@literal" in config else "function"


def disabled_methods(action: ActionDefinition, config: Mapping[str, Json]) -> list[Problem]:
    """The fields that a config fills in a way that they do not allow.

    Shape:
        ``{"plan": "pro"}`` -> ``[Problem("/plan", "Plan takes no fixed values. …")]``
    """
    found: list[Problem] = []
    for field in action.fields:
        if field.key not in config:
            continue
        method = input_method(config[field.key])
        if method in field.disabled_input_methods:
            allowed = [
                noun for one, noun in _NOUNS.items() if one not in field.disabled_input_methods
            ]
            message = f"{field.label} takes no {_NOUNS[method]}. Use {' or '.join(allowed)}."
            found.append(Problem(json_pointer([field.key]), message, "input_method"))
    return found
