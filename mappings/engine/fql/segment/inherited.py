"""Keys that JavaScript finds in values although no JSON has them."""

from collections.abc import Sequence
from typing import Final

_OF_OBJECTS = """
constructor __defineGetter__ __defineSetter__ hasOwnProperty __lookupGetter__ __lookupSetter__
isPrototypeOf propertyIsEnumerable toString valueOf __proto__ toLocaleString
"""
_OF_LISTS_TEXTS_AND_NUMBERS = """
at concat copyWithin fill find findIndex findLast findLastIndex lastIndexOf pop push reverse shift
unshift slice sort splice includes indexOf join keys entries values forEach filter flat flatMap map
every some reduce reduceRight toReversed toSorted toSpliced with anchor big blink bold charAt
charCodeAt codePointAt endsWith fontcolor fontsize fixed isWellFormed italics link localeCompare
match matchAll normalize padEnd padStart repeat replace replaceAll search small split strike sub
substr substring sup startsWith toWellFormed trim trimStart trimLeft trimEnd trimRight
toLocaleLowerCase toLocaleUpperCase toLowerCase toUpperCase toExponential toFixed toPrecision
"""

OBJECT_KEYS: Final = frozenset(_OF_OBJECTS.split())
_VALUE_KEYS: Final = OBJECT_KEYS | frozenset(_OF_LISTS_TEXTS_AND_NUMBERS.split())


def has_inherited_key(keys: Sequence[str], operator: str) -> bool:
    """Whether JavaScript finds one on the way, where it makes a difference to an operator.

    `keys` start with the field. What is found at the end is a function: neither text nor number.
    """
    inside = keys[1:]
    asks_existence = operator in ("exists", "not_exists")
    for place, key in enumerate(inside):
        is_last = place == len(inside) - 1
        known = OBJECT_KEYS if place == 0 else _VALUE_KEYS
        if key in known and (asks_existence or not is_last or key == "__proto__"):
            return True
    return False
