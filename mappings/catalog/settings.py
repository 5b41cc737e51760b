"""Settings of a destination: what is wrong with them, and what a request uses."""

import math
import re
from collections.abc import Callable, Iterator, Mapping

from mappings.catalog.limits import MAX_SETTING_CHARS, MIN_SECRET_CHARS
from mappings.catalog.schema import DestinationDefinition, Setting
from mappings.catalog.signing import is_signing_key
from mappings.catalog.urls import base_url_fault, url_fault
from mappings.catalog.wording import named_type
from mappings.engine.errors import Problem, json_pointer
from mappings.engine.json_types import Json

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def check_settings(
    definition: DestinationDefinition, settings: Mapping[str, Json]
) -> tuple[Problem, ...]:
    """Everything that is wrong with the settings; their values are never repeated.

    Null and the empty text mean "not filled in".

    Shape:
        ``{"url": "ftp://x"}`` -> ``(Problem("/url", "URL needs to start with …", "format"),)``
    """
    unknown = [_unknown_setting(definition, key) for key in settings if not definition.setting(key)]
    known = [_check_setting(setting, settings.get(setting.key)) for setting in definition.settings]
    found = [
        *unknown,
        *known,
        _check_user_name(definition, settings),
        *_check_signing_secrets(definition, settings),
    ]
    return tuple(problem for problem in found if problem is not None)


def fill_in_settings(
    definition: DestinationDefinition, settings: Mapping[str, Json]
) -> dict[str, Json]:
    """The settings as a request uses them.

    Defaults are filled in, what is not filled in is left out, and a base URL loses the slashes at
    its end.
    """
    filled: dict[str, Json] = {}
    for setting in definition.settings:
        value = settings.get(setting.key)
        value = setting.default if _is_empty(value) else value
        if not _is_empty(value):
            filled[setting.key] = str(value).rstrip("/") if setting.is_base else value
    return filled


def _is_empty(value: Json) -> bool:
    return value is None or value == ""


def _unknown_setting(definition: DestinationDefinition, key: str) -> Problem:
    known = ", ".join(setting.key for setting in definition.settings) or "none"
    message = f'There is no setting "{key}". {definition.name} has: {known}.'
    return Problem(json_pointer([key]), message, "unknown_setting")


def _check_user_name(
    definition: DestinationDefinition, settings: Mapping[str, Json]
) -> Problem | None:
    """Source: RFC 7617 §2: a user name with a colon cannot be told from its password."""
    if definition.authentication.scheme != "basic":
        return None
    key = definition.authentication.setting_keys[0]
    setting = definition.setting(key)
    if setting is None or ":" not in str(settings.get(key)):
        return None
    message = f"{setting.label} holds a colon, which basic authentication cannot carry."
    return Problem(json_pointer([key]), message, "format")


def _check_signing_secrets(
    definition: DestinationDefinition, settings: Mapping[str, Json]
) -> Iterator[Problem]:
    """A secret that nothing can be signed with is told when it is entered."""
    signing = definition.signing
    if signing is None:
        return
    for key in (signing.setting, signing.former_setting):
        setting, value = definition.setting(key), settings.get(key)
        if setting and isinstance(value, str) and not is_signing_key(signing, value):
            prefix = f" behind {signing.key_prefix}" if signing.key_prefix else ""
            message = f"{setting.label} needs to be base64{prefix}."
            yield Problem(json_pointer([key]), message, "format")


def _check_setting(setting: Setting, value: Json) -> Problem | None:
    pointer = json_pointer([setting.key])
    if _is_empty(value):
        if setting.required and setting.default is None:
            return Problem(pointer, f"{setting.label} is required.", "required")
        return None
    code, fault = _CHECKS[setting.type](setting, value)
    if setting.is_secret and not fault and len(str(value)) < MIN_SECRET_CHARS:
        code = "too_short"
        fault = (
            f"is too short to be kept out of sight; a secret has {MIN_SECRET_CHARS} "
            "characters or more"
        )
    return Problem(pointer, f"{setting.label} {fault}.", code) if fault else None


def _check_string(_: Setting, value: Json) -> tuple[str, str | None]:
    if not isinstance(value, str):
        return "type", f"expects text; this is {named_type(value)}"
    if len(value) > MAX_SETTING_CHARS:
        return "too_long", f"has {len(value):,} characters; the limit is {MAX_SETTING_CHARS:,}"
    if value != value.strip():
        return "format", "starts or ends with a space or a line break; remove it"
    if _CONTROL.search(value):
        return "format", "holds a line break or a control character; remove it"
    return "", None


def _check_url(setting: Setting, value: Json) -> tuple[str, str | None]:
    if not isinstance(value, str):
        return "type", f"expects a URL; this is {named_type(value)}"
    return "format", base_url_fault(value) if setting.is_base else url_fault(value)


def _check_choice(setting: Setting, value: Json) -> tuple[str, str | None]:
    values = [choice.value for choice in setting.choices]
    if value in values:
        return "", None
    return "choice", f"is not one of: {', '.join(values)}"


def _check_boolean(_: Setting, value: Json) -> tuple[str, str | None]:
    if isinstance(value, bool):
        return "", None
    return "type", f"expects true/false; this is {named_type(value)}"


def _check_number(_: Setting, value: Json) -> tuple[str, str | None]:
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return "", None
    return "type", f"expects a number; this is {named_type(value)}"


_CHECKS: Mapping[str, Callable[[Setting, Json], tuple[str, str | None]]] = {
    "string": _check_string,
    "url": _check_url,
    "choice": _check_choice,
    "boolean": _check_boolean,
    "number": _check_number,
}
