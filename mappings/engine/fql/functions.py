"""The functions of FQL: ``contains(field, "text")`` and ``match(field, "text*")``."""

from dataclasses import replace
from typing import Final, NoReturn

from mappings.engine.fql.lexer import Token, fail
from mappings.engine.fql.patterns import read_pattern
from mappings.engine.fql.tree import Condition

FUNCTIONS: Final = ("contains", "match")


def make_function(name: Token, field: Condition, value: Token, text: str) -> Condition:
    """The condition of a function, a field and a text.

    Raises:
        TriggerError: the pattern of a match is none that Segment knows.
    """
    if name.text == "contains":
        return replace(field, operator="contains", value=value.text)
    found, wildcards = read_pattern(value.text)
    places = [at for at, is_wildcard in enumerate(wildcards) if is_wildcard]
    if places == [len(found) - 1]:
        return replace(field, operator="starts_with", value=found[:-1])
    if places == [0]:
        return replace(field, operator="ends_with", value=found[1:])
    return _explain_pattern(value, found, places, text)


def refuse_unknown_function(name: Token, text: str) -> NoReturn:
    message = f"{name.source} is not a function of a trigger. Use contains or match."
    fail(text, name.start, message, code="unknown_function")


def _explain_pattern(value: Token, found: str, places: list[int], text: str) -> NoReturn:
    if not places:
        message = f'match without * is the same as = "{found}". Write that, or add a *.'
    elif places == [0, len(found) - 1]:
        message = f'a * at both ends is not read. Write contains(…, "{found[1:-1]}").'
    else:
        message = "a * may stand at the start or at the end only. Write [*] for an asterisk."
    fail(text, value.start, message, code="pattern")
