"""Where in a YAML text a pointer leads: its line and column."""

from typing import Any

import yaml

from mappings.engine.paths import MISSING


def find_yaml_position(text: str, pointer: str) -> tuple[int, int]:
    """Line and column of the value that a JSON pointer leads to, in a text that is YAML.

    Where the pointer leads to nothing, as for a key that is missing, those of the nearest value
    around it.

    Shape:
        ``"a:\\n- 1\\n- 2\\n"``, ``"/a/1"`` -> ``(3, 3)``
    """
    node: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    for key in pointer.split("/")[1:]:
        inner = _member(node, key.replace("~1", "/").replace("~0", "~"))
        if inner is MISSING:
            break
        node = inner
    return node.start_mark.line + 1, node.start_mark.column + 1


def _member(node: Any, key: str) -> Any:
    if isinstance(node, yaml.MappingNode):
        found = [value for name, value in node.value if name.value == key]
        return found[-1] if found else MISSING
    if isinstance(node, yaml.SequenceNode) and key.isdigit() and int(key) < len(node.value):
        return node.value[int(key)]
    return MISSING
