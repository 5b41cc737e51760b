"""The worker: what becomes of deliveries, by the answers that they get."""

import json
from datetime import timedelta

import pytest
from django.db import connection

from mappings.delivery.holding import resume
from mappings.delivery.messages import Answer, Failure
from mappings.delivery.worker import Worker
from mappings.models import Attempt, Delivery, DeliveryState, Destination, DestinationHealth
from tests.delivery.shop import (
    START,
    Answers,
    Clock,
    add_delivery,
    batching_mapping,
    enabled_mapping,
    states,
)
from tests.factories import SECRET, TRACK_PAYLOAD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def _run(clock: Clock, answers: Answers, threads: int = 4) -> None:
    worker = Worker(send=answers, threads=threads, now=clock, draw=lambda: 0.5)
    worker.run_until_idle()
    worker._pool.shutdown(wait=True)


def test_a_due_delivery_is_mapped_and_sent(clock: Clock) -> None:
    row = add_delivery(enabled_mapping())
    answers = Answers()
    _run(clock, answers)
    (request,) = answers.requests
    assert json.loads(request.body) == TRACK_PAYLOAD
    assert request.url == "https://example.com/hook"
    assert request.headers["Authorization"] == f"Bearer {SECRET}"
    assert request.headers["webhook-id"] == str(row.webhook_id)
    row.refresh_from_db()
    assert (row.state, row.attempt_count, row.due_at, row.lease) == ("delivered", 1, None, None)
    assert row.finished_at == START


def test_the_attempt_is_kept_with_masked_secrets(clock: Clock) -> None:
    row = add_delivery(enabled_mapping())
    _run(clock, Answers(Answer(200, {"content-type": "text/plain"}, f"key {SECRET}".encode())))
    attempt = Attempt.objects.get()
    assert attempt.request["body"] == TRACK_PAYLOAD
    assert attempt.answer["status"] == 200
    assert SECRET not in str(attempt.request) + str(attempt.answer)
    row.refresh_from_db()
    assert row.history == [
        {
            "number": 1,
            "attempt": str(attempt.pk),
            "at": attempt.started_at.isoformat(),
            "outcome": "delivered",
            "reason": "http_200",
            "status": 200,
        }
    ]


def test_a_destination_has_a_timeout_of_its_own(clock: Clock) -> None:
    mapping = enabled_mapping()
    mapping.destination.delivery_options = {"timeout_s": 3}
    mapping.destination.save()
    add_delivery(mapping)
    answers = Answers()
    _run(clock, answers)
    assert answers.timeout_s == 3


def test_what_is_due_later_waits(clock: Clock) -> None:
    row = add_delivery(enabled_mapping())
    Delivery.objects.update(due_at=START.replace(minute=1))
    answers = Answers()
    _run(clock, answers)
    assert not answers.requests
    clock.advance(61)
    _run(clock, answers)
    assert answers.ids == [str(row.webhook_id)]


def test_a_server_error_is_tried_again_after_the_first_wait(clock: Clock) -> None:
    row = add_delivery(enabled_mapping())
    answers = Answers(500)
    _run(clock, answers)
    row.refresh_from_db()
    assert (row.state, row.reason, row.attempt_count) == ("pending", "http_500", 1)
    assert row.due_at is not None
    assert (row.due_at - START).total_seconds() == 5
    clock.advance(5)
    _run(clock, answers)
    row.refresh_from_db()
    assert (row.state, row.attempt_count, len(row.history)) == ("delivered", 2, 2)
    assert len(set(answers.ids)) == 1


def test_after_the_last_try_a_delivery_is_dead_and_says_why(clock: Clock) -> None:
    row = add_delivery(enabled_mapping())
    Delivery.objects.update(attempt_count=10)
    _run(clock, Answers(Failure("timeout", "The destination did not answer in time.")))
    row.refresh_from_db()
    assert (row.state, row.reason) == ("dead", "retries_exhausted")
    assert row.detail == "The last try: timeout. The destination did not answer in time."


def test_a_destination_has_a_schedule_of_its_own(clock: Clock) -> None:
    row = add_delivery(enabled_mapping())
    Destination.objects.update(delivery_options={"retry_waits_s": [60]})
    _run(clock, Answers(500))
    row.refresh_from_db()
    assert row.due_at == START + timedelta(seconds=60)
    clock.advance(60)
    _run(clock, Answers(500))
    row.refresh_from_db()
    assert (row.state, row.reason, row.attempt_count) == ("dead", "retries_exhausted", 2)


