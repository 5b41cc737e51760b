"""What Segment's parser makes of its tokens, and each place where that surprises a reader.

It reads from left to right, forgives everything, and knows no precedence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from mappings.engine.fql.names import reference_split
from mappings.engine.fql.numbers import read_number, write_number
from mappings.engine.fql.segment.inherited import OBJECT_KEYS, has_inherited_key
from mappings.engine.fql.segment.lexer import (
    SegmentCannotRead,
    SegmentToken,
    read_segment_tokens,
)
from mappings.engine.fql.tree import FIELD_OF_TYPE, TYPE_OF_CONTAINER, TYPE_OF_FIELD
from mappings.engine.js_values import to_text

SegmentValue: TypeAlias = str | float | bool | None

_TYPES = {**TYPE_OF_FIELD, **TYPE_OF_CONTAINER}
_FUNCTIONS = ("contains", "match")
_FUNCTION_FIELDS = ("event", "name", "userId")
_EXISTENCE = {"=": "not_exists", "!=": "exists"}
# Where it does not see a condition as such, it stumbles over the rest of it, too.
_LOSING = (
    *("unknown_field", "unknown_function", "beyond_segment", "operator", "value"),
    *("skipped", "function"),
)
_OPERATORS = ("=", "!=", "<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class SegmentCondition:
    type: str
    operator: str
    value: SegmentValue
    name: str


@dataclass(frozen=True, slots=True)
class SegmentGroup:
    """A child is None where Segment puts nothing; asking it fails."""

    operator: str
    children: tuple["SegmentCondition | SegmentGroup | None", ...]


SegmentNode: TypeAlias = SegmentCondition | SegmentGroup | None


@dataclass(frozen=True, slots=True)
class Note:
    """A place where Segment's reading is not what the text says."""

    code: str
    start: int


@dataclass(frozen=True, slots=True)
class SegmentReading:
    """`group` is None where Segment gives up: such a trigger never matches."""

    group: SegmentGroup | None
    notes: tuple[Note, ...]


def read_as_segment(text: str) -> SegmentReading:
    """What Segment makes of a trigger's text."""
    parser = _Parser()
    try:
        node = parser.read(read_segment_tokens(text))
    except SegmentCannotRead as err:
        return SegmentReading(None, (*parser.notes, Note(err.code, err.start)))
    if node is None:
        return SegmentReading(None, tuple(parser.notes or [Note("no_condition", 0)]))
    group = node if isinstance(node, SegmentGroup) else SegmentGroup("and", (node,))
    return SegmentReading(group, tuple(parser.notes))


class _Tokens:
    def __init__(self, tokens: Sequence[SegmentToken]) -> None:
        self.tokens, self.at = tokens, 0

    def take(self, code: str) -> SegmentToken:
        """The next token, whatever it is; there has to be one."""
        if self.at >= len(self.tokens):
            raise SegmentCannotRead(code, self.tokens[-1].start)
        self.at += 1
        return self.tokens[self.at - 1]

    def peek(self) -> SegmentToken:
        return self.tokens[min(self.at, len(self.tokens) - 1)]

    def skip(self) -> None:
        self.at += 1

    def is_at_end(self) -> bool:
        return self.at >= len(self.tokens) or self.peek().kind == "end"


