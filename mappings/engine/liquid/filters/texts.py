"""Filters on texts: joining, trimming, replacing, cutting, upper and lower case."""

import re
from typing import Any

from mappings.engine.js_values import BLANKS, is_truthy
from mappings.engine.liquid.errors import LiquidError
from mappings.engine.liquid.run import ITEM_UNITS, Run
from mappings.engine.liquid.units import from_units, to_units, unit_count
from mappings.engine.liquid.values import is_less, to_number
from mappings.engine.paths import MISSING

_BLANKS = re.compile(f"[{BLANKS}]+")
_CJK = "\u4e00-\u9fff\uf900-\ufaff\u3400-\u4dbf\u3040-\u30ff\uac00-\ud7af"
_CJK_CHARACTER = re.compile(f"[{_CJK}]")
_OTHER_WORD = re.compile(f"[^{_CJK}{BLANKS}]+")


def append(run: Run, value: Any, *arguments: Any) -> str:
    """The text with another behind it."""
    return from_units(run.text(value) + _only(run, "append", arguments))


def prepend(run: Run, value: Any, *arguments: Any) -> str:
    """The text with another before it."""
    return from_units(_only(run, "prepend", arguments) + run.text(value))


def upcase(run: Run, value: Any) -> str:
    """The text in upper case."""
    return run.text(value).upper()


def downcase(run: Run, value: Any) -> str:
    """The text in lower case."""
    return run.text(value).lower()


def capitalize(run: Run, value: Any) -> str:
    """The first character in upper case, the rest in lower case."""
    text = run.text(value)
    first = text[:1]
    return (first if first > "\uffff" else first.upper()) + text[1:].lower()


def strip(run: Run, value: Any, characters: Any = MISSING) -> str:
    """The text without blanks, or the given characters, at both ends."""
    return run.text(value).strip(_stripped(run, characters))


def lstrip(run: Run, value: Any, characters: Any = MISSING) -> str:
    """The same at the start only."""
    return run.text(value).lstrip(_stripped(run, characters))


def rstrip(run: Run, value: Any, characters: Any = MISSING) -> str:
    """The same at the end only."""
    return run.text(value).rstrip(_stripped(run, characters))


def strip_newlines(run: Run, value: Any) -> str:
    """The text without line breaks."""
    return run.text(value).replace("\r\n", "").replace("\n", "")


def normalize_whitespace(run: Run, value: Any) -> str:
    """Each run of blanks becomes one space."""
    return _BLANKS.sub(" ", run.text(value))


def remove(run: Run, value: Any, pattern: Any = MISSING) -> str:
    """The text without every occurrence of another."""
    text, sought = run.text(value), run.text(pattern)
    return text.replace(sought, "") if sought else text


def remove_first(run: Run, value: Any, pattern: Any = MISSING) -> str:
    """The text without the first occurrence of another."""
    return run.text(value).replace(run.text(pattern), "", 1)


def remove_last(run: Run, value: Any, pattern: Any = MISSING) -> str:
    """The text without the last occurrence of another."""
    return replace_last(run, value, pattern, "")


def replace(run: Run, value: Any, pattern: Any = MISSING, replacement: Any = MISSING) -> str:
    """Every occurrence of a text replaced; an empty one stands between all characters."""
    text, sought, new = run.text(value), run.text(pattern), run.text(replacement)
    if not sought:
        units = to_units(text)
        run.spend(len(units) * (len(new) + ITEM_UNITS))
        return from_units(new.join(units))
    run.spend(text.count(sought) * max(len(new) - len(sought), 1))
    return from_units(text.replace(sought, new))


def replace_first(run: Run, value: Any, pattern: Any = MISSING, replacement: Any = MISSING) -> str:
    """The first occurrence of a text replaced."""
    return run.text(value).replace(run.text(pattern), run.text(replacement), 1)


def replace_last(run: Run, value: Any, pattern: Any = MISSING, replacement: Any = MISSING) -> str:
    """The last occurrence of a text replaced."""
    text, sought, new = run.text(value), run.text(pattern), run.text(replacement)
    # Python finds from the right in quadratic time, from the left in linear.
    from_end = text[::-1].find(sought[::-1])
    if from_end < 0:
        return text
    end = len(text) - from_end
    return text[: end - len(sought)] + new + text[end:]


def split(run: Run, value: Any, separator: Any = MISSING) -> list[str]:
    """A list of what stands between a text; without one, of all characters. No empty end."""
    text, sought = run.text(value), run.text(separator)
    if sought:
        run.spend(ITEM_UNITS * text.count(sought))
        pieces = text.split(sought)
    else:
        units = to_units(text)
        run.spend(ITEM_UNITS * len(units))
        pieces = list(units)
    while pieces and not pieces[-1]:
        pieces.pop()
    return pieces


def truncate(run: Run, value: Any, size: Any = MISSING, ending: Any = MISSING) -> Any:
    """At most so many characters, 50 if not given, the ending "..." among them."""
    units = to_units(run.text(value))
    end = "..." if ending is MISSING else run.text(ending)
    limit = 50 if size is MISSING else run.simple(size)
    if is_less(len(units), limit, or_equal=True):
        return value
    kept = to_number(limit) - unit_count(end)
    return from_units(units[: max(whole(kept), 0)] + end)


def truncatewords(run: Run, value: Any, count: Any = MISSING, ending: Any = MISSING) -> str:
    """At most so many words, 15 if not given; "..." behind them where there are as many."""
    text = run.text(value)
    end = "..." if ending is MISSING else run.text(ending)
    limit = 15.0 if count is MISSING else to_number(run.simple(count))
    limit = 1.0 if limit <= 0 else limit
    words = _BLANKS.split(text)
    kept = " ".join(words[: whole(limit)])
    return kept + end if len(words) >= limit else kept


def number_of_words(run: Run, value: Any, mode: Any = MISSING) -> int:
    """How many words a text has; "cjk" and "auto" count Chinese characters, too."""
    text = run.text(value).strip(BLANKS)
    if not text:
        return 0
    characters = len(_CJK_CHARACTER.findall(text)) if mode in ("cjk", "auto") else 0
    if characters or mode == "cjk":
        return characters + len(_OTHER_WORD.findall(text))
    return len(_BLANKS.split(text))


def whole(number: float) -> int:
    """The whole part of a number, as JavaScript takes an index; NaN is 0."""
    if number != number:
        return 0
    return int(max(min(number, 1e15), -1e15))


def _stripped(run: Run, characters: Any) -> str:
    """What a trim takes away; emoji are two units each, so they stay."""
    if not is_truthy(characters):
        return BLANKS
    return "".join(char for char in run.text(characters) if char <= "\uffff")


def _only(run: Run, name: str, arguments: tuple[Any, ...]) -> str:
    if len(arguments) != 1:
        message = f'The filter "{name}" takes one argument, but it has {len(arguments)}.'
        raise LiquidError(message, "argument")
    return run.text(arguments[0])
