"""Refused senders do not fill the log."""

import logging

import pytest
from django.test import Client, RequestFactory

from engage_mapper.quiet_refusals import WithoutRefusals


@pytest.mark.parametrize(
    ("path", "status", "is_told"),
    [
        ("/v1/track", 503, False),
        ("/v1/track", 429, False),
        ("/v1/track", 401, False),
        ("/v1/track", 500, True),
        ("/readyz", 503, True),
        ("/api/v1/mappings/", 400, True),
    ],
)
def test_only_refusals_of_the_tracking_api_are_left_out(
    path: str, status: int, is_told: bool
) -> None:
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "Told", (), None)
    record.status_code, record.request = status, RequestFactory().post(path)
    assert WithoutRefusals().filter(record) is is_told


def test_a_record_without_a_request_is_told() -> None:
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "Told", (), None)
    assert WithoutRefusals().filter(record)


@pytest.mark.django_db
def test_a_wrong_key_is_answered_and_not_logged(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="django.request"):
        body = '{"writeKey": "wrong", "userId": "u", "event": "E"}'
        answer = client.post("/v1/track", body, content_type="application/json")
    assert answer.status_code == 401
    assert not caplog.records
