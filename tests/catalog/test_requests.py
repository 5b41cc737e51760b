"""A payload becomes exactly this request, or none."""

from dataclasses import asdict

import pytest

from mappings.catalog.errors import RequestError
from mappings.catalog.registry import destination_definitions, get_definition
from mappings.catalog.requests import (
    build_request,
    build_test_request,
    compile_batch_request,
    compile_request,
)
from mappings.catalog.requirements import check_action_payload
from mappings.catalog.schema import RateLimit
from mappings.engine.compiler import compile_mapping
from tests.catalog.builders import SECRET, make_definition, setting
from tests.catalog.cases_files import read_cases

CASES = [
    pytest.param(definition, case, id=f"{definition.slug}: {case['claim']}")
    for definition in destination_definitions()
    for case in read_cases(f"requests/{definition.slug}.json")
]
BATCHES = [
    pytest.param(definition, case, id=f"{definition.slug}: {case['claim']}")
    for definition in destination_definitions()
    if any(action.batch for action in definition.actions)
    for case in read_cases(f"batches/{definition.slug}.json")
]
KEY = setting("key", is_secret=True)


@pytest.mark.parametrize(("definition", "case"), CASES)
def test_event_mapping_and_settings_give_this_request(definition, case):
    action = definition.action(case["action"])
    payload = compile_mapping(case["config"]).run(case["event"])
    request = build_request(
        definition,
        action,
        settings=case["settings"],
        payload=payload,
        access_token=case.get("access_token"),
    )
    assert check_action_payload(action, payload).problems == () or not case["config"]
    assert asdict(request) == {"body_format": "json"} | case["request"]


@pytest.mark.parametrize(("definition", "case"), BATCHES)
def test_payloads_and_settings_give_this_batch_request(definition, case):
    action = definition.action(case["action"])
    make_request = compile_batch_request(
        definition,
        action.batch,
        settings=case["settings"],
        access_token=case.get("access_token"),
    )
    request = make_request(case["payloads"])
    assert all(not check_action_payload(action, payload).problems for payload in case["payloads"])
    assert asdict(request) == {"body_format": "json"} | case["request"]


def test_every_batch_has_a_case():
    told = {(case.values[0].slug, case.values[1]["action"]) for case in BATCHES}
    assert told == {
        (definition.slug, action.slug)
        for definition in destination_definitions()
        for action in definition.actions
        if action.batch
    }


def build(definition, settings=None, payload=None):
    action = definition.actions[0]
    return build_request(definition, action, settings=settings or {}, payload=payload or {})


def problems_of(definition, settings=None, payload=None):
    with pytest.raises(RequestError) as caught:
        build(definition, settings, payload)
    return [(problem.pointer, problem.message) for problem in caught.value.problems]


def test_bearer_authentication_adds_a_header():
    tool = make_definition(settings=(KEY,), authentication={"scheme": "bearer", "setting": "key"})
    assert build(tool, {"key": SECRET}).headers == {"Authorization": f"Bearer {SECRET}"}


def test_basic_authentication_adds_a_header_in_base64():
    """Source: RFC 7617 §2, its example."""
    tool = make_definition(
        settings=(setting("user"), KEY),
        authentication={"scheme": "basic", "username_setting": "user", "password_setting": "key"},
    )
    request = build(tool, {"user": "Aladdin", "key": "open sesame"})
    assert request.headers == {"Authorization": "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="}


def test_header_authentication_adds_a_header_of_its_own():
    tool = make_definition(
        settings=(KEY,), authentication={"scheme": "header", "name": "X-Key", "setting": "key"}
    )
    assert build(tool, {"key": SECRET}).headers == {"X-Key": SECRET}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.com/", "https://example.com/?key=a%2Fb%26c%3D%20d"),
        ("https://example.com/?x=1", "https://example.com/?x=1&key=a%2Fb%26c%3D%20d"),
    ],
)
def test_query_authentication_adds_an_encoded_parameter(url, expected):
    tool = make_definition(
        settings=(KEY,),
        authentication={"scheme": "query", "name": "key", "setting": "key"},
        request={"url": url},
    )
    assert build(tool, {"key": "a/b&c= d"}).url == expected


