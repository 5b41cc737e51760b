"""The bytes of a request's body, exactly as they are sent and signed."""

from urllib.parse import urlencode

from mappings.catalog.schema import BodyFormat, Request
from mappings.catalog.wording import named_type
from mappings.engine.json_types import Json
from mappings.engine.strict_json import dump_json

CONTENT_TYPES: dict[BodyFormat, str] = {
    "json": "application/json",
    "form": "application/x-www-form-urlencoded",
}


def encode_body(request: Request) -> bytes | None:
    """The body as bytes; None where the request has none. The same request gives the same bytes.

    Shape:
        json: ``{"a": [1, 2]}`` -> ``b'{"a":[1,2]}'``
        form: ``{"a": [1, 2], "b": True}`` -> ``b"a=1&a=2&b=true"``
    """
    if request.body is None:
        return None
    if request.body_format == "form":
        return form_text(request.body).encode()
    return dump_json(request.body).encode()


def form_text(body: Json) -> str:
    """An object as a form: a list becomes several values, null and what is missing none.

    Shape:
        ``{"To": "+15551230000", "Body": "Hi there"}`` -> ``"To=%2B15551230000&Body=Hi+there"``

    Source:
        WHATWG URL Standard, application/x-www-form-urlencoded, read 2026-11.
    """
    pairs = []
    for key, value in body.items():
        values = value if isinstance(value, list) else [value]
        pairs += [(key, _form_value(one)) for one in values if one is not None]
    return urlencode(pairs)


def form_fault(body: Json) -> str | None:
    """What keeps a body from being a form, as the end of a sentence; None when nothing does."""
    if not isinstance(body, dict):
        return f"of a form is an object; this is {named_type(body)}"
    for key, value in body.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict | list):
                return f"of a form holds texts; {key} is {named_type(one)}"
    return None


def _form_value(value: Json) -> str:
    return value if isinstance(value, str) else dump_json(value)
