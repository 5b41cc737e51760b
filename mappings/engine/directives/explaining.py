"""What a config does with an event, as sentences for people who know no mapping language."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from mappings.engine.directives.planner import is_directive
from mappings.engine.directives.root_mapping import ROOT_DIRECTIVE, as_directive
from mappings.engine.directives.template import has_placeholder
from mappings.engine.js_values import is_truthy
from mappings.engine.json_types import Json
from mappings.engine.paths import format_path, parse_path

_MAX_TEXT_CHARS = 40
_MAX_SENTENCE_CHARS = 1_000
_MAX_MEMBERS = 5
_METADATA = "_metadata"


def explain_mapping(config: dict[str, Json]) -> dict[str, str]:
    """A sentence for each key of a config that compiles; of one directive, one under ``""``."""
    if is_directive(config):
        return {"": explain_value(config)}
    if ROOT_DIRECTIVE in config:
        return {"": explain_value(as_directive(config))}
    return {key: explain_value(value) for key, value in config.items()}


def explain_value(config: Json) -> str:
    """One sentence about a directive or a raw value of a config that compiles.

    Shape:
        ``{"@case": {"operator": "lower", "value": {"@path": "$.email"}}}`` ->
        ``"Takes email in lower case."``
    """
    name, argument = _directive_of(config)
    while name == "@literal":
        config = argument
        name, argument = _directive_of(config)
    if name == "@if":
        sentence = _choice_sentence(argument)
    elif name:
        sentence = f"Takes {_phrase(config)}"
    else:
        sentence = f"{'Sends' if _reads(config) else 'Always sends'} {_phrase(config)}"
    return f"{_cut(sentence, _MAX_SENTENCE_CHARS)}."


def _phrase(config: Json) -> str:
    """What a value is, to stand in a sentence: ``email in lower case``."""
    name, argument = _directive_of(config)
    if name:
        return _PHRASES[name](argument)
    if isinstance(config, dict):
        members = [f"{key}: {_phrase(value)}" for key, value in _first(list(config.items()))]
        return f"an object ({_listed(members, len(config))})" if config else "an empty object"
    if isinstance(config, list):
        items = [_phrase(item) for item in _first(config)]
        return f"a list ({_listed(items, len(config))})" if config else "an empty list"
    if isinstance(config, str):
        return f"the text {_quoted(config)}" if config else "an empty text"
    if config is None or isinstance(config, bool):
        return json.dumps(config)
    return f"the number {config}"


def _path_phrase(argument: Json) -> str:
    if not isinstance(argument, str):
        return f"the value at the path that is {_phrase(argument)}"
    return format_path(parse_path(argument)) or "the whole event"


def _template_phrase(argument: Json) -> str:
    if not isinstance(argument, str):
        return f"{_phrase(argument)}, filled in from the event"
    if not has_placeholder(argument):
        return _phrase(argument)
    return f"the text {_quoted(argument)}, filled in from the event"


def _liquid_phrase(argument: Json) -> str:
    return f"what the Liquid template {_quoted(argument)} gives"


def _case_phrase(argument: Any) -> str:
    if not argument.get("value"):
        return "nothing"
    return f"{_phrase(argument['value'])} in {argument['operator']} case"


def _replace_phrase(argument: Any) -> str:
    if not argument["value"]:
        return "nothing"
    is_first_only = argument.get("global") is False
    changes = [
        _change(argument[f"pattern{number}"], argument.get(f"replacement{number}"), is_first_only)
        for number in ("", "2")
        if isinstance(argument.get(f"pattern{number}"), str) and argument[f"pattern{number}"]
    ]
    ending = " (in upper or lower case)" if argument.get("ignorecase") else ""
    return f"{_phrase(argument['value'])} with {' and then '.join(changes)}{ending}"


def _change(pattern: str, replacement: Json, is_first_only: bool) -> str:
    which = f"the first {_quoted(pattern)}" if is_first_only else _quoted(pattern)
    return f"{which} replaced by {_quoted(replacement)}" if replacement else f"{which} removed"


def _list_phrase(argument: Any) -> str:
    source, shape = argument[0], argument[1] if len(argument) > 1 else None
    items = _path_phrase(source) if isinstance(source, str) else _phrase(source)
    if not isinstance(shape, dict) or not shape:
        return items
    return f"a list with {_phrase(shape)} for each item of {items}"


def _merge_phrase(argument: Any) -> str:
    objects = argument["objects"]
    if not objects:
        return "an empty object"
    if len(objects) == 1:
        return _phrase(objects[0])
    phrases = [_phrase(value) for value in _first(objects)]
    winner = "earlier" if argument["direction"] == "left" else "later"
    return f"{_listed(phrases, len(objects), last=' and ')} merged, where the {winner} value wins"


def _transform_phrase(argument: Any) -> str:
    apply = argument["apply"]
    applied = as_directive(apply) if ROOT_DIRECTIVE in apply else apply
    return f"{_phrase(argument['mapping'])}, made from {_phrase(applied)}"


def _flatten_phrase(argument: Any) -> str:
    ending = ", with lists left as they are" if is_truthy(argument.get("omitArrays")) else ""
    joined = _quoted(argument["separator"])
    return f"{_phrase(argument['value'])} made flat, with keys joined by {joined}{ending}"


def _json_phrase(argument: Any) -> str:
    phrase = _phrase(argument["value"])
    endings = {"encode": f"{phrase} as JSON text", "decode": f"{phrase} read from JSON text"}
    return endings.get(argument["mode"], "nothing")


def _choice_phrase(argument: Any) -> str:
    """A choice inside another phrase."""
    subject, test = _subject_of(argument), _test_of(argument)
    then, otherwise = _branches_of(argument)
    if then is None and otherwise is None:
        return "nothing"
    if then is None:
        return f"{_phrase(otherwise)} if {_phrase(subject)} {_NEGATED[test]}"
    is_about_subject = _is_made_of(then, subject)
    tested = "it" if is_about_subject else _phrase(subject)
    if otherwise is not None:
        if is_about_subject:
            return f"{_phrase(then)} or, if it {_NEGATED[test]}, {_phrase(otherwise)}"
        return f"{_phrase(then)} if {tested} {test}, otherwise {_phrase(otherwise)}"
    is_plain = is_about_subject and test == _EXISTS
    return _phrase(then) if is_plain else f"{_phrase(then)} if {tested} {test}"


def _choice_sentence(argument: Any) -> str:
    """A choice as a whole sentence: ``Takes a; if it is missing, uses b; …``."""
    then, otherwise = _branches_of(argument)
    subject, test = _subject_of(argument), _test_of(argument)
    if then is None or otherwise is None or not _is_made_of(then, subject):
        return f"Takes {_choice_phrase(argument)}"
    clauses = [f"Takes {_phrase(then)}", f"if it {_NEGATED[test]}, uses"]
    while True:
        name, argument = _directive_of(otherwise)
        then, following = _branches_of(argument) if name == "@if" else (None, None)
        if then is None or following is None or not _is_made_of(then, _subject_of(argument)):
            clauses[-1] += f" {_phrase(otherwise)}"
            break
        clauses[-1] += f" {_phrase(then)}"
        clauses.append(f"if that {_NEGATED[_test_of(argument)]}, too, uses")
        otherwise = following
    return "; ".join(clauses)


_EXISTS: Final = "exists"
_NEGATED = {_EXISTS: "is missing", "is not empty": "is missing or empty"}


def _test_of(argument: Any) -> str:
    return _EXISTS if "exists" in argument else "is not empty"


def _subject_of(argument: Any) -> Json:
    return argument.get("exists") if "exists" in argument else argument.get("blank")


def _branches_of(argument: Any) -> tuple[Json, Json]:
    """None for a branch that gives nothing; an empty ``else`` is ignored."""
    otherwise = argument.get("else")
    then = {"@literal": None} if argument.get("then", 0) is None else argument.get("then")
    return then, otherwise if is_truthy(otherwise) else None


def _is_made_of(config: Json, subject: Json) -> bool:
    """Whether a value is the subject itself, or the subject with some changes."""
    if config == subject:
        return True
    name, argument = _directive_of(config)
    if name == "@excludeWhenNull":
        return _is_made_of(argument, subject)
    if name in ("@case", "@replace", "@json", "@flatten"):
        return _is_made_of(argument.get("value"), subject)
    return False


def _reads(config: Json) -> bool:
    if isinstance(config, dict):
        return is_directive(config) or any(map(_reads, config.values()))
    return isinstance(config, list) and any(map(_reads, config))


def _directive_of(config: Json) -> tuple[str, Any]:
    """A directive's name and argument; an empty name for a raw value."""
    if not is_directive(config):
        return "", None
    return next((name, argument) for name, argument in config.items() if name != _METADATA)


def _first(members: list[Any]) -> list[Any]:
    return members[:_MAX_MEMBERS]


def _listed(phrases: list[str], count: int, *, last: str = ", ") -> str:
    if count > len(phrases):
        return f"{', '.join(phrases)} and {count - len(phrases)} more"
    return last.join([", ".join(phrases[:-1]), phrases[-1]] if len(phrases) > 1 else phrases)


def _quoted(text: Any) -> str:
    return json.dumps(_cut(str(text), _MAX_TEXT_CHARS), ensure_ascii=False)


def _cut(text: str, max_chars: int) -> str:
    return text if len(text) <= max_chars else text[: max_chars - 1] + "…"


_PHRASES: Mapping[str, Callable[[Any], str]] = {
    "@path": _path_phrase,
    "@template": _template_phrase,
    "@liquid": _liquid_phrase,
    "@literal": _phrase,
    "@if": _choice_phrase,
    "@case": _case_phrase,
    "@replace": _replace_phrase,
    "@arrayPath": _list_phrase,
    "@merge": _merge_phrase,
    "@transform": _transform_phrase,
    "@flatten": _flatten_phrase,
    "@json": _json_phrase,
    "@excludeWhenNull": lambda argument: f"{_phrase(argument)} without what is null",
}