class _Parser:
    def __init__(self) -> None:
        self.notes: list[Note] = []
        self._depth = 0  # of parentheses
        self._is_lost = False  # behind a note, until the next and or or

    def read(self, given: Sequence[SegmentToken]) -> SegmentNode:
        """One level: the conditions of it, and the last ``and`` or ``or`` for all of them."""
        tokens = _Tokens(given)
        nodes: list[SegmentNode] = []
        words: list[SegmentToken] = []
        is_mixed = False
        count = 0  # of the nodes when the last word came
        while not tokens.is_at_end():
            token = tokens.take("")
            if token.kind == "conditional":
                self._is_lost = False
                if {word.text for word in words[-1:]} - {token.text} or is_mixed:
                    is_mixed = True
                    self._note("mixed_and_or", token)
                words.append(token)
                count = len(nodes)
                continue
            before = len(nodes)
            self._read_one(token, tokens, nodes)
            if len(nodes) > before > 0 and count != before:
                self._note("missing_and_or", token)
        operator = words[-1].text if words else "and"
        return SegmentGroup(operator, tuple(nodes)) if len(nodes) > 1 else (nodes or [None])[0]

    def _read_one(self, token: SegmentToken, tokens: _Tokens, nodes: list[SegmentNode]) -> None:
        if token.kind == "ident":
            self._read_name(token, tokens, nodes)
        elif token.text == "!" and token.kind == "operator":
            following = tokens.peek()
            if following.kind == "ident" and following.text in _FUNCTIONS:
                self._read_function(tokens.take(""), tokens, nodes, is_negated=True)
            else:
                self._note("negation", token)
        elif token.kind == "(":
            nodes.append(self._read_group(token, tokens))
        elif token.kind != ")":
            self._note("skipped", token)

    def _read_name(self, token: SegmentToken, tokens: _Tokens, nodes: list[SegmentNode]) -> None:
        first = token.text.split(".")[0]
        if first in _TYPES:
            nodes.append(self._read_comparison(token, _TYPES[first], tokens))
        elif first in OBJECT_KEYS:
            self._note("unknown_field", token)
            tokens.take("operator")
            tokens.take("value")
        elif token.text in _FUNCTIONS:
            self._read_function(token, tokens, nodes, is_negated=False)
        else:
            self._note_unknown_name(token, tokens.peek())

    def _note_unknown_name(self, token: SegmentToken, following: SegmentToken) -> None:
        if token.text.lower() in ("and", "or"):
            self._note("keyword", token)
        elif token.text.lower() == "not":
            self._note("negation", token)
        else:
            self._note("unknown_function" if following.kind == "(" else "unknown_field", token)

    def _read_group(self, opening: SegmentToken, tokens: _Tokens) -> SegmentNode:
        """Everything up to the first closing parenthesis, whichever it closes."""
        inside: list[SegmentToken] = []
        while (token := self._take_in_group(opening, tokens)).kind != ")":
            inside.append(token)
        self._depth += 1
        node = self.read([*inside, SegmentToken("end", "eos", token.start)])
        self._depth -= 1
        if node is None:
            self._note("empty_parentheses", opening)
        self._note_function_inside(inside, tokens)
        return node

    def _take_in_group(self, opening: SegmentToken, tokens: _Tokens) -> SegmentToken:
        if tokens.at < len(tokens.tokens):
            return tokens.take("")
        code = "nested_parentheses" if self._depth else "parenthesis"
        raise SegmentCannotRead(code, opening.start)

    def _note_function_inside(self, inside: list[SegmentToken], tokens: _Tokens) -> None:
        for place, token in enumerate(inside[1:], start=1):
            is_call = token.kind == "(" and inside[place - 1].text in _FUNCTIONS
            if is_call and tokens.peek().kind != ")":
                self._note("function_in_parentheses", inside[place - 1])

    def _read_comparison(self, token: SegmentToken, kind: str, tokens: _Tokens) -> SegmentCondition:
        operator, value = tokens.take("operator"), tokens.take("value")
        read = _value_of(value)
        self._note_oddities(token, kind, operator, value)
        container, dot, rest = token.text.partition(".")
        name = "" if kind in FIELD_OF_TYPE else rest if dot else container
        keys = (container, *reference_split(name))
        asked = _EXISTENCE.get(operator.text, "") if value.text == "null" else operator.text
        if name and has_inherited_key(keys, asked):
            self._note("inherited_key", token)
        if kind not in ("event", "event-type"):
            if value.text == "null" and operator.text in _EXISTENCE:
                return SegmentCondition(kind, _EXISTENCE[operator.text], None, name)
            if kind != "name" and operator.text == "=" and value.text in ("true", "false"):
                return SegmentCondition(kind, f"is_{value.text}", None, name)
            if kind not in FIELD_OF_TYPE and value.kind == "number" and operator.text in _EXISTENCE:
                is_equal = operator.text == "="
                number_operator = "number_equals" if is_equal else "number_not_equals"
                return SegmentCondition(kind, number_operator, read, name)
        return SegmentCondition(kind, operator.text, read, name)

    def _note_oddities(
        self, token: SegmentToken, kind: str, operator: SegmentToken, value: SegmentToken
    ) -> None:
        if operator.kind != "operator" or operator.text not in _OPERATORS:
            is_ours = operator.text.lower() in ("in", "not")
            self._note("beyond_segment" if is_ours else "operator", operator)
        elif value.kind not in ("string", "number", "ident", "null"):
            self._note("value", value)
        elif value.text.startswith("'"):
            self._note("single_quotes", value)
        elif value.text == "null" and kind in ("event", "event-type"):
            self._note("null_as_text", value)
        elif operator.text == "!=" and value.text in ("true", "false"):
            self._note("truth_as_text", operator)
        elif operator.text not in _EXISTENCE and not _is_number(value):
            self._note("no_number", value)
        elif kind in FIELD_OF_TYPE and _is_rounded(value):
            self._note("large_number", value)
        if "." in token.text and kind in FIELD_OF_TYPE:
            self._note("deep_field", token)
        if token.text in TYPE_OF_CONTAINER:
            self._note("whole_object", token)

    def _read_function(
        self,
        name: SegmentToken,
        tokens: _Tokens,
        nodes: list[SegmentNode],
        *,
        is_negated: bool,
    ) -> None:
        opening = tokens.peek()
        tokens.skip()
        field = tokens.take("function")
        comma = tokens.peek()
        tokens.skip()
        value = tokens.take("function")
        closing = tokens.peek()
        tokens.skip()
        if (opening.kind, comma.kind) != ("(", ",") or closing.kind not in (")", "end"):
            self._note("function", name)
        if value.text.startswith("'"):
            self._note("single_quotes", value)
        operator, text = _function_meaning(name.text, value)
        if name.text == "match" and _is_odd_pattern(value.text):
            self._note("pattern", value)
        prefix = "not_" if is_negated else ""
        found = _function_fields(field.text)
        if not found:
            self._note("function_field", field)
        for kind, inside in found:
            nodes.append(SegmentCondition(kind, prefix + operator, text, inside))

    def _note(self, code: str, token: SegmentToken) -> None:
        if not self._is_lost:
            self.notes.append(Note(code, token.start))
        self._is_lost = self._is_lost or code in _LOSING