def test_a_refused_request_is_dead_at_once(clock: Clock) -> None:
    row = add_delivery(enabled_mapping())
    _run(clock, Answers(422))
    row.refresh_from_db()
    assert (row.state, row.reason) == ("dead", "http_422")


def test_an_event_that_gives_no_valid_payload_is_dead_without_an_attempt(clock: Clock) -> None:
    mapping = batching_mapping()
    bad = add_delivery(mapping, context={})
    good = add_delivery(mapping)
    answers = Answers()
    _run(clock, answers)
    assert len(answers.requests) == 1
    good.refresh_from_db()
    assert good.state == "delivered"
    bad.refresh_from_db()
    assert (bad.state, bad.reason, bad.attempt_count) == ("dead", "invalid_payload", 0)
    assert "Email" in bad.detail


def test_three_refused_credentials_hold_everything_until_a_person_resumes(clock: Clock) -> None:
    mapping = enabled_mapping()
    for _ in range(5):
        add_delivery(mapping)
    answers = Answers(401, 401, 401)
    for _ in range(3):
        _run(clock, answers, threads=1)
        clock.advance(40)
    assert len(answers.requests) == 3
    assert set(states()) == {"held"}
    health = DestinationHealth.objects.get()
    assert health.paused_reason == "credentials"
    assert resume(mapping.destination, now=clock.now) == 5
    _run(clock, answers)
    assert set(states()) == {"delivered"}


def test_gone_holds_the_rest(clock: Clock) -> None:
    mapping = enabled_mapping()
    add_delivery(mapping)
    add_delivery(mapping)
    _run(clock, Answers(410), threads=1)
    assert states() == ["held", "held"]
    assert DestinationHealth.objects.get().paused_reason == "gone"


def test_a_disabled_destination_is_not_sent_to(clock: Clock) -> None:
    mapping = enabled_mapping()
    add_delivery(mapping)
    mapping.destination.is_enabled = False
    mapping.destination.save()
    answers = Answers()
    _run(clock, answers)
    assert not answers.requests
    assert Delivery.objects.get().reason == "destination_disabled"
    assert states() == ["held"]


def test_retry_after_holds_back_the_whole_destination(clock: Clock) -> None:
    mapping = enabled_mapping()
    for _ in range(4):
        add_delivery(mapping)
    answers = Answers(Answer(429, {"retry-after": "30"}))
    _run(clock, answers, threads=1)
    assert len(answers.requests) == 1
    clock.advance(29)
    _run(clock, answers)
    assert len(answers.requests) == 1
    clock.advance(8)
    _run(clock, answers)
    assert set(states()) == {"delivered"}


def test_the_breaker_lets_one_probe_through_and_waiting_spends_no_attempts(clock: Clock) -> None:
    mapping = enabled_mapping()
    for _ in range(50):
        add_delivery(mapping)
    answers = Answers(*[500] * 1000)
    for _ in range(60):
        _run(clock, answers, threads=2)
        clock.advance(10)
    assert len(answers.requests) <= 40
    assert Delivery.objects.filter(attempt_count=0).count() >= 35
    answers._answers.clear()
    clock.advance(600)
    _run(clock, answers)
    clock.advance(7200)
    _run(clock, answers)
    assert set(states()) == {"delivered"}


def test_an_event_waits_while_an_earlier_one_of_its_user_does(clock: Clock) -> None:
    mapping = enabled_mapping()
    first = add_delivery(mapping, user="u1")
    second = add_delivery(mapping, user="u1")
    other = add_delivery(mapping, user="u2")
    answers = Answers(500)
    _run(clock, answers, threads=1)
    assert str(second.webhook_id) not in answers.ids
    clock.advance(6)
    _run(clock, answers, threads=1)
    ids = answers.ids
    assert ids.index(str(second.webhook_id)) > len(ids) - 1 - ids[::-1].index(str(first.webhook_id))
    assert str(other.webhook_id) in ids
    assert set(states()) == {"delivered"}


def test_past_the_window_order_is_given_up_and_counted(clock: Clock) -> None:
    mapping = enabled_mapping()
    first = add_delivery(mapping, user="u1")
    second = add_delivery(mapping, user="u1")
    Delivery.objects.filter(pk=first.pk).update(due_at=START.replace(hour=5))
    clock.advance(901)
    answers = Answers()
    _run(clock, answers)
    assert answers.ids == [str(second.webhook_id)]
    assert DestinationHealth.objects.get().disordered_count == 1


