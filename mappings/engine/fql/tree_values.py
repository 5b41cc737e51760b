"""The values of a trigger's JSON tree: read by what the operator takes."""

from mappings.engine.errors import Problem, json_pointer
from mappings.engine.fields import json_type_name
from mappings.engine.fql.dates import EXPECTED_DATE, date_span, is_date
from mappings.engine.fql.numbers import read_number, write_number
from mappings.engine.fql.operators import OPERATORS
from mappings.engine.fql.regexes import RegexError, compile_regex
from mappings.engine.fql.tree import FIELD_OF_TYPE, Item, Value
from mappings.engine.js_values import number_text
from mappings.engine.json_types import Json
from mappings.engine.limits import MAX_TRIGGER_LIST_VALUES

Keys = tuple[str | int, ...]


class ValueReader:
    """Reads the value of one condition; what is wrong with it goes into `problems`."""

    def __init__(self, operator: str, kind: str, problems: list[Problem], place: Keys) -> None:
        self._operator, self._problems, self._place = operator, problems, place
        self._is_text_field = kind in FIELD_OF_TYPE

    def value(self, value: Json) -> Value:
        takes = OPERATORS[self._operator].takes
        if takes == "nothing":
            return None
        if takes == "list":
            return self._read_list(value)
        if takes == "dates":
            return self._read_dates(value)
        if takes == "date":
            return self._read_date(value, ())
        if takes == "item":
            return self._read_item(value, ())
        if takes == "regex":
            return self._read_regex(value)
        read = _read_text(value) if takes == "text" else _read_number(value)
        if read is None:
            message = f"{self._operator} compares with a {takes}, found {found_words(value)}."
            self._refuse((), message, "value")
        return read

    def _read_list(self, values: Json) -> Value:
        if not isinstance(values, list) or not values:
            found = "an empty list" if values == [] else found_words(values)
            self._refuse((), f"{self._operator} compares with a list, found {found}.", "value")
            return None
        if len(values) > MAX_TRIGGER_LIST_VALUES:
            message = f"Has {len(values):,} values; the limit is {MAX_TRIGGER_LIST_VALUES}."
            self._refuse((), message, "too_many_values")
            return None
        return tuple(self._read_item(value, (at,)) for at, value in enumerate(values))

    def _read_item(self, value: Json, inside: Keys) -> Item:
        if isinstance(value, str):
            return value
        number = None if isinstance(value, bool) else _read_number(value)
        if number is None:
            message = f"Expected a text or a number, found {found_words(value)}."
            self._refuse(inside, message, "value")
            return ""
        return write_number(number) if self._is_text_field else number

    def _read_dates(self, values: Json) -> Value:
        if not isinstance(values, list) or len(values) != 2:
            message = f"{self._operator} compares with a list of two dates, found "
            self._refuse((), f"{message}{found_words(values)}.", "value")
            return None
        first, last = (self._read_date(value, (at,)) for at, value in enumerate(values))
        if first and last and date_span(first)[0] > date_span(last)[1]:
            self._refuse((), "Put the earlier date first.", "date")
        return first, last

    def _read_date(self, value: Json, inside: Keys) -> str:
        if isinstance(value, str) and is_date(value):
            return value
        self._refuse(inside, f"Expected {EXPECTED_DATE}, found {found_words(value)}.", "date")
        return ""

    def _read_regex(self, value: Json) -> str:
        if not isinstance(value, str):
            message = f"Expected a regular expression, found {found_words(value)}."
            self._refuse((), message, "value")
            return ""
        try:
            compile_regex(value)
        except RegexError as err:
            message = f"Character {err.at + 1}: the regular expression cannot be used: {err}."
            self._refuse((), message, "regex")
        return value

    def _refuse(self, inside: Keys, message: str, code: str) -> None:
        place = json_pointer((*self._place, *inside))
        self._problems.append(Problem(place, message, code))


def found_words(value: Json) -> str:
    """What a tree has somewhere, for a message."""
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return f'"{value[:40]}"'
    return {"list": "a list", "object": "an object", "number": "a number"}.get(
        json_type_name(value), json_type_name(value)
    )


def _read_text(value: Json) -> str | None:
    """The text that Segment compares with: it makes texts of numbers and true/false."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number_text(value) if value - value == 0 else None
    return value if isinstance(value, str) else None


def _read_number(value: Json) -> int | float | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return read_number(write_number(value)) if value - value == 0 else None
    return read_number(value) if isinstance(value, str) else None
