"""What Segment calls a subscription and we call a mapping, in Segment's words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    # What the document calls actionSlug, trigger and settings, where it calls them otherwise.
    keys: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class ReadSubscriptions:
    """The subscriptions of a document, what is wrong with it, and what is not taken over."""

    subscriptions: tuple[Subscription, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


def note_at(subscription: Subscription, pointer: str, message: str, code: str) -> Problem:
    """Something about a subscription; `pointer` is inside it, in the words of the Public API."""
    _, key, *rest = pointer.split("/")
    inner = "/".join(["", subscription.keys.get(key, key), *rest])
    return Problem(subscription.pointer + inner, message, code, subscription.line)
