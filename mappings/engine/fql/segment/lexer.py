"""Segment's tokens of a text, each with its place."""

from dataclasses import dataclass
from typing import Literal, NoReturn, TypeAlias

SegmentKind: TypeAlias = Literal[
    "ident", "dot", "operator", "conditional", "string", "number", "null",
    "bracket", "(", ")", ",", "end",
]  # fmt: skip

_BLANKS = " \t\n"
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = "0123456789"
_IN_NAME = _LETTERS + _DIGITS + "_-\\"
_TERMINATORS = _BLANKS + ",])"
_SINGLE: dict[str, SegmentKind] = {
    ".": "dot", "[": "bracket", "]": "bracket", ",": ",", "(": "(", ")": ")",
}  # fmt: skip
_WORDS: dict[str, tuple[str, SegmentKind]] = {
    "a": ("and", "conditional"),
    "o": ("or", "conditional"),
    "n": ("null", "null"),
}


@dataclass(frozen=True, slots=True)
class SegmentToken:
    """`text` is Segment's value: a string keeps its quotes, a name loses its backslashes."""

    kind: SegmentKind
    text: str
    start: int


class SegmentCannotRead(Exception):  # noqa: N818 - Segment's answer, not an error of ours
    """Segment gives the whole trigger up, and it never matches."""

    def __init__(self, code: str, start: int) -> None:
        super().__init__(code)
        self.code, self.start = code, start


def read_segment_tokens(text: str) -> list[SegmentToken]:
    """Segment's tokens, an ``end`` token last.

    Raises:
        SegmentCannotRead: its lexer stops at a character.
    """
    return _join_names(list(_Lexer(text).read()))


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def read(self) -> list[SegmentToken]:
        tokens = []
        while self.at < len(self.text):
            if self.text[self.at] in _BLANKS:
                self.at += 1
            else:
                start = self.at
                kind, value = self._read_token()
                tokens.append(SegmentToken(kind, value, start))
        return [*tokens, SegmentToken("end", "eos", len(self.text))]

    def _read_token(self) -> tuple[SegmentKind, str]:
        first = self._next()
        if first == "!" and (self._peek() in (*_LETTERS, "(")):
            return "operator", "!"
        if first in "!=<>":
            return self._read_operator(first)
        if first in _LETTERS or first in "\\_":
            return self._read_word(first)
        if first in _DIGITS or first in "+-":
            return "number", first + self._read_digits()
        if first in "\"'":
            return "string", self._read_string(first)
        if first in _SINGLE:
            return _SINGLE[first], first
        return self._stop("character", self.at - 1)

    def _read_operator(self, first: str) -> tuple[SegmentKind, str]:
        start = self.at - 1
        if first == "=":
            return "operator", "="
        if self._accept("="):
            return "operator", first + "="
        if first == "!":
            self._stop("missing_blank" if self._peek() == "=" else "character", start)
        return "operator", first

    def _read_word(self, first: str) -> tuple[SegmentKind, str]:
        word, kind = _WORDS.get(first, ("", "ident"))
        if word and self._accept(word[1:]):
            return kind, word
        return "ident", self._read_name(first)

    def _read_name(self, first: str) -> str:
        name, character = "", first
        while True:
            if character == "\\":
                if self.at == len(self.text):
                    self._stop("character", self.at - 1)
                character = self._next()
                if ord(character) > 0xFFFF:  # JavaScript takes half of it
                    self._stop("character", self.at - 1)
            name += character
            if not self._peek() or self._peek() not in _IN_NAME:
                break
            character = self._next()
        following = self._peek()
        if following and following not in _TERMINATORS + ".(=!":
            is_operator = following in "<>\"'"
            in_brackets = "brackets" if following == "[" else "character"
            self._stop("missing_blank" if is_operator else in_brackets, self.at)
        return name

    def _read_digits(self) -> str:
        digits = ""
        while self._peek() and self._peek() in _DIGITS + ".":
            digits += self._next()
            if digits[-1] == "." and (self._ends_here() or digits.count(".") > 1):
                self._stop("number", self.at - 1)
        return digits

    def _read_string(self, quote: str) -> str:
        start = self.at - 1
        end = self.text.find(quote, self.at)
        if end < 0:
            self._stop("closing_quote", start)
        content = self.text[self.at : end]
        self.at = end
        self._accept(quote)  # it stays, and opens the next string, where no blank follows
        return f"{quote}{content}{quote}"

    def _accept(self, word: str) -> bool:
        """Take a word that a blank, a comma or a closing bracket follows."""
        taken, start = "", self.at
        while len(taken) < len(word):
            if self.at == len(self.text):
                return False  # what was taken is lost, as in Segment's
            taken += self._next()
            if taken[-1] in _TERMINATORS:
                break
        if taken == word and self._ends_here():
            return True
        self.at = start
        return False

    def _ends_here(self) -> bool:
        return not self._peek() or self._peek() in _TERMINATORS

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _next(self) -> str:
        self.at += 1
        return self.text[self.at - 1]

    def _stop(self, code: str, start: int) -> NoReturn:
        raise SegmentCannotRead(code, start)


def _join_names(tokens: list[SegmentToken]) -> list[SegmentToken]:
    """The same with ``a``, ``.``, ``b`` as one name, wherever they stand."""
    joined: list[SegmentToken] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        follower = tokens[at + 1] if at + 1 < len(tokens) else token
        if joined and joined[-1].kind == follower.kind == "ident" and token.kind == "dot":
            last = joined.pop()
            joined.append(SegmentToken("ident", f"{last.text}.{follower.text}", last.start))
            at += 2
        else:
            joined.append(token)
            at += 1
    return joined
