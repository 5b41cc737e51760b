"""Documents of real products: what a mapping sends is valid by the document it was drafted from."""

import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from jsonschema import Draft202012Validator

from mappings.catalog.bodies import encode_body
from mappings.catalog.documents_text import read_document
from mappings.catalog.drafting.openapi.drafting import draft_from_openapi
from mappings.catalog.drafting.references import Place, References
from mappings.catalog.drafting.results import Findings
from mappings.catalog.loading import load_definition
from mappings.catalog.requests import build_request
from mappings.engine.compiler import compile_mapping

FOLDER = Path(__file__).parents[2] / "cases" / "openapi"
CASES = json.loads((FOLDER / "requests.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["it"])
def test_the_request_of_a_mapping_is_valid_by_the_document(case):
    document = read_document((FOLDER / case["document"]).read_bytes())
    draft = draft_from_openapi(document, [case["operation"]])
    definition = load_definition(draft.document, name=case["document"])
    [action] = definition.actions
    checked = action.payload_check.check(compile_mapping(case["config"]).run(case["event"]))
    assert checked.problems == ()
    request = build_request(definition, action, settings=case["settings"], payload=checked.payload)
    assert request.method == case["method"]
    assert request.url == case["url"]
    assert {name: request.headers[name] for name in case["headers"]} == case["headers"]
    assert request.body == case["body"]
    assert_valid(document, case["operation"], request)


def assert_valid(document, operation_id, request):
    """The path is one of the document's, its parameters and the body are of their schemas."""
    path, item, operation = find_operation(document, operation_id, request.method.lower())
    server = document["servers"][0]["url"]
    assert request.url.startswith(server)
    steps = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)
    match = re.fullmatch(steps, urlsplit(request.url).path.removeprefix(urlsplit(server).path))
    assert match
    references = References(document, Findings())
    for owner in (item, operation):
        for parameter in owner.get("parameters", []):
            told = references.follow(Place(parameter)).value
            validate(document, told["schema"], match[told["name"]])
    [(media, content)] = operation["requestBody"]["content"].items()
    assert request.headers["Content-Type"] == media
    sent = encode_body(request).decode()
    if media == "application/json":
        validate(document, content["schema"], json.loads(sent))
    else:
        schema = content["schema"]
        pairs = parse_qs(sent)
        values = {name: typed(schema["properties"][name], given) for name, given in pairs.items()}
        validate(document, schema, values)


def find_operation(document, operation_id, method):
    for path, item in document["paths"].items():
        if item.get(method, {}).get("operationId") == operation_id:
            return path, item, item[method]
    raise AssertionError(operation_id)


def typed(schema, given):
    """What a form's texts stand for."""
    if schema["type"] == "array":
        return given
    return given[0] if schema["type"] == "string" else json.loads(given[0])


def validate(document, schema, value):
    """The whole document is the schema's surroundings, so that its references lead somewhere."""
    Draft202012Validator({**document, **{"allOf": [schema]}}).validate(value)
