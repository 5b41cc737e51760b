"""Triggers as FQL texts, right, odd and wrong ones, and events that they match at times.

How to use it: ``draw_trigger_case(draw)`` gives ``{"kind": "trigger", "fql": …, "events": […]}``;
the same seed gives the same case. What has to hold with Segment's ``parseFql`` and ``validate``,
where `told` is ``explain_compatibility(text)``:

- ``told.is_same``: the same answer to every event.
- ``told.is_tree_same``, and our parser reads the text: Segment's ``validate`` of our JSON tree
  gives the same answer as ours to every event.
- ``told.instead``, where it is not empty: ``parseFql`` of it answers as our reading of the text.

Everything else is a deliberate difference, whose class is a code in ``told.differences``, a key of
``DIFFERENCE_TEXTS``. Texts that we refuse are never the same. Events are objects here: anything
else never matches for us, while Segment fails on it or compares it as if it were empty.
"""

from typing import Any

from tests.differential.drawing import Draw

_TEXT_FIELDS = ("type", "event", "name", "userId")
_CONTAINERS = ("properties", "traits", "context")
_PLAIN_FIELDS = (
    *_TEXT_FIELDS,
    "properties.a",
    "properties.a.b",
    "properties.b",
    "traits.x",
    "context.y",
)
_ODD_FIELDS = (
    *("properties.items[0].b", "properties.items.0", 'properties["a.b"]', r"properties.a\-b"),
    *("properties.length", "properties.toString", "properties.a.link", "groupId", "properties"),
    *("event.x", "constructor", r"properties.it\'s", "properties.é", "contains"),
)
_PLAIN_VALUES = (
    '"x"',
    '"track"',
    '"a"',
    "5",
    "-5",
    "0.5",
    '"5"',
    "true",
    "false",
    "null",
    "x",
    '""',
)
_ODD_VALUES = (
    *("'x'", "1e3", '"a""b"', "True", '"2026-01-31"', "5.", "-", "123456789012345678", "(", '"x'),
    *('"x*"', '"*x"', '"a[*]*"', "é"),
)
_PATTERNS = ('"x*"', '"*x"', '"*x*"', '"x"', "'x*'", '"[*]*"', '"*"')
_OPERATORS = ("=", "=", "!=", "<", "<=", ">", ">=")
_ODD_OPERATORS = ("==", "is", "exists", "contains", "!", "<>")
_PIECES = (
    *(*_PLAIN_FIELDS, *_ODD_FIELDS, *_PLAIN_VALUES, *_ODD_VALUES, *_OPERATORS, *_ODD_OPERATORS),
    *("and", "or", "not", "AND", "in", "(", ")", ",", "contains", "match", "!(", '"', "\\", "\r"),
    *(".", "[0]", "an", "nul", 'contains(event, "x")', 'type = "track"', "event != null"),
)
_VALUES = (
    *(
        "x",
        "'x'",
        "track",
        "a",
        "b",
        'a"b',
        "null",
        "true",
        "false",
        "",
        "5",
        "xy",
        "yx",
        "x*",
        "*x",
    ),
    *("[*]x", "[*]", "123456789012345680", 5, -5, 0, 1, 1000, 0.5, True, False, None, [], ["x"]),
    *([5, "x"], {}, {"b": 5}, {"b": "x"}, [{"b": 5}], "2026-01-30", [1, 2, 3]),
)
_KEYS = ("a", "b", "x", "y", "a-b", "a.b", "items", "length", '["a', "it's", "é", "properties")


def draw_trigger_case(draw: Draw) -> dict[str, Any]:
    """One text and some events; a few texts are any mixture of pieces."""
    text = odd_text(draw) if draw.chance(0.2) else draw_text(draw)
    return {"kind": "trigger", "fql": text, "events": draw_trigger_events(draw, 40)}


def draw_text(draw: Draw, depth: int = 0) -> str:
    """Conditions with ``and`` and ``or`` between them, mostly one of the two."""
    words = [draw.pick(["and", "or"])] * 9 + ["and", "or", "AND", ""]
    text = ""
    for number in range(draw.pick([1, 1, 2, 2, 3])):
        text += f" {draw.pick(words)} " if number else ""
        is_group = depth < 3 and draw.chance(0.25)
        part = f"({draw_text(draw, depth + 1)})" if is_group else _condition(draw)
        text += draw.pick(["!(", "not ("]) + part + ")" if draw.chance(0.05) else part
    return text


def odd_text(draw: Draw) -> str:
    blank = draw.pick([" ", " ", ""])
    return blank.join(draw.pick(_PIECES) for _ in range(draw.count(1, 9)))


def draw_trigger_events(draw: Draw, count: int) -> list[dict[str, Any]]:
    """Events with what the texts ask for; the first is empty."""
    return [{}, *(_event(draw) for _ in range(count - 1))]


def _condition(draw: Draw) -> str:
    field = draw.pick(_PLAIN_FIELDS if draw.chance(0.9) else _ODD_FIELDS)
    value = draw.pick(_PLAIN_VALUES if draw.chance(0.85) else _ODD_VALUES)
    negation = draw.pick(["", "", "!"])
    shape = draw.count(1, 20)
    if shape <= 13:
        operator = draw.pick(_OPERATORS if draw.chance(0.97) else _ODD_OPERATORS)
        before, behind = (" " if draw.chance(0.95) else "" for _ in range(2))
        return f"{field}{before}{operator}{behind}{value}"
    if shape <= 15:
        return f"{negation}contains({field}, {value})"
    if shape <= 17:
        return f"{negation}match({field}, {draw.pick(_PATTERNS)})"
    if shape == 18:
        return f'{field} {draw.pick(["in", "not in"])} ({value}, "x")'
    if shape == 19:
        return f"{negation}includes({field}, {value})"
    return draw.pick([f'before({field}, "2026-01-31")', f'{negation}matches_regex({field}, "^x")'])


def _event(draw: Draw) -> dict[str, Any]:
    event: dict[str, Any] = {
        field: draw.pick(_VALUES) for field in _TEXT_FIELDS if draw.chance(0.8)
    }
    for container in _CONTAINERS:
        if draw.chance(0.9):
            event[container] = {key: draw.pick(_VALUES) for key in _KEYS if draw.chance(0.6)}
    return event