@pytest.mark.parametrize(
    "authentication",
    [
        {"scheme": "bearer", "setting": "key"},
        {"scheme": "header", "name": "X-Key", "setting": "key"},
        {"scheme": "query", "name": "key", "setting": "key"},
        {"scheme": "basic", "username_setting": "user", "password_setting": "key"},
    ],
)
def test_authentication_that_is_not_filled_in_adds_nothing(authentication):
    settings = (setting("user"), KEY) if "username_setting" in authentication else (KEY,)
    tool = make_definition(settings=settings, authentication=authentication)
    request = build(tool, {"user": "jane"} if len(settings) > 1 else {})
    assert (request.url, request.headers) == ("https://example.com/", {})


def test_wrong_settings_give_no_request():
    assert problems_of(get_definition("crm"), {"base_url": "https://u:p@crm.example.com"}) == [
        (
            "/settings/base_url",
            "API base URL holds a user name or password in front of an @; "
            "use the settings for them.",
        ),
        ("/settings/api_key", "API key is required."),
    ]


def test_settings_are_checked_once_for_many_payloads():
    definition = get_definition("webhook")
    make_request = compile_request(
        definition, definition.actions[0], settings={"url": "https://example.com/"}
    )
    assert [make_request({"n": n}).body for n in (1, 2)] == [{"n": 1}, {"n": 2}]


def test_nothing_given_is_changed():
    settings = {"url": "https://example.com/", "method": ""}
    payload = {"a": {"b": [1]}}
    build(get_definition("webhook"), settings, payload)
    assert settings == {"url": "https://example.com/", "method": ""}
    assert payload == {"a": {"b": [1]}}


def header_tool(name="X-Name"):
    return make_definition(request={"headers": {name: {"@path": "$.payload.name"}}})


def test_a_header_that_finds_nothing_or_null_is_left_out():
    assert build(header_tool()).headers == {}
    assert build(header_tool(), payload={"name": None}).headers == {}


def test_a_request_without_body_has_no_content_type():
    request = build(make_definition())
    assert (request.headers, request.body) == ({}, None)


def test_a_content_type_of_its_own_stays():
    tool = make_definition(
        request={"headers": {"content-type": "application/vnd.api+json"}, "body": {"a": 1}}
    )
    assert build(tool).headers == {"content-type": "application/vnd.api+json"}


@pytest.mark.parametrize("value", ["x\r\nHost: evil.example", "x\ny", "x\0y"])
def test_a_header_value_from_an_event_cannot_start_another_header(value):
    assert problems_of(header_tool(), payload={"name": value}) == [
        (
            "/request/headers/X-Name",
            "The header X-Name holds a line break or NUL, which would start another header.",
        )
    ]


def test_a_request_that_the_engine_cannot_make_is_refused():
    tool = make_definition(request={"body": {"a": {"@template": "{{payload.a}}{{payload.a}}"}}})
    assert problems_of(tool, payload={"a": "x" * 600_000}) == [
        ("/request/body/a/@template", "The text grows longer than 1,000,000 characters.")
    ]


def test_a_header_value_that_is_not_text_is_refused():
    assert problems_of(header_tool(), payload={"name": {"a": 1}}) == [
        ("/request/headers/X-Name", "The header X-Name expects text; this is an object.")
    ]


@pytest.mark.parametrize("method", ["GET", "POST\r\n", "post"])
def test_a_method_that_requests_cannot_have_is_refused(method):
    tool = make_definition(
        settings=(setting("method"),), request={"method": {"@template": "{{settings.method}}"}}
    )
    if method.endswith("\n"):
        tool_problems = problems_of(tool, {"method": method})
        assert tool_problems[0][0] == "/settings/method"
    else:
        assert problems_of(tool, {"method": method}) == [
            ("/request/method", "The method is not one of: POST, PUT, PATCH, DELETE.")
        ]


def test_a_url_that_a_setting_breaks_is_refused():
    tool = make_definition(
        settings=(setting("host"),), request={"url": {"@template": "https://{{settings.host}}/"}}
    )
    assert problems_of(tool, {"host": "user@evil.example"}) == [
        ("/request/url", "The URL has no host that could exist.")
    ]


def test_a_url_that_is_no_text_is_refused():
    tool = make_definition(
        settings=(setting("host"),), request={"url": {"@path": "$.settings.host"}}
    )
    assert problems_of(tool) == [("/request/url", "The URL is not a text.")]


