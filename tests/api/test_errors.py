"""Every error has one shape, whoever raises it."""

import logging

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import IntegrityError, OperationalError

from mappings import conf
from mappings.api.views.about import MeView
from tests.api.calls import Api, assert_error
from tests.api.conftest import World
from tests.api.routes import ROUTES

pytestmark = pytest.mark.django_db

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}


@pytest.mark.parametrize("path", ["", "nothing/", "mappings/x/y/", "..%2f", "mappings", "%00/"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_address_is_not_found(path: str, method: str, api: Api) -> None:
    assert_error(api.send(method, path), 404, "not_found")


def test_an_address_without_its_slash_says_so(api: Api) -> None:
    assert "slash" in assert_error(api.get("mappings"), 404, "not_found")["message"]


def _missing_methods() -> list[tuple[str, str]]:
    known = {(route.path, route.method) for route in ROUTES}
    paths = sorted({route.path for route in ROUTES})
    return [
        (path, method)
        for path in paths
        for method in sorted(METHODS)
        if (path, method) not in known
    ]


@pytest.mark.parametrize(("path", "method"), _missing_methods())
def test_a_wrong_method_names_the_right_ones(
    path: str, method: str, api: Api, world: World
) -> None:
    route = next(route for route in ROUTES if route.path == path)
    response = api.send(method, route.path_in(world))

    assert_error(response, 405, "method_not_allowed")
    allowed = {name.strip() for name in response["Allow"].split(",")}
    assert {route.method for route in ROUTES if route.path == path} <= allowed
    assert method not in allowed


def test_head_is_answered_like_get_without_a_body(api: Api, world: World) -> None:
    response = api.send("HEAD", f"mappings/{world.mapping.pk}/")

    assert response.status_code == 200
    assert response.content == b""


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "nonsense", "*/*;q=0"])
def test_accept_is_not_looked_at(accept: str, api: Api) -> None:
    assert api.get("me/", Accept=accept)["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/xml", "multipart/form-data; boundary=x", "", "json", "*/*"],
)
def test_a_body_that_is_not_called_json_is_refused(content_type: str, api: Api) -> None:
    response = api.send_bytes("POST", "sources/", b'{"name": "New"}', content_type)

    assert response.status_code in (400, 415)
    assert_error(response, response.status_code, response.json()["error"]["code"])


def test_the_content_type_may_name_its_charset(api: Api) -> None:
    response = api.send_bytes(
        "POST", "sources/", b'{"name": "New"}', "application/json; charset=utf-8"
    )

    assert response.status_code == 201


def test_a_body_over_the_limit_is_refused_before_it_is_parsed(api: Api) -> None:
    body = b'{"name": "' + b"x" * conf.MAX_BODY_BYTES + b'"}'

    assert_error(api.send_bytes("POST", "sources/", body), 413, "too_large")


def test_a_length_that_lies_low_does_not_get_more_in(api: Api) -> None:
    response = api.client.generic(
        "POST",
        "/api/v1/sources/",
        b'{"name": "New"}',
        "application/json",
        CONTENT_LENGTH="5",
    )

    assert_error(response, 400, "invalid_json")


def test_a_length_that_is_no_number_is_refused(api: Api) -> None:
    response = api.client.generic(
        "POST", "/api/v1/sources/", b"{}", "application/json", CONTENT_LENGTH="five"
    )

    assert response.status_code == 400


def test_a_body_without_a_length_is_refused(api: Api) -> None:
    response = api.client.generic(
        "POST",
        "/api/v1/sources/",
        b"",
        "application/json",
        CONTENT_LENGTH="",
        HTTP_TRANSFER_ENCODING="chunked",
    )

    assert_error(response, 411, "length_required")


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "GZIP, identity"])
def test_a_compressed_body_is_refused(coding: str, api: Api) -> None:
    response = api.post("sources/", {"name": "New"}, Content_Encoding=coding)

    assert_error(response, 415, "unsupported_media_type")


def test_broken_json_is_told_with_line_and_column(api: Api) -> None:
    response = api.send_bytes("POST", "sources/", b'{\n  "name": "New",\n}')

    problem = assert_error(response, 400, "invalid_json")["problems"][0]
    assert problem["line"] == 2
    assert problem["column"] is not None


def test_a_mistake_of_ours_tells_nothing_of_the_inside(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret-path/secret-table")

    monkeypatch.setattr(MeView, "get", fail)
    with caplog.at_level(logging.ERROR, logger="mappings.api.errors"):
        error = assert_error(api.get("me/"), 500, "server_error")

    assert "secret" not in str(error)
    assert error["request_id"] in caplog.text


def test_a_suspicious_request_is_malformed(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise SuspiciousOperation("inside")

    monkeypatch.setattr(MeView, "get", fail)
    assert "inside" not in assert_error(api.get("me/"), 400, "bad_request")["message"]


def test_the_request_id_is_in_a_header_too(nobody: Api) -> None:
    response = nobody.get("me/")

    assert response["X-Request-Id"] == response.json()["error"]["request_id"]


def test_sixty_thousand_problems_are_told_in_a_hundred(api: Api) -> None:
    response = api.post("sources/", {f"k{number}": 1 for number in range(60_000)})

    assert len(assert_error(response, 400, "invalid")["problems"]) == 100


@pytest.mark.parametrize("path", ["me/", "mappings/", "nothing/", "mappings/?x=1"])
def test_no_cache_keeps_an_answer(path: str, api: Api) -> None:
    assert api.get(path)["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("mistake", "status", "code"),
    [(IntegrityError("table x"), 409, "conflict"), (OperationalError("file y"), 503, "busy")],
)
def test_trouble_of_the_database_says_to_try_again(
    mistake: Exception,
    status: int,
    code: str,
    api: Api,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: object) -> None:
        raise mistake

    monkeypatch.setattr(MeView, "get", fail)
    response = api.get("me/")

    error = assert_error(response, status, code)
    assert "Try again" in error["message"]
    assert str(mistake) not in str(error)
    assert response.has_header("Retry-After") is (status == 503)
    assert (error["request_id"] in caplog.text) is (status >= 500)
