"""Tests that are really sent: through the same steps as a delivery, and leaving no trace."""

from datetime import timedelta
from typing import Any

import pytest

from mappings import conf
from mappings.delivery.messages import Answer, Failure, OutgoingRequest
from mappings.models import (
    Attempt,
    Delivery,
    Destination,
    DestinationHealth,
    Event,
    Mapping,
    Member,
)
from mappings.services.destination_filters import create_filter
from mappings.services.destinations import update_destination
from mappings.services.errors import InvalidInput, TooOften
from mappings.services.mappings import enable_mapping, update_mapping
from mappings.services.test_sends import (
    TEST_HEADER,
    TestAnswer,
    TestInput,
    send_event_test,
    send_test,
)
from tests import factories
from tests.delivery_rows import NOW
from tests.factories import SECRET, TRACK_EVENT

pytestmark = pytest.mark.django_db


class FakeSend:
    """Answers what it is told to, and keeps what it was sent."""

    def __init__(self, *answers: Answer | Failure) -> None:
        self.answers = list(answers) or [Answer(200, {}, b'{"ok":true}')]
        self.sent: list[OutgoingRequest] = []

    def __call__(
        self,
        request: OutgoingRequest,
        *,
        timeout_s: float | None = None,  # noqa: ARG002 (as the real one has it)
    ) -> Answer | Failure:
        self.sent.append(request)
        return self.answers[min(len(self.sent), len(self.answers)) - 1]


@pytest.fixture
def member() -> Member:
    return factories.make_member(factories.make_workspace())


@pytest.fixture
def crm(member: Member) -> Destination:
    return factories.make_destination(factories.make_source(member.workspace))


@pytest.fixture
def mapping(crm: Destination) -> Mapping:
    return factories.make_mapping(crm)


def try_it(
    mapping: Mapping, member: Member, send: FakeSend, event: Any = TRACK_EVENT, **changes: Any
) -> TestAnswer:
    given = TestInput(
        mapping, changes.get("trigger", mapping.trigger), changes.get("config", mapping.config)
    )
    return send_test(given=given, event=event, member=member, now=NOW, send=send)


def test_a_test_is_sent_and_told(mapping: Mapping, member: Member):
    send = FakeSend()
    told = try_it(mapping, member, send)
    assert (told.state, told.status) == ("delivered", 200)
    assert told.words == "Answered 200 OK"
    assert told.request is not None
    assert "user@example.com" in str(told.request["body"])
    assert told.answer is not None
    assert told.answer["body"] == '{"ok":true}'
    assert len(send.sent) == 1
    assert send.sent[0].headers[TEST_HEADER] == "1"


def test_secrets_are_masked_also_where_the_answer_repeats_them(mapping: Mapping, member: Member):
    send = FakeSend(Answer(401, {"content-type": "text/plain"}, f"no {SECRET}".encode()))
    told = try_it(mapping, member, send)
    assert any(SECRET in value for value in send.sent[0].headers.values())
    assert SECRET not in str(told)


def test_an_unsaved_mapping_is_sent_as_it_is_given(mapping: Mapping, member: Member):
    send = FakeSend()
    config = {"email_address": "fixed@example.com", "audience_status": True}
    told = try_it(mapping, member, send, config=config)
    assert told.request is not None
    assert "fixed@example.com" in str(told.request["body"])


def test_an_event_that_does_not_match_is_not_sent(mapping: Mapping, member: Member):
    send = FakeSend()
    told = try_it(mapping, member, send, event={"type": "identify"})
    assert told.state == "unmatched"
    assert told.detail
    assert send.sent == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(400, {}, b"bad"), "Answered 400 Bad Request"),
        (Answer(503, {}, b""), "Answered 503 Service Unavailable"),
        (Failure("timeout", "There was no answer in time."), "No answer in time"),
        (Failure("blocked_address", "Not allowed."), "The address is not allowed"),
    ],
)
def test_what_went_wrong_is_told_in_words(
    mapping: Mapping, member: Member, answer: Answer | Failure, words: str
):
    told = try_it(mapping, member, FakeSend(answer))
    assert (told.state, told.words) == ("refused", words)
    assert told.answer is not None


