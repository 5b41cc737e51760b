"""A text of HCL as tokens, with the line of each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mappings.engine.errors import Problem
from mappings.exchange.errors import ExchangeError

TokenKind = Literal["word", "number", "text", "template", "sign", "line", "end"]

_MAX_TOKENS = 400_000
_MAX_DEPTH = 32  # of texts in interpolations in texts
_SPACE = re.compile(r"[ \t\r]+|(?:#|//)[^\n]*|/\*.*?\*/", re.DOTALL)
_WORD = re.compile(r"[^\W\d][\w-]*")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_HEREDOC = re.compile(r"<<(-?)([^\W\d][\w-]*)\r?\n")
_PLAIN = re.compile(r'[^"\\$%\n]+')
_SIGN = re.compile(r"\.\.\.|&&|\|\||[=!<>]=|=>|[^\s\w]")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_CODE = re.compile(r"u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})")


@dataclass(frozen=True, slots=True)
class Token:
    """A template is a text with something to be worked out in it; its value is as it is written."""

    kind: TokenKind
    value: str
    line: int


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text, an end behind them.

    Raises:
        ExchangeError: a text or a comment has no end, or a character has no meaning.
    """
    return _Lexer(text).read()


class _Lexer:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._counted = 0

    def read(self) -> Iterator[Token]:
        count = 0
        while self._at < len(self._text):
            if space := _SPACE.match(self._text, self._at):
                self._at = space.end()
                continue
            count += 1
            if count > _MAX_TOKENS:
                raise self._refused(
                    f"There are more than {_MAX_TOKENS:,} words and signs.", self._here()
                )
            yield self._token()
        yield Token("end", "", self._here())

    def _token(self) -> Token:
        line = self._here()
        first = self._text[self._at]
        if first == "\n":
            self._at += 1
            return Token("line", "\n", line)
        if first == '"':
            self._at += 1
            return self._quoted(line)
        if heredoc := _HEREDOC.match(self._text, self._at):
            self._at = heredoc.end()
            return self._heredoc(line, heredoc[2], is_indented=bool(heredoc[1]))
        if self._text.startswith("/*", self._at):
            raise self._refused("A comment starts here that has no end.", line)
        patterns: tuple[tuple[TokenKind, re.Pattern[str]], ...] = (
            ("word", _WORD),
            ("number", _NUMBER),
            ("sign", _SIGN),
        )
        for kind, pattern in patterns:
            if match := pattern.match(self._text, self._at):
                self._at = match.end()
                return Token(kind, match[0], line)
        raise self._refused(f"{first!r} has no meaning here.", line)

    def _quoted(self, line: int) -> Token:
        start = self._at
        parts: list[str] = []
        is_template = False
        while True:
            if plain := _PLAIN.match(self._text, self._at):
                parts.append(plain[0])
                self._at = plain.end()
            sign = self._text[self._at : self._at + 1]
            if sign in ("", "\n"):
                raise self._refused("A text starts here that does not end on its line.", line)
            if sign == '"':
                self._at += 1
                break
            if sign == "\\":
                parts.append(self._escaped(line))
            else:
                is_template |= self._marked(parts, line)
        if is_template:
            return Token("template", self._text[start : self._at - 1], line)
        return Token("text", "".join(parts), line)

    def _escaped(self, line: int) -> str:
        letter = self._text[self._at + 1 : self._at + 2]
        if letter in _ESCAPES and letter:
            self._at += 2
            return _ESCAPES[letter]
        code = _CODE.match(self._text, self._at + 1)
        number = int(code[1] or code[2], 16) if code else -1
        if code is None or number > 0x10FFFF or 0xD800 <= number <= 0xDFFF or number == 0:
            raise self._refused(f"\\{letter} is no escape that a text may have.", line)
        self._at = code.end()
        return chr(number)

    def _marked(self, parts: list[str], line: int) -> bool:
        """Whether a $ or % starts something to be worked out; else it is part of the text."""
        mark = self._text[self._at]
        if self._text.startswith(mark * 2 + "{", self._at):
            parts.append(mark + "{")
            self._at += 3
            return False
        if self._text.startswith(mark + "{", self._at):
            self._at += 2
            self._skip_interpolation(line, 1)
            return True
        parts.append(mark)
        self._at += 1
        return False

    def _skip_interpolation(self, line: int, depth: int) -> None:
        """Go behind the } that ends it. Texts inside may hold braces, and interpolations again."""
        if depth > _MAX_DEPTH:
            raise self._refused(f"This is nested deeper than {_MAX_DEPTH} levels.", line)
        open_braces = 1
        while open_braces:
            sign = self._next_sign(line)
            if sign == '"':
                self._skip_text(line, depth)
            else:
                open_braces += {"{": 1, "}": -1}.get(sign, 0)

    def _skip_text(self, line: int, depth: int) -> None:
        while True:
            sign = self._next_sign(line)
            if sign == '"':
                return
            if sign == "\\":
                self._at += 1
            elif sign in "$%" and self._text.startswith("{", self._at):
                self._at += 1
                self._skip_interpolation(line, depth + 1)

    def _next_sign(self, line: int) -> str:
        if self._at >= len(self._text):
            raise self._refused("A text starts here that has no end.", line)
        self._at += 1
        return self._text[self._at - 1]

    def _heredoc(self, line: int, word: str, *, is_indented: bool) -> Token:
        lines: list[str] = []
        while self._at < len(self._text):
            end = self._text.find("\n", self._at)
            end = len(self._text) if end < 0 else end
            read = self._text[self._at : end].removesuffix("\r")
            self._at = end
            if read.strip() == word:
                return _heredoc_token(lines, line, is_indented=is_indented)
            self._at += 1
            lines.append(read)
        raise self._refused(f"A text starts here whose end, {word} on a line, is missing.", line)

    def _here(self) -> int:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _refused(self, message: str, line: int) -> ExchangeError:
        return ExchangeError([Problem("", f"Line {line}: {message}", "hcl", line)])


def _heredoc_token(lines: list[str], line: int, *, is_indented: bool) -> Token:
    if is_indented:
        filled = [len(one) - len(one.lstrip()) for one in lines if one.strip()]
        lines = [one[min(filled, default=0) :] for one in lines]
    text = "".join(one + "\n" for one in lines)
    for mark in "$%":
        if mark + "{" in text.replace(mark * 2 + "{", ""):
            return Token("template", text, line)
        text = text.replace(mark * 2 + "{", mark + "{")
    return Token("text", text, line)
