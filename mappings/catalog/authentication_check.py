"""Authentication and signing of a definition document: do they fit its settings?"""

from collections.abc import Iterator, Mapping
from typing import Any

from mappings.catalog.config_check import check_config
from mappings.catalog.request_check import check_header_name, check_reads, check_url
from mappings.catalog.wording import Keys, problem_at
from mappings.engine.errors import Problem

_PUBLIC_KEYS = ("username_setting", "client_id_setting")
_PROOF_KEYS = (
    *("setting", "former_setting"),
    *("password_setting", "client_secret_setting", "refresh_token_setting"),
)
_SETTING_KEYS = (*_PUBLIC_KEYS, *_PROOF_KEYS)


def check_authentication(document: Mapping[str, Any]) -> Iterator[Problem]:
    place: Keys = ("authentication",)
    authentication = document["authentication"]
    yield from _check_settings(place, authentication, document)
    if authentication["scheme"] == "header":
        yield from check_header_name((*place, "name"), authentication["name"])
    if "token_url" in authentication:
        yield from check_url((*place, "token_url"), authentication["token_url"])
    for part in ("token_url", "parameters"):
        if part in authentication:
            yield from check_config((*place, part), authentication[part])
            yield from check_reads((*place, part), authentication[part], document)


def check_signing(document: Mapping[str, Any]) -> Iterator[Problem]:
    signing = document.get("signing", {})
    yield from _check_settings(("signing",), signing, document)
    seen: set[str] = set()
    for key, name in signing.items():
        if not key.endswith("header"):
            continue
        yield from check_header_name(("signing", key), name)
        if name.lower() in seen:
            yield problem_at(("signing", key), "This header is set already.", "repeated")
        seen.add(name.lower())


def settings_of(part: Mapping[str, Any]) -> set[str]:
    """The settings that authentication or signing names."""
    return {part[key] for key in _SETTING_KEYS if key in part}


def _check_settings(
    place: Keys, part: Mapping[str, Any], document: Mapping[str, Any]
) -> Iterator[Problem]:
    settings = {setting["key"]: setting for setting in document["settings"]}
    for key in _SETTING_KEYS:
        if key not in part:
            continue
        name = part[key]
        setting = settings.get(name)
        if setting is None:
            yield problem_at((*place, key), f'There is no setting "{name}".', "unknown_setting")
        elif setting["type"] != "string":
            yield problem_at((*place, key), "This setting is not a string.", "type")
        elif key in _PROOF_KEYS and not setting.get("is_secret"):
            message = "This setting is not secret. Give it is_secret: true."
            yield problem_at((*place, key), message, "not_secret")
