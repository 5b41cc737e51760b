"""Says where a text stops being JSON, and what its writer probably meant.

Runs only on texts that the fast parser refused; it never recurses, so depth cannot hurt it.
"""

import re
from typing import NoReturn

_BLANKS = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"')
_STRING_START = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*')
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])", re.ASCII)
_LITERAL = re.compile(r"(?:true|false|null)(?!\w)")
_SINGLE_QUOTED = re.compile(r"'((?:[^'\\\n]|\\.)*)'")
_WORD = re.compile(r"[^\s\"',:\[\]{}]+")
_ESCAPED_UNIT = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)")

_NOT_JSON_WORDS = {"True": "true", "False": "false", "None": "null", "undefined": "null"}
_NOT_JSON_NUMBERS = {"NaN", "Infinity", "-Infinity", "-NaN", "+Infinity", "inf", "-inf", "nan"}
_CURLY_QUOTES = "“”„‟‘’‚"
_CLOSERS = {"{": "}", "[": "]"}
_OPENERS = tuple(_CLOSERS)


class JsonMistake(Exception):  # noqa: N818 (never leaves the engine: strict_json makes a JsonTextError of it)
    """The first thing in a text that is not acceptable."""

    def __init__(self, position: int, message: str, code: str = "json") -> None:
        super().__init__(message)
        self.position, self.message, self.code = position, message, code


def check_json(text: str, max_depth: int) -> None:
    """Read a whole text, as strictly as JSON is.

    Raises:
        JsonMistake: at the first mistake; position counts characters from 0.
    """
    _Reader(text, max_depth).read_document()


