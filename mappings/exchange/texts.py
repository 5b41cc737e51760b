"""Documents as texts: JSON or YAML out, either of them in, and where a pointer leads in a text."""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Literal

import yaml

from mappings.catalog.documents_text import read_document
from mappings.engine.errors import JsonTextError, Problem
from mappings.engine.json_types import Json
from mappings.exchange.errors import ExchangeError
from mappings.exchange.limits import MAX_IMPORT_BYTES

TextForm = Literal["json", "yaml"]

# Where a plain text starts like this, some reader of YAML takes it for a number or a time.
_LIKE_A_NUMBER = re.compile(r"[-+.0-9]")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_WIDTH = 10**9  # a text stays on its line, so that a change of it is a change of one line


def read_text(text: str | bytes) -> Json:
    """The value of a JSON or a YAML text.

    Raises:
        ExchangeError: everything that is wrong, each with its line and column.
    """
    try:
        return read_document(text, max_bytes=MAX_IMPORT_BYTES)
    except JsonTextError as err:
        raise ExchangeError(err.problems) from err


def write_text(document: Json, form: TextForm) -> str:
    """The text of a document; `read_text` gives the same document back."""
    if form == "json":
        return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    written: str = yaml.dump(
        document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH
    )
    return written


def with_lines(problems: Iterable[Problem], text: str) -> tuple[Problem, ...]:
    """The problems with the line and column that their pointers lead to in a JSON or YAML text.

    Where a pointer leads to nothing, as for a key that is missing, it is that of what is around it.
    """
    listed = tuple(problems)
    if all(problem.line for problem in listed):
        return listed
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError:  # JSON that is not quite YAML
        return listed
    return tuple(problem if problem.line else _placed(problem, root) for problem in listed)


def _placed(problem: Problem, root: Any) -> Problem:
    node = root
    for key in problem.pointer.split("/")[1:]:
        inner = _inner_node(node, key.replace("~1", "/").replace("~0", "~"))
        if inner is None:
            break
        node = inner
    mark = node.start_mark
    return replace(problem, line=mark.line + 1, column=mark.column + 1)


def _inner_node(node: Any, key: str) -> Any:
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == key), None)
    if isinstance(node, yaml.SequenceNode) and key.isdecimal() and int(key) < len(node.value):
        return node.value[int(key)]
    return None


class _Dumper(_DUMPER):  # type: ignore[misc]  # the C class where there is one
    """Writes texts so that every reader of YAML takes them for texts, and repeats no anchors."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def _represent_text(dumper: Any, text: str) -> Any:
    style = '"' if _LIKE_A_NUMBER.match(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)
