"""Error pages: plain words for people, the API's error shape for programs."""

import json
import logging
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from mappings.models import Member
from mappings.web.errors import (
    bad_request,
    csrf_failure,
    page_not_found,
    permission_denied,
    server_error,
)

pytestmark = pytest.mark.django_db


def test_an_unknown_address_says_so_and_leads_on(ann: Client, client: Client) -> None:
    for someone in (ann, client):
        answer = someone.get("/nothing/here/")
        assert answer.status_code == 404
        assert "There is nothing here" in answer.content.decode()
        assert "Go to destinations" in answer.content.decode()


def test_an_unknown_api_address_answers_in_the_error_shape(ann: Client) -> None:
    answer = ann.get("/api/v1/nothing/")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/json"
    assert answer.json()["error"]["problems"] == []


def test_a_malformed_api_id_answers_in_the_error_shape(rf: RequestFactory) -> None:
    answer = page_not_found(rf.get("/api/v1/x/"))
    assert answer.status_code == 404
    assert b'"code": "not_found"' in answer.content


def test_a_refusal_names_the_role_that_is_needed(vic: Client) -> None:
    answer = vic.post(reverse("sources"), {"name": "App"})
    assert answer.status_code == 403
    assert "This needs the role editor or higher." in answer.content.decode()


def test_a_form_without_its_token_changes_nothing_and_says_why(editor: Member) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor.user, backend="django.contrib.auth.backends.ModelBackend")
    answer = strict.post(reverse("sources"), {"name": "App"})
    assert answer.status_code == 403
    assert "This page was out of date" in answer.content.decode()


def test_a_csrf_failure_of_the_api_answers_in_the_error_shape(rf: RequestFactory) -> None:
    answer = csrf_failure(rf.post("/api/v1/mappings/"), reason="no cookie")
    assert answer.status_code == 403
    assert b'"code": "csrf"' in answer.content


def test_what_a_client_sent_with_a_refused_form_is_not_logged_raw(
    editor: Member, caplog: pytest.LogCaptureFixture
) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"Origin": "https://\u202eevil.example"})
    strict.force_login(editor.user, backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post(reverse("sources"), {"name": "App"}).status_code == 403
    assert "django.security.csrf" in {record.name for record in caplog.records}
    assert "\u202e" not in caplog.text


@pytest.mark.parametrize(
    "answer_of",
    [server_error, page_not_found, bad_request, permission_denied, csrf_failure],
    ids=lambda view: str(view.__name__),
)
def test_the_request_id_of_the_api_is_in_the_log(
    rf: RequestFactory, answer_of: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    answer = answer_of(rf.get("/api/v1/x/"))
    request_id = json.loads(answer.content)["error"]["request_id"]
    assert request_id == answer["X-Request-Id"]
    assert f"Request {request_id}" in caplog.text


@pytest.mark.parametrize(
    ("path", "content_type"), [("/x/", "text/html"), ("/api/v1/x/", "application/json")]
)
def test_a_server_error_is_drawn_without_session_or_database(
    rf: RequestFactory, path: str, content_type: str, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        answer = server_error(rf.get(path))
    assert answer.status_code == 500
    assert answer["Content-Type"].startswith(content_type)


def test_a_malformed_request_has_a_page(rf: RequestFactory) -> None:
    request: HttpRequest = rf.get("/x/")
    answer = bad_request(request)
    assert answer.status_code == 400
    assert "could not be read" in answer.content.decode()


def test_a_body_of_the_api_that_is_too_large_is_told_in_the_error_shape(rf: RequestFactory) -> None:
    answer = bad_request(rf.post("/api/v1/x/"), RequestDataTooBig("internals"))
    assert answer.status_code == 413
    assert b'"code": "too_large"' in answer.content
    assert b"internals" not in answer.content


def test_pages_forbid_inline_scripts_and_frames(ann: Client) -> None:
    answer = ann.get(reverse("destinations"))
    policy = answer["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
