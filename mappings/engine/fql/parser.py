"""FQL text to tree.

    trigger   = and_group ("or" and_group)*
    and_group = part ("and" part)*
    part      = ["!" | "not"] ( "(" trigger ")" | function | comparison )
    function  = name "(" field ("," value)+ ")"
    comparison = field (("=" | "!=" | …) value | ["not"] "in" "(" value ("," value)* ")")

``and`` binds tighter than ``or``. What Segment's parser would skip, or read otherwise than it says,
is refused with what to write instead, or does what it says.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn

from mappings.engine.errors import Problem, TriggerError
from mappings.engine.fql.comparisons import (
    make_comparison,
    make_list_comparison,
    read_field,
)
from mappings.engine.fql.functions import FUNCTIONS, make_function, refuse_unknown_function
from mappings.engine.fql.lexer import Kind, Token, fail, read_tokens
from mappings.engine.fql.operators import OPPOSITE
from mappings.engine.fql.tree import Condition, Group, GroupOperator, Node, Trigger
from mappings.engine.limits import (
    MAX_TRIGGER_CHARS,
    MAX_TRIGGER_CONDITIONS,
    MAX_TRIGGER_DEPTH,
    MAX_TRIGGER_LIST_VALUES,
)


def parse_trigger(text: str) -> Trigger:
    """Read a trigger written in FQL.

    Shape:
        ``'type = "track" and properties.browse_abandoners = true'``

    Raises:
        TriggerError: with one problem, its line and column, and what to write instead.
    """
    return parse_with_places(text)[0]


def parse_with_places(text: str) -> tuple[Trigger, tuple[tuple[int, int], ...]]:
    """The same, and where each condition of the tree starts and ends in the text."""
    if len(text) > MAX_TRIGGER_CHARS:
        message = f"Has {len(text):,} characters; the limit is {MAX_TRIGGER_CHARS:,}."
        raise TriggerError(Problem("", message, "too_long"))
    parser = _Parser(text)
    return parser.read_trigger(), tuple(parser.places)


class _Parser:
    def __init__(self, text: str) -> None:
        self.text, self.tokens, self.at = text, read_tokens(text), 0
        self.depth = 0
        self.places: list[tuple[int, int]] = []  # of the conditions read

    def read_trigger(self) -> Trigger:
        if self._peek().kind == "end":
            self._fail('there is no condition here. Write for example type = "track".')
        node = self._read_or_group()
        if self._peek().kind != "end":
            self._explain_what_follows()
        return node if isinstance(node, Group) else Group("and", (node,))

    def _read_or_group(self) -> Node:
        nodes = [self._read_and_group()]
        while self._take("or"):
            nodes.append(self._read_and_group())
        return _grouped("or", nodes)

    def _read_and_group(self) -> Node:
        nodes = [self._read_part()]
        while self._take("and"):
            nodes.append(self._read_part())
        return _grouped("and", nodes)

    def _read_part(self) -> Node:
        start = self._peek().start
        if self._take("!") or self._take("not"):
            return self._negate(self._read_deeper(self._read_part), start)
        if self._take("("):
            node = self._read_deeper(self._read_or_group)
            if not self._take(")"):
                self._explain_what_follows()
            return node
        return self._read_condition()

    def _read_deeper(self, read: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > MAX_TRIGGER_DEPTH:
            self._fail(f"groups are nested deeper than {MAX_TRIGGER_DEPTH} levels.", "too_deep")
        node = read()
        self.depth -= 1
        return node

    def _read_condition(self) -> Condition:
        count = len(self.places) + 1
        if count > MAX_TRIGGER_CONDITIONS:
            message = f"this is condition {count}; the limit is {MAX_TRIGGER_CONDITIONS}."
            self._fail(message, "too_many_conditions")
        name = self._peek()
        if name.kind != "name":
            self._explain_no_condition()
        self.at += 1
        condition = self._read_rest(name)
        last = self.tokens[self.at - 1]
        self.places.append((name.start, last.start + len(last.source)))
        return condition

    def _read_rest(self, name: Token) -> Condition:
        if self._take("("):
            return self._read_function(name)
        field = read_field(name, self.text)
        if list_operator := self._take_list_operator():
            return make_list_comparison(field, list_operator, self._read_list(), self.text)
        operator = self._read_operator(name)
        return make_comparison(field, operator, self._read_value(operator.text), self.text)

    def _take_list_operator(self) -> str:
        """Take ``in`` or ``not in``, which are words; "" where neither stands."""
        is_negated = self._peek().kind == "not"
        following = self.tokens[self.at + is_negated] if is_negated else self._peek()
        if following.kind != "name" or following.source.lower() != "in":
            return ""
        self.at += 1 + is_negated
        return "not_in" if is_negated else "in"

    def _read_list(self) -> list[Token]:
        self._expect("(", 'in needs values in parentheses: in ("a", "b").')
        values = [self._read_value("in")]
        while self._take(","):
            if len(values) == MAX_TRIGGER_LIST_VALUES:
                message = f"a list may have {MAX_TRIGGER_LIST_VALUES} values."
                self._fail(message, "too_many_values")
            values.append(self._read_value("in"))
        self._expect(")", "a closing parenthesis is missing.")
        return values

    def _read_operator(self, name: Token) -> Token:
        token = self._peek()
        if token.kind == "operator":
            self.at += 1
            return token
        field = name.source
        instead = {
            "contains": f'Write contains({field}, "…").',
            "match": f'Write match({field}, "…*").',
            "includes": f'Write includes({field}, "…").',
            "before": f'Write before({field}, "2026-01-31").',
            "after": f'Write after({field}, "2026-01-31").',
            "between": f'Write between({field}, "2026-01-01", "2026-01-31").',
            "matches_regex": f'Write matches_regex({field}, "…").',
            "is": f"Write {field} = ….",
        }.get(token.text.lower(), "Write one of = != < <= > >= after the field.")
        return self._fail(f"an operator is missing after {field}. {instead}", "operator")

    def _read_value(self, after: str) -> Token:
        token = self._peek()
        if token.kind not in ("text", "number", "name"):
            self._fail(f"a value is missing after {after}.", "value")
        self.at += 1
        return token

    def _read_function(self, name: Token) -> Condition:
        if name.text not in FUNCTIONS:
            refuse_unknown_function(name, self._peek(), self.text)
        field_token = self._expect("name", f"{name.text} needs a field first.")
        field = read_field(field_token, self.text)
        self._expect(",", f"{name.text} needs a comma after the field.")
        values = [self._read_value(name.text)]
        while len(values) < FUNCTIONS[name.text]:
            self._expect(",", f"{name.text} needs {FUNCTIONS[name.text]} values after the field.")
            values.append(self._read_value(name.text))
        self._expect(")", "a closing parenthesis is missing.")
        return make_function(name, field, values, self.text)

    def _negate(self, node: Node, start: int) -> Node:
        if isinstance(node, Group):
            operator: GroupOperator = "or" if node.operator == "and" else "and"
            return Group(operator, tuple(self._negate(child, start) for child in node.children))
        opposite = OPPOSITE.get(node.operator)
        if opposite is None:
            message = (
                "a negation of numbers, dates or true/false is not read: a missing value is "
                "neither. "
                "Write the opposite comparison instead."
            )
            fail(self.text, start, message, code="negation")
        return replace(node, operator=opposite)

    def _explain_no_condition(self) -> NoReturn:
        token = self._peek()
        if token.kind == "end":
            self._fail("a condition is missing at the end.")
        if token.kind in ("text", "number"):
            self._fail(f"{token.source} stands where a field is expected. Start with the field.")
        self._fail(f"a condition is missing before {token.source}.")

    def _explain_what_follows(self) -> NoReturn:
        token = self._peek()
        if token.kind == "end":
            self._fail("a closing parenthesis is missing.")
        if token.kind == ")":
            self._fail("nothing is open that this ) could close.")
        if token.kind in ("name", "(", "!", "not"):
            self._fail("and or or is missing before this condition.")
        self._fail(f"{token.source} is not expected here.")

    def _peek(self) -> Token:
        return self.tokens[self.at]

    def _take(self, kind: Kind) -> bool:
        is_next = self._peek().kind == kind
        self.at += is_next
        return is_next

    def _expect(self, kind: Kind, message: str) -> Token:
        token = self._peek()
        if not self._take(kind):
            self._fail(message)
        return token

    def _fail(self, message: str, code: str = "syntax") -> NoReturn:
        fail(self.text, self._peek().start, message, code=code)


def _grouped(operator: GroupOperator, nodes: list[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else Group(operator, tuple(nodes))
