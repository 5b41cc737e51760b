"""A template that reads other paths: what it says of its paths is put in place, the rest stays."""

import json
import re
from collections.abc import Callable, Iterator

from mappings.engine.liquid.expressions import PathPlace
from mappings.engine.liquid.parser import parse_template
from mappings.engine.liquid.tree import Literal

Keys = tuple[str, ...]

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def path_places(text: str) -> list[PathPlace]:
    """Where the paths of a template stand, in the order of the text, each once."""
    found: list[PathPlace] = []
    parse_template(text, found)
    return sorted({place.ends[0]: place for place in found}.values(), key=lambda one: one.ends[0])


def written_keys(place: PathPlace) -> Keys:
    """The keys of a path as far as they are written out as texts."""
    keys: list[str] = []
    for key in place.keys:
        if not isinstance(key, Literal) or not isinstance(key.value, str):
            break
        keys.append(key.value)
    return tuple(keys)


def with_other_keys(text: str, choose: Callable[[Keys], tuple[int, str] | None]) -> str:
    """The template with one key of some paths in other words.

    Args:
        choose: gives the index of a path's key, never the first, and the key to put there.
    """
    pieces = []
    at = 0
    for start, end, key in _changes(text, choose):
        pieces += [text[at:start], key]
        at = end
    return "".join((*pieces, text[at:]))


def _changes(
    text: str, choose: Callable[[Keys], tuple[int, str] | None]
) -> Iterator[tuple[int, int, str]]:
    for place in path_places(text):
        chosen = choose(written_keys(place))
        if chosen:
            index, key = chosen
            yield place.ends[index], place.ends[index + 1], _step(key)


def _step(key: str) -> str:
    if _PLAIN_KEY.fullmatch(key):
        return f".{key}"
    return f"[{json.dumps(key, ensure_ascii=False)}]"
