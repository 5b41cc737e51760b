"""What a destination definition is, once its document has been checked.

Shape:
    DestinationDefinition ─┬─ Setting ── Choice (of the engine)
                           ├─ Authentication
                           ├─ ActionDefinition ─┬─ Field (of the engine)
                           │                    ├─ RequestDefinition
                           │                    └─ BatchDefinition ── RequestDefinition
                           └─ Preset
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from mappings.catalog.limits import DEFAULT_BATCH_BYTES, DEFAULT_BATCH_ITEMS
from mappings.engine.compiler import CompiledMapping
from mappings.engine.fields import Choice, Field
from mappings.engine.json_types import Json
from mappings.engine.payload import PayloadCheck, compile_payload_check

SettingType = Literal["string", "url", "choice", "boolean", "number"]
Scheme = Literal["none", "bearer", "basic", "header", "query"]

EVENT_TYPES = ("identify", "track")


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing a person fills in to connect a destination.

    A setting of type ``url`` that `is_base` has paths appended to it.
    """

    key: str
    label: str
    type: SettingType
    required: bool
    is_secret: bool = False
    is_base: bool = False
    description: str = ""
    default: str | float | bool | None = None
    choices: tuple[Choice, ...] = ()
    placeholder: str = ""


@dataclass(frozen=True, slots=True)
class Authentication:
    """How a request proves who sends it: `setting_keys` name where the proof is kept.

    Shape:
        none: ``()``; bearer, header, query: ``("api_key",)``; basic: ``("user", "password")``
        name: the header's or the query parameter's
    """

    scheme: Scheme
    setting_keys: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class RequestDefinition:
    """How a payload becomes a request: a config over ``{"settings": …, "payload": …}``."""

    config: Mapping[str, Json]
    mapping: CompiledMapping = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class BatchDefinition:
    """How several payloads become one request: a config over ``{"settings": …, "payloads": […]}``.

    Only payloads that agree in the fields of `key` travel together.
    """

    request: RequestDefinition
    max_items: int = DEFAULT_BATCH_ITEMS
    max_bytes: int = DEFAULT_BATCH_BYTES
    key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionDefinition:
    """Something a destination can do.

    `requires_one_of` holds groups of field keys: a payload has a value for one of each group at
    least. `defaults` holds, by event type, the default config of each field that has one; where
    they hold ``{{audience_key}}``, `default_config()` fills it in.
    """

    slug: str
    name: str
    description: str
    fields: tuple[Field, ...]
    request: RequestDefinition
    allows_extra_fields: bool = False
    requires_one_of: tuple[tuple[str, ...], ...] = ()
    defaults: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    batch: BatchDefinition | None = None
    payload_check: PayloadCheck = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check = compile_payload_check(self.fields, allow_extra=self.allows_extra_fields)
        object.__setattr__(self, "payload_check", check)


@dataclass(frozen=True, slots=True)
class Preset:
    """A ready-made mapping; `preset_config()` and `preset_trigger()` fill the audience key in.

    It runs when the user enters the audience, or exits, or both where `is_entering` is None; or on
    the events of `trigger`, an FQL text.
    """

    name: str
    description: str
    action_slug: str
    event_type: str
    is_entering: bool | None
    config: Mapping[str, Json]
    trigger: str = ""

    @property
    def needs_audience_key(self) -> bool:
        """Whether its trigger asks for an audience's flag."""
        return not self.trigger


@dataclass(frozen=True, slots=True)
class FactsSource:
    url: str
    read_on: date


@dataclass(frozen=True, slots=True)
class DestinationDefinition:
    slug: str
    name: str
    description: str
    category: str
    settings: tuple[Setting, ...]
    authentication: Authentication
    actions: tuple[ActionDefinition, ...]
    presets: tuple[Preset, ...]
    documentation_url: str | None = None
    facts_source: FactsSource | None = None

    def action(self, slug: str) -> ActionDefinition | None:
        return next((action for action in self.actions if action.slug == slug), None)

    def setting(self, key: str) -> Setting | None:
        return next((setting for setting in self.settings if setting.key == key), None)

    @property
    def secret_keys(self) -> tuple[str, ...]:
        return tuple(setting.key for setting in self.settings if setting.is_secret)


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """What would be sent; no body is None. Holds secrets: show it only after `mask_request()`."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: Json = None

    def __repr__(self) -> str:
        return f"Request({self.method})"
