"""Event paths: ``$.context.traits.email`` to a function that reads it, and back to text.

The reference's path language, exactly, plus one thing it cannot do: a quoted key names one literal
key, whatever is in it. ``traits["user.email"]`` first looks for the key ``user.email`` in
``traits``; where that finds nothing, it reads the path as the reference does, which drops quotes
and splits at dots, so ``a['c.d']`` still finds ``a.c.d``.

Inside quotes a backslash escapes as in JSON: ``\\"``, ``\\\\``, ``\\n``, ``\\u00e9``.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from functools import partial
from typing import Any, Final

from mappings.engine.json_types import Json
from mappings.engine.limits import MAX_SEARCHED_VALUES


class Missing(Enum):
    """The type of ``MISSING``; an enum, so that copies and pickles stay the same object."""

    MISSING = "MISSING"

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False


MISSING: Final = Missing.MISSING  # a path found nothing; None means null was there

_SEPARATORS = re.compile(r"""\[(?=["'0-9])|\.|(?<=["'0-9])\]+""")
_QUOTED_KEY = re.compile(
    r"""\[(?P<quote>["'])"""
    r"""(?P<key>(?:(?!(?P=quote))[^\\]|\\(?:["'\\/bfnrt]|u[0-9a-fA-F]{4}))*)"""
    r"""(?P=quote)\]+"""
)
_JSON_ESCAPE = re.compile(r'\\.|"|[\x00-\x1f]')
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_INDEX = re.compile(r"0|[1-9][0-9]*")


def parse_path(text: str, *, drops_root: bool = True) -> tuple[str, ...]:
    """The keys that a path names, quoted keys taken literally. Every text is a path.

    Shape:
        ``'$.properties["cart/total"][0].sku'`` -> ``("properties", "cart/total", "0", "sku")``
        ``""``, ``"."``, ``"$."``               -> ``()``, the whole event

    Args:
        drops_root: without the first ``$.``, wherever it is, as in ``@path``; templates keep it.
    """
    return tuple(literal_keys(_without_root(text) if drops_root else text, _split))


def parse_reference_path(text: str, *, drops_root: bool = True) -> tuple[str, ...]:
    """The keys as the reference reads them: quotes dropped, dots inside quotes split."""
    return tuple(_split(text.replace("$.", "", 1) if drops_root else text))


def format_path(keys: Sequence[str]) -> str:
    """The path to some keys, quoting where needed; ``parse_path`` gives the same keys back.

    Shape:
        ``("properties", "cart/total", "0", "sku")`` -> ``'properties["cart/total"][0].sku'``
    """
    text = ""
    for key in keys:
        if _PLAIN_KEY.fullmatch(key):
            text += f".{key}" if text else key
        elif _INDEX.fullmatch(key) and text:
            text += f"[{key}]"
        else:
            text += f"[{json.dumps(key, ensure_ascii=False)}]"
    return text


def compile_path(text: str, *, drops_root: bool = True) -> Callable[[Json], Any]:
    """A function that reads a path from an event; it gives MISSING where there is nothing.

    As the reference, it stops at the first false value on its way and gives that: with ``a`` being
    ``0``, ``null`` or ``""``, the path ``a.b.c`` is ``0``, ``null`` or ``""``. Lists and texts have
    ``length`` and indices; keys that JavaScript objects inherit do not exist here.
    """
    keys = parse_path(text, drops_root=drops_root)
    reference_keys = parse_reference_path(text, drops_root=drops_root)
    if keys == reference_keys:
        return partial(walk, keys)
    return partial(walk_either, keys, reference_keys)


def walk(keys: Sequence[str], value: Json) -> Any:
    """What a value holds at some keys, by the rules of ``compile_path``."""
    for key in keys:
        value = value.get(key, MISSING) if type(value) is dict else step(value, key)
    return value


def literal_keys(text: str, split: Callable[[str], Sequence[str]]) -> tuple[str, ...]:
    """The keys of a path, quoted ones as they are and the rest as `split` says."""
    keys: list[str] = []
    at = 0
    for start, end, key in _quoted_keys(text):
        keys += [*split(text[at:start]), key]
        at = end
    return (*keys, *split(text[at:]))


def walk_either(keys: Sequence[str], reference_keys: Sequence[str], event: Json) -> Any:
    """By the literal keys and, where they lead to nothing, by the reference's."""
    value = walk(keys, event)
    return walk(reference_keys, event) if value is MISSING else value


def find_key(event: Json, key: str, *, limit: int = 3) -> list[str]:
    """Paths where an event really has a key of that name, shallow ones first.

    Shape:
        ``{"traits": {"vip": true}}``, ``"vip"`` -> ``["traits.vip"]``
    """
    found: list[str] = []
    for keys in places_in(event):
        if len(found) >= limit:
            break
        if keys[-1] == key:
            found.append(format_path(keys))
    return found


def places_in(event: Json) -> Iterator[tuple[str, ...]]:
    """The keys of the values inside an event, shallow ones first; at most MAX_SEARCHED_VALUES."""
    level: list[tuple[tuple[str, ...], Json]] = [((), event)]
    searched = 0
    while level:
        below = []
        for keys, value in level:
            for key, inner in _members(value):
                searched += 1
                if searched > MAX_SEARCHED_VALUES:
                    return
                yield (*keys, key)
                below.append(((*keys, key), inner))
        level = below


def _quoted_keys(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and key of each quoted key."""
    for match in _QUOTED_KEY.finditer(text):
        key = _unquoted(match["key"])
        if not _LONE_SURROGATE.search(key):
            yield match.start(), match.end(), key


def _unquoted(inner: str) -> str:
    def as_json(match: re.Match[str]) -> str:
        if match[0] == "\\'":
            return "'"
        return match[0] if match[0].startswith("\\") else json.dumps(match[0])[1:-1]

    return str(json.loads(f'"{_JSON_ESCAPE.sub(as_json, inner)}"'))


def _without_root(text: str) -> str:
    at = text.find("$.")
    is_in_key = any(start < at < end for start, end, _ in _quoted_keys(text))
    return text if at < 0 or is_in_key else text[:at] + text[at + 2 :]


def _split(chunk: str) -> list[str]:
    pieces = [piece for piece in _SEPARATORS.split(chunk) if piece]
    return [piece.replace("'", "").replace('"', "") for piece in pieces]


def step(value: Json, key: str) -> Any:
    """One key of a value, whatever it is; the slow but complete way."""
    if isinstance(value, dict):
        return value.get(key, MISSING)
    if not value and not isinstance(value, list):
        return value
    if isinstance(value, list):
        return _item(value, key)
    return _unit(value, key) if isinstance(value, str) else MISSING


def _item(items: Sequence[Any], key: str) -> Any:
    if key == "length":
        return len(items)
    if not _INDEX.fullmatch(key) or len(key) > 9 or int(key) >= len(items):
        return MISSING
    return items[int(key)]


def _unit(text: str, key: str) -> Any:
    """The length or one UTF-16 unit of a text; half of a pair becomes the replacement character."""
    data = text.encode("utf-16-le", "surrogatepass")
    units = [data[at : at + 2] for at in range(0, len(data), 2)]
    unit = _item(units, key)
    return unit.decode("utf-16-le", "replace") if isinstance(unit, bytes) else unit


def _members(value: Json) -> Iterator[tuple[str, Json]]:
    if isinstance(value, dict):
        return iter(value.items())
    if isinstance(value, list):
        return ((str(index), item) for index, item in enumerate(value))
    return iter(())
