"""Where in a JSON text a pointer leads: its line and column."""

import re
from json import JSONDecoder

_BLANKS = re.compile(r"[ \t\r\n]*")
_read_value = JSONDecoder().raw_decode


def find_position(text: str, pointer: str) -> tuple[int, int]:
    """Line and column of the value that a JSON pointer leads to, in a text that is JSON.

    Where the pointer leads to nothing, as for a key that is missing, those of the nearest value
    around it.

    Shape:
        ``'{"a": [1, 2]}'``, ``"/a/1"`` -> ``(1, 11)``
    """
    at = _skip_blanks(text, 0)
    for key in _keys(pointer):
        inner = _find_member(text, at, key)
        if inner < 0:
            break
        at = inner
    line_start = text.rfind("\n", 0, at) + 1
    return text.count("\n", 0, at) + 1, at - line_start + 1


def _keys(pointer: str) -> list[str]:
    return [key.replace("~1", "/").replace("~0", "~") for key in pointer.split("/")[1:]]


def _find_member(text: str, at: int, key: str) -> int:
    """Where the value of a key or index starts; -1 where there is none. Of several, the last."""
    is_object = text[at] == "{"
    if not is_object and text[at] != "[":
        return -1
    found, index = -1, 0
    at = _skip_blanks(text, at + 1)
    while text[at] not in "}]":
        if is_object:
            name, at = _read_value(text, at)
            at = _skip_blanks(text, _skip_blanks(text, at) + 1)  # the colon
        else:
            name = str(index)
        if name == key:
            found = at
        _, at = _read_value(text, at)
        at = _skip_blanks(text, at)
        if text[at] == ",":
            at = _skip_blanks(text, at + 1)
        index += 1
    return found


def _skip_blanks(text: str, at: int) -> int:
    match = _BLANKS.match(text, at)
    return match.end() if match else at
