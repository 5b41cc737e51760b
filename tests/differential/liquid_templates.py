"""Draws Liquid templates, and events for them, from the grammar of the language.

`draw_case` gives one pair; the same random.Random gives the same pairs again. The templates may be
wrong, and may use what is disabled: what matters is that both sides say the same. They never ask
for the time of day or for a random item.

How to use it:

    randomness = random.Random(7)
    for _ in range(6_000):
        template, event = draw_case(randomness)
        config = {"out": {"@liquid": template}}
"""

import random
from collections.abc import Sequence
from typing import Any

_NAMES = ("traits", "properties", "name", "n", "items", "missing", "size", "t", "i", "o", "nul")
_KEYS = ("email", "name", "plan", "price", "tags", "first", "last", "size", "deep", "length", "0")
_LITERALS = (
    "1", "0", "-3", "2.5", "1.0", "10", "100", "0.1", "7", "'a'", '"b"', "''", '" "', "'1'", "'42'",
    "'abc'", "'Jane Doe'", "'a,b,,c'", "'ä€😀'", r"'\n'", "true", "false", "nil", "null", "empty",
    "blank", "(1..3)", "(3..1)", "(n..5)", "','", "'name'", "'price'", "'-'", "'<b>&'", "'%Y'",
)  # fmt: skip
_TEXTS = (
    "", " ", "x", "Hello ", "\n", "  \n\t ", "ä😀", "}}", "{", "a % b", "{ {", "%}", "end", "\\",
)  # fmt: skip
_OPERATORS = ("==", "!=", ">", "<", ">=", "<=", "contains", "and", "or")
_DATES = (
    "2023-01-15", "2023-01-15T10:30:00Z", "2023-01-15T10:30:00.123+02:00", "2023-01-15 10:30",
    "Jan 15 2023", "15 January 2023", "01/15/2023", "1/5/23", "Sun, 15 Jan 2023 10:30:00 GMT",
    "1673778600", "2023-1-5", "2023-01-15T25:00:00Z", "Jan 15, 2023 5:30 PM", "2023", "yesterday",
    "2023-02-30", "15/01/2023", "2023-01-15T10:30", "20230115", "Thu Jan 05 2023 08:00:00 GMT-0500",
    "2023-01-15T10:30:00.123456789Z", "12:30", "Jan 2023", "2023-12", "+002023-01-15", "10 May",
    "2023-01-15T10:30:00-0800", "2023/01/15", "January 15th 2023", "2024-02-29", "(x) 1 2 2003",
    "1 2 3 4", "5:30 PM Jan 15 2023 PST", "2023-01-15T24:00:00", "Mon", "15.01.2023", "0", "1/2/3",
)  # fmt: skip
_FORMATS = (
    "%Y-%m-%d", "%A %a %B %b %d %e %-d", "%H:%M:%S.%L", "%I:%M %p %P", "%j %U %W %u %w", "%s %N",
    "%3N",
    "%y %C %h %k %l", "%c", "%x %X", "%z %:z %Z", "%^a %#b %_d %05d %-m", "%q %t%n%%", "%10Y|%-10d",
    "%Q %", "plain", "", "%E%O", "%Ey %Od", "%_5e %03j", "%^B %#A %#p",
)  # fmt: skip
_ARGUMENTS: dict[str, Sequence[str]] = {
    "date": tuple(f"'{pattern}'" for pattern in _FORMATS),
    "slugify": ("'raw'", "'ascii'", "'pretty'", "'latin'", "'none'", "'x'", "'default'"),
    "number_of_words": ("'cjk'", "'auto'", "'x'"),
    "where": ("'price'", "'name'", "'deep.x'", "'tags'", "'a b'", "'size'", "''"),
    "sum": ("'price'", "'deep.x'", "'name'"),
    "date_to_string": ("'ordinal'",),
    "date_to_long_string": ("'ordinal'", "'ordinal', 'US'"),
    "default": ("'x'", "n", "false, allow_false: true", "'x', allow_false: true", "1"),
    "json": ("2", "'  '", "0"),
    "round": ("2", "0", "-1", "1"),
    "slice": ("0", "1, 2", "-2", "-3, 2", "0, 100", "'1', 2", "5"),
    "truncate": ("3", "10", "5, ''", "2, '…'", "'4'", "nil", "0"),
    "truncatewords": ("1", "2", "1, '!'", "0", "'3'"),
}
_FILTERS = (
    "abs", "append", "at_least", "at_most", "base64_decode", "base64_encode", "capitalize", "ceil",
    "cgi_escape", "compact", "date", "date_to_long_string", "date_to_rfc822", "date_to_string",
    "date_to_xmlschema", "default", "divided_by", "downcase", "escape", "escape_once", "first",
    "floor", "hmac_sha256", "inspect", "join", "json", "jsonify", "last", "lstrip", "minus",
    "modulo", "normalize_whitespace", "number_of_words", "plus", "pop", "prepend", "push", "raw",
    "remove", "remove_first", "remove_last", "replace", "replace_first", "replace_last", "round",
    "rstrip", "sha256", "shift", "size", "slice", "slugify", "split", "strip", "strip_html",
    "strip_newlines", "sum", "times", "to_integer", "truncate", "truncatewords", "unshift",
    "upcase", "uri_escape", "url_decode", "url_encode", "where", "xml_escape",
)  # fmt: skip
_ODD_FILTERS = ("map: 'name'", "sort", "uniq", "nosuch", "nosuch: 1", "concat: items", "reverse")
_ARITY = {
    "append": 1, "prepend": 1, "plus": 1, "minus": 1, "times": 1, "divided_by": 1, "modulo": 1,
    "remove": 1, "remove_first": 1, "remove_last": 1, "replace": 2, "replace_first": 2,
    "replace_last": 2, "split": 1, "push": 1, "unshift": 1, "at_least": 1, "at_most": 1,
    "hmac_sha256": 1, "join": 1,
}  # fmt: skip
_DATE_FILTERS = ("date", "date_to_string", "date_to_long_string", "date_to_rfc822")
_STRINGS = (
    "", " ", "Jane Doe", "user@example.com", "42", " 7 ", "1e3", "0x1F", "abc", "a,b,c", "ÄÖÜ ß €",
    "a😀b", "<p class='x'>Hi & bye</p>", "two  words\nline", "true", "-5.5", "a+b%20c",
    "日本語 text",
    "Infinity", "%zz", "YWJj", "pro", "<!-- c --><script>x</script>y", "tab\there", "''\"\"",
)  # fmt: skip
_NUMBERS = (
    0, 1, -1, 7, 42, 3.14, -2.5, 0.1, 1.005, 1e21, 1e-7, 12345678901234567890, 2.5, 100, 1673778600,
    -0.5, 5e-324, 1.7976931348623157e308,
)  # fmt: skip


