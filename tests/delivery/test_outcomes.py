"""What every answer means, held against a table written independently of the code's."""

from datetime import UTC, datetime

import pytest

from mappings.delivery.messages import FAILURE_KINDS, Answer, Failure
from mappings.delivery.outcomes import OTHER_STATUS, Outcome, judge, rule_for

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

RETRIED = {408, 423, 425, 429, *range(500, 600)} - {501, 505}
CREDENTIALS = {401, 403, 407}


def expected_verdict(status):
    if status in RETRIED or status < 200:
        return "retry"
    if status in CREDENTIALS:
        return "credentials"
    if status == 410:
        return "disable_destination"
    return "delivered" if 200 <= status < 300 else "dead"


@pytest.mark.parametrize("status", range(100, 600))
def test_every_status_has_its_verdict(status):
    assert judge(Answer(status), now=NOW).verdict == expected_verdict(status)


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        ("dns", "retry"),
        ("refused", "retry"),
        ("reset", "retry"),
        ("timeout", "retry"),
        ("tls", "retry"),
        ("bad_http", "retry"),
        ("proxy", "retry"),
        ("blocked_address", "dead"),
        ("bad_url", "dead"),
        ("bad_request", "dead"),
    ],
)
def test_every_failure_has_its_verdict(kind, verdict):
    outcome = judge(Failure(kind, "…"), now=NOW)
    assert (outcome.verdict, outcome.reason) == (verdict, kind)


def test_no_failure_is_left_out():
    for kind in FAILURE_KINDS:
        assert judge(Failure(kind, "…"), now=NOW).reason == kind


@pytest.mark.parametrize("status", [0, 99, 600, 999])
def test_a_status_that_does_not_exist_is_tried_again(status):
    assert rule_for(status) is OTHER_STATUS


@pytest.mark.parametrize(
    ("status", "reason"),
    [(200, "http_200"), (302, "redirect_not_followed"), (404, "http_404"), (503, "http_503")],
)
def test_the_reason_names_the_status(status, reason):
    assert judge(Answer(status), now=NOW).reason == reason


@pytest.mark.parametrize(
    ("status", "header", "pause_s"),
    [
        (429, "90", 90),
        (429, None, 30),
        (429, "soon", 30),
        (503, "90", 90),
        (503, None, None),
        (500, "90", 90),
        (200, "90", None),
        (400, "90", None),
        (302, "90", None),
    ],
)
def test_an_answer_that_asks_to_wait_stops_the_whole_destination(status, header, pause_s):
    headers = {"retry-after": header} if header else {}
    assert judge(Answer(status, headers), now=NOW).pause_s == pause_s


@pytest.mark.parametrize("status", range(500, 600))
def test_a_gateway_that_is_overloaded_is_sent_to_more_slowly(status):
    assert judge(Answer(status), now=NOW).slows_down is (status in {502, 503, 504})


@pytest.mark.parametrize(
    ("result", "health"),
    [
        (Answer(200), "up"),
        (Answer(400), "up"),
        (Answer(401), "up"),
        (Answer(429), "unknown"),
        (Answer(503), "down"),
        (Answer(408), "down"),
        (Failure("timeout", "…"), "down"),
        (Failure("proxy", "…"), "unknown"),
        (Failure("blocked_address", "…"), "unknown"),
    ],
    ids=repr,
)
def test_the_breaker_counts_what_tells_of_the_destinations_health(result, health):
    assert judge(result, now=NOW).health == health


def test_an_outcome_is_a_value():
    assert judge(Answer(404), now=NOW) == Outcome("dead", "http_404")
