"""The words of JSON Schema: which of them a field can hold, and which only a tool can check."""

TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")

# Kept where two schemas that both hold say different things: the first one's words are for people.
FOR_PEOPLE = frozenset({"title", "description", "example", "examples", "default", "deprecated"})

# What a field takes over, and what is read of them in `schemas.py`
CARRIED = FOR_PEOPLE | {
    "enum",
    "format",
    "maxItems",
    "maxLength",
    "maximum",
    "minLength",
    "minimum",
    "readOnly",
}
STRUCTURE = frozenset(
    {
        "$ref",
        "additionalProperties",
        "allOf",
        "anyOf",
        "const",
        "discriminator",
        "items",
        "nullable",
        "oneOf",
        "patternProperties",
        "properties",
        "required",
        "type",
    }
)

# What says nothing about the values that are taken
SILENT = frozenset(
    {
        "$anchor",
        "$comment",
        "$defs",
        "$id",
        "$schema",
        "$vocabulary",
        "contentMediaType",
        "definitions",
        "externalDocs",
        "id",
        "writeOnly",
        "xml",
    }
)

# What only the tool itself can check
UNCHECKED = frozenset(
    {
        "$dynamicAnchor",
        "$dynamicRef",
        "$recursiveAnchor",
        "$recursiveRef",
        "contains",
        "contentEncoding",
        "contentSchema",
        "dependencies",
        "dependentRequired",
        "dependentSchemas",
        "else",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "if",
        "maxContains",
        "maxProperties",
        "minContains",
        "minItems",
        "minProperties",
        "multipleOf",
        "not",
        "pattern",
        "prefixItems",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
        "uniqueItems",
    }
)


def unchecked(rule: str) -> str:
    return f"{rule} is not carried over: only the tool checks it."


def note_for(keyword: str) -> str | None:
    """What to tell of a keyword that no field can hold; None where there is nothing to tell."""
    if keyword in CARRIED | STRUCTURE | SILENT or keyword.startswith("x-"):
        return None
    if keyword in UNCHECKED:
        return unchecked(keyword)
    return f"{keyword} is no keyword that is known here, and is not carried over."
