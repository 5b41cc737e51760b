"""Mapping configs of every directive, right and wrong ones, and events that they find things in."""

from collections.abc import Iterator
from typing import Any

from tests.differential.drawing import TEXTS, Draw
from tests.differential.path_cases import draw_path, odd_path, plant

_MAX_DEPTH = 4
_PLACES = ("a", "b", "c", "s", "list", "0", "10", "it's", "$")
_SHORT = (
    *(
        "a",
        "x",
        "A",
        "S",
        "s",
        "ß",
        "ss",
        "I",
        "i",
        "ı",
        "K",
        "k",
        "µ",
        "μ",
        "σ",
        "ς",
        "😀",
        ".",
        "-",
    ),
    *(
        "$",
        "a-",
        "(",
        "[a]",
        "\\",
        "^",
        "|",
        " ",
        "\n",
        "#",
        "X",
        "𐐀",
        "ﬀ",
        "ǆ",
        "ǅ",
        "é",
        "É",
        "Σ",
    ),
)
_REPLACEMENTS = ("", "x", "$$", "$&", "$`", "$'", "$1", "$0", "$<a>", "$", "é", "😀")
_SEPARATORS = (".", "_", "--", "é", "😀")
_INTERNAL = ("__segment_internal_sync_mode", "__segment_internal_matching_key")
_ROOT = "__segment_internal_directive"


def draw_mapping_case(draw: Draw) -> dict[str, Any]:
    """One config and some events; half of the configs have nothing wrong on purpose."""
    grammar = _Grammar(draw, wrong=draw.pick([0, 0, 0, 0.02, 0.1]))
    config = grammar.config()
    events = [_event(draw, config) for _ in range(draw.count(1, 3))]
    return {"kind": "mapping", "config": config, "events": events}


def _event(draw: Draw, config: Any) -> Any:
    if draw.chance(0.01):
        return draw.scalar()
    event = {key: draw.value(1) for key in draw.some(_PLACES, 5)}
    for text in _texts(config):
        if draw.chance(0.7):
            event = plant(draw, event, text.removeprefix("$."))
        if not isinstance(event, dict):
            event = {"a": event}
    return event


def _texts(config: Any) -> Iterator[str]:
    """Texts in a config that may be paths; of templates, what is in their braces."""
    if isinstance(config, str):
        yield from (piece.split("}")[0].strip() for piece in config.split("{{")[1:])
        if "{" not in config and len(config) < 30:
            yield config
    inner = config.values() if isinstance(config, dict) else config
    for value in inner if isinstance(inner, (list, type({}.values()))) else ():
        yield from _texts(value)


