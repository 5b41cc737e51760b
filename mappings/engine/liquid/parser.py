"""Template text to tree, with every problem of the text, as far as reading can go on."""

import re
from collections import deque
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Final

from mappings.engine.limits import MAX_LIQUID_DEPTH
from mappings.engine.liquid.errors import LiquidError
from mappings.engine.liquid.expressions import PathPlace, Reader
from mappings.engine.liquid.tokens import Token, read_line_tokens, read_tokens
from mappings.engine.liquid.tree import (
    Assign,
    Branch,
    Capture,
    Choose,
    Count,
    Cycle,
    Group,
    Node,
    Operand,
    Output,
    Stop,
    Text,
    Value,
)

DISABLED_TAGS: Final = ("case", "for", "include", "layout", "render", "tablerow")
_PARTS_OF_DISABLED = {"case": ("when", "else"), "for": ("else",), "tablerow": ()}
_NOTHING = Group(())
_UNMARKED_LINE = re.compile(r"\n\s*[^#\s]")


def parse_template(
    text: str, found: list[PathPlace] | None = None
) -> tuple[tuple[Node, ...], list[LiquidError]]:
    """The nodes of a template, and what is wrong with it, in the order of the text.

    Args:
        found: takes the place of each path that is read.
    """
    parser = _Parser(text, found)
    nodes: tuple[Node, ...] = ()
    try:
        nodes = parser.parse(deque(read_tokens(text)))
    except LiquidError as error:
        parser.errors.append(error)
    return nodes, sorted(parser.errors, key=lambda error: error.at)


class _Parser:
    def __init__(self, text: str, found: list[PathPlace] | None = None) -> None:
        self.errors: list[LiquidError] = []
        self._text = text
        self._depth = 0
        self._found = found

    def parse(self, tokens: deque[Token]) -> tuple[Node, ...]:
        nodes = []
        while tokens:
            nodes.append(self._parse_token(tokens.popleft(), tokens))
        return tuple(nodes)

    def reader(self, token: Token) -> Reader:
        return Reader(self._text, token.at, token.end, self._found)

    def parse_until(self, end: str, opened: Token, tokens: deque[Token]) -> tuple[Node, ...]:
        """The nodes up to a tag, which is taken off, too."""
        nodes: list[Node] = []
        self.parse_parts(opened, tokens, {end: None}, nodes.append)
        return tuple(nodes)

    def parse_parts(
        self,
        opened: Token,
        tokens: deque[Token],
        parts: Mapping[str, Callable[[Token], None] | None],
        add: Callable[[Node], None],
    ) -> Token:
        """Read up to the tag among `parts` that has no function; the others call theirs.

        The tag that ended it is given back.
        """
        self._depth += 1
        if self._depth > MAX_LIQUID_DEPTH:
            message = f"Tags are nested deeper than {MAX_LIQUID_DEPTH} levels."
            raise LiquidError(message, "too_deep", opened.start)
        while tokens:
            token = tokens.popleft()
            if token.kind != "tag" or token.name not in parts:
                add(self._parse_token(token, tokens))
                continue
            handle = parts[token.name]
            if handle is None:
                self._depth -= 1
                return token
            self._note(handle, token)
        raise LiquidError(f'"end{opened.name}" is missing.', "syntax", opened.start)

    def skip_until(self, end: str, opened: Token, tokens: deque[Token]) -> list[Token]:
        skipped: list[Token] = []
        while tokens:
            token = tokens.popleft()
            if token.kind == "tag" and token.name == end:
                return skipped
            skipped.append(token)
        raise LiquidError(f'"{end}" is missing.', "syntax", opened.start)

    def source(self, token: Token) -> str:
        return self._text[token.start : token.stop]

    def rest(self, token: Token) -> str:
        return self._text[token.at : token.end]

    def lines(self, token: Token) -> deque[Token]:
        return deque(read_line_tokens(self._text, token.at, token.end))

    def condition(self, token: Token) -> Value:
        """What an if is about; where it cannot be read, what is inside the if still is."""
        try:
            return self.reader(token).read_value()
        except LiquidError as error:
            self.errors.append(error)
            return Value(())

    def _note(self, handle: Callable[[Token], None], token: Token) -> None:
        try:
            handle(token)
        except LiquidError as error:
            self.errors.append(error)

    def _parse_token(self, token: Token, tokens: deque[Token]) -> Node:
        if token.kind == "text":
            return Text(self._text[token.at : token.end])
        depth = self._depth
        try:
            if token.kind == "output":
                return Output(self.reader(token).read_value())
            return self._tag(token)(self, token, tokens)
        except LiquidError as error:
            if error.code == "too_deep":
                raise
            self.errors.append(error)
            self._depth = depth
            return _NOTHING

    def _tag(self, token: Token) -> "ParseTag":
        if token.name in TAGS:
            return TAGS[token.name]
        if token.name in DISABLED_TAGS:
            return _refuse_disabled
        raise LiquidError(_stray(token.name), "unknown_tag", token.start)


