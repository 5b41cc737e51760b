"""Event paths: well-formed ones, and any mixture of their characters."""

from typing import Any

from mappings.engine.paths import parse_path, parse_reference_path
from tests.differential.drawing import KEYS, Draw

INHERITED = ("constructor", "toString", "map", "trim", "hasOwnProperty")
_PIECES = (
    *("a", "b", "c", "0", "1", "s", "list", "length", "é", "x y", "01", "-1", "4294967295"),
    *(
        ".",
        ".",
        ".",
        "[",
        "]",
        "['",
        "']",
        '["',
        '"]',
        "$.",
        "$",
        "it's",
        " ",
        "[0]",
        "\\",
        "\ufeff",
    ),
)


def draw_path_case(draw: Draw) -> dict[str, Any]:
    text = draw_path(draw) if draw.chance(0.5) else odd_path(draw)
    event = draw.value() if draw.chance(0.2) else {}
    return {"kind": "path", "path": text, "event": plant(draw, event, text)}


def draw_path(draw: Draw) -> str:
    """What people write, mostly: keys with dots, indices in brackets, quoted keys."""
    text = draw.pick(["", "$.", "$."])
    for number in range(draw.count(1, 4)):
        key = draw.pick(INHERITED) if draw.chance(0.003) else draw.key()
        plain = f".{key}" if number else key
        written = (plain, plain, plain, f"[{key}]", f"['{key}']", f'["{key}"]')
        text += draw.pick(written)
    return text


def odd_path(draw: Draw) -> str:
    return "".join(draw.pick(_PIECES) for _ in range(draw.count(0, 7)))


def plant(draw: Draw, event: Any, text: str) -> Any:
    """The event with a value where the path leads, mostly; on its way there may be any value."""
    parse = parse_path if draw.chance(0.1) else parse_reference_path
    return _planted(draw, event, parse(text))


def _planted(draw: Draw, holder: Any, keys: tuple[str, ...]) -> Any:
    if not keys or draw.chance(0.06):
        return draw.value(1)
    key = keys[0]
    if key in ("0", "1") and draw.chance(0.7):
        items = holder if isinstance(holder, list) else []
        items = [*items, *(draw.value(2) for _ in range(int(key) + 1 - len(items)))]
        items[int(key)] = _planted(draw, items[int(key)], keys[1:])
        return items
    members = holder if isinstance(holder, dict) else {k: draw.value(2) for k in draw.some(KEYS, 2)}
    return {**members, key: _planted(draw, members.get(key), keys[1:])}