def _is_number(token: SegmentToken) -> bool:
    value = _value_of(token)
    return isinstance(value, float) or (isinstance(value, str) and read_number(value) is not None)


def _is_rounded(token: SegmentToken) -> bool:
    """Whether a number written as a text has other digits in JavaScript."""
    number = read_number(token.text) if token.kind == "number" else None
    return number is not None and to_text(float(number)) != write_number(number)


def _function_meaning(name: str, value: SegmentToken) -> tuple[str, str]:
    text = to_text(_value_of(value))
    if name == "contains":
        return "contains", text
    is_start = value.text.endswith('*"')
    return ("starts_with", text[:-1]) if is_start else ("ends_with", text[1:])


def _is_odd_pattern(source: str) -> bool:
    """Whether the asterisk is not just at one end, where Segment looks for it."""
    inner = source[1:-1]
    is_at_one_end = inner.endswith("*") or inner.startswith("*")
    return inner.count("*") != 1 or not is_at_one_end or not source.startswith('"')


def _function_fields(name: str) -> list[tuple[str, str]]:
    if name in _FUNCTION_FIELDS:
        return [(name, "")]
    return [
        (kind, name.removeprefix(f"{container}."))
        for container, kind in TYPE_OF_CONTAINER.items()
        if name.startswith(container)
    ]


def _value_of(token: SegmentToken) -> SegmentValue:
    if token.kind == "string":
        return token.text.removeprefix('"').removesuffix('"')
    if token.kind == "number":
        try:
            return float(token.text)
        except ValueError:
            return float("nan")  # a sign alone
    if token.kind == "ident" and token.text in ("true", "false"):
        return token.text == "true"
    return token.text