def form_tool():
    return make_definition(request={"body": {"@path": "$.payload"}, "body_format": "form"})


def test_a_form_has_its_content_type():
    request = build(form_tool(), payload={"To": ["+15551230000"]})
    assert request.headers == {"Content-Type": "application/x-www-form-urlencoded"}
    assert (request.body, request.body_format) == ({"To": ["+15551230000"]}, "form")


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (["a"], "The body of a form is an object; this is a list."),
        ({"a": [{"b": 1}]}, "The body of a form holds texts; a is an object."),
    ],
)
def test_what_no_form_can_hold_is_refused(payload, message):
    assert problems_of(form_tool(), payload=payload) == [("/request/body", message)]


def test_header_authentication_may_have_a_prefix():
    scheme = {"scheme": "header", "name": "Authorization", "prefix": "Key ", "setting": "key"}
    tool = make_definition(settings=(KEY,), authentication=scheme)
    assert build(tool, {"key": SECRET}).headers == {"Authorization": f"Key {SECRET}"}


def test_a_batch_may_give_each_payload_a_shape_with_settings():
    tool = make_definition(
        settings=(setting("list"),),
        fields=[{"key": "id", "label": "ID", "type": "string", "required": True}],
        batch={
            "key": ["id"],
            "item": {"list": {"@path": "$.settings.list"}, "id": {"@path": "$.payload.id"}},
            "request": {
                "method": "POST",
                "url": {"@template": "https://example.com/{{payloads[0].id}}"},
                "body": {"members": {"@path": "$.items"}},
            },
        },
    )
    batch = tool.actions[0].batch
    request = compile_batch_request(tool, batch, settings={"list": "7"})([{"id": "a"}] * 2)
    assert request.url == "https://example.com/a"
    assert request.body == {"members": [{"list": "7", "id": "a"}] * 2}


def test_a_shape_that_the_engine_cannot_make_is_refused():
    tool = make_definition(
        batch={
            "item": {"a": {"@template": "{{payload.a}}{{payload.a}}"}},
            "request": {
                "method": "POST",
                "url": "https://example.com/",
                "body": {"@path": "$.items"},
            },
        },
    )
    make_request = compile_batch_request(tool, tool.actions[0].batch, settings={})
    with pytest.raises(RequestError) as caught:
        make_request([{"a": "x" * 600_000}])
    assert caught.value.problems[0].pointer == "/item/a/@template"


def test_a_test_request_reads_settings_alone():
    test_request = {
        "method": "GET",
        "url": {"@template": "https://example.com/{{settings.account}}"},
        "answers": {"rules": [{"means": "credentials", "statuses": [404]}]},
    }
    tool = make_definition(
        settings=(setting("account"),),
        request={"headers": {"X-Account": {"@path": "$.settings.account"}}},
        definition={"test_request": test_request},
    )
    request = build_test_request(tool, settings={"account": "a b"})
    assert (request.method, request.url) == ("GET", "https://example.com/a%20b")
    assert tool.test_request.answers.rules[0].means == "credentials"
    assert build_test_request(make_definition(), settings={}) is None


def test_a_definition_tells_its_limits():
    limit = {"requests": 100, "window_s": 10, "remaining_header": "X-Left"}
    tool = make_definition(definition={"rate_limit": limit, "concurrency": 4})
    assert tool.rate_limit == RateLimit(100, 10, "X-Left")
    assert tool.concurrency == 4


@pytest.mark.parametrize("payload", [{}, {"@path": "$.settings.key"}, {"a": "{{settings.key}}"}])
def test_a_payload_is_never_read_as_a_config(payload):
    tool = make_definition(
        settings=(KEY,),
        authentication={"scheme": "bearer", "setting": "key"},
        request={"body": {"@path": "$.payload"}},
    )
    assert build(tool, {"key": SECRET}, payload).body == payload


def test_the_repr_of_a_request_and_of_its_errors_hold_no_secret():
    tool = make_definition(settings=(KEY,), authentication={"scheme": "bearer", "setting": "key"})
    assert repr(build(tool, {"key": SECRET})) == "Request(POST)"
    with pytest.raises(RequestError) as caught:
        build(tool, {"key": SECRET + "\n"})
    assert SECRET not in f"{caught.value!r} {caught.value}"
    assert str(caught.value) == (
        "/settings/key: Key starts or ends with a space or a line break; remove it."
    )
