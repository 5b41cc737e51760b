"""What Segment calls a subscription and we call a mapping, in Segment's words."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mappings.engine.errors import Problem
from mappings.engine.json_types import Json


@dataclass(frozen=True, slots=True)
class Subscription:
    """`action` is a slug, and "" where the document has only an id that Segment made.

    Shape:
        ``Subscription("Entered", "upsertContact", True, 'type = "track"', {"email": {…}})``
    """

    name: str
    action: str
    is_enabled: bool
    trigger: Any  # FQL, or a tree
    settings: Mapping[str, Json]
    pointer: str = field(default="", compare=False)
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ReadSubscriptions:
    """The subscriptions of a document, what is wrong with it, and what is not taken over."""

    subscriptions: tuple[Subscription, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


def note_at(subscription: Subscription, pointer: str, message: str, code: str) -> Problem:
    """Something about a subscription; `pointer` is inside it."""
    place = Problem(subscription.pointer + pointer, message, code)
    return replace(place, line=subscription.line)
