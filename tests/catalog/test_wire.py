"""Recorded requests, and those of presets, sent to a receiver that reads them as the tool does."""

import json
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from mappings.catalog.default_config import preset_config, preset_trigger
from mappings.catalog.registry import destination_definitions, get_definition
from mappings.catalog.requests import build_request, build_test_request, compile_batch_request
from mappings.catalog.requirements import check_action_payload
from mappings.catalog.samples import sample_event
from mappings.catalog.schema import Request
from mappings.catalog.tokens import token_request
from mappings.catalog.wanted_values import with_wanted_values
from mappings.engine.compiler import compile_mapping
from mappings.engine.fql import compile_trigger
from tests.catalog.cases_files import CASES, read_cases
from tests.catalog.receiver import read_body, running_receiver, send

APIS = {path.stem: json.loads(path.read_text()) for path in sorted((CASES / "apis").iterdir())}
CREDENTIALS = read_cases("credential_tests.json")
SLUGS = [definition.slug for definition in destination_definitions()]


def recorded_requests(slug):
    """All requests of the cases of a destination, with what they show."""
    for kind in ("requests", "batches"):
        if (CASES / kind / f"{slug}.json").exists():
            for case in read_cases(f"{kind}/{slug}.json"):
                yield case["claim"], case["request"]
    for case in CREDENTIALS:
        if case["destination"] == slug:
            for name in ("token_request", "test_request"):
                if case.get(name):
                    yield f"{case['claim']}: {name}", case[name]


SENT = [
    pytest.param(slug, Request(**request), id=f"{slug}: {claim}")
    for slug in SLUGS
    for claim, request in recorded_requests(slug)
]


@pytest.fixture(scope="module")
def receiver():
    with running_receiver() as running:
        yield running


@pytest.mark.parametrize(("slug", "request_"), SENT)
def test_a_recorded_request_arrives_as_it_is_written_and_is_taken(receiver, slug, request_):
    faults, arrived = send(receiver, request_, APIS.get(slug, []))
    url = urlsplit(request_.url)
    assert faults == []
    assert (arrived.method, arrived.host) == (request_.method, url.netloc)
    assert arrived.target == (f"{url.path}?{url.query}" if url.query else url.path)
    given = {name.lower(): value for name, value in request_.headers.items()}
    assert given.items() <= arrived.headers.items()
    assert arrived.body == b"" if request_.body is None else read_body(arrived) == request_.body


@pytest.mark.parametrize("case", CREDENTIALS, ids=lambda case: case["destination"])
def test_credentials_are_tested_with_exactly_these_requests(case):
    definition = get_definition(case["destination"])
    token = "access-token-0123456789" if definition.authentication.token_call else None
    made = token_request(definition, case["settings"])
    assert made == (Request(**case["token_request"]) if "token_request" in case else None)
    request = build_test_request(definition, settings=case["settings"], access_token=token)
    assert request == (Request(**case["test_request"]) if case["test_request"] else None)


def preset_payloads(definition):
    """Each preset with the guide's events that it fires on, and the payloads it makes of them."""
    for preset in definition.presets:
        action = definition.action(preset.action_slug)
        is_match = compile_trigger(preset_trigger(preset, audience_key="browse_abandoners"))
        mapping = compile_mapping(preset_config(preset, audience_key="browse_abandoners"))
        for is_entering in (True, False):
            event = sample_event(
                preset.event_type, audience_key="browse_abandoners", is_entering=is_entering
            )
            event = with_wanted_values(event, action, audience_key="browse_abandoners")
            if is_match(event):
                told = f"{preset.name}, {'entered' if is_entering else 'exited'}"
                payload = check_action_payload(action, mapping.run(event)).payload
                yield pytest.param(definition, action, payload, id=f"{definition.slug}: {told}")


@pytest.mark.parametrize(
    ("definition", "action", "payload"),
    [param for definition in destination_definitions() for param in preset_payloads(definition)],
)
def test_the_tool_takes_what_a_preset_sends_alone_and_in_a_batch(
    receiver, definition, action, payload
):
    settings = read_cases(f"requests/{definition.slug}.json")[0]["settings"]
    token = "access-token-0123456789" if definition.authentication.token_call else None
    requests = [
        build_request(definition, action, settings=settings, payload=payload, access_token=token)
    ]
    if action.batch:
        make_request = compile_batch_request(
            definition, action.batch, settings=settings, access_token=token
        )
        requests.append(make_request([payload, payload]))
    operations = APIS.get(definition.slug, [])
    assert [send(receiver, request, operations)[0] for request in requests] == [[]] * len(requests)


def test_what_every_real_tool_takes_is_written_down():
    """The generic CRM and the webhook take what a person maps to them."""
    assert {*SLUGS} - {*APIS} == {"crm", "webhook"}


def test_every_definition_that_can_be_tested_has_its_case():
    testable = {
        one.slug
        for one in destination_definitions()
        if one.test_request or one.authentication.token_call
    }
    assert {case["destination"] for case in CREDENTIALS} == testable


@pytest.mark.parametrize(
    ("slug", "change"),
    [
        ("meta_conversions", {"body": {"data": [{"event_name": "Purchase"}]}}),
        ("linkedin_audiences", {"headers": {"Content-Type": "application/json"}}),
        ("twilio", {"body_format": "json"}),
        ("salesforce", {"method": "POST"}),
        ("hubspot", {"url": "https://api.hubapi.com/crm/v3/objects/contacts"}),
        ("amplitude", {"body": {"api_key": "x", "events": [{"event_type": "a"}]}}),
        ("mixpanel", {"body": [{"event": "a", "properties": {"time": 1}}]}),
        ("sendgrid", {"body": {"contacts": []}}),
        ("clevertap", {"headers": {"Content-Type": "application/json"}}),
        ("google_analytics_4", {"url": "https://www.google-analytics.com/mp/collect"}),
    ],
)
def test_the_receiver_refuses_what_the_tool_would_refuse(receiver, slug, change):
    _, request = next(recorded_requests(slug))
    faults, _ = send(receiver, replace(Request(**request), **change), APIS[slug])
    assert faults != []
