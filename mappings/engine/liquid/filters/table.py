"""Every filter of the language, and what it costs."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from mappings.engine.liquid.filters import dates, encodings, general, lists, numbers, texts

FilterFunction = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Filter:
    """`weight` are the units of work per character that the filter gets; items count as 32.

    A filter whose result can be much larger than what it gets counts that itself. Arguments behind
    the `most_arguments` first are passed over.
    """

    function: FilterFunction
    weight: int
    most_arguments: int | None

    @property
    def summary(self) -> str:
        return (inspect.getdoc(self.function) or "").splitlines()[0]


def _filter(function: FilterFunction, weight: int = 2) -> Filter:
    parameters = inspect.signature(function).parameters.values()
    is_open = any(parameter.kind is parameter.VAR_POSITIONAL for parameter in parameters)
    return Filter(function, weight, None if is_open else len(parameters) - 2)


FILTERS: Final[Mapping[str, Filter]] = {
    "abs": _filter(numbers.absolute),
    "append": _filter(texts.append),
    "at_least": _filter(numbers.at_least),
    "at_most": _filter(numbers.at_most),
    "base64_decode": _filter(encodings.base64_decode, 4),
    "base64_encode": _filter(encodings.base64_encode, 4),
    "capitalize": _filter(texts.capitalize, 4),
    "ceil": _filter(numbers.ceil),
    "cgi_escape": _filter(encodings.cgi_escape, 20),
    "compact": _filter(lists.compact),
    "date": _filter(dates.date),
    "date_to_long_string": _filter(dates.date_to_long_string),
    "date_to_rfc822": _filter(dates.date_to_rfc822),
    "date_to_string": _filter(dates.date_to_string),
    "date_to_xmlschema": _filter(dates.date_to_xmlschema),
    "default": _filter(general.default, 0),
    "divided_by": _filter(numbers.divided_by),
    "downcase": _filter(texts.downcase, 4),
    "escape": _filter(encodings.escape, 6),
    "escape_once": _filter(encodings.escape_once, 10),
    "first": _filter(lists.first),
    "floor": _filter(numbers.floor),
    "hmac_sha256": _filter(encodings.hmac_sha256, 4),
    "inspect": _filter(general.to_json),
    "join": _filter(lists.join),
    "json": _filter(general.to_json),
    "jsonify": _filter(general.to_json),
    "last": _filter(lists.last),
    "lstrip": _filter(texts.lstrip),
    "minus": _filter(numbers.minus),
    "modulo": _filter(numbers.modulo),
    "normalize_whitespace": _filter(texts.normalize_whitespace, 12),
    "number_of_words": _filter(texts.number_of_words, 12),
    "plus": _filter(numbers.plus),
    "pop": _filter(lists.pop),
    "prepend": _filter(texts.prepend),
    "push": _filter(lists.push),
    "raw": _filter(general.raw, 0),
    "remove": _filter(texts.remove),
    "remove_first": _filter(texts.remove_first),
    "remove_last": _filter(texts.remove_last, 4),
    "replace": _filter(texts.replace),
    "replace_first": _filter(texts.replace_first),
    "replace_last": _filter(texts.replace_last, 4),
    "round": _filter(numbers.rounded),
    "rstrip": _filter(texts.rstrip),
    "sample": _filter(lists.sample, 16),
    "sha256": _filter(encodings.sha256, 4),
    "shift": _filter(lists.shift),
    "size": _filter(lists.size, 1),
    "slice": _filter(lists.part, 8),
    "slugify": _filter(encodings.slugify, 12),
    "split": _filter(texts.split),
    "strip": _filter(texts.strip),
    "strip_html": _filter(encodings.strip_html, 24),
    "strip_newlines": _filter(texts.strip_newlines),
    "sum": _filter(lists.total, 4),
    "times": _filter(numbers.times),
    "to_integer": _filter(numbers.to_integer),
    "truncate": _filter(texts.truncate, 4),
    "truncatewords": _filter(texts.truncatewords, 12),
    "unshift": _filter(lists.unshift),
    "upcase": _filter(texts.upcase, 4),
    "uri_escape": _filter(encodings.uri_escape, 20),
    "url_decode": _filter(encodings.url_decode, 8),
    "url_encode": _filter(encodings.url_encode, 20),
    "where": _filter(lists.where, 4),
    "xml_escape": _filter(encodings.escape, 6),
}

DISABLED_FILTERS: Final = (
    "array_to_sentence_string",
    "concat",
    "find",
    "find_exp",
    "find_index",
    "find_index_exp",
    "group_by",
    "group_by_exp",
    "has",
    "has_exp",
    "map",
    "newline_to_br",
    "reject",
    "reject_exp",
    "reverse",
    "sort",
    "sort_natural",
    "type",
    "uniq",
    "where_exp",
)