def draw_case(randomness: random.Random) -> tuple[str, dict[str, Any]]:
    """A template of at most 1,000 UTF-16 units and an event."""
    while True:
        template = _Drawer(randomness).template()
        if len(template.encode("utf-16-le")) <= 2_000:
            return template, draw_event(randomness)


def draw_event(randomness: random.Random) -> dict[str, Any]:
    names = [name for name in _NAMES if name != "missing" and randomness.random() < 0.8]
    event = {name: _value(randomness, 0) for name in names}
    if randomness.random() < 0.7:
        event["items"] = [_item(randomness) for _ in range(randomness.randrange(4))]
    if randomness.random() < 0.5:
        event["t"] = randomness.choice(_DATES)
    if randomness.random() < 0.5:
        event["traits"] = {key: _value(randomness, 1) for key in _KEYS[:6]}
    return event


def _item(randomness: random.Random) -> Any:
    if randomness.random() < 0.3:
        return _value(randomness, 1)
    item: dict[str, Any] = {"name": randomness.choice(_STRINGS)}
    if randomness.random() < 0.8:
        item["price"] = randomness.choice((*_NUMBERS, "9.99", None))
    if randomness.random() < 0.4:
        item["deep"] = {"x": _value(randomness, 2)}
    return item


def _value(randomness: random.Random, depth: int) -> Any:
    kind = randomness.randrange(8 if depth < 3 else 6)
    if kind < 3:
        return randomness.choice(_STRINGS)
    if kind == 3:
        return randomness.choice(_NUMBERS)
    if kind < 6:
        return randomness.choice((None, True, False, [], {}, "x"))
    count = randomness.randrange(4)
    if kind == 6:
        return [_value(randomness, depth + 1) for _ in range(count)]
    return {randomness.choice(_KEYS): _value(randomness, depth + 1) for _ in range(count)}