def test_a_rate_limit_spreads_requests_over_time(clock: Clock) -> None:
    mapping = enabled_mapping()
    mapping.destination.delivery_options = {"requests_per_s": 2}
    mapping.destination.save()
    for _ in range(7):
        add_delivery(mapping)
    answers = Answers()
    _run(clock, answers)
    assert len(answers.requests) == 2
    clock.advance(1)
    _run(clock, answers)
    assert len(answers.requests) == 4
    clock.advance(100)
    _run(clock, answers)
    assert len(answers.requests) == 6


def test_a_lease_that_ran_out_is_taken_by_another_worker(clock: Clock) -> None:
    row = add_delivery(enabled_mapping())
    Delivery.objects.update(
        state=DeliveryState.SENDING, lease=row.pk, due_at=START.replace(second=30)
    )
    answers = Answers()
    _run(clock, answers)
    assert not answers.requests
    clock.advance(31)
    _run(clock, answers)
    assert states() == ["delivered"]


def test_what_another_worker_took_over_keeps_its_outcome(clock: Clock) -> None:
    row = add_delivery(enabled_mapping())
    answers = Answers(500)

    def take_over(_: object) -> None:
        Delivery.objects.filter(pk=row.pk).update(lease=row.webhook_id)
        connection.close()  # this thread's own

    answers.on_send = take_over
    worker = Worker(send=answers, threads=1, now=clock, draw=lambda: 0.5)
    worker.run_until_idle()
    worker._pool.shutdown(wait=True)
    row.refresh_from_db()
    assert (row.state, row.attempt_count, row.lease) == ("sending", 0, row.webhook_id)


def test_the_built_in_receiver_shows_what_it_got(clock: Clock) -> None:
    mapping = enabled_mapping()
    mapping.destination.settings = {"url": "https://receiver.invalid/hook", "method": "POST"}
    mapping.destination.save()
    add_delivery(mapping)
    answers = Answers()
    _run(clock, answers)
    assert not answers.requests
    assert states() == ["delivered"]
    received = mapping.destination.received_requests.get()
    assert received.request["body"] == TRACK_PAYLOAD
    assert SECRET not in str(received.request)


def test_a_stopped_worker_hands_back_what_it_did_not_try(clock: Clock) -> None:
    mapping = enabled_mapping()
    for _ in range(10):
        add_delivery(mapping)
    answers = Answers()
    worker = Worker(send=answers, threads=1, now=clock, draw=lambda: 0.5)
    answers.on_send = lambda _: worker.stop()
    worker.step()
    worker.run()
    assert len(answers.requests) == 1
    assert sorted(states()) == ["delivered", *["pending"] * 9]
    assert not Delivery.objects.exclude(lease=None).exists()


def test_payloads_of_one_mapping_travel_together(clock: Clock) -> None:
    mapping = batching_mapping()
    for _ in range(3):
        add_delivery(mapping)
    answers = Answers()
    _run(clock, answers)
    (request,) = answers.requests
    assert json.loads(request.body) == {"contacts": [TRACK_PAYLOAD] * 3}
    assert states() == ["delivered"] * 3
    assert Attempt.objects.get().delivery_count == 3


def test_what_waits_for_a_batch_goes_with_the_one_that_waited_longest(clock: Clock) -> None:
    mapping = batching_mapping()
    Destination.objects.update(delivery_options={"batch_age_s": 30})
    for age_s in (0, 10, 20):
        row = add_delivery(mapping, user=f"user-{age_s}")
        Delivery.objects.filter(pk=row.pk).update(due_at=START + timedelta(seconds=30 + age_s))
    retried = add_delivery(mapping, user="user-tried")
    Delivery.objects.filter(pk=retried.pk).update(
        due_at=START + timedelta(seconds=40), attempt_count=1
    )
    answers = Answers()
    clock.advance(29)
    _run(clock, answers)
    assert not answers.requests
    clock.advance(1)
    _run(clock, answers)
    (request,) = answers.requests
    assert json.loads(request.body) == {"contacts": [TRACK_PAYLOAD] * 3}
    assert states() == [*["delivered"] * 3, "pending"]


def test_a_batch_is_as_large_as_its_definition_allows(clock: Clock) -> None:
    mapping = batching_mapping()
    definition = mapping.destination.definition
    assert definition is not None
    batch = definition.actions[0].batch
    assert batch is not None
    for _ in range(batch.max_items + 1):
        add_delivery(mapping)
    answers = Answers()
    _run(clock, answers)
    sizes = sorted(len(json.loads(request.body)["contacts"]) for request in answers.requests)
    assert sizes == [1, batch.max_items]