class _Grammar:
    """Draws configs; `wrong` is how often something in them is not as it should be."""

    def __init__(self, draw: Draw, *, wrong: float) -> None:
        self._draw = draw
        self._wrong = wrong

    def config(self) -> dict[str, Any]:
        draw = self._draw
        if draw.chance(0.12):
            return self._root()
        if draw.chance(0.2):
            return self.directive(0)
        config = {key: self.any(1) for key in draw.some(("m", "n", "9", "o p", "10"), 3)}
        if draw.chance(0.05):
            config[draw.pick(_INTERNAL)] = draw.pick(["add", "upsert", "", None, 5])
        return config

    def any(self, depth: int) -> Any:
        """A directive, a raw value with directives in it, or a raw value without."""
        draw = self._draw
        if depth > _MAX_DEPTH or draw.chance(0.1):
            return draw.value(2)
        if draw.chance(0.15):
            return self.members(depth)
        if draw.chance(0.1):
            return [self.any(depth + 1) for _ in range(draw.count(0, 3))]
        return self.directive(depth)

    def members(self, depth: int) -> dict[str, Any]:
        members = {self._draw.key(): self.any(depth + 1) for _ in range(self._draw.count(0, 3))}
        if self._is_wrong():
            members |= self.directive(depth + 1)
        return members

    def directive(self, depth: int) -> dict[str, Any]:
        draw = self._draw
        if depth > _MAX_DEPTH:
            return self._path(depth)
        if self._is_wrong():
            return {draw.pick(["@nope", "@Path", "@", "@if ", "@TEMPLATE"]): self.any(depth + 1)}
        written = draw.call(
            (
                *(self._path, self._path, self._template, self._template, self._literal),
                *(
                    self._if,
                    self._if,
                    self._case,
                    self._replace,
                    self._array_path,
                    self._array_path,
                ),
                *(self._merge, self._merge, self._flatten, self._json, self._transform),
                self._exclude_when_null,
            ),
            depth,
        )
        if draw.chance(0.02):
            written["_metadata"] = {"label": "x"}
        if self._is_wrong():
            written[draw.pick(["@path", "b"])] = "$.a"
        return written

    def _is_wrong(self) -> bool:
        return self._draw.chance(self._wrong)

    def _argument(self, argument: Any) -> Any:
        return self._draw.value(1) if self._is_wrong() else argument

    def _object(self, members: dict[str, Any]) -> Any:
        """The members, sometimes one left out or of any value, in any order."""
        draw = self._draw
        keys = draw.some(list(members), 0) if draw.chance(0.9) else draw.some(list(members), 9)
        members = {key: members[key] for key in (*keys, *(k for k in members if k not in keys))}
        if self._is_wrong() and members:
            del members[draw.pick(list(members))]
        return self._argument({key: self._argument(value) for key, value in members.items()})

    def _options(self, options: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in options.items() if self._draw.chance(0.4)}

    def _path_text(self) -> str:
        draw = self._draw
        if draw.chance(0.35):
            return "$." + draw.pick(
                ["", "a", "b", "c", "s", "list", "a.b", "list.0.a", "zz", "zz.a"]
            )
        return draw_path(draw) if draw.chance(0.8) else odd_path(draw)

    def _path(self, depth: int) -> dict[str, Any]:
        if self._draw.chance(0.06) and depth < _MAX_DEPTH:
            return {"@path": self.directive(depth + 1)}
        return {"@path": self._argument(self._path_text())}

    def _template(self, depth: int) -> dict[str, Any]:
        draw = self._draw
        if draw.chance(0.06) and depth < _MAX_DEPTH:
            return {"@template": self.directive(depth + 1)}
        pieces = [draw.call((self._placeholder, self._placeholder, self._braces)) for _ in range(3)]
        return {"@template": self._argument("".join(pieces[: draw.count(0, 3)]))}

    def _placeholder(self) -> str:
        blank = self._draw.pick(["", "", "", " ", "\n", "\u00a0", "\ufeff", "\u0085"])
        inside = blank + self._path_text() + blank
        return self._draw.pick(["{{%s}}", "{{%s}}", "{{{%s}}}", "Hello {{%s}} "]) % inside

    def _braces(self) -> str:
        pieces = (
            "{{",
            "}}",
            "{{{",
            "}}}",
            "{",
            "}",
            " ",
            "t",
            "a",
            "é😀",
            "$&",
            "{{}}",
            "a|upcase",
        )
        return "".join(self._draw.pick(pieces) for _ in range(self._draw.count(0, 5)))

    def _literal(self, depth: int) -> dict[str, Any]:
        return {"@literal": self.any(depth + 1)}

    def _exclude_when_null(self, depth: int) -> dict[str, Any]:
        return {"@excludeWhenNull": self.any(depth + 1)}

    def _if(self, depth: int) -> dict[str, Any]:
        draw = self._draw
        tested = self.directive(depth + 1) if draw.chance(0.8) else self.any(depth + 1) or "x"
        members = {draw.pick(["exists", "blank"]): tested}
        members |= self._options({"blank": self.any(depth + 1)}) if draw.chance(0.3) else {}
        members["then"] = self.any(depth + 1)
        members |= self._options({"else": self.any(depth + 1)})
        return {"@if": self._object(members)}

    def _case(self, depth: int) -> dict[str, Any]:
        operator = self._draw.pick(["lower", "upper"])
        if self._is_wrong():
            operator = self._draw.pick(["Lower", "", "title"])
        return {"@case": self._object({"operator": operator, "value": self._text_source(depth)})}

    def _replace(self, depth: int) -> dict[str, Any]:
        draw = self._draw
        members = {"value": self._text_source(depth), "pattern": draw.pick(_SHORT)}
        members |= self._options(
            {
                "replacement": self._replacement(),
                "ignorecase": draw.chance(0.7),
                "global": draw.chance(0.5),
                "pattern2": self._argument(draw.pick(_SHORT)),
                "replacement2": self._argument(self._replacement()),
            }
        )
        if self._is_wrong():
            members[draw.pick(["pattern", "pattern2", "replacement"])] = "x" * draw.count(9, 12)
        return {"@replace": self._object(members)}

    def _replacement(self) -> str:
        draw = self._draw
        return "".join(draw.pick(_REPLACEMENTS) for _ in range(draw.count(0, 3)))

    def _text_source(self, depth: int) -> Any:
        draw = self._draw
        return draw.pick(TEXTS) if draw.chance(0.15) else self.directive(depth + 1)

    def _array_path(self, depth: int) -> dict[str, Any]:
        draw = self._draw
        source = self._path_text() if draw.chance(0.7) else self.directive(depth + 1)
        argument = [self._argument(source)]
        if draw.chance(0.8):
            shape = self.members(depth + 1) if draw.chance(0.7) else self.any(depth + 1)
            argument.append(shape)
        if draw.chance(0.03):
            argument.append(1)
        return {"@arrayPath": [] if self._is_wrong() else self._argument(argument)}

    def _merge(self, depth: int) -> dict[str, Any]:
        draw = self._draw
        objects = [
            self.members(depth + 1) if draw.chance(0.4) else self.directive(depth + 1)
            for _ in range(draw.count(0, 3))
        ]
        if self._is_wrong():
            objects.append(draw.value(2))
        direction = draw.pick(["left", "right", "right", "RIGHT", "Left"])
        return {"@merge": self._object({"objects": objects, "direction": direction})}

    def _flatten(self, depth: int) -> dict[str, Any]:
        draw = self._draw
        members = {"value": self.any(depth + 1), "separator": draw.pick(_SEPARATORS)}
        members |= self._options({"omitArrays": draw.pick([True, False, 0, "x", [], None])})
        return {"@flatten": self._object(members)}

    def _json(self, depth: int) -> dict[str, Any]:
        draw = self._draw
        mode = draw.pick(["encode", "decode", "encode", "decode", "ENCODE", "Decode"])
        value = self.directive(depth + 1) if draw.chance(0.7) else self.any(depth + 1) or "[]"
        return {"@json": self._object({"mode": mode, "value": value})}

    def _transform(self, depth: int) -> dict[str, Any]:
        draw = self._draw
        apply = self._root() if draw.chance(0.05) else self.members(depth + 1)
        members = {
            "apply": self.directive(depth + 1) if draw.chance(0.25) else apply,
            "mapping": self.directive(depth + 1) if draw.chance(0.4) else self.members(depth + 1),
        }
        return {"@transform": self._object(members)}

    def _root(self) -> dict[str, Any]:
        draw = self._draw
        root: Any = {"@transform": {"apply": self.members(2)}}
        if draw.chance(0.3):
            root = draw.call((self._merge, self._flatten, self.directive), 2)
        if self._is_wrong():
            root = draw.pick([None, 5, {}, [], {**root, "b": 1}, {"@path": "$.a"}, "text"])
        return {**self.members(2), _ROOT: root}
