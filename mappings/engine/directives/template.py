"""``@template``: a text with event values in double or triple braces.

Segment's rendering, in two passes: triple braces first, then double braces over the text that came
out of the first, so that a value put in by triple braces may hold placeholders itself. Neither form
escapes anything.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Never, TypeAlias

from mappings.engine.directives.budget import Budget
from mappings.engine.directives.plan import Compute, Constant, Joined, Plan, Read
from mappings.engine.directives.planner import Keys, Planner
from mappings.engine.directives.text_argument import checked_text, refuse_too_long
from mappings.engine.errors import EventError, Problem, json_pointer
from mappings.engine.js_values import BLANKS, exists, to_text
from mappings.engine.json_types import Json
from mappings.engine.limits import MAX_TEMPLATE_CHARS, MAX_TEMPLATE_OUTPUT_CHARS
from mappings.engine.paths import compile_path, parse_path, parse_reference_path

# Python takes a third of a millisecond to compile the reading of a place; a config has room for
# 50,000 of them.
_MAX_WRITTEN_PLACES = 1_000
_MAX_JOINED_PLACES = 8  # the text is made before its length is looked at

Part: TypeAlias = "str | Callable[[Json], Any]"  # a text as it stands, or a reader of the event


def plan_template(argument: Json, place: Keys, planner: Planner) -> Plan:
    """Shape: ``"Hello {{traits.first_name}}"``, or a directive that gives such a text."""
    source = planner.plan_text_source(argument, place)
    if not isinstance(argument, str):
        return Compute(partial(_render_given_template, place), (source,))
    if len(argument) > MAX_TEMPLATE_CHARS:
        return refuse_too_long(argument, place, planner, limit=MAX_TEMPLATE_CHARS)
    if not has_placeholder(argument):
        return Constant(argument)
    planner.template_places += argument.count("}}")
    if (
        planner.template_places <= _MAX_WRITTEN_PLACES
        and not any(True for _ in _placeholders(argument, 3))
        and _has_plain_paths(argument)
    ):
        return _plan_filling(argument, place)
    return Compute(_compile_template(argument, place), paths=tuple(_paths(argument)))


def _plan_filling(template: str, place: Keys) -> Plan:
    """A template whose places are read like any other path, which takes a third of the time."""
    texts: list[str] = []
    reads: list[Plan] = []
    at = 0
    for start, end in _placeholders(template, 2):
        texts.append(template[at:start])
        reads.append(Read(_named(template[start + 2 : end - 2])))
        at = end
    texts.append(template[at:])
    pattern = "%s".join(text.replace("%", "%%") for text in texts)
    is_short = len(reads) <= _MAX_JOINED_PLACES
    return Compute(
        partial(_fill, pattern, sum(map(len, texts)), place),
        tuple(reads),
        shortcut=Joined(tuple(texts), MAX_TEMPLATE_OUTPUT_CHARS) if is_short else None,
    )


def _fill(
    pattern: str, own_length: int, place: Keys, budget: Budget, _event: Json, *values: Any
) -> str:
    length = own_length
    for value in values:
        if type(value) is not str:
            values = _texts_of(values, own_length, place, budget)
            length = own_length + sum(map(len, values))
            break
        length += len(value)
    if length > MAX_TEMPLATE_OUTPUT_CHARS:
        _refuse_length(length, place, budget)
    budget.spend_chars(length, place)
    return pattern % values


def _texts_of(
    values: tuple[Any, ...], own_length: int, place: Keys, budget: Budget
) -> tuple[str, ...]:
    """The values as texts; they end with the first one that makes the whole too long."""
    texts: list[str] = []
    length = own_length
    for value in values:
        texts.append(_text_of(value))
        length += len(texts[-1])
        if length > MAX_TEMPLATE_OUTPUT_CHARS:
            _refuse_length(length, place, budget)
    return tuple(texts)


def _text_of(value: Any) -> str:
    return to_text(value) if exists(value) else ""


def _has_plain_paths(template: str) -> bool:
    """Whether each path means the same here and in the reference."""
    names = [
        template[start + 2 : end - 2].strip(BLANKS) for start, end in _placeholders(template, 2)
    ]
    return all(_named(name) == parse_reference_path(name, drops_root=False) for name in names)


def _render_given_template(place: Keys, budget: Budget, event: Json, template: Any) -> str:
    text = checked_text(template, place, limit=MAX_TEMPLATE_CHARS)
    return _compile_template(text, place)(budget, event)


def _compile_template(template: str, place: Keys) -> Callable[[Budget, Json], str]:
    if any(True for _ in _placeholders(template, 3)):
        return partial(_render_both_passes, _parts(template, 3), place)
    return partial(_render, _parts(template, 2), place)


def _render_both_passes(parts: list[Part], place: Keys, budget: Budget, event: Json) -> str:
    return _render(_parts(_render(parts, place, budget, event), 2), place, budget, event)


def _render(parts: list[Part], place: Keys, budget: Budget, event: Json) -> str:
    texts: list[str] = []
    length = 0
    for part in parts:
        text = part if isinstance(part, str) else _text_of(part(event))
        length += len(text)
        if length > MAX_TEMPLATE_OUTPUT_CHARS:
            _refuse_length(length, place, budget)
        texts.append(text)
    budget.spend_chars(length, place)
    return "".join(texts)


def _refuse_length(length: int, place: Keys, budget: Budget) -> Never:
    budget.chars -= length  # a text that is given up took its time as well
    message = f"The text grows longer than {MAX_TEMPLATE_OUTPUT_CHARS:,} characters."
    raise EventError(Problem(json_pointer(place), message, "too_long"))


def _parts(template: str, braces: int) -> list[Part]:
    parts: list[Part] = []
    at = 0
    for start, end in _placeholders(template, braces):
        name = template[start + braces : end - braces].strip(BLANKS)
        parts += [template[at:start], compile_path(name, drops_root=False)]
        at = end
    return [*parts, template[at:]]


def _placeholders(text: str, braces: int) -> Iterator[tuple[int, int]]:
    """Start and end of each placeholder: what ``{{([^}]+)}}`` finds, in linear time."""
    opening, closing = "{" * braces, "}" * braces
    at = 0
    while (brace := text.find("}", at)) >= 0:
        start = text.find(opening, at, brace)
        is_placeholder = 0 <= start < brace - braces and text.startswith(closing, brace)
        at = brace + braces if is_placeholder else brace + 1
        if is_placeholder:
            yield start, at


def has_placeholder(template: str) -> bool:
    return any(True for braces in (2, 3) for _ in _placeholders(template, braces))


def _paths(template: str) -> Iterator[tuple[str, ...]]:
    braces = 3 if any(True for _ in _placeholders(template, 3)) else 2
    at = 0
    for start, end in _placeholders(template, braces):
        if braces == 3:
            yield from _paths_between(template[at:start])
        yield _named(template[start + braces : end - braces])
        at = end
    if braces == 3:
        yield from _paths_between(template[at:])


def _paths_between(text: str) -> Iterator[tuple[str, ...]]:
    for start, end in _placeholders(text, 2):
        yield _named(text[start + 2 : end - 2])


def _named(inner: str) -> tuple[str, ...]:
    return parse_path(inner.strip(BLANKS), drops_root=False)
