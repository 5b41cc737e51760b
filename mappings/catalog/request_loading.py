"""From the parts of a definition document that describe requests to compiled mappings."""

from collections.abc import Mapping
from typing import Any

from mappings.catalog.answer_loading import load_answers, load_results
from mappings.catalog.hashing import hashed_fields
from mappings.catalog.schema import (
    Authentication,
    BatchDefinition,
    RequestDefinition,
    TestRequest,
    TokenCall,
)
from mappings.engine.compiler import compile_mapping
from mappings.engine.fields import Field
from mappings.engine.paths import parse_path

_PROOF_KEYS = ("setting", "username_setting", "password_setting")
_TOKEN_KEYS = ("client_id_setting", "client_secret_setting", "refresh_token_setting")
_GRANT_TYPES = {
    "oauth2_client_credentials": "client_credentials",
    "oauth2_refresh_token": "refresh_token",
}


def load_request(document: Mapping[str, Any], fields: tuple[Field, ...] = ()) -> RequestDefinition:
    """The request of a document.

    Args:
        fields: those of the payloads it carries.
    """
    url_mapping = compile_mapping({"url": document["url"]})
    apart = ("url", "body_format")
    reads = [parse_path(path) for path in url_mapping.reads]
    return RequestDefinition(
        config=document,
        mapping=compile_mapping({k: v for k, v in document.items() if k not in apart}),
        url_mapping=url_mapping,
        values_in_url=tuple(keys for keys in reads if keys[:1] != ("settings",)),
        hashed_fields=hashed_fields(fields),
        body_format=document.get("body_format", "json"),
    )


def load_batch(
    document: Mapping[str, Any] | None, fields: tuple[Field, ...]
) -> BatchDefinition | None:
    if document is None:
        return None
    made: dict[str, Any] = {
        "request": load_request(document["request"], fields),
        "key": tuple(document.get("key", ())),
        "results": tuple(load_results(results) for results in document.get("results", ())),
    }
    if "item" in document:
        made["item"] = compile_mapping({"item": document["item"]})
    return BatchDefinition(**{**document, **made})


def load_test_request(document: Mapping[str, Any] | None) -> TestRequest | None:
    if document is None:
        return None
    request = {key: value for key, value in document.items() if key != "answers"}
    return TestRequest(load_request(request), load_answers(document.get("answers", {})))


def load_authentication(document: Mapping[str, Any]) -> Authentication:
    token_call = _token_call(document) if document["scheme"] in _GRANT_TYPES else None
    keys = _TOKEN_KEYS if token_call else _PROOF_KEYS
    return Authentication(
        scheme=document["scheme"],
        setting_keys=tuple(document[key] for key in keys if key in document),
        name=document.get("name", ""),
        prefix=document.get("prefix", ""),
        token_call=token_call,
    )


def _token_call(document: Mapping[str, Any]) -> TokenCall:
    parameters = document.get("parameters", {})
    plain = ("credentials_in", "body_format", *_TOKEN_KEYS)
    return TokenCall(
        grant_type=_GRANT_TYPES[document["scheme"]],  # type: ignore[arg-type]
        mapping=compile_mapping({"url": document["token_url"], "parameters": parameters}),
        scopes=tuple(document.get("scopes", ())),
        **{key: document[key] for key in plain if key in document},
    )
