"""Reads values, conditions, paths and filters: what stands inside of ``{{ }}`` and tags.

As forgiving as LiquidJS: an operator may lack a value, what follows a complete value but no filter
is an error, and a value beside a value is read and forgotten.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mappings.engine.limits import MAX_LIQUID_DEPTH
from mappings.engine.liquid.errors import LiquidError
from mappings.engine.liquid.tree import FilterCall, Literal, Operand, Operator, Path, Range, Value
from mappings.engine.liquid.units import from_units
from mappings.engine.liquid.values import BLANK, EMPTY, NIL

TEMPLATE_BLANKS = (
    "\t\n\v\f\r \u00a0\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200a\u2028\u2029\u202f\u205f\u3000"
)
_NO_WORD = "\\x00-,./:-@\\[-^`{-\\x7f\u201c\u201d" + TEMPLATE_BLANKS[5:]
_WORD = re.compile(f"(?:[?]|[^{_NO_WORD}])+")
_BLANKS = re.compile(f"[{TEMPLATE_BLANKS}]*")
_KEYWORD = re.compile(f"(?:true|false|nil|null|empty|blank)(?![?]|[^{_NO_WORD}])")
_OPERATOR = re.compile(f"==|!=|>=|<=|>|<|(?:contains|not|and|or)(?![?]|[^{_NO_WORD}])")
_NUMBER = re.compile(f"[+-]?[0-9]+(?:\\.(?!\\.)[0-9]*)?(?!\\.(?!\\.)|[?]|[^{_NO_WORD}])")
_KEYWORDS = {
    "true": True, "false": False, "nil": NIL, "null": NIL, "empty": EMPTY, "blank": BLANK,
}  # fmt: skip
_PRECEDENCE = {"not": 1, "and": 0, "or": 0}  # the others: 2
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{0,4})|([0-7]{1,3})|(.?))", re.DOTALL)
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_SHOWN_CHARS = 20


@dataclass(frozen=True, slots=True)
class PathPlace:
    """A path and where it stands: key number i from `ends[i]` to `ends[i + 1]` of the text."""

    keys: tuple[Operand, ...]
    ends: tuple[int, ...]


class Reader:
    """Reads a part of a template, from `at` to `stop`.

    Args:
        found: takes the place of each path that starts with a name.
    """

    def __init__(self, text: str, at: int, stop: int, found: list[PathPlace] | None = None) -> None:
        self.text = text
        self.at = at
        self.stop = stop
        self._depth = 0
        self._found = found

    def read_value(self) -> Value:
        """An expression and its filters, up to the end.

        Raises:
            LiquidError: there is none, or something else follows.
        """
        steps = tuple(_to_postfix(self._read_steps()))
        if not steps:
            raise self.error(self._missing_value())
        return Value(steps, tuple(self._read_filters()))

    def read_operand(self) -> Operand | None:
        self.skip_blanks()
        self._depth += 1
        if self._depth > MAX_LIQUID_DEPTH:
            message = f"Brackets are nested deeper than {MAX_LIQUID_DEPTH} levels."
            raise LiquidError(message, "too_deep", self.at)
        base = self._read_literal() or self._read_range()
        keys: list[Operand] = []
        ends = [self.at]
        for key in self._read_keys(is_first=base is None):
            keys.append(key)
            ends.append(self.at)
        self._depth -= 1
        if not keys:
            return base
        if base is None and self._found is not None:
            self._found.append(PathPlace(tuple(keys), tuple(ends)))
        return Path(base, tuple(keys))

    def read_path(self) -> Path | None:
        """A path only, as some filters take it in a text."""
        self.skip_blanks()
        keys = tuple(self._read_keys(is_first=True))
        return Path(None, keys) if keys else None

    def read_word(self) -> str:
        self.skip_blanks()
        return self._take(_WORD)

    def read_quoted(self) -> str | None:
        """A text in quotes; one that never ends reaches to the end and loses its last character."""
        self.skip_blanks()
        quote = self.peek()
        if quote not in ("'", '"'):
            return None
        at = self.at + 1
        while at < self.stop and self.text[at] != quote:
            at += 2 if self.text[at] == "\\" else 1
        start, self.at = self.at + 1, min(at + 1, self.stop)
        inner = self.text[start : max(self.at - 1, start)]
        return from_units(_ESCAPE.sub(_unescape, inner)) if "\\" in inner else inner

    def skip_blanks(self) -> None:
        self._take(_BLANKS)

    def skip_past(self, mark: str) -> bool:
        """Go behind the next mark, or to the end where there is none."""
        at = self.text.find(mark, self.at, self.stop)
        self.at = self.stop if at < 0 else at + 1
        return at >= 0

    def peek(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.text[at] if at < self.stop else ""

    def is_at_end(self) -> bool:
        return self.at >= self.stop

    def rest(self) -> str:
        return self.text[self.at : self.stop]

    def error(self, message: str) -> LiquidError:
        return LiquidError(message, "syntax", self.at)

    def shown(self) -> str:
        """What stands here, for a message."""
        rest = self.rest()
        if not rest.strip():
            return "the end"
        return f'"{rest[:_SHOWN_CHARS]}{"…" if len(rest) > _SHOWN_CHARS else ""}"'

    def _missing_value(self) -> str:
        if self.is_at_end():
            return "A value is missing."
        message = f"Expected a value but found {self.shown()}."
        if self.peek() == "$":
            message += ' A path starts with its first key, as in "traits.email".'
        return message

    def _read_steps(self) -> Iterator[Operand | Operator]:
        while not self.is_at_end():
            self.skip_blanks()
            if name := self._take(_OPERATOR):
                yield Operator(name)
                continue
            operand = self.read_operand()
            if operand is None:
                return
            yield operand

    def _read_filters(self) -> Iterator[FilterCall]:
        while True:
            self.skip_blanks()
            if self.is_at_end():
                return
            if self.peek() != "|":
                raise self.error(f'Expected "|" or the end but found {self.shown()}.')
            self.at += 1
            self.skip_blanks()
            at = self.at
            name = self.read_word()
            if not name and self.is_at_end():
                return
            if not name:
                raise self.error(f'Expected a filter after "|" but found {self.shown()}.')
            yield FilterCall(name, tuple(self._read_arguments(name)), at)

    def _read_arguments(self, name: str) -> Iterator[Operand | tuple[str, Operand | None]]:
        self.skip_blanks()
        if self.peek() not in (":", "|", ""):
            raise self.error(f'Expected ":" after the filter "{name}" but found {self.shown()}.')
        if self.peek() != ":":
            return
        is_first = True
        while is_first or self.peek() == ",":
            is_first = False
            self.at += 1
            argument = self._read_argument()
            if argument is not None:
                yield argument
            self.skip_blanks()
            if self.peek() not in (",", "|", ""):
                found = self.shown()
                raise self.error(f'Expected "," or "|" behind an argument but found {found}.')

    def _read_argument(self) -> Operand | tuple[str, Operand | None] | None:
        self.skip_blanks()
        start = self.at
        operand = self.read_operand()
        if operand is None:
            return None
        name = self.text[start : self.at]
        self.skip_blanks()
        if self.peek() != ":":
            return operand
        self.at += 1
        return name, self.read_operand()

    def _read_literal(self) -> Literal | None:
        if keyword := self._take(_KEYWORD):
            return Literal(_KEYWORDS[keyword])
        quoted = self.read_quoted()
        if quoted is not None:
            return Literal(quoted)
        number = self._take(_NUMBER)
        return Literal(float(number)) if number else None

    def _read_range(self) -> Range | None:
        if self.peek() != "(":
            return None
        self.at += 1
        low = self._read_end_of_range()
        self._expect("..")
        high = self._read_end_of_range()
        self._expect(")")
        return Range(low, high)

    def _read_end_of_range(self) -> Operand:
        operand = self.read_operand()
        if operand is None:
            raise self.error(f"Expected a range, as (1..5), but found {self.shown()}.")
        return operand

    def _expect(self, mark: str) -> None:
        self.skip_blanks()
        if not self.text.startswith(mark, self.at, self.stop):
            message = f'Expected "{mark}" of a range, as (1..5), but found {self.shown()}.'
            raise self.error(message)
        self.at += len(mark)

    def _read_keys(self, *, is_first: bool) -> Iterator[Operand]:
        """Keys of a path. A first name may be left out: ``.a`` and ``["a"]`` are ``a``."""
        while True:
            if self.peek() == "[":
                yield self._read_bracket()
            elif is_first and (word := self.read_word()):
                yield Literal(word)
            elif self.peek() == "." and self.peek(1) != ".":
                self.at += 1
                word = self.read_word()
                if not word:
                    return
                yield Literal(word)
            else:
                return
            is_first = False

    def _read_bracket(self) -> Operand:
        start = self.at
        self.at += 1
        key = self.read_operand()
        if not self.skip_past("]"):
            raise LiquidError('"[" is never closed with "]".', "syntax", start)
        return Literal("") if key is None else key

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at, self.stop)
        if match is None:
            return ""
        self.at = match.end()
        return match[0]


def _to_postfix(steps: Iterator[Operand | Operator]) -> Iterator[Operand | Operator]:
    """Operators behind their values; those of one rank from the right, as LiquidJS does."""
    waiting: list[Operator] = []
    for step in steps:
        if not isinstance(step, Operator):
            yield step
            continue
        while waiting and _rank(waiting[-1]) > _rank(step):
            yield waiting.pop()
        waiting.append(step)
    yield from reversed(waiting)


def _rank(operator: Operator) -> int:
    return _PRECEDENCE.get(operator.name, 2)


def _unescape(match: re.Match[str]) -> str:
    if match[1] is not None:
        return chr(int(match[1] or "0", 16))
    if match[2] is not None:
        return chr(int(match[2], 8))
    return _ESCAPED.get(match[3], match[3])