class _Reader:
    def __init__(self, text: str, max_depth: int) -> None:
        self.text, self.max_depth, self.at = text, max_depth, 0
        self.open: list[tuple[str, int]] = []  # the brackets around `at`, with their positions

    def read_document(self) -> None:
        self._skip_blanks()
        self._read_value()
        while self.open:
            self._read_rest_of_container()
        self._skip_blanks()
        if not self._is_at_end():
            self._explain_what_follows()

    def _read_value(self) -> None:
        """One value; of an object or list, as much as up to its first innermost value."""
        while self._peek() in _OPENERS:
            self._open_container()
            if self._close_container():
                return
            if self.open[-1][0] == "{":
                self._read_key()
        if self._peek() == '"':
            self._read_string()
        elif not (self._take(_LITERAL) or self._read_number()):
            self._explain_no_value()

    def _open_container(self) -> None:
        self.open.append((self._peek(), self.at))
        if len(self.open) > self.max_depth:
            text = f"This is nested deeper than {self.max_depth} levels."
            raise JsonMistake(self.at, text, "too_deep")
        self.at += 1
        self._skip_blanks()

    def _read_rest_of_container(self) -> None:
        """What follows a value inside an object or list: its end, or a comma and one more."""
        self._skip_blanks()
        if self._close_container():
            return
        comma = self.at
        if self._peek() != ",":
            self._explain_no_comma()
        self.at += 1
        self._skip_blanks()
        if self._peek() in ("}", "]", ""):
            noun = "a field" if self.open[-1][0] == "{" else "an item"
            message = f"a comma is followed by nothing. Remove the comma or add {noun}."
            self._fail(message, comma)
        if self.open[-1][0] == "{":
            self._read_key()
        self._read_value()

    def _read_key(self) -> None:
        if self._peek() != '"':
            self._explain_no_key()
        self._read_string()
        self._skip_blanks()
        if self._peek() != ":":
            self._fail("a colon is missing after this field name.")
        self.at += 1
        self._skip_blanks()

    def _close_container(self) -> bool:
        closer = _CLOSERS[self.open[-1][0]]
        if self._peek() != closer:
            return False
        self.at += 1
        self.open.pop()
        return True

    def _read_string(self) -> None:
        start = self.at
        match = _STRING.match(self.text, start)
        if not match:
            self._explain_string(start)
        if "\\u" in match[0]:
            _refuse_bad_units(match[0], start)
        self.at = match.end()

    def _read_number(self) -> bool:
        start = self.at
        number = self._take(_NUMBER)
        if number and float(number) in (float("inf"), float("-inf")):
            self._fail(f"{_shortened(number)} is too large for a number.", start)
        return bool(number)

    # What the writer probably meant

    def _explain_no_value(self) -> NoReturn:
        if self._is_at_end():
            self._explain_end()
        self._explain_quotes_and_comments()
        match = _WORD.match(self.text, self.at)
        if not match:
            self._fail("a value is missing here." if self.open else _NOT_VALID)
        word = match[0]
        if word in _NOT_JSON_WORDS:
            self._fail(f"{word} is not JSON. Write {_NOT_JSON_WORDS[word]}.")
        if word in _NOT_JSON_NUMBERS:
            self._fail(f"{word} is not a JSON number. Use a number or null.")
        if word[0] in "+-.0123456789":
            self._fail(f"{_shortened(word)} is not a JSON number.")
        self._fail(f"a value is missing its quotes. Texts are written as {_quoted(word)}.")

    def _explain_no_key(self) -> NoReturn:
        if self._is_at_end():
            self._explain_end()
        self._explain_quotes_and_comments()
        match = _WORD.match(self.text, self.at)
        if not match:
            self._fail("a field name is missing here.")
        self._fail(f"a field name is missing its quotes. Write {_quoted(match[0])}.")

    def _explain_quotes_and_comments(self) -> None:
        if self.text.startswith(("//", "/*", "#"), self.at):
            self._fail("JSON has no comments. Remove it.")
        match = _SINGLE_QUOTED.match(self.text, self.at)
        if match:
            self._fail(f"single quotes are not JSON. Write {_quoted(match[1])}.")
        if self._peek() and self._peek() in _CURLY_QUOTES:
            self._fail('curly quotes are not JSON. Write straight ones: ".')

    def _explain_no_comma(self) -> NoReturn:
        if self._is_at_end():
            self._explain_end()
        self._explain_quotes_and_comments()
        bracket, opened_at = self.open[-1]
        found = self._peek()
        if found in ("}", "]"):
            line = self._line_of(opened_at)
            self._fail(f'the "{bracket}" of line {line} is closed by a "{found}".')
        noun = "field" if bracket == "{" else "item"
        if found == '"' or found in _OPENERS or _WORD.match(self.text, self.at):
            self._fail(f"a comma is missing before this {noun}.")
        self._fail(_NOT_VALID)

    def _explain_string(self, start: int) -> NoReturn:
        match = _STRING_START.match(self.text, start)
        end = match.end() if match else start
        stopper = self.text[end : end + 1]
        if stopper == "\\":
            escape = self.text[end : end + 2]
            self._fail(f"{escape} is not a JSON escape. Write \\\\ for a backslash.", end)
        if stopper in ("", "\n", "\r"):
            self._fail("this text has no closing quote.", start)
        name = "a tab" if stopper == "\t" else f"the control character U+{ord(stopper):04X}"
        self._fail(f"{name} stands inside a text. Write it as an escape.", end)

    def _explain_what_follows(self) -> NoReturn:
        found = self._peek()
        if found in ("}", "]"):
            self._fail(f'nothing is open that this "{found}" could close.')
        if found in _OPENERS:
            noun = "object" if found == "{" else "list"
            self._fail(f"another {noun} starts here. Keep one, or put them into a list.")
        if found == ",":
            self._fail("a comma stands after the end. Remove it.")
        self._fail("something follows the end. Remove it.")

    def _explain_end(self) -> NoReturn:
        if not self.open:
            self._fail("there is nothing here. Paste one JSON object.")
        bracket, opened_at = self.open[-1]
        line = self._line_of(opened_at)
        closer = _CLOSERS[bracket]
        self._fail(f'the "{bracket}" of line {line} is never closed. Add a "{closer}".')

    # Small tools

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _is_at_end(self) -> bool:
        return self.at >= len(self.text)

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if not match:
            return ""
        self.at = match.end()
        return match[0]

    def _skip_blanks(self) -> None:
        self._take(_BLANKS)

    def _line_of(self, position: int) -> int:
        return self.text.count("\n", 0, position) + 1

    def _fail(self, message: str, position: int | None = None) -> NoReturn:
        raise JsonMistake(self.at if position is None else position, message)


_NOT_VALID = "this is not JSON."


def _refuse_bad_units(quoted: str, start: int) -> None:
    """Refuse U+0000 and halves of surrogate pairs, written as escapes."""
    expects_low_at = -1
    for match in _ESCAPED_UNIT.finditer(quoted):
        unit = int(match[1], 16) if match[1] else -1
        is_low = 0xDC00 <= unit <= 0xDFFF
        if is_low != (match.start() == expects_low_at):
            break
        if unit == 0:
            text = "A text holds \\u0000, which cannot be stored. Remove it."
            raise JsonMistake(start + match.start(), text, "null_character")
        expects_low_at = match.end() if 0xD800 <= unit <= 0xDBFF else -1
    else:
        if expects_low_at == -1:
            return
    raise JsonMistake(start, "A character of a text is half of a pair.", "lone_surrogate")


def _shortened(word: str) -> str:
    return word if len(word) <= 20 else word[:19] + "…"


def _quoted(word: str) -> str:
    return f'"{_shortened(word)}"'
