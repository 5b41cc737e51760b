"""Triggers as Segment's JSON trees, right and wrong ones, and events that they match at times."""

from collections.abc import Iterator
from typing import Any

from tests.differential.drawing import KEYS, NUMBERS, TEXTS, Draw

_FIELDS = {"event-type": "type", "event": "event", "name": "name", "userId": "userId"}
_CONTAINERS = {"event-property": "properties", "event-trait": "traits", "event-context": "context"}
_ON_TEXTS = (
    *("=", "!=", "contains", "not_contains", "starts_with", "not_starts_with", "ends_with"),
    "not_ends_with",
)
_ON_NUMBERS = ("number_equals", "number_not_equals", "<", "<=", ">", ">=")
_ON_NOTHING = ("exists", "not_exists", "is_true", "is_false")
_NAME_PIECES = (".", ".", "[0]", "[", "]", ".length", '["a.b"]', "['x y']", "..", "it's", "é", " ")


def draw_tree_case(draw: Draw) -> dict[str, Any]:
    """One tree and some events; half of the trees have nothing wrong on purpose."""
    wrong = draw.pick([0, 0, 0.02, 0.1])
    tree = _Grammar(draw, wrong=wrong).group(0)
    events = [_event(draw, tree) for _ in range(draw.count(1, 4))]
    return {"kind": "tree", "tree": tree, "events": events, "is_right": wrong == 0}


def conditions(tree: Any) -> Iterator[dict[str, Any]]:
    """The conditions of a tree, however nested."""
    children = tree.get("children") if isinstance(tree, dict) else None
    for child in children if isinstance(children, list) else ():
        if isinstance(child, dict):
            yield child
            yield from conditions(child)


def _event(draw: Draw, tree: Any) -> Any:
    """An event with what the conditions ask for, mostly."""
    if draw.chance(0.02):
        return draw.scalar()
    event: dict[str, Any] = {
        container: draw.value(1) for container in _CONTAINERS.values() if draw.chance(0.5)
    }
    for condition in conditions(tree):
        value = condition.get("value") if draw.chance(0.5) else draw.value(2)
        if isinstance(value, str) and draw.chance(0.3):
            value = draw.pick(["", "x", value[:1]]) + value + draw.pick(["", "y", "*"])
        kind = condition.get("type")
        if not isinstance(kind, str):
            continue
        if kind in _FIELDS:
            event[_FIELDS[kind]] = value
        elif kind in _CONTAINERS and isinstance(condition.get("name"), str):
            container = _CONTAINERS[kind]
            inside = _planted(draw, event.get(container), _keys(condition["name"]), value)
            event[container] = inside
    return event


def _keys(name: str) -> list[str]:
    return [key for key in name.replace("[", ".").replace("]", ".").split(".") if key]


def _planted(draw: Draw, holder: Any, keys: list[str], value: Any) -> Any:
    if not keys or draw.chance(0.05):
        return value
    if isinstance(holder, list) and keys[0] == "0":
        return [_planted(draw, holder[0] if holder else None, keys[1:], value), *holder[1:]]
    members = holder if isinstance(holder, dict) else {}
    return {**members, keys[0]: _planted(draw, members.get(keys[0]), keys[1:], value)}


class _Grammar:
    """Draws trees; `wrong` is how often something in them is not as it should be."""

    def __init__(self, draw: Draw, *, wrong: float) -> None:
        self._draw = draw
        self._wrong = wrong

    def group(self, depth: int) -> dict[str, Any]:
        draw = self._draw
        children = [
            self.group(depth + 1) if depth < 3 and draw.chance(0.25) else self.condition()
            for _ in range(draw.count(1, 3))
        ]
        tree: dict[str, Any] = {
            "type": "group",
            "operator": draw.pick(["and", "or"]),
            "children": children,
        }
        return self._spoilt(tree)

    def condition(self) -> dict[str, Any]:
        draw = self._draw
        operators, values = draw.pick(
            ((_ON_TEXTS, TEXTS), (_ON_TEXTS, TEXTS), (_ON_NUMBERS, NUMBERS), (_ON_NOTHING, (None,)))
        )
        kind = draw.pick([*_FIELDS, *_CONTAINERS, *_CONTAINERS])
        if kind in _FIELDS and operators is _ON_NUMBERS and not self._is_wrong():
            operators = ("<", "<=", ">", ">=")
        if kind in _FIELDS and operators is _ON_NOTHING and not self._is_wrong():
            operators = ("exists", "not_exists")
        condition: dict[str, Any] = {"type": kind, "operator": draw.pick(operators)}
        if kind in _CONTAINERS:
            condition["name"] = self._name()
        if operators is not _ON_NOTHING and values != (None,):
            condition["value"] = draw.pick(values) if draw.chance(0.9) else draw.pick([5, "5"])
        return self._spoilt(condition)

    def _name(self) -> str:
        draw = self._draw
        pieces = [draw.pick(KEYS)]
        for _ in range(draw.count(0, 2)):
            pieces += [draw.pick(_NAME_PIECES) if draw.chance(0.5) else ".", draw.pick(KEYS)]
        return "".join(pieces)

    def _spoilt(self, node: dict[str, Any]) -> dict[str, Any]:
        """The node, sometimes with a key too few or too many, or with any value in it."""
        draw = self._draw
        if self._is_wrong():
            key = draw.pick(list(node))
            node = {**node, key: draw.pick([draw.scalar(), [], {}, "..", "group", "in"])}
        if self._is_wrong():
            del node[draw.pick(list(node))]
        if self._is_wrong():
            node["b"] = 1
        return node

    def _is_wrong(self) -> bool:
        return self._draw.chance(self._wrong)
