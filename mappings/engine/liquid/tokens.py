"""Cuts a template into text, outputs and tags, and takes the blanks away that ``-`` asks for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mappings.engine.liquid.errors import LiquidError
from mappings.engine.liquid.expressions import TEMPLATE_BLANKS, Reader

_END_OF_RAW = re.compile(f"\\{{%[{TEMPLATE_BLANKS}]*endraw(?![-?0-9A-Za-z_])")


@dataclass(slots=True)
class Token:
    """A piece of a template.

    `start` and `stop` are all of it. Of a tag or output, `at` and `end` are what is inside; of a
    tag behind its `name`. Of a text they are what is left of it without trimmed blanks.
    """

    kind: Literal["text", "output", "tag"]
    start: int
    stop: int
    at: int
    end: int
    name: str = ""
    trims_left: bool = False
    trims_right: bool = False


def read_tokens(text: str) -> list[Token]:
    """The tokens of a template, blanks trimmed.

    Raises:
        LiquidError: a tag, output or raw text has no end, or a tag no name.
    """
    tokens = list(_cut(text))
    _trim(text, tokens)
    return tokens


def read_line_tokens(text: str, at: int, end: int) -> Iterator[Token]:
    """The tags of a ``liquid`` tag: one a line."""
    while True:
        reader = Reader(text, at, end)
        reader.skip_blanks()
        if reader.is_at_end():
            return
        start = reader.at
        reader.skip_past("\n")
        at = reader.at
        yield _tag(text, start, at, start, at)


def _cut(text: str) -> Iterator[Token]:
    at = 0
    raw_at: int | None = None
    while at < len(text):
        if raw_at is not None:
            token = _read_raw(text, at, raw_at)
        elif text.startswith("{%", at):
            token = _read_tag(text, at)
        elif text.startswith("{{", at):
            token = _read_output(text, at)
        else:
            token = _read_text(text, at)
        if token.kind == "tag":
            raw_at = token.start if token.name == "raw" else None
        yield token
        at = token.stop
    if raw_at is not None:
        raise _unclosed_raw(raw_at)


def _read_text(text: str, at: int) -> Token:
    ends = [found for mark in ("{%", "{{") if (found := text.find(mark, at)) >= 0]
    stop = min(ends, default=len(text))
    return Token("text", at, stop, at, stop)


def _read_tag(text: str, at: int) -> Token:
    stop = text.find("%}", at + 1)
    if stop < 0:
        raise LiquidError('"{%" is never closed with "%}".', "syntax", at)
    return _tag(text, at, stop + 2, at + 2, stop)


def _read_output(text: str, at: int) -> Token:
    reader = Reader(text, at, len(text))
    while not reader.is_at_end():
        if reader.read_quoted() is None:
            reader.at += 1
            if text.startswith("}}", reader.at - 2) and reader.at - 2 > at:
                return _delimited(Token("output", at, reader.at, at + 2, reader.at - 2), text)
    raise LiquidError('"{{" is never closed with "}}".', "syntax", at)


def _read_raw(text: str, at: int, raw_at: int) -> Token:
    """What stands before the tag that ends raw text or, at that tag, the tag."""
    match = _END_OF_RAW.search(text, at)
    stop = text.find("%}", match.end()) if match else -1
    if match is None or stop < 0:
        raise _unclosed_raw(raw_at)
    if match.start() > at:
        return Token("text", at, match.start(), at, match.start())
    return _tag(text, at, stop + 2, at + 2, stop)


def _unclosed_raw(raw_at: int) -> LiquidError:
    return LiquidError('"endraw" is missing.', "syntax", raw_at)


def _tag(text: str, start: int, stop: int, at: int, end: int) -> Token:
    token = _delimited(Token("tag", start, stop, at, end), text)
    reader = Reader(text, token.at, token.end)
    reader.skip_blanks()
    if reader.peek() == "#":
        token.name = "#"
        reader.at += 1
    else:
        token.name = reader.read_word()
    if not token.name:
        raise LiquidError("A tag needs a name.", "syntax", start)
    reader.skip_blanks()
    token.at = reader.at
    return token


def _delimited(token: Token, text: str) -> Token:
    """The token without the dashes and blanks around what is inside."""
    token.trims_left = text.startswith("-", token.at)
    token.trims_right = token.end > 0 and text[token.end - 1] == "-"
    at, end = token.at + token.trims_left, token.end - token.trims_right
    inner = text[at:end]
    token.at = at + len(inner) - len(inner.lstrip(TEMPLATE_BLANKS))
    token.end = max(token.at, at + len(inner.rstrip(TEMPLATE_BLANKS)))
    return token


def _trim(text: str, tokens: list[Token]) -> None:
    is_raw = False
    for index, token in enumerate(tokens):
        if token.trims_left and not is_raw and index:
            _trim_end(text, tokens[index - 1])
        if token.kind == "tag":
            is_raw = token.name == "raw" or (is_raw and token.name != "endraw")
        if token.trims_right and not is_raw and index + 1 < len(tokens):
            _trim_start(text, tokens[index + 1])


def _trim_end(text: str, token: Token) -> None:
    if token.kind == "text":
        kept = text[token.start : token.stop].rstrip(TEMPLATE_BLANKS)
        token.end = token.start + len(kept)


def _trim_start(text: str, token: Token) -> None:
    if token.kind == "text":
        kept = text[token.start : token.stop].lstrip(TEMPLATE_BLANKS)
        token.at = token.stop - len(kept)
