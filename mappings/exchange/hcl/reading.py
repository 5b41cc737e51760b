"""The resources of one type in a text of HCL, with the values of their arguments.

An argument that is nothing but a value, a reference or `jsonencode` of values can be read; whatever
else the language has is told with its line where it is needed, and passed over elsewhere.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from mappings.engine.errors import JsonTextError, Problem
from mappings.engine.json_types import Json
from mappings.engine.limits import MAX_JSON_DEPTH
from mappings.engine.strict_json import parse_json
from mappings.exchange.errors import ExchangeError
from mappings.exchange.hcl.tokens import Token, tokens

_OPENING, _CLOSING = {"{": "}", "[": "]", "(": ")"}, "}])"
_WORDS: dict[str, Json] = {"true": True, "false": False, "null": None}


@dataclass(frozen=True, slots=True)
class Reference:
    """A value that stands elsewhere, as ``var.crm_actions["upsert_contact"]``."""

    text: str
    last: str  # the last of its parts: ``upsert_contact``


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a resource. `problem` says why there is no value."""

    line: int
    value: Json | Reference = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    """A block ``resource "type" "name" { … }``; `blocks` are the words of those inside."""

    name: str
    line: int
    arguments: dict[str, Argument] = field(default_factory=dict)
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadHcl:
    """The resources of the wanted type, and how many other blocks there are."""

    resources: tuple[Resource, ...]
    other_count: int


class _Unreadable(Exception):  # noqa: N818  (caught where it is raised for)
    """An expression that is more than a value."""


def read_resources(text: str, resource_type: str) -> ReadHcl:
    """The resources of a type.

    Raises:
        ExchangeError: the text is not HCL; the problem has its line.
    """
    return _Parser(list(tokens(text)), resource_type).read()


