"""Words and places for messages."""

from collections.abc import Iterable
from dataclasses import replace

from mappings.engine.errors import Problem, json_pointer
from mappings.engine.fields import json_type_name
from mappings.engine.json_types import Json

Keys = tuple[str | int, ...]  # what leads to a place in a document

NO_EFFECT = "This has no effect here. Remove it."

_WITH_ARTICLE = {"number": "a number", "object": "an object", "list": "a list"}


def problem_at(keys: Keys, message: str, code: str) -> Problem:
    """A problem of a document, at the place the keys lead to."""
    return Problem(json_pointer(keys), message, code)


def problems_below(place: str, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems of a part, with pointers into the whole."""
    return tuple(replace(problem, pointer=place + problem.pointer) for problem in problems)


def named_type(value: Json) -> str:
    """The type of a value as the rest of a sentence.

    Shape:
        ``3`` -> "a number"; ``"x"`` -> "text"; ``True`` -> "true/false"
    """
    name = json_type_name(value)
    return _WITH_ARTICLE.get(name, name)
