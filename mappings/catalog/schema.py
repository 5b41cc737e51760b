"""What a destination definition is, once its document has been checked.

Shape:
    DestinationDefinition ─┬─ Setting ── Choice (of the engine)
                           ├─ Authentication ── TokenCall
                           ├─ Signing
                           ├─ ActionDefinition ─┬─ Field (of the engine)
                           │                    ├─ RequestDefinition
                           │                    ├─ BatchDefinition ─┬─ RequestDefinition
                           │                    │                   └─ Results
                           │                    └─ Answers
                           ├─ Preset
                           ├─ TestRequest ─┬─ RequestDefinition
                           │               └─ Answers
                           ├─ Answers
                           └─ RateLimit
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from mappings.catalog.answers import NO_ANSWERS, Answers, Results
from mappings.catalog.limits import DEFAULT_BATCH_BYTES, DEFAULT_BATCH_ITEMS
from mappings.engine.compiler import CompiledMapping
from mappings.engine.fields import Choice, Field
from mappings.engine.json_types import Json
from mappings.engine.payload import PayloadCheck, compile_payload_check

SettingType = Literal["string", "url", "choice", "boolean", "number"]
Scheme = Literal[
    "none",
    "bearer",
    "basic",
    "header",
    "query",
    "oauth2_client_credentials",
    "oauth2_refresh_token",
]
BodyFormat = Literal["json", "form"]
ResetUnit = Literal["seconds", "milliseconds", "unix_seconds", "unix_milliseconds"]

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
class TokenCall:
    """How an access token is asked for: a config over ``{"settings": …}``.

    Shape:
        config: ``{"url": "https://…/token", "parameters": {"account_id": {"@path": …}}}``
    """

    grant_type: Literal["client_credentials", "refresh_token"]
    mapping: CompiledMapping = field(repr=False, compare=False)
    client_id_setting: str
    client_secret_setting: str
    refresh_token_setting: str = ""
    scopes: tuple[str, ...] = ()
    credentials_in: Literal["body", "basic"] = "body"
    body_format: BodyFormat = "form"


@dataclass(frozen=True, slots=True)
class Authentication:
    """How a request proves who sends it: `setting_keys` name where the proof is kept.

    With a `token_call` the proof is an access token, which `token_request()` asks for.

    Shape:
        none: ``()``; bearer, header, query: ``("api_key",)``; basic: ``("user", "password")``;
        OAuth 2: ``("client_id", "client_secret")``, and the refresh token's
        name: the header's or the query parameter's; prefix: what stands before a header's value
    """

    scheme: Scheme
    setting_keys: tuple[str, ...] = ()
    name: str = ""
    prefix: str = ""
    token_call: TokenCall | None = None


@dataclass(frozen=True, slots=True)
class Signing:
    """How each request is signed; `signed` and `value` are texts with placeholders.

    While a secret is being replaced, the one before it stands in `former_setting`.

    Shape:
        signed: ``"{id}.{timestamp}.{body}"``; value: ``"v1,{signature}"``
    """

    setting: str
    header: str
    signed: str
    value: str = "{signature}"
    algorithm: Literal["sha256", "sha512"] = "sha256"
    encoding: Literal["hex", "base64"] = "hex"
    key_encoding: Literal["text", "base64"] = "text"
    key_prefix: str = ""
    timestamp_header: str = ""
    id_header: str = ""
    former_setting: str = ""


@dataclass(frozen=True, slots=True)
class RateLimit:
    """How many requests a destination takes, and which headers of its answers tell what is left."""

    requests: int
    window_s: float
    remaining_header: str = ""
    reset_header: str = ""
    reset_in: ResetUnit = "seconds"


@dataclass(frozen=True, slots=True)
class RequestDefinition:
    """How a payload becomes a request: a config over ``{"settings": …, "payload": …}``.

    The URL has a mapping of its own, for it reads percent-encoded texts; `values_in_url` are the
    places of the payload that it reads. `hashed_fields` are the fields that are hashed first.
    """

    config: Mapping[str, Json]
    mapping: CompiledMapping = field(repr=False, compare=False)
    url_mapping: CompiledMapping = field(repr=False, compare=False)
    values_in_url: tuple[tuple[str, ...], ...] = ()
    hashed_fields: tuple[Field, ...] = ()
    body_format: BodyFormat = "json"


@dataclass(frozen=True, slots=True)
class TestRequest:
    """A request over settings alone that changes nothing; its answer says whether they are right.

    It means ``delivered`` where the credentials are good, ``credentials`` where they are not.
    """

    __test__ = False  # for pytest, which takes the name for its own

    request: RequestDefinition
    answers: Answers


@dataclass(frozen=True, slots=True)
class BatchDefinition:
    """How several payloads become one request: a config over ``{"settings": …, "payloads": […]}``.

    Only payloads that agree in the fields of `key` travel together. With an `item`, a config over
    ``{"settings": …, "payload": …}``, the request reads ``items``, too. `results` say where an
    answer tells what became of each.
    """

    request: RequestDefinition
    max_items: int = DEFAULT_BATCH_ITEMS
    max_bytes: int = DEFAULT_BATCH_BYTES
    key: tuple[str, ...] = ()
    item: CompiledMapping | None = field(default=None, repr=False, compare=False)
    results: tuple[Results, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionDefinition:
    """Something a destination can do.

    `requires_one_of` holds groups of field keys: a payload has a value for one of each group at
    least. `defaults` holds, by event type, the default config of each field that has one; where
    they hold ``{{audience_key}}``, `default_config()` fills it in. `answers` are its own rules and,
    behind them, those of the whole destination.
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
    answers: Answers = NO_ANSWERS
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
    signing: Signing | None = None
    answers: Answers = NO_ANSWERS
    test_request: TestRequest | None = None
    rate_limit: RateLimit | None = None
    concurrency: int | None = None

    def action(self, slug: str) -> ActionDefinition | None:
        return next((action for action in self.actions if action.slug == slug), None)

    def setting(self, key: str) -> Setting | None:
        return next((setting for setting in self.settings if setting.key == key), None)

    @property
    def secret_keys(self) -> tuple[str, ...]:
        return tuple(setting.key for setting in self.settings if setting.is_secret)


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """What would be sent; no body is None. Holds secrets: show it only after `mask_request()`.

    The bytes of the body are `encode_body(request)`.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: Json = None
    body_format: BodyFormat = "json"

    def __repr__(self) -> str:
        return f"Request({self.method})"
