"""Tree to FQL text, which reads back as the same tree."""

import re
from collections.abc import Iterable

from mappings.engine.fql.numbers import write_number
from mappings.engine.fql.patterns import escape_pattern
from mappings.engine.fql.tree import (
    CONTAINER_OF_TYPE,
    FIELD_OF_TYPE,
    Condition,
    Group,
    Item,
    Node,
    Trigger,
)

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]")
_SEGMENT_KEYWORDS = ("and", "or", "not", "null")
_PLAIN_KEY = r"[A-Za-z_][A-Za-z0-9_-]*"
_QUOTED_KEY = r'\["(?:[^"\\]|\\.)*"\]'
_NAME_WITH_QUOTED_KEYS = re.compile(
    rf"(?:{_PLAIN_KEY})?(?:\.{_PLAIN_KEY}|{_QUOTED_KEY})*", re.DOTALL
)

_TEMPLATES = {
    "=": "{field} = {text}",
    "!=": "{field} != {text}",
    "number_equals": "{field} = {number}",
    "number_not_equals": "{field} != {number}",
    "<": "{field} < {number}",
    "<=": "{field} <= {number}",
    ">": "{field} > {number}",
    ">=": "{field} >= {number}",
    "contains": "contains({field}, {text})",
    "not_contains": "!contains({field}, {text})",
    "starts_with": "match({field}, {start})",
    "not_starts_with": "!match({field}, {start})",
    "ends_with": "match({field}, {end})",
    "not_ends_with": "!match({field}, {end})",
    "exists": "{field} != null",
    "not_exists": "{field} = null",
    "is_true": "{field} = true",
    "is_false": "{field} = false",
    "in": "{field} in ({values})",
    "not_in": "{field} not in ({values})",
    "includes": "includes({field}, {values})",
    "not_includes": "!includes({field}, {values})",
    "before": "before({field}, {values})",
    "after": "after({field}, {values})",
    "between": "between({field}, {values})",
    "matches_regex": "matches_regex({field}, {values})",
    "not_matches_regex": "!matches_regex({field}, {values})",
}


def format_trigger(trigger: Trigger) -> str:
    """The trigger as FQL text; Segment reads it alike wherever Segment can.

    Shape:
        ``type = "track" and (properties.vip = true or properties.total >= 100)``
    """
    return _format_children(trigger)


def format_condition(condition: Condition) -> str:
    value = condition.value
    values = value if isinstance(value, tuple) else () if value is None else (value,)
    texts = {"field": _format_field(condition), "values": _format_values(values)}
    if isinstance(value, str):
        pattern = escape_pattern(value)
        texts |= {"text": _quoted(value), "start": _quoted(f"{pattern}*")}
        texts |= {"end": _quoted(f"*{pattern}")}
    elif isinstance(value, (int, float)):
        texts |= {"number": write_number(value)}
    return _TEMPLATES[condition.operator].format_map(texts)


def _format_values(values: Iterable[Item]) -> str:
    texts = (_quoted(item) if isinstance(item, str) else write_number(item) for item in values)
    return ", ".join(texts)


def _format_children(group: Group) -> str:
    return f" {group.operator} ".join(_format_node(child) for child in group.children)


def _format_node(node: Node) -> str:
    if isinstance(node, Group):
        return f"({_format_children(node)})"
    return format_condition(node)


def _format_field(condition: Condition) -> str:
    if condition.type in FIELD_OF_TYPE:
        return FIELD_OF_TYPE[condition.type]
    container, name = CONTAINER_OF_TYPE[condition.type], condition.name
    if '["' in name and _NAME_WITH_QUOTED_KEYS.fullmatch(name):
        return container + ("" if name.startswith("[") else ".") + name
    return f"{container}.{_escaped(name)}"


def _escaped(name: str) -> str:
    """The name with a backslash before what Segment's reader would not take as part of it."""
    keys = name.split(".")
    if not all(keys):
        return _escaped_key(name)  # two dots in a row are part of a key
    return ".".join(_escaped_key(key) for key in keys)


def _escaped_key(key: str) -> str:
    escaped = _UNSAFE.sub(r"\\\g<0>", key)
    is_misread = key in _SEGMENT_KEYWORDS or key[0] in "-0123456789"
    return f"\\{escaped}" if is_misread else escaped


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
