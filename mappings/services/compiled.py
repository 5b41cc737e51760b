"""Compiled configs, kept: lists show the same ones again, and an editor changes one field."""

from functools import lru_cache
from typing import Any

from mappings.engine.compiler import CompiledMapping, compile_mapping
from mappings.engine.errors import JsonTextError
from mappings.engine.strict_json import dump_json, parse_json

_MAX_KEPT = 2_000
_MAX_KEPT_CHARS = 8_000  # so that what is kept stays below 16 MB of texts


def compiled_mapping(config: Any) -> CompiledMapping:
    """The same as the engine's `compile_mapping`, from memory where the config was seen before.

    Raises:
        MappingError: listing every problem.
    """
    text = dump_json(config)
    if len(text) > _MAX_KEPT_CHARS:
        return compile_mapping(config)
    try:
        return _compile_text(text)
    except JsonTextError:
        return compile_mapping(config)  # holds a text that only stays in memory


@lru_cache(maxsize=_MAX_KEPT)
def _compile_text(text: str) -> CompiledMapping:
    return compile_mapping(parse_json(text))
