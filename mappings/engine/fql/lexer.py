"""Cuts FQL text into tokens, each with its place.

Texts stand in double or single quotes; the quote itself is written twice inside. There are no
backslash escapes in texts, as there are none in Segment's; in names, a backslash takes the next
character as it is.
"""

import re
from dataclasses import dataclass
from typing import Literal, NoReturn, TypeAlias

from mappings.engine.errors import Problem, TriggerError

Kind: TypeAlias = Literal[
    "name", "text", "number", "operator", "(", ")", ",", "!", "and", "or", "not", "end"
]

_BLANKS = re.compile(r"\s*")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![\w.\\])")
_TEXT = re.compile(r'"(?:[^"]|"")*"|' r"'(?:[^']|'')*'")
_NAME_START = re.compile(r"[^\W\d]|\\.", re.DOTALL)
_NAME = re.compile(
    r"(?:\\.|[\w-])+"  # the first key
    r"(?:\.(?:\\.|[\w-])+"  # .key
    r"|\[(?:[0-9]+|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')\])*",  # [0] or ["any key"]
    re.DOTALL,
)
_ESCAPED_OR_QUOTED = re.compile(
    r"(\[\"(?:[^\"\\]|\\.)*\"\]|\['(?:[^'\\]|\\.)*'\])"  # ["any key"]
    r"|\\(.)",
    re.DOTALL,
)
_OPERATOR = re.compile(r"!=|<=|>=|=|<|>")
_NOT_OPERATORS = {
    "==": "Write = once.",
    "=<": "Write <=.",
    "=>": "Write >=.",
    "<>": "Write !=.",
    "&&": "Write and.",
    "||": "Write or.",
}
_KEYWORDS: dict[str, Literal["and", "or", "not"]] = {"and": "and", "or": "or", "not": "not"}


@dataclass(frozen=True, slots=True)
class Token:
    """`text`: a name without its escapes, a text without its quotes, or the token as it stands."""

    kind: Kind
    text: str
    start: int
    source: str


def read_tokens(text: str) -> list[Token]:
    """All tokens of a trigger, an ``end`` token last.

    Raises:
        TriggerError: a character or an unclosed text stands where no token can start.
    """
    tokens: list[Token] = []
    at = _after_blanks(text, 0)
    while at < len(text):
        token = _read_token(text, at)
        tokens.append(token)
        at = _after_blanks(text, at + len(token.source))
    return [*tokens, Token("end", "", len(text), "")]


def fail(text: str, start: int, message: str, *, code: str = "syntax") -> NoReturn:
    """Raise a TriggerError that says where in the text."""
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    place = f"Line {line}, column {column}" if "\n" in text else f"Column {column}"
    raise TriggerError(Problem("", f"{place}: {message}", code, line, column))


def _after_blanks(text: str, at: int) -> int:
    match = _BLANKS.match(text, at)
    return match.end() if match else at


def _read_token(text: str, at: int) -> Token:
    character = text[at]
    if character in "\"'":
        return _read_text(text, at)
    if match := _NUMBER.match(text, at):
        return Token("number", match[0], at, match[0])
    if _NAME_START.match(text, at):
        return _read_name(text, at)
    advice = _NOT_OPERATORS.get(text[at : at + 2])
    if advice:
        fail(text, at, f"{text[at : at + 2]} is not an operator. {advice}")
    if match := _OPERATOR.match(text, at):
        return Token("operator", match[0], at, match[0])
    for kind in ("(", ")", ",", "!"):
        if character == kind:
            return Token(kind, kind, at, kind)
    return _explain_character(text, at)


def _read_text(text: str, at: int) -> Token:
    match = _TEXT.match(text, at)
    if not match:
        fail(text, at, f"this text has no closing {text[at]}.")
    quote = text[at]
    return Token("text", match[0][1:-1].replace(quote * 2, quote), at, match[0])


def _read_name(text: str, at: int) -> Token:
    match = _NAME.match(text, at)
    source = match[0] if match else text[at]
    keyword = _KEYWORDS.get(source.lower())
    if keyword:
        return Token(keyword, source, at, source)
    # Quoted keys keep their own escapes: they are part of the name as it is stored.
    name = _ESCAPED_OR_QUOTED.sub(lambda found: found[1] or found[2], source)
    return Token("name", name, at, source)


def _explain_character(text: str, at: int) -> NoReturn:
    character = text[at]
    if character.isdigit() or character in "+-.":
        fail(text, at, "this is not a number. Write 5, -5 or 0.5; names start with a letter.")
    if character == "\\":
        fail(text, at, "a backslash is followed by nothing.")
    if character in "“”„‘’":
        fail(text, at, 'curly quotes are not read. Write straight ones: ".')
    if character in "[]":
        fail(text, at, 'square brackets are not read here. Write a list as in ("x", "y").')
    fail(text, at, f"{character} is not read in a trigger.")