def _stray(name: str) -> str:
    if name in _PARTS and name.startswith("end"):
        return f'"{name}" has nothing to end here.'
    if name in _PARTS:
        return f'"{name}" belongs inside of another tag.'
    near = get_close_matches(name.lower(), (*TAGS, *_PARTS), n=1)
    return f'There is no tag "{name}".' + (f' Did you mean "{near[0]}"?' if near else "")


ParseTag = Callable[[_Parser, Token, deque[Token]], Node]


def _refuse_disabled(parser: _Parser, token: Token, tokens: deque[Token]) -> Node:
    message = f'The tag "{token.name}" is disabled, as in Segment.'
    parser.errors.append(LiquidError(message, "disabled_tag", token.start))
    if token.name in _PARTS_OF_DISABLED:
        parts = dict.fromkeys(_PARTS_OF_DISABLED[token.name], _pass_over)
        end = f"end{token.name}"
        parser.parse_parts(token, tokens, {**parts, end: None}, lambda _: None)
    return _NOTHING


def _pass_over(_token: Token) -> None:
    pass


def _parse_if(parser: _Parser, token: Token, tokens: deque[Token]) -> Node:
    branches = [Branch(parser.condition(token), wants=True)]
    otherwise: list[Node] = []
    bodies = [branches[0].body]

    def add_elsif(part: Token) -> None:
        if bodies[-1] is otherwise:
            raise LiquidError('"elsif" cannot stand behind "else".', "syntax", part.start)
        branches.append(Branch(parser.condition(part), wants=True))
        bodies.append(branches[-1].body)

    def add_else(part: Token) -> None:
        _check_bare(parser, part)
        if bodies[-1] is otherwise:
            raise LiquidError('"else" can stand only once in an "if".', "syntax", part.start)
        bodies.append(otherwise)

    parts = {"elsif": add_elsif, "else": add_else, "endif": None}
    end = parser.parse_parts(token, tokens, parts, lambda node: _add_to_last(bodies, node))
    _check_bare(parser, end)
    return Choose(tuple(branches), tuple(otherwise))


def _add_to_last(bodies: list[list[Node]], node: Node) -> None:
    bodies[-1].append(node)


def _check_bare(parser: _Parser, part: Token) -> None:
    if parser.rest(part):
        raise LiquidError(f'"{part.name}" takes nothing behind its name.', "syntax", part.start)


def _parse_unless(parser: _Parser, token: Token, tokens: deque[Token]) -> Node:
    """What stands behind a second else is read and forgotten, as in LiquidJS."""
    branches = [Branch(parser.condition(token), wants=False)]
    otherwise: list[Node] = []
    forgotten: list[Node] = []
    bodies = [branches[0].body]

    def has_else() -> bool:
        return any(body is otherwise for body in bodies)

    def add_elsif(part: Token) -> None:
        if has_else():
            bodies.append(forgotten)
            return
        branches.append(Branch(parser.condition(part), wants=True))
        bodies.append(branches[-1].body)

    def add_else(_part: Token) -> None:
        bodies.append(forgotten if has_else() else otherwise)

    parts = {"elsif": add_elsif, "else": add_else, "endunless": None}
    parser.parse_parts(token, tokens, parts, lambda node: _add_to_last(bodies, node))
    return Choose(tuple(branches), tuple(otherwise))


