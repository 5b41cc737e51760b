"""The tree of a trigger: groups of conditions."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

GroupOperator: TypeAlias = Literal["and", "or"]
Item: TypeAlias = str | int | float
Value: TypeAlias = Item | tuple[Item, ...] | None  # None where the operator takes no value

# What a condition looks at, as Segment's tree calls it, and how FQL writes it.
FIELD_OF_TYPE = {"event-type": "type", "event": "event", "name": "name", "userId": "userId"}
CONTAINER_OF_TYPE = {
    "event-property": "properties",
    "event-trait": "traits",
    "event-context": "context",
}
TYPE_OF_FIELD = {field: kind for kind, field in FIELD_OF_TYPE.items()}
TYPE_OF_CONTAINER = {container: kind for kind, container in CONTAINER_OF_TYPE.items()}


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison. `name` is a path inside properties, traits or context; else it is empty.

    Shape:
        ``properties.browse_abandoners = true`` is
        ``Condition("event-property", "is_true", name="browse_abandoners")``
    """

    type: str
    operator: str
    value: Value = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions and groups of which all (``and``) or any (``or``) have to match."""

    operator: GroupOperator
    children: tuple["Condition | Group", ...]


Node: TypeAlias = Condition | Group
Trigger: TypeAlias = Group
