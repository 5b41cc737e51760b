"""The argument of a directive that takes an object: its members, checked and planned."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from mappings.engine.directives.literal import plan_literal
from mappings.engine.directives.plan import Plan
from mappings.engine.directives.planner import (
    Keys,
    PlanDirective,
    Planner,
    is_directive,
    type_name,
    with_article,
)
from mappings.engine.js_values import utf16_length
from mappings.engine.json_types import Json

Fault: TypeAlias = tuple[str, str]  # message and code
Check: TypeAlias = Callable[[Json], Fault | None]


@dataclass(frozen=True, slots=True)
class Member:
    """What a directive takes under a key.

    `check` says what is wrong with a value. A member without `missing`, the message for when it is
    not there, may be left out. `plan` makes the member's plan.
    """

    key: str
    check: Check = lambda _: None
    missing: str = ""
    plan: PlanDirective = plan_literal


def plan_members(
    argument: Json, place: Keys, planner: Planner, members: Sequence[Member]
) -> dict[str, Plan] | None:
    """The plans of all members that an argument has; None where something was refused.

    As in the reference, problems inside the members come first, then those of the members
    themselves, in the order of `members`. A member with problems inside is not checked itself.
    """
    if is_directive(argument) or not isinstance(argument, dict):
        planner.refuse(place, *fault_of_type("an object", argument))
        return None
    count_before = len(planner.problems)
    planned_as = {member.key: member.plan for member in members}
    plans: dict[str, Plan] = {}
    sound: set[str] = set()
    for key, value in argument.items():
        count = len(planner.problems)
        plans[key] = planned_as.get(key, plan_literal)(value, (*place, key), planner)
        if len(planner.problems) == count:
            sound.add(key)
    for member in members:
        if member.key not in argument and member.missing:
            planner.refuse(place, member.missing, "required")
        elif member.key in sound and (fault := member.check(argument[member.key])):
            planner.refuse((*place, member.key), *fault)
    return plans if len(planner.problems) == count_before else None


def should_have(key: str) -> str:
    return f'Should have field "{key}" but it doesn\'t.'


def check_text(value: Json) -> Fault | None:
    return None if isinstance(value, str) else fault_of_type("a string", value)


def check_boolean(value: Json) -> Fault | None:
    return None if isinstance(value, bool) else fault_of_type("a boolean", value)


def check_list(value: Json) -> Fault | None:
    return None if isinstance(value, list) else fault_of_type("an array", value)


def check_text_source(value: Json) -> Fault | None:
    """A text or a directive."""
    if isinstance(value, str) or is_directive(value):
        return None
    return fault_of_type("a string or a mapping directive", value)


def check_object_source(value: Json) -> Fault | None:
    """An object or a directive; the article is the reference's."""
    return (
        None if isinstance(value, dict) else fault_of_type("a object or a mapping directive", value)
    )


def check_length(text: str, *, minimum: int = 0, maximum: int | None = None) -> Fault | None:
    """Lengths are counted as JavaScript counts them."""
    length = utf16_length(text)
    if length < minimum:
        return f"Should be a string of length {minimum} or greater.", "length"
    if maximum is not None and length > maximum:
        return f"Should be a string of length {maximum} or less.", "length"
    return None


def one_of(*allowed: str) -> Check:
    """A check for some texts, in upper or lower case."""

    def check(value: Json) -> Fault | None:
        if not isinstance(value, str):
            return fault_of_type("a string", value)
        if value.lower() in allowed:
            return None
        found = json.dumps(value, ensure_ascii=False)
        return f"Should be one of {', '.join(allowed)} but it is {found}.", "choice"

    return check


def fault_of_type(expected: str, value: Json) -> Fault:
    return f"Should be {expected} but it is {with_article(type_name(value))}.", "type"
