"""What a resync does to each line, as plain data: it can be compared, kept, and sent elsewhere."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

import orjson

from mappings.catalog.schema import ActionDefinition
from mappings.engine.audiences import (
    ConnectionSetup,
    audience_events,
    read_audience,
    read_profile,
    read_setup,
)
from mappings.engine.compiler import compile_mapping
from mappings.engine.fql import compile_trigger, parse_trigger
from mappings.engine.json_types import Json
from mappings.event_files.mapping import EventMapper
from mappings.event_files.payload_check import payload_check
from mappings.event_files.resync.partition import LineMapper


@dataclass(frozen=True, slots=True)
class PayloadRules:
    """What payloads are checked with: an action of a definition's document, or a list of fields.

    A list of fields has no `action_slug`.
    """

    document: Json
    action_slug: str | None
    is_strict: bool = False


@dataclass(frozen=True, slots=True)
class MappingSettings:
    """A mapping: its config, its trigger as FQL, and the rules of what it is for.

    Shape:
        ``MappingSettings("entered.json", {"email": {"@path": "$.traits.email"}},
        'type = "identify"')``
    """

    name: str
    config: Json
    trigger: str | None = None
    rules: PayloadRules | None = None


@dataclass(frozen=True, slots=True)
class ResyncSettings:
    """All that decides what becomes of a line.

    Without an `audience` a line is an event; with one it is a profile, which enters the audience or
    leaves it, and `setup` is the connection's. Both are documents.
    """

    mappings: tuple[MappingSettings, ...]
    audience: Json = None
    setup: Json = None
    is_entering: bool = True

    def dump(self) -> bytes:
        """The settings as a text. Keys keep their order, for payloads have them in it."""
        return orjson.dumps(asdict(self))

    def digests(self) -> dict[str, str]:
        """Of each part of the settings, to tell which one is another.

        Shape:
            ``{"mapping entered.json": "sha256:1f3a…", "audience": "sha256:74b0…", …}``
        """
        parts: dict[str, Any] = {f"mapping {one.name}": asdict(one) for one in self.mappings}
        parts |= {"order of the mappings": [one.name for one in self.mappings]}
        parts |= {
            "audience": self.audience,
            "setup": self.setup,
            "option --exited": not self.is_entering,
        }
        return {name: _digest(value) for name, value in parts.items()}


def load_settings(text: bytes) -> ResyncSettings:
    """The settings that `dump()` gave."""
    given = orjson.loads(text)
    rules = [one.pop("rules") for one in given["mappings"]]
    mappings = (
        MappingSettings(**one, rules=PayloadRules(**rule) if rule else None)
        for one, rule in zip(given.pop("mappings"), rules, strict=True)
    )
    return ResyncSettings(tuple(mappings), **given)


def compile_settings(settings: ResyncSettings) -> LineMapper:
    """The function of lines that settings describe, ready to run.

    Raises:
        EngineError, CatalogError: something in them is wrong, listing every problem.
    """
    mappings = tuple((one.name, _compile(one)) for one in settings.mappings)
    if settings.audience is None:
        return LineMapper(mappings)
    return LineMapper(mappings, _events_of(settings))


@cache
def compiled_once(text: bytes) -> LineMapper:
    """The same from `dump()`'s text, once in each process that maps many parts."""
    return compile_settings(load_settings(text))


def _compile(mapping: MappingSettings) -> EventMapper:
    rules = mapping.rules
    return EventMapper(
        run=compile_mapping(mapping.config).run,
        matches=compile_trigger(parse_trigger(mapping.trigger)) if mapping.trigger else None,
        check=payload_check(_action(rules), is_strict=rules.is_strict) if rules else None,
    )


def _action(rules: PayloadRules) -> ActionDefinition:
    # Loaded here: what reads definitions takes longer to load than all else.
    from mappings.catalog.field_lists import load_field_list
    from mappings.catalog.loading import load_definition

    if rules.action_slug is None:
        return load_field_list(rules.document, name="fields")
    action = load_definition(rules.document, name="definition").action(rules.action_slug)
    if action is None:
        raise ValueError(f"The definition has no action {rules.action_slug!r}.")
    return action


def _events_of(settings: ResyncSettings) -> Callable[[Json], Sequence[Json]]:
    audience = read_audience(settings.audience)
    setup = ConnectionSetup()
    if settings.setup is not None:
        setup = read_setup(settings.setup, audience_key=audience.key)
    is_entering = settings.is_entering

    def events_of(given: Json) -> Sequence[Json]:
        return audience_events(read_profile(given), audience, setup, is_entering=is_entering)

    return events_of


def _digest(value: Any) -> str:
    return "sha256:" + hashlib.sha256(orjson.dumps(value)).hexdigest()
