"""Values in a URL: each is one part of it, or there is no request."""

import pytest

from mappings.catalog.errors import RequestError
from mappings.catalog.requests import build_request
from tests.catalog.builders import make_definition, setting


def build(definition, settings, payload):
    return build_request(definition, definition.actions[0], settings=settings, payload=payload)


def problems_of(definition, settings, payload):
    with pytest.raises(RequestError) as caught:
        build(definition, settings, payload)
    return [(problem.pointer, problem.message) for problem in caught.value.problems]


def list_tool(**request):
    """A list's members: its ID stands in the URL."""
    field = {"key": "list", "label": "List", "type": "string", "required": True}
    return make_definition(
        settings=(setting("base", "url", is_base=True), setting("version"), setting("n", "number")),
        fields=[field],
        request={
            "url": {"@template": "{{settings.base}}/{{settings.version}}/{{payload.list}}/members"},
            "query": {"n": {"@path": "$.settings.n"}, "tag": {"@path": "$.payload.tags"}},
        }
        | request,
    )


SETTINGS = {"base": "https://example.com/api/", "version": "v1"}


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("abc-1.2_3~", "abc-1.2_3~"),
        ("a/b?c#d e", "a%2Fb%3Fc%23d%20e"),
        ("../../admin", "..%2F..%2Fadmin"),
        ("50%é", "50%25%C3%A9"),
        (7, "7"),
    ],
)
def test_values_in_a_url_are_one_part_of_it(given, written):
    url = build(list_tool(), SETTINGS, {"list": given}).url
    assert url == f"https://example.com/api/v1/{written}/members"


@pytest.mark.parametrize("payload", [{}, {"list": ""}, {"list": None}, {"list": ["a"]}])
def test_a_url_that_lacks_a_value_is_refused(payload):
    assert problems_of(list_tool(), SETTINGS, payload) == [
        ("/request/url", "The URL needs a text or a number in payload.list.")
    ]


@pytest.mark.parametrize("step", [".", ".."])
def test_a_value_that_is_a_step_of_a_path_is_refused(step):
    assert problems_of(list_tool(), SETTINGS, {"list": step}) == [
        ("/request/url", "The URL has a step . or .. in its path.")
    ]


def test_parameters_of_the_url_are_encoded_and_left_out_when_there_is_nothing():
    payload = {"list": "x", "tags": ["a b", "c&d", None, True, 5]}
    url = build(list_tool(), SETTINGS | {"n": 2.5}, payload).url
    assert url.partition("?")[2] == "n=2.5&tag=a%20b&tag=c%26d&tag=true&tag=5"
    assert "?" not in build(list_tool(), SETTINGS, {"list": "x"}).url


def test_a_parameter_that_is_an_object_is_refused():
    payload = {"list": "x", "tags": [{"a": 1}]}
    assert problems_of(list_tool(), SETTINGS, payload) == [
        ("/request/query/tag", "The parameter tag expects text; this is an object.")
    ]
