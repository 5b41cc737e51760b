"""The functions of FQL: ``contains(field, "text")``, ``match(field, "text*")`` and ours.

Beyond Segment: ``includes`` asks lists, ``before``, ``after`` and ``between`` dates, and
``matches_regex`` texts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, NoReturn

from mappings.engine.fql.comparisons import read_item, read_text, refuse_never_matching
from mappings.engine.fql.dates import EXPECTED_DATE, date_span, is_date
from mappings.engine.fql.lexer import Token, fail
from mappings.engine.fql.patterns import read_pattern
from mappings.engine.fql.regexes import RegexError, compile_regex
from mappings.engine.fql.tree import Condition

# How many values each takes after the field.
FUNCTIONS: Final[Mapping[str, int]] = {
    "contains": 1,
    "match": 1,
    "includes": 1,
    "before": 1,
    "after": 1,
    "between": 2,
    "matches_regex": 1,
}


def make_function(name: Token, field: Condition, values: Sequence[Token], text: str) -> Condition:
    """The condition of a function, a field and its values.

    Raises:
        TriggerError: a value is none that the function takes.
    """
    value = values[0]
    if name.text == "match":
        return _make_match(field, value, text)
    if name.text == "contains":
        return replace(field, operator="contains", value=read_text(value, text))
    if name.text == "includes":
        refuse_never_matching(field, name, "includes", text)
        return replace(field, operator="includes", value=read_item(field, value, text))
    if name.text == "matches_regex":
        return replace(field, operator="matches_regex", value=_read_regex(value, text))
    return _make_date_condition(name, field, values, text)


def refuse_unknown_function(name: Token, field: Token, text: str) -> NoReturn:
    known = ", ".join(FUNCTIONS)
    message = f"{name.source} is not a function of a trigger. Use one of: {known}."
    if name.text in ("length", "count", "size") and "." in field.text:
        message = f"{name.source} is not a function of a trigger. Write {field.source}.length."
    fail(text, name.start, message, code="unknown_function")


def _make_match(field: Condition, value: Token, text: str) -> Condition:
    found, wildcards = read_pattern(value.text)
    places = [at for at, is_wildcard in enumerate(wildcards) if is_wildcard]
    if places == [len(found) - 1]:
        return replace(field, operator="starts_with", value=found[:-1])
    if places == [0]:
        return replace(field, operator="ends_with", value=found[1:])
    return _explain_pattern(value, found, places, text)


def _make_date_condition(
    name: Token, field: Condition, values: Sequence[Token], text: str
) -> Condition:
    for value in values:
        if value.kind != "text" or not is_date(value.text):
            message = f"{name.text} needs {EXPECTED_DATE}, and {value.source} is none."
            fail(text, value.start, message, code="date")
    if len(values) == 1:
        return replace(field, operator=name.text, value=values[0].text)
    if date_span(values[0].text)[0] > date_span(values[1].text)[1]:
        fail(text, values[1].start, "between needs the earlier date first.", code="date")
    return replace(field, operator=name.text, value=tuple(value.text for value in values))


def _read_regex(value: Token, text: str) -> str:
    try:
        compile_regex(value.text)
    except RegexError as err:
        opening = 1 if value.kind == "text" else 0
        doubled = value.text[: err.at].count(value.source[0]) if opening else 0
        message = f"the regular expression cannot be used: {err}."
        fail(text, value.start + opening + err.at + doubled, message, code="regex")
    return value.text


def _explain_pattern(value: Token, found: str, places: list[int], text: str) -> NoReturn:
    if not places:
        message = f'match without * is the same as = "{found}". Write that, or add a *.'
    elif places == [0, len(found) - 1]:
        message = f'a * at both ends is not read. Write contains(…, "{found[1:-1]}").'
    else:
        message = "a * may stand at the start or at the end only. Write [*] for an asterisk."
    fail(text, value.start, message, code="pattern")
