"""What the columns of a file say of a person: which are identifiers, and which are traits.

    {"User": {"identifier": "user_id"}, "E-mail": {"identifier": "email", "trait": "email"},
     "City": {"trait": "address.city"}, "Age": {"trait": "age", "type": "number"}}

Without such a table, columns with the names of identifiers are identifiers, and all are traits but
for the IDs.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mappings import conf
from mappings.engine.errors import JsonTextError, Problem
from mappings.engine.strict_json import parse_json
from mappings.services.errors import InvalidInput
from mappings.services.profile_input import ANONYMOUS_ID, EMAIL, USER_ID, ProfileInput

MAX_COLUMNS = 500
_KEYS = ("identifier", "trait", "type")
_NAMES = {
    "userid": USER_ID,
    "id": USER_ID,
    "anonymousid": ANONYMOUS_ID,
    "email": EMAIL,
    "emailaddress": EMAIL,
}
_BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}

Columns = Mapping[str, Mapping[str, str]]


class ValueRefused(ValueError):  # noqa: N818 (as the services' errors)
    """A value that a column cannot hold; the text says which column, not which value."""


@dataclass(frozen=True, slots=True)
class ColumnTable:
    """The checked table; None: the names of the columns decide."""

    columns: Columns | None

    def missing(self, header: Mapping[str, Any]) -> list[str]:
        """Columns of the table that a record does not have."""
        return [name for name in self.columns or () if name not in header]

    def read(self, values: Mapping[str, Any]) -> ProfileInput:
        """What a record says of a person; an empty text or a null says nothing.

        Raises:
            ValueRefused: a value is not of its column's type.
        """
        columns = self.columns
        if columns is None:
            whole = _whole_input(values)
            if whole:
                return whole
            columns = {name: guess_use(name) for name in values}
        identifiers: dict[str, list[str]] = {}
        traits: dict[str, Any] = {}
        for name, use in columns.items():
            value = _value_at(values, name)
            if value is None or value == "":
                continue
            if kind := use.get("identifier"):
                identifiers.setdefault(kind, []).extend(_texts(name, value))
            if path := use.get("trait"):
                _put(traits, path, _READERS[use.get("type", "")](name, value))
        return ProfileInput(identifiers, traits)


def check_columns(given: Any) -> ColumnTable:
    """The table, checked.

    Raises:
        InvalidInput: with every problem.
    """
    if given is None or given == {}:
        return ColumnTable(None)
    if not isinstance(given, Mapping):
        raise InvalidInput([Problem("/columns", "An object is expected.", "type")])
    problems = [one for name, use in given.items() for one in _column_problems(name, use)]
    if len(given) > MAX_COLUMNS:
        text = f"{len(given)} columns; at most {MAX_COLUMNS} are read."
        problems.append(Problem("/columns", text, "too_many"))
    if not problems and not any(use.get("identifier") for use in given.values()):
        text = "No column is an identifier, so nobody would be found by it."
        problems.append(Problem("/columns", text, "required"))
    if problems:
        raise InvalidInput(problems)
    return ColumnTable({str(name): dict(use) for name, use in given.items()})


def guess_use(name: str) -> dict[str, str]:
    """What a column is as far as its name tells.

    Shape:
        ``"E-mail"`` → ``{"identifier": "email", "trait": "email"}``
    """
    kind = _NAMES.get(name.lower().replace("_", "").replace(" ", "").replace("-", ""))
    if kind is None:
        return {"trait": name}
    return {"identifier": kind, "trait": EMAIL} if kind == EMAIL else {"identifier": kind}


def _column_problems(name: str, use: Any) -> Iterator[Problem]:
    at = f"/columns/{name.replace('~', '~0').replace('/', '~1')}"
    if not isinstance(use, Mapping) or not use:
        text = 'Say what the column is, like {"identifier": "user_id"} or {"trait": "plan"}.'
        yield Problem(at, text, "type")
        return
    for key in use:
        if key not in _KEYS:
            yield Problem(at, f"Expected {', '.join(_KEYS)}; found {str(key)[:60]!r}.", "unknown")
    longest = {"identifier": conf.MAX_IDENTIFIER_TYPE_CHARS, "trait": conf.MAX_TRAIT_NAME_CHARS}
    for key, most in longest.items():
        value = use.get(key)
        if value is not None and not (isinstance(value, str) and 0 < len(value) <= most):
            yield Problem(f"{at}/{key}", f"A text of 1 to {most} characters is expected.", "type")
        if key == "trait" and isinstance(value, str) and "" in value.split("."):
            text = "A dotted name has a name on either side of each dot."
            yield Problem(f"{at}/{key}", text, "format")
    if not use.get("identifier") and not use.get("trait"):
        yield Problem(at, "Name an identifier, a trait, or both.", "required")
    if use.get("type", "") not in _READERS:
        kinds = ", ".join(filter(None, _READERS))
        yield Problem(f"{at}/type", f"One of {kinds} is expected.", "choice")


def _whole_input(values: Mapping[str, Any]) -> ProfileInput | None:
    """A record that is written as the API writes a profile."""
    identifiers, traits = values.get("identifiers"), values.get("traits", {})
    if not (isinstance(identifiers, dict) and isinstance(traits, dict)):
        return None
    texts = {str(kind): _texts("identifiers", value) for kind, value in identifiers.items()}
    return ProfileInput(texts, traits)


def _value_at(values: Mapping[str, Any], name: str) -> Any:
    """The value of that name; with dots, inside of objects."""
    if name in values or "." not in name:
        return values.get(name)
    found: Any = values
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _put(traits: dict[str, Any], path: str, value: Any) -> None:
    *outer, last = path.split(".")
    inside = traits
    for name in outer:
        inner = inside.setdefault(name, {})
        if not isinstance(inner, dict):
            raise ValueRefused(f"{path!r} does not fit: {name!r} holds a plain value already.")
        inside = inner
    inside[last] = value


def _texts(name: str, value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    if any(isinstance(one, (bool, dict, list)) or one is None for one in values):
        raise ValueRefused(f"An identifier is a text or a number; {name!r} holds something else.")
    return [str(one) for one in values]


def _as_text(name: str, value: Any) -> str:
    if isinstance(value, (dict, list)):
        raise ValueRefused(f"{name!r} holds an object or a list, not a text.")
    return str(value).lower() if isinstance(value, bool) else str(value)


def _as_number(name: str, value: Any) -> int | float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    text = str(value).strip()
    try:
        number = parse_json(text)
    except JsonTextError:
        number = None
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        raise ValueRefused(f"{name!r} holds no number.")
    return number


def _as_boolean(name: str, value: Any) -> bool:
    found = value if isinstance(value, bool) else _BOOLEANS.get(str(value).strip().lower())
    if found is None:
        raise ValueRefused(f"{name!r} holds neither true nor false.")
    return found


def _as_json(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return parse_json(value)
    except JsonTextError as err:
        raise ValueRefused(f"{name!r} holds no JSON.") from err


_READERS: dict[str, Callable[[str, Any], Any]] = {
    "": lambda _name, value: value,
    "text": _as_text,
    "number": _as_number,
    "boolean": _as_boolean,
    "json": _as_json,
}
