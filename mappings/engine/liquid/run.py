"""One run of a template: what it has written, its variables, and what it may still do.

No template can loop, so what a run costs is what its filters and outputs read and make. That is
counted before it is done, in units: about one per character or 32 per item of a list, more where a
filter is slow. The count is the same on every machine, so an event fails everywhere or nowhere.
"""

from collections.abc import Callable
from typing import Any

from mappings.engine.js_values import number_text
from mappings.engine.limits import (
    MAX_JSON_DEPTH,
    MAX_LIQUID_OUTPUT_CHARS,
    MAX_LIQUID_WORK,
    MAX_RUN_LIQUID_WORK,
)
from mappings.engine.liquid.errors import LiquidError
from mappings.engine.liquid.units import from_units, to_units, unit_count
from mappings.engine.liquid.values import NIL, Word, is_number, plain
from mappings.engine.paths import MISSING

ITEM_UNITS = 32  # an item of a list, in memory and time, is worth that many characters
_MAX_LIST_DEPTH = 2 * MAX_JSON_DEPTH  # an event's lists in lists, in lists that a template made
_INSIDE_BLOCK = {"super": ""}


class Run:
    """The state of one run.

    `variables` are what the template assigned. `counted` are the numbers of increment and
    decrement: they hide the event's keys of the same name, and the event stays as it is.
    """

    __slots__ = (
        "_event",
        "blocks",
        "chars",
        "clock",
        "counted",
        "cycles",
        "is_over",
        "parts",
        "units_left",
        "variables",
    )

    def __init__(self, event: Any, clock: Callable[[], float], units: float) -> None:
        self._event = event
        self.units_left = units
        self.chars = 0
        self.clock = clock
        self.parts: list[str] = []
        self.variables: dict[str, Any] = {}
        self.counted: dict[str, Any] = {}
        self.cycles: dict[tuple[str, int], int] = {}
        self.blocks = 0
        self.is_over = False  # after break or continue

    def spend(self, units: float) -> None:
        """Count work that is about to be done.

        Raises:
            LiquidError: the run would do more than it may.
        """
        self.units_left -= units
        if self.units_left < 0:
            message = (
                f"A template may do {MAX_LIQUID_WORK:,} units of work, and all templates of a "
                f"mapping {MAX_RUN_LIQUID_WORK:,}; this does more."
            )
            raise LiquidError(message, "too_much_work")

    def write(self, text: str) -> None:
        self.chars += len(text)
        if self.chars > MAX_LIQUID_OUTPUT_CHARS:
            message = f"The text grows longer than {MAX_LIQUID_OUTPUT_CHARS:,} characters."
            raise LiquidError(message, "too_long")
        self.parts.append(text)

    def text(self, value: Any) -> str:
        """A value as an output writes it: nothing is "", the items of a list are joined by ""."""
        if isinstance(value, str):
            return value
        if isinstance(value, list):
            parts: list[str] = []
            self._add_texts(value, parts, 1)
            return from_units("".join(parts))
        return _scalar_text(value)

    def find(self, key: Any) -> Any:
        """What a name stands for: a variable, else a key of the event."""
        if isinstance(key, Word):
            return MISSING
        name = self.key_text(key)
        if name == "block" and self.blocks:
            return _INSIDE_BLOCK
        if name in self.variables:
            return self.variables[name]
        if name in self.counted:
            return self.counted[name]
        return _find_in(self._event, name)

    def evaluate_in(self, item: Any, evaluate: "Callable[[Run], Any]") -> Any:
        """What a path gives in an item, which stands in for the event, without variables."""
        outside = self._event, self.variables, self.counted, self.blocks
        self._event, self.variables, self.counted, self.blocks = item, {}, {}, 0
        value = evaluate(self)
        self._event, self.variables, self.counted, self.blocks = outside
        return value

    def set_count(self, name: str, change: int) -> tuple[float, float]:
        """Add to a counter, which starts at the event's number or at 0: before and after."""
        before = self.counted[name] if name in self.counted else own_value(self._event, name)
        before = before if is_number(before) else 0
        self.counted[name] = before + change
        return before, before + change

    def key_text(self, key: Any) -> str:
        """A value as the name of a key."""
        if isinstance(key, str):
            return key
        if isinstance(key, Word):
            return "null" if key is NIL else ""
        if isinstance(key, list):
            return self.joined(key, ",")
        return "undefined" if key is MISSING else "null" if key is None else _scalar_text(key)

    def simple(self, value: Any) -> Any:
        """The value for where a number is wanted: a list is the text of its items."""
        value = plain(value)
        return self.joined(value, ",") if isinstance(value, list) else value

    def joined(self, items: list[Any], separator: str, depth: int = 1) -> str:
        """The texts of items as JavaScript joins them; lists in lists by commas."""
        self._enter(items, depth)
        self.spend(len(separator) * len(items))
        texts = []
        for item in items:
            if isinstance(item, list):
                text = self.joined(item, ",", depth + 1)
            elif isinstance(item, str):
                text = item
            else:
                text = "[object Object]" if isinstance(item, Word) else _scalar_text(item)
            self.spend(len(text))
            texts.append(text)
        return separator.join(texts)

    def spend_on(self, value: Any, depth: int = 1) -> None:
        """Count all that is in a text or list, to any depth."""
        if isinstance(value, str):
            self.spend(text_units(value))
        elif isinstance(value, list):
            self._enter(value, depth)
            for item in value:
                self.spend_on(item, depth + 1)

    def _add_texts(self, items: list[Any], parts: list[str], depth: int) -> None:
        self._enter(items, depth)
        for item in items:
            if isinstance(item, list):
                self._add_texts(item, parts, depth + 1)
            else:
                text = item if isinstance(item, str) else _scalar_text(item)
                self.spend(len(text))
                parts.append(text)

    def _enter(self, items: list[Any], depth: int) -> None:
        self.spend(ITEM_UNITS * len(items))
        if depth > _MAX_LIST_DEPTH:
            message = f"Lists are nested deeper than {_MAX_LIST_DEPTH} levels."
            raise LiquidError(message, "too_deep")


def text_units(text: str) -> int:
    """What going through a text costs; other characters than ASCII take several times as long."""
    return len(text) if text.isascii() else 4 * len(text)


def own_value(holder: Any, name: str) -> Any:
    """What a value has under a key; lists and texts have indices and a length."""
    if isinstance(holder, dict):
        return holder.get(name, MISSING)
    if not isinstance(holder, (list, str)):
        return MISSING
    if name == "length":
        return length(holder)
    if not (name.isascii() and name.isdecimal()) or (name[0] == "0" and name != "0"):
        return MISSING
    return item_at(holder, int(name)) if len(name) < 10 else MISSING


def item_at(holder: Any, index: int) -> Any:
    """An item of a list or a unit of a text; negative indices have nothing."""
    items = to_units(holder) if isinstance(holder, str) else holder
    return items[index] if 0 <= index < len(items) else MISSING


def length(holder: Any) -> int:
    return unit_count(holder) if isinstance(holder, str) else len(holder)


def _find_in(event: Any, name: str) -> Any:
    value = own_value(event, name)
    return 0 if value is MISSING and name == "size" else value


def _scalar_text(value: Any) -> str:
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, (int, float)):
        return number_text(value)
    return "[object Object]" if isinstance(value, dict) else ""
