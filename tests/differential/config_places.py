"""Where a problem of a config is: as ours says it, and as the reference does."""

from collections.abc import Iterator
from typing import Any

ROOT = "__segment_internal_directive"
Keys = tuple[str, ...]


def keys_of(pointer: str) -> Keys:
    """``/a~1b/0`` -> ``("a/b", "0")``"""
    return tuple(key.replace("~1", "/").replace("~0", "~") for key in pointer.split("/")[1:])


def reference_places(pointer: str, config: Any) -> list[str]:
    """Where the reference may say that a problem is, ours first.

    It names no index in ``@arrayPath``, starts anew in each object of ``@merge``, and reads a
    config with a root directive as that directive, with the other keys in its ``mapping``.
    """
    keys = keys_of(pointer)
    variants = [keys]
    root = config.get(ROOT) if isinstance(config, dict) else None
    if keys[:1] == (ROOT,):
        variants.append(keys[1:])
    elif isinstance(root, dict):
        variants += [(name, "mapping", *keys) for name in root]
    variants += [tuple(_within_lists(keys)) for keys in variants]
    return ["/" + "/".join(keys) for keys in variants]


def _within_lists(keys: Keys) -> Iterator[str]:
    for at in range(len(keys) - 1, 1, -1):
        if keys[at - 2 : at] == ("@merge", "objects"):
            keys = keys[at + 1 :]
            break
    for before, key in zip(("", *keys), keys, strict=False):
        if before != "@arrayPath":
            yield key


def at(config: Any, keys: Keys) -> Any:
    """What stands at some keys of a config; None where nothing does."""
    for key in keys:
        if isinstance(config, list):
            config = config[int(key)] if key.isdecimal() and int(key) < len(config) else None
        else:
            config = config.get(key) if isinstance(config, dict) else None
    return config


def is_looked_into(config: Any, keys: Keys) -> bool:
    """Whether the reference's check gets there: not into lists and some directives' objects."""
    for number, key in enumerate(keys):
        holder = at(config, keys[:number])
        is_list_of_directive = keys[:number][-1:] == ("@arrayPath",) or keys[:number][-2:] == (
            "@merge",
            "objects",
        )
        if isinstance(holder, list) and not is_list_of_directive:
            return False
        if key in ("@literal", "@excludeWhenNull") and not _has_directive(holder[key]):
            return False
    return True


def _has_directive(value: Any) -> bool:
    return isinstance(value, dict) and any(key.startswith("@") for key in value)