def test_filters_of_the_destination_are_honoured(mapping: Mapping, member: Member):
    create_filter(
        destination=mapping.destination,
        changes={"title": "No tracks", "action": "drop", "condition": 'type = "track"'},
    )
    send = FakeSend()
    mapping = Mapping.objects.with_destination().get(pk=mapping.pk)
    told = try_it(mapping, member, send)
    assert (told.state, told.words) == ("filtered", "Dropped by a filter")
    assert send.sent == []


def test_a_payload_that_the_destination_would_refuse_is_not_sent(mapping: Mapping, member: Member):
    send = FakeSend()
    told = try_it(mapping, member, send, config={"email_address": "no e-mail"})
    assert told.state == "not_sent"
    assert told.detail
    assert send.sent == []


def test_a_config_that_does_not_compile_is_not_sent(mapping: Mapping, member: Member):
    send = FakeSend()
    assert try_it(mapping, member, send, config={"a": {"@path": 5}}).state == "not_sent"
    assert send.sent == []


def test_a_test_touches_no_queue_counter_or_breaker(mapping: Mapping, member: Member):
    for status in (200, 401, 410, 429, 503):
        try_it(mapping, member, FakeSend(Answer(status, {"retry-after": "60"}, b"")))
    mapping.destination.refresh_from_db()
    assert mapping.destination.is_enabled
    for model in (Event, Delivery, Attempt, DestinationHealth):
        assert not model._default_manager.exists()


def test_an_open_breaker_and_a_pause_stop_no_test(mapping: Mapping, member: Member):
    DestinationHealth.objects.create(
        destination=mapping.destination, paused_reason="http_401", not_before=NOW
    )
    update_destination(destination=mapping.destination, changes={"is_enabled": False})
    mapping.destination.refresh_from_db()
    assert try_it(mapping, member, FakeSend()).state == "delivered"
    health = DestinationHealth.objects.get()
    assert (health.paused_reason, health.not_before) == ("http_401", NOW)


def test_the_event_tester_sends_through_every_enabled_mapping(
    crm: Destination, mapping: Mapping, member: Member
):
    enable_mapping(mapping=mapping)
    other = factories.make_mapping(crm, "Identified", trigger='type = "identify"')
    enable_mapping(mapping=other)
    factories.make_mapping(crm, "Off")
    send = FakeSend()
    told = send_event_test(destination=crm, event=TRACK_EVENT, member=member, now=NOW, send=send)
    assert [(one.mapping_name, one.state) for one in told] == [
        ("Audience entered", "delivered"),
        ("Identified", "unmatched"),
    ]
    assert len(send.sent) == 1


def test_the_event_tester_runs_what_is_live(crm: Destination, mapping: Mapping, member: Member):
    """An enabled mapping that was saved unfinished goes on with its last good version."""
    enable_mapping(mapping=mapping)
    update_mapping(mapping=mapping, changes={"config": {}})
    send = FakeSend()
    told = send_event_test(destination=crm, event=TRACK_EVENT, member=member, now=NOW, send=send)
    assert told[0].request is not None
    assert "user@example.com" in str(told[0].request["body"])


def test_no_event_is_refused(mapping: Mapping, member: Member):
    with pytest.raises(InvalidInput):
        try_it(mapping, member, FakeSend(), event=["no event"])


def test_a_minute_has_room_for_so_many_tests(
    mapping: Mapping, member: Member, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(conf, "MAX_TESTS_PER_MINUTE", 2)
    send = FakeSend()
    try_it(mapping, member, send)
    try_it(mapping, member, send)
    with pytest.raises(TooOften, match="2 tests were sent within a minute") as refused:
        try_it(mapping, member, send)
    assert refused.value.retry_after_s == 60 - NOW.second
    assert len(send.sent) == 2
    given = TestInput(mapping, mapping.trigger, mapping.config)
    later = NOW + timedelta(minutes=1)
    send_test(given=given, event=TRACK_EVENT, member=member, now=later, send=send)
    assert len(send.sent) == 3


def test_somebody_else_has_a_minute_of_their_own(
    mapping: Mapping, member: Member, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(conf, "MAX_TESTS_PER_MINUTE", 1)
    try_it(mapping, member, FakeSend())
    other = factories.make_member(mapping.workspace, name="other")
    assert try_it(mapping, other, FakeSend()).state == "delivered"