def _parse_assign(parser: _Parser, token: Token, _tokens: deque[Token]) -> Node:
    reader = parser.reader(token)
    name = reader.read_word()
    reader.skip_blanks()
    if not name or reader.peek() != "=":
        expected = '"="' if name else "a name"
        found = reader.shown()
        raise reader.error(f'Expected {expected}, as in "assign x = 1", but found {found}.')
    reader.at += 1
    return Assign(name, reader.read_value())


def _parse_capture(parser: _Parser, token: Token, tokens: deque[Token]) -> Node:
    reader = parser.reader(token)
    name = reader.read_word() or reader.read_quoted()
    if name is None:
        parser.errors.append(reader.error('Expected a name, as in "capture x".'))
    return Capture(name or "", parser.parse_until("endcapture", token, tokens))


def _parse_comment(parser: _Parser, token: Token, tokens: deque[Token]) -> Node:
    parser.skip_until("endcomment", token, tokens)
    return _NOTHING


def _parse_raw(parser: _Parser, token: Token, tokens: deque[Token]) -> Node:
    inside = parser.skip_until("endraw", token, tokens)
    return Text("".join(map(parser.source, inside)))


def _parse_inline_comment(parser: _Parser, token: Token, _tokens: deque[Token]) -> Node:
    if _UNMARKED_LINE.search(parser.rest(token)):
        message = 'Every line of a comment that starts with "#" has to start with "#".'
        raise LiquidError(message, "syntax", token.start)
    return _NOTHING


def _parse_cycle(parser: _Parser, token: Token, _tokens: deque[Token]) -> Node:
    reader = parser.reader(token)
    first = reader.read_operand()
    reader.skip_blanks()
    group: Operand | None = None
    values: list[Operand] = []
    if first is not None and reader.peek() == ":":
        group = first
        reader.at += 1
    elif first is not None:
        values.append(first)
    while not reader.is_at_end():
        value = reader.read_operand()
        if value is not None:
            values.append(value)
        reader.skip_past(",")
    if not values:
        raise reader.error("A cycle needs values.")
    return Cycle(group, tuple(values))


def _count_by(change: int) -> ParseTag:
    def parse(parser: _Parser, token: Token, _tokens: deque[Token]) -> Node:
        return Count(parser.reader(token).read_word(), change)

    return parse


def _parse_block(parser: _Parser, token: Token, tokens: deque[Token]) -> Node:
    return Group(parser.parse_until("endblock", token, tokens), is_block=True)


def _parse_liquid(parser: _Parser, token: Token, _tokens: deque[Token]) -> Node:
    return Group(parser.parse(parser.lines(token)))


def _parse_echo(parser: _Parser, token: Token, _tokens: deque[Token]) -> Node:
    reader = parser.reader(token)
    return _NOTHING if reader.is_at_end() else Output(reader.read_value())


def _parse_stop(_parser: _Parser, _token: Token, _tokens: deque[Token]) -> Node:
    return Stop()


TAGS: Final[dict[str, ParseTag]] = {
    "assign": _parse_assign,
    "block": _parse_block,
    "break": _parse_stop,
    "capture": _parse_capture,
    "comment": _parse_comment,
    "continue": _parse_stop,
    "cycle": _parse_cycle,
    "decrement": _count_by(-1),
    "echo": _parse_echo,
    "if": _parse_if,
    "increment": _count_by(1),
    "liquid": _parse_liquid,
    "raw": _parse_raw,
    "unless": _parse_unless,
    "#": _parse_inline_comment,
}
_PARTS: Final = (
    *("elsif", "else", "when", "endif", "endunless", "endcapture", "endblock", "endraw"),
    *("endcomment", "endcase", "endfor", "endtablerow"),
)
