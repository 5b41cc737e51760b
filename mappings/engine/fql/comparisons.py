"""One comparison of FQL: which field, which operator, which value, and what Segment calls that.

``properties.total = 5`` compares numbers, ``= "5"`` texts, ``= true`` true/false, and ``= null``
asks whether there is anything. Event types, event names and names are texts, whatever is written.
"""

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import NoReturn

from mappings.engine.fql.dates import is_date
from mappings.engine.fql.lexer import Token, fail
from mappings.engine.fql.names import has_keys
from mappings.engine.fql.numbers import read_number, write_number
from mappings.engine.fql.operators import never_matches
from mappings.engine.fql.tree import (
    FIELD_OF_TYPE,
    TYPE_OF_CONTAINER,
    TYPE_OF_FIELD,
    Condition,
    Item,
    Value,
)

_FIELDS = (*TYPE_OF_FIELD, *TYPE_OF_CONTAINER)
_KNOWN_FIELDS = "type, event, name, userId, properties.…, traits.… or context.…"
_ALWAYS_TEXT = ("event-type", "event", "name")
_EXISTENCE = {"=": "not_exists", "!=": "exists"}
_TRUTH = {"true": "is_true", "false": "is_false"}
_NUMBER_EQUALITY = {"=": "number_equals", "!=": "number_not_equals"}


def read_field(token: Token, text: str) -> Condition:
    """The field that a name means, as the condition that it exists."""
    first, dot, rest = _cut(token.text)
    if first in TYPE_OF_FIELD and not rest:
        return Condition(TYPE_OF_FIELD[first], "exists")
    if first in TYPE_OF_CONTAINER and has_keys(rest):
        return Condition(TYPE_OF_CONTAINER[first], "exists", name=rest)
    if first in TYPE_OF_CONTAINER:
        message = f"{first} is a whole object. Say which field: {first}.browse_abandoners."
        fail(text, token.start, message, code="unknown_field")
    if first in TYPE_OF_FIELD:
        message = f"{first} holds nothing further. Write {first} alone."
        fail(text, token.start, message, code="unknown_field")
    return _explain_unknown_field(token, first, dot, text)


def make_comparison(field: Condition, operator: Token, value: Token, text: str) -> Condition:
    """The condition of a field, an operator and a value.

    Raises:
        TriggerError: the operator cannot compare with this value.
    """
    if operator.text not in _EXISTENCE:
        number = _number_to_compare(operator, value, text)
        return replace(field, operator=operator.text, value=number)
    if value.kind == "text":
        return replace(field, operator=operator.text, value=value.text)
    if value.kind == "number":
        return _compare_number(field, operator, value, text)
    return _compare_word(field, operator, value, text)


def make_list_comparison(
    field: Condition, operator: str, values: Sequence[Token], text: str
) -> Condition:
    """The condition that a field is one of some values, or none of them."""
    items = tuple(read_item(field, value, text) for value in values)
    return replace(field, operator=operator, value=items)


def read_item(field: Condition, token: Token, text: str) -> Item:
    """A value to equal: a text or a number, by how it is written and what the field holds."""
    if token.kind == "number":
        number = _number(token, text)
        return write_number(number) if field.type in FIELD_OF_TYPE else number
    if token.kind == "name":
        _refuse_misspelt_word(token, text)
        if token.text in (*_TRUTH, "null"):
            message = (
                f"{token.text} is not a value here. Ask for it by = {token.text}, "
                f'or write "{token.text}" for the text.'
            )
            fail(text, token.start, message, code="value")
    return token.text


def read_text(token: Token, text: str) -> str:
    """A value that is a text, however it is written; a number as Segment would write it."""
    return write_number(_number(token, text)) if token.kind == "number" else token.text


def refuse_never_matching(field: Condition, token: Token, operator: str, text: str) -> None:
    """Refuse what the field never is."""
    if never_matches(field.type, operator):
        message = f"{FIELD_OF_TYPE[field.type]} is a text; {operator} never matches. Use =."
        fail(text, token.start, message, code="operator")


def _compare_number(field: Condition, operator: Token, value: Token, text: str) -> Condition:
    number = _number(value, text)
    # Segment reads a user id without quotes as text, too.
    if field.type in _ALWAYS_TEXT or field.type == "userId":
        return replace(field, operator=operator.text, value=write_number(number))
    return replace(field, operator=_NUMBER_EQUALITY[operator.text], value=number)


def _compare_word(field: Condition, operator: Token, value: Token, text: str) -> Condition:
    word = value.text
    if word == "null":
        return replace(field, operator=_EXISTENCE[operator.text])
    if word not in _TRUTH or field.type in _ALWAYS_TEXT:
        _refuse_misspelt_word(value, text)
        return replace(field, operator=operator.text, value=word)
    if operator.text == "!=":
        path = text[: operator.start].split()[-1]
        opposite = "false" if word == "true" else "true"
        message = (
            f"!= {word} is not read: a missing value is neither. Write {path} = {opposite}, "
            f"and to accept a missing value, too: ({path} = {opposite} or {path} = null)."
        )
        fail(text, operator.start, message, code="operator")
    return replace(field, operator=_TRUTH[word])


def _number_to_compare(operator: Token, value: Token, text: str) -> Value:
    if value.kind == "number":
        return _number(value, text)
    number = read_number(value.text) if value.kind == "text" else None
    if number is None:
        message = f"{operator.text} compares numbers only, and {value.source} is none."
        if value.kind == "text" and is_date(value.text):
            message += f" {_date_advice(operator, value, text)}"
        fail(text, value.start, message, code="number")
    return number


def _date_advice(operator: Token, value: Token, text: str) -> str:
    path = text[: operator.start].split()[-1].lstrip("(")
    return {
        "<": f"Write before({path}, {value.source}).",
        ">": f"Write after({path}, {value.source}).",
        "<=": f'Write between({path}, "0001-01-01", {value.source}).',
        ">=": f'Write between({path}, {value.source}, "9999-12-31").',
    }[operator.text]


def _number(token: Token, text: str) -> int | float:
    number = read_number(token.text)
    if number is None:
        fail(text, token.start, f"{token.text} is too large for a number.", code="number")
    return number


def _refuse_misspelt_word(value: Token, text: str) -> None:
    word = value.text.lower()
    meant = {"none": "null", "nil": "null", "undefined": "null"}.get(word, word)
    if meant in (*_TRUTH, "null") and value.text not in (*_TRUTH, "null"):
        message = f'{value.text} is not read. Write {meant}, or "{value.text}" for the text.'
        fail(text, value.start, message, code="value")


def _cut(name: str) -> tuple[str, str, str]:
    """The first key of a name, what separates it, and the rest."""
    for at, character in enumerate(name):
        if character == ".":
            return name[:at], ".", name[at + 1 :]
        if character == "[":
            return name[:at], "", name[at:]
    return name, "", ""


def _explain_unknown_field(token: Token, first: str, dot: str, text: str) -> NoReturn:
    lowered = {field.lower(): field for field in _FIELDS}
    near = get_close_matches(first.replace("_", "").lower(), lowered, n=1)
    advice = f"Use {_KNOWN_FIELDS}."
    if near:
        advice = f"Did you mean {lowered[near[0]]}{dot}{'…' if dot else ''}?"
    elif not dot:
        advice = f"Write properties.{first}, traits.{first} or context.{first}."
    message = f"{token.source} is not a field of a trigger. {advice}"
    fail(text, token.start, message, code="unknown_field")
