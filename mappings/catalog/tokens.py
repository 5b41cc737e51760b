"""OAuth 2: the request that asks for an access token, and what its answer holds. No I/O.

Source:
    RFC 6749 §2.3.1, §4.4, §5, §6.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mappings.catalog.answers import Answer, Answers, answer_message
from mappings.catalog.authentication import basic_credentials
from mappings.catalog.checked_requests import checked_request
from mappings.catalog.errors import RequestError, TokenError
from mappings.catalog.schema import DestinationDefinition, Request, TokenCall
from mappings.catalog.settings import check_settings, fill_in_settings
from mappings.catalog.wording import problems_below
from mappings.engine.errors import JsonTextError, Problem
from mappings.engine.json_types import Json
from mappings.engine.strict_json import parse_json

_MESSAGES = Answers(message=(("error_description",), ("error",), ("message",)))
_SECONDS = re.compile(r"[1-9][0-9]{0,8}")
_TRY_AGAIN = (408, 423, 425, 429)
_SERVER_FAULT = 500


@dataclass(frozen=True, slots=True, repr=False)
class Token:
    """An access token. `refresh_token` replaces the stored one, where the tool gives a new one.

    `expires_in_s` is None where the answer does not say: then it is good until a 401 says no.
    """

    value: str
    expires_in_s: int | None = None
    refresh_token: str | None = None

    def __repr__(self) -> str:
        return f"Token(expires_in_s={self.expires_in_s})"


def token_request(
    definition: DestinationDefinition, settings: Mapping[str, Json]
) -> Request | None:
    """The request that asks for an access token; None for a tool that needs none.

    Also None while an optional setting of the authentication is not filled in.

    Shape:
        ``Request("POST", "https://…/oauth2/token", …, {"grant_type": "client_credentials", …})``

    Raises:
        RequestError: pointers lead into ``{"settings": …, "request": …}``.
    """
    call = definition.authentication.token_call
    if call is None:
        return None
    faults = check_settings(definition, settings)
    if faults:
        raise RequestError(problems_below("/settings", faults))
    filled = fill_in_settings(definition, settings)
    if any(key not in filled for key in definition.authentication.setting_keys):
        return None
    members = call.mapping.run({"settings": filled})
    credentials = (str(filled[call.client_id_setting]), str(filled[call.client_secret_setting]))
    headers = {"Accept": "application/json"}
    if call.credentials_in == "basic":
        headers["Authorization"] = basic_credentials(*credentials, is_encoded=True)
    body = _body(call, filled, credentials) | members.get("parameters", {})
    request = {"method": "POST", "url": members.get("url"), "headers": headers, "body": body}
    return checked_request(request, body_format=call.body_format)


def _body(
    call: TokenCall, filled: Mapping[str, Json], credentials: tuple[str, str]
) -> dict[str, Json]:
    body: dict[str, Json] = {"grant_type": call.grant_type}
    if call.credentials_in == "body":
        body["client_id"], body["client_secret"] = credentials
    if call.refresh_token_setting:
        body["refresh_token"] = filled[call.refresh_token_setting]
    if call.scopes:
        body["scope"] = " ".join(call.scopes)
    return body


def read_token(answer: Answer) -> Token:
    """The token in the answer to a token request.

    Raises:
        TokenError: with the tool's own words. Its `means` is ``retry`` where the tool could not
            answer, else ``credentials``.
    """
    members = _members(answer)
    value = members.get("access_token")
    if answer.status // 100 == 2 and isinstance(value, str) and value:
        refresh_token = members.get("refresh_token")
        return Token(
            value,
            _seconds(members.get("expires_in")),
            refresh_token if isinstance(refresh_token, str) and refresh_token else None,
        )
    is_passing = answer.status >= _SERVER_FAULT or answer.status in _TRY_AGAIN
    words = answer_message(_MESSAGES, answer) or f"the answer was {answer.status}"
    message = f"No access token was given: {words.rstrip('.')}."
    problem = Problem("/token", message, "no_token")
    raise TokenError((problem,), "retry" if is_passing else "credentials")


def _members(answer: Answer) -> Mapping[str, Any]:
    try:
        body = parse_json(answer.body)
    except JsonTextError:
        return {}
    return body if isinstance(body, dict) else {}


def _seconds(value: Json) -> int | None:
    """Some tools write the number as a text."""
    return int(value) if _SECONDS.fullmatch(str(value)) else None