class _Drawer:
    def __init__(self, randomness: random.Random) -> None:
        self._random = randomness

    def template(self) -> str:
        text = "".join(self._part(0) for _ in range(self._random.choice((1, 1, 1, 2, 3, 4))))
        return self._broken(text) if self._chance(0.06) else text

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _one(self, values: Sequence[Any]) -> Any:
        return self._random.choice(values)

    def _broken(self, text: str) -> str:
        """The text with something taken out, put in or doubled."""
        at, length = self._random.randrange(len(text) + 1), self._random.randrange(1, 5)
        added = self._one(("", "", "|", "[", "]", "'", "..", "%}", "}}", "{{", ":", "-", " else "))
        return text[:at] + added + text[at + length :]

    def _part(self, depth: int) -> str:
        kind = self._random.randrange(20)
        if kind < 12 or depth > 2:
            return self._output()
        if kind < 14:
            return str(self._one(_TEXTS))
        return self._tag(depth + 1)

    def _output(self) -> str:
        left, right = self._dash(), self._dash()
        return f"{{{{{left} {self._filtered()} {right}}}}}"

    def _dash(self) -> str:
        return "-" if self._chance(0.1) else ""

    def _body(self, depth: int) -> str:
        return "".join(self._part(depth) for _ in range(self._random.randrange(3)))

    def _mark(self, text: str) -> str:
        return f"{{%{self._dash()} {text} {self._dash()}%}}"

    def _tag(self, depth: int) -> str:
        draw = self._one((
            self._assign, self._assign, self._if, self._if, self._unless, self._capture,
            self._count,
            self._cycle, self._comment, self._raw, self._liquid, self._echo, self._odd,
        ))  # fmt: skip
        return str(draw(depth))

    def _assign(self, _depth: int) -> str:
        name = self._one(("x", "y", "n", "items", "my-name"))
        return self._mark(f"assign {name} = {self._filtered()}") + f"{{{{ {name} }}}}"

    def _if(self, depth: int) -> str:
        text = self._mark(f"if {self._condition()}") + self._body(depth)
        if self._chance(0.3):
            text += self._mark(f"elsif {self._condition()}") + self._body(depth)
        if self._chance(0.6):
            text += self._mark("else") + self._body(depth) + "E"
        return text + self._mark("endif")

    def _unless(self, depth: int) -> str:
        text = self._mark(f"unless {self._condition()}") + "U" + self._body(depth)
        if self._chance(0.4):
            text += self._mark("else") + self._body(depth)
        return text + self._mark("endunless")

    def _capture(self, depth: int) -> str:
        name = self._one(("x", "'y'", "c"))
        output = f"{{{{ {name.strip(chr(39))} | {self._filter()} }}}}"
        return self._mark(f"capture {name}") + self._body(depth) + self._mark("endcapture") + output

    def _count(self, _depth: int) -> str:
        tag, name = self._one(("increment", "decrement")), self._one(("i", "n", "x", "missing"))
        return self._mark(f"{tag} {name}") * self._random.randrange(1, 3) + f"{{{{ {name} }}}}"

    def _cycle(self, _depth: int) -> str:
        group = self._one(("", "", "'g': ", "n: "))
        values = ", ".join(self._operand() for _ in range(self._random.randrange(1, 4)))
        return self._mark(f"cycle {group}{values}") * self._random.randrange(1, 4)

    def _comment(self, depth: int) -> str:
        if self._chance(0.4):
            return self._mark("# a comment")
        return self._mark("comment") + self._body(depth) + self._mark("endcomment")

    def _raw(self, depth: int) -> str:
        return f"{{% raw %}}{self._body(depth)}{{% endraw %}}"

    def _liquid(self, _depth: int) -> str:
        lines = [
            self._one((
                f"echo {self._filtered()}", f"assign x = {self._filtered()}", "echo x",
                f"if {self._condition()}\n  echo {self._operand()}\nendif", "# note", "",
            ))
            for _ in range(self._random.randrange(1, 4))
        ]  # fmt: skip
        return "{% liquid\n" + "\n".join(lines) + "\n%}"

    def _echo(self, _depth: int) -> str:
        return self._mark(f"echo {self._filtered()}")

    def _odd(self, _depth: int) -> str:
        return str(
            self._one((
                "{% break %}", "{% continue %}", "{% block a %}b{% endblock %}", "{% nosuch %}",
                "{% for a in items %}{{ a }}{% endfor %}", "{% case n %}{% when 1 %}{% endcase %}",
                "{% render 'x' %}", "{% echo %}", "{% if false %}{{ x | map: 'y' }}{% endif %}",
            ))
        )  # fmt: skip

    def _filtered(self) -> str:
        value = self._condition() if self._chance(0.1) else self._operand()
        filters = [self._filter() for _ in range(self._one((0, 0, 1, 1, 1, 1, 2, 2, 3)))]
        if self._chance(0.12):
            value = self._one((*(f"'{date}'" for date in _DATES), "t", "n"))
            filters = [self._filter_named(self._one(_DATE_FILTERS)), *filters[1:]]
        return " | ".join([value, *filters])

    def _filter(self) -> str:
        if self._chance(0.03):
            return str(self._one(_ODD_FILTERS))
        return self._filter_named(self._one(_FILTERS))

    def _filter_named(self, name: str) -> str:
        if name in _ARGUMENTS and self._chance(0.75):
            arguments = str(self._one(_ARGUMENTS[name]))
            if name == "where" and self._chance(0.5):
                arguments += f", {self._operand()}"
            return f"{name}: {arguments}"
        usual = _ARITY.get(name, 0)
        count = usual if self._chance(0.9) else self._random.randrange(3)
        arguments = ", ".join(self._operand() for _ in range(count))
        return f"{name}: {arguments}" if arguments else name

    def _condition(self) -> str:
        text = self._operand()
        if self._chance(0.1):
            text = f"not {text}"
        for _ in range(self._one((0, 1, 1, 1, 2, 3))):
            text += f" {self._one(_OPERATORS)} {self._operand()}"
        return text

    def _operand(self) -> str:
        return self._path() if self._chance(0.6) else str(self._one(_LITERALS))

    def _path(self) -> str:
        text = str(self._one((*_NAMES, "x", "y", "items", "traits", "n")))
        for _ in range(self._one((0, 0, 1, 1, 2))):
            text += self._step()
        return text

    def _step(self) -> str:
        if self._chance(0.7):
            return f".{self._one(_KEYS)}"
        key = self._one(("0", "1", "-1", "'name'", '"email"', "n", "nul", "9", "true", "1.5"))
        return f"[{key}]"
