"""Paths to an audience's flag, and the same paths for another audience's key."""

from collections.abc import Sequence

Keys = tuple[str, ...]

# Where events keep what is named after an audience.
FLAG_HOLDERS: tuple[Keys, ...] = (("traits",), ("properties",), ("context", "traits"))
# Where they say which audience they are about.
KEY_PLACES: tuple[Keys, ...] = (
    ("properties", "audience_key"),
    ("context", "personas", "computation_key"),
)


def flag_index(keys: Sequence[str], audience_key: str) -> int | None:
    """Which key of a path is the audience's; None where the path does not lead to its flag.

    Shape:
        ``("context", "traits", "vip")``, ``"vip"`` -> ``2``; ``("traits", "email")`` -> ``None``
    """
    for holder in FLAG_HOLDERS:
        index = len(holder)
        if tuple(keys[: index + 1]) == (*holder, audience_key):
            return index
    return None


def other_flag(keys: Keys, audience_key: str, other_key: str) -> Keys | None:
    """The keys of the other audience's flag; None where the path is of no flag.

    Shape:
        ``("traits", "vip")``, ``"vip"``, ``"lapsed"`` -> ``("traits", "lapsed")``
    """
    index = flag_index(keys, audience_key)
    return None if index is None else (*keys[:index], other_key, *keys[index + 1 :])