class _Parser:
    def __init__(self, found: Sequence[Token], resource_type: str) -> None:
        self._tokens = found
        self._at = 0
        self._type = resource_type

    def read(self) -> ReadHcl:
        resources: list[Resource] = []
        other_count = 0
        self._skip_lines()
        while self._now.kind != "end":
            start = self._now
            words = self._head()
            if not self._is("{"):
                self._refuse(f"Expected a block; found {_shown(self._now)}.")
            if words[:2] == ["resource", self._type] and len(words) == 3:
                resources.append(self._resource(words[2], start.line))
            else:
                self._skip_group()
                other_count += 1
            self._skip_lines()
        return ReadHcl(tuple(resources), other_count)

    @property
    def _now(self) -> Token:
        return self._tokens[self._at]

    def _is(self, sign: str) -> bool:
        return self._now.kind == "sign" and self._now.value == sign

    def _take(self) -> Token:
        token = self._now
        self._at += token.kind != "end"
        return token

    def _skip_lines(self) -> None:
        while self._now.kind == "line":
            self._at += 1

    def _head(self) -> list[str]:
        """The words before a block's brace."""
        words = []
        while self._now.kind in ("word", "text"):
            words.append(self._take().value)
        return words

    def _resource(self, name: str, line: int) -> Resource:
        self._take()
        resource = Resource(name, line)
        blocks: list[str] = []
        self._skip_lines()
        while not self._is("}"):
            word = self._now
            if word.kind != "word":
                self._refuse(f"Expected an argument or a block; found {_shown(word)}.")
            words = self._head()
            if self._is("{"):
                self._skip_group()
                blocks.append(words[0])
            elif self._is("=") and len(words) == 1:
                self._take()
                if words[0] in resource.arguments:
                    self._refuse(f"{words[0]} is there twice.")
                resource.arguments[words[0]] = self._argument(word.line)
            else:
                self._refuse(f"Expected = or {{; found {_shown(self._now)}.")
            self._skip_lines()
        self._take()
        return Resource(name, line, resource.arguments, tuple(blocks))

    def _argument(self, line: int) -> Argument:
        start = self._at
        try:
            value = self._expression(1)
            if self._now.kind not in ("line", "end") and not self._is("}"):
                raise _Unreadable(f"found {_shown(self._now)} behind the value")
            return Argument(line, value)
        except _Unreadable as err:
            self._at = start
            self._skip_expression()
            return Argument(line, problem=str(err))

    def _expression(self, depth: int) -> Json | Reference:
        if depth > MAX_JSON_DEPTH:
            raise _Unreadable(f"it is nested deeper than {MAX_JSON_DEPTH} levels")
        token = self._take()
        if token.kind == "text":
            return token.value
        if token.kind == "number":
            return _number(token.value)
        if token.kind == "word":
            return self._word(token, depth)
        if token.kind == "template":
            raise _Unreadable("its text has ${…} or %{…} in it, which only Terraform works out")
        return self._signed(token, depth)

    def _signed(self, token: Token, depth: int) -> Json | Reference:
        if token.value == "-" and self._now.kind == "number":
            return _number("-" + self._take().value)
        readers: dict[str, Callable[[int], Json]] = {"[": self._list, "{": self._object}
        if token.kind == "sign" and token.value in readers:
            return readers[token.value](depth)
        raise _Unreadable(f"found {_shown(token)}")

    def _word(self, token: Token, depth: int) -> Json | Reference:
        if token.value in _WORDS:
            return _WORDS[token.value]
        if self._is("("):
            return self._call(token, depth)
        return self._reference(token)

    def _call(self, token: Token, depth: int) -> Json:
        if token.value != "jsonencode":
            raise _Unreadable(f"only Terraform works out {token.value}(…)")
        self._take()
        self._skip_lines()
        value = self._plain(depth)
        self._skip_lines()
        if not self._is(")"):
            raise _Unreadable(f"found {_shown(self._now)} in jsonencode(…)")
        self._take()
        return value

    def _reference(self, token: Token) -> Reference:
        text, last = token.value, token.value
        while self._is(".") or self._is("["):
            sign, part = self._take(), self._take()
            if part.kind not in ("word", "number", "text"):
                raise _Unreadable(f"found {_shown(part)} in a reference")
            last = part.value
            if sign.value == "[" and not self._take_sign("]"):
                raise _Unreadable("a bracket of a reference is not closed")
            text += f".{last}" if sign.value == "." else f'["{last}"]'
        return Reference(text, last)

    def _plain(self, depth: int) -> Json:
        """A value that has no reference in it."""
        value = self._expression(depth)
        if isinstance(value, Reference):
            raise _Unreadable(f"the value of {value.text} is not in this text")
        return value

    def _list(self, depth: int) -> list[Json]:
        items: list[Json] = []
        self._skip_lines()
        while not self._take_sign("]"):
            items.append(self._plain(depth + 1))
            self._skip_lines()
            if not self._take_sign(",") and not self._is("]"):
                raise _Unreadable(f"found {_shown(self._now)} in a list")
            self._skip_lines()
        return items

    def _object(self, depth: int) -> dict[str, Json]:
        members: dict[str, Json] = {}
        self._skip_lines()
        while not self._take_sign("}"):
            key = self._take()
            if key.kind not in ("word", "text", "number"):
                raise _Unreadable(f"found {_shown(key)} for a key")
            if not self._take_sign("=") and not self._take_sign(":"):
                raise _Unreadable(f"found {_shown(self._now)} behind the key {key.value}")
            self._skip_lines()
            members[key.value] = self._plain(depth + 1)
            has_end = self._take_sign(",") or self._now.kind == "line" or self._is("}")
            if not has_end:
                raise _Unreadable(f"found {_shown(self._now)} in an object")
            self._skip_lines()
        return members

    def _take_sign(self, sign: str) -> bool:
        is_there = self._is(sign)
        self._at += is_there
        return is_there

    def _skip_expression(self) -> None:
        """Go to the end of the line, or of the block, that an argument is on."""
        while self._now.kind not in ("line", "end") and not self._is("}"):
            if self._now.kind == "sign" and self._now.value in _OPENING:
                self._skip_group()
            else:
                self._take()

    def _skip_group(self) -> None:
        """Go behind what is between a bracket and the one that closes it."""
        start = self._now
        open_signs = []
        while True:
            token = self._take()
            if token.kind == "end":
                text = f"Line {start.line}: what {start.value} opens here is not closed."
                raise ExchangeError([Problem("", text, "hcl", start.line)])
            if token.kind != "sign":
                continue
            if token.value in _OPENING:
                open_signs.append(_OPENING[token.value])
            elif token.value in _CLOSING and token.value != open_signs.pop():
                self._refuse(f"{token.value} closes nothing here.", line=token.line)
            if not open_signs:
                return

    def _refuse(self, message: str, *, line: int = 0) -> NoReturn:
        line = line or self._now.line
        raise ExchangeError([Problem("", f"Line {line}: {message}", "hcl", line)])


def _number(text: str) -> Json:
    try:
        return parse_json(text)
    except JsonTextError:
        raise _Unreadable(f"{text[:40]} is no number that JSON can hold") from None


def _shown(token: Token) -> str:
    if token.kind in ("line", "end"):
        return f"the end of the {'line' if token.kind == 'line' else 'text'}"
    return f"“{token.value[:40]}”"
