"""Configs inside a definition document: do they compile, and what do they read?"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from mappings.catalog.audience_key import fill_in_audience_key, has_unknown_parameter
from mappings.catalog.wording import Keys, problem_at
from mappings.engine.compiler import compile_mapping
from mappings.engine.errors import MappingError, Problem, json_pointer
from mappings.engine.json_types import Json
from mappings.engine.paths import parse_path
from mappings.engine.strict_json import dump_json

_SAMPLE_AUDIENCE_KEY = "audience"
_MEMBER = "config"


def check_config(place: Keys, config: Json) -> Iterator[Problem]:
    """What keeps the config at this place from compiling, for any audience key."""
    filled = fill_in_audience_key(config, _SAMPLE_AUDIENCE_KEY)
    if has_unknown_parameter(filled):
        message = "The only parameter of a path is {{audience_key}}."
        yield problem_at(place, message, "unknown_parameter")
    for problem in _read(filled).problems:
        below = problem.pointer.removeprefix(f"/{_MEMBER}")
        yield replace(problem, pointer=json_pointer(place) + below)


def config_reads(config: Json) -> tuple[tuple[str, ...], ...]:
    """The paths that a config reads, each as its keys; none when it does not compile.

    Shape:
        ``{"@template": "{{settings.base_url}}/contacts"}`` -> ``(("settings", "base_url"),)``
    """
    return _read(config).reads


@dataclass(frozen=True, slots=True)
class _ReadConfig:
    """What a config reads, or what keeps it from compiling."""

    reads: tuple[tuple[str, ...], ...] = ()
    problems: tuple[Problem, ...] = ()


def _read(config: Json) -> _ReadConfig:
    return _read_text(dump_json(config))


@lru_cache(maxsize=256)
def _read_text(text: str) -> _ReadConfig:
    """By its text, for each config of a document is asked about several times."""
    try:
        reads = compile_mapping({_MEMBER: json.loads(text)}).reads
    except MappingError as error:
        return _ReadConfig(problems=error.problems)
    return _ReadConfig(reads=tuple(parse_path(path) for path in reads))
