"""Walks a config, checks it and makes a plan of it, collecting every problem on the way."""

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Final, TypeAlias

from mappings.engine.directives.plan import BuildList, BuildObject, Constant, Placed, Plan
from mappings.engine.errors import Problem, json_pointer
from mappings.engine.json_types import Json
from mappings.engine.limits import MAX_CONFIG_VALUES, MAX_JSON_DEPTH

Keys: TypeAlias = tuple[str | int, ...]  # what leads to a place in the config
PlanDirective: TypeAlias = Callable[[Json, Keys, "Planner"], Plan]

_METADATA = "_metadata"  # what Segment's editor notes beside a directive; it has no effect
NOTHING: Final = Constant(None)  # stands where a problem was found; such a plan never runs


class Planner:
    """Makes plans by a table of directives.

    `clock` gives the seconds since 1970 to what is about the present.
    `keeps_missing` tells what the plans made now do with a member or item that gives nothing: keep
    MISSING in its place, because the directive around them looks at it, or leave it out.
    """

    def __init__(self, directives: Mapping[str, PlanDirective], clock: Callable[[], float]) -> None:
        self.problems: list[Problem] = []
        self.clock = clock
        self.keeps_missing = False
        self.values = 0  # planned so far
        self.template_places = 0  # placeholders in templates so far
        self._directives = directives
        self._moves: list[tuple[Keys, Keys]] = []  # the innermost first

    def plan(self, config: Json, place: Keys) -> Plan:
        """The plan of a directive or a raw value; what is wrong with it goes to ``problems``."""
        self.values += 1
        if self.values > MAX_CONFIG_VALUES:
            return self._refuse_size()
        if len(place) > MAX_JSON_DEPTH:
            message = f"Is nested deeper than {MAX_JSON_DEPTH} levels."
            return self.refuse(place, message, "too_deep")
        if isinstance(config, dict):
            return self._plan_object(config, place)
        if isinstance(config, list):
            items = [self.plan(item, (*place, index)) for index, item in enumerate(config)]
            return self.placed(BuildList(tuple(items), self.keeps_missing), place)
        if _is_scalar(config):
            return self.placed(Constant(config), place)
        message = f"Should be a JSON value but it is a Python {type(config).__name__}."
        return self.refuse(place, message, "not_json")

    def plan_text_source(self, config: Json, place: Keys) -> Plan:
        """The plan of what has to be a text or a directive that gives one."""
        if isinstance(config, str) or is_directive(config):
            return self.plan(config, place)
        found = with_article(type_name(config))
        message = f"Should be a string or a mapping directive but it is {found}."
        return self.refuse(place, message, "type")

    @contextmanager
    def keeping_missing(self) -> Iterator[None]:
        """Inside, plans keep MISSING in the place of what gives nothing."""
        outside, self.keeps_missing = self.keeps_missing, True
        yield
        self.keeps_missing = outside

    def refuse(
        self,
        place: Keys,
        message: str,
        code: str,
        *,
        line: int | None = None,
        column: int | None = None,
    ) -> Plan:
        pointer = json_pointer(self._as_written(place))
        self.problems.append(Problem(pointer, message, code, line, column))
        return NOTHING

    def placed(self, plan: Plan, place: Keys, directive: str = "") -> Plan:
        """The plan with the place where the user wrote it."""
        return Placed(plan, self._as_written(place), directive)

    @contextmanager
    def moving(self, planned_at: Keys, written_at: Keys) -> Iterator[None]:
        """Inside, what is planned below one place was written below another."""
        self._moves.insert(0, (planned_at, written_at))
        yield
        self._moves.pop(0)

    def _as_written(self, place: Keys) -> Keys:
        for planned_at, written_at in self._moves:
            length = len(planned_at)
            if len(place) > length and place[:length] == planned_at:
                place = written_at + place[length:]
        return place

    def _plan_object(self, config: dict[str, Json], place: Keys) -> Plan:
        if not all(isinstance(key, str) for key in config):
            return self.refuse(place, "Should have only texts as keys.", "not_json")
        if is_directive(config):
            return self._plan_directive(config, place)
        members = [(key, self.plan(value, (*place, key))) for key, value in config.items()]
        return self.placed(BuildObject(tuple(members), self.keeps_missing), place)

    def _plan_directive(self, config: dict[str, Json], place: Keys) -> Plan:
        names = [key for key in config if key.startswith("@")]
        others = [key for key in config if not key.startswith("@") and key != _METADATA]
        if len(names) > 1 or others:
            count = len(names) if len(names) > 1 else len(config)
            message = f"Should only have one @-prefixed key but it has {count} keys."
            return self.refuse(place, message, "directive_keys")
        name = names[0]
        if name not in self._directives:
            return self._refuse_unknown(name, place)
        plan = self._directives[name](config[name], (*place, name), self)
        return self.placed(plan, place, name)

    def _refuse_unknown(self, name: str, place: Keys) -> Plan:
        message = f"Has an invalid directive: {name}."
        lowered = {known.lower(): known for known in self._directives}
        near = get_close_matches(name.lower(), lowered, n=1)
        if near:
            message += f" Did you mean {lowered[near[0]]}?"
        return self.refuse(place, message, "unknown_directive")

    def _refuse_size(self) -> Plan:
        if self.values == MAX_CONFIG_VALUES + 1:
            message = f"Has more than {MAX_CONFIG_VALUES:,} values."
            self.refuse((), message, "too_large")
        return NOTHING


def is_directive(config: Json) -> bool:
    """Whether an object has a key that starts with @."""
    return isinstance(config, dict) and any(
        isinstance(key, str) and key.startswith("@") for key in config
    )


def type_name(config: Json) -> str:
    """A type as the messages of Segment's validation call it."""
    if is_directive(config):
        return "directive"
    if config is None:
        return "null"
    if isinstance(config, bool):
        return "boolean"
    names = {str: "string", int: "number", float: "number", list: "array", dict: "object"}
    return names.get(type(config), type(config).__name__)


def with_article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def _is_scalar(config: Json) -> bool:
    if isinstance(config, float):
        return math.isfinite(config)
    return config is None or isinstance(config, (str, bool, int))
