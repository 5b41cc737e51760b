"""Deliveries to a tool that asks for access tokens."""

import json

import pytest
from django.db import OperationalError

from mappings.delivery import worker as worker_module
from mappings.delivery.messages import Answer
from mappings.delivery.refresh_tokens import keep_refresh_token
from mappings.delivery.worker import Worker
from mappings.models import Attempt, Delivery, Destination
from mappings.services.destinations import create_destination, secret_states
from mappings.services.mappings import create_mapping, enable_mapping
from tests.delivery.shop import Answers, Clock, add_delivery
from tests.factories import make_own_definition, make_source, make_workspace

pytestmark = pytest.mark.django_db(transaction=True)

SECRETS = {"client_secret": "client-secret-12345", "refresh_token": "refresh-token-00001"}


def _setting(key, **more):
    return {"key": key, "label": key, "type": "string", "required": True, **more}


@pytest.fixture
def destination():
    workspace = make_workspace()
    make_own_definition(
        workspace,
        settings=[
            _setting("client_id"),
            _setting("client_secret", is_secret=True),
            _setting("refresh_token", is_secret=True),
        ],
        authentication={
            "scheme": "oauth2_refresh_token",
            "token_url": "https://auth.example.com/token",
            "client_id_setting": "client_id",
            "client_secret_setting": "client_secret",
            "refresh_token_setting": "refresh_token",
        },
    )
    return create_destination(
        workspace=workspace,
        source=make_source(workspace),
        definition_slug="loyalty",
        name="Loyalty",
        settings={"client_id": "client-1"},
        secrets=dict(SECRETS),
    )


@pytest.fixture
def mapping(destination):
    made = create_mapping(
        destination=destination,
        name="Members",
        action_slug="add_member",
        trigger='type = "track"',
        config={"email": "jane@example.com"},
    )
    return enable_mapping(mapping=made)


def run(answers):
    worker = Worker(send=answers, threads=2, now=Clock(), draw=lambda: 0.5)
    worker.run_until_idle()
    worker._pool.shutdown(wait=True)


def token(value, **more):
    return Answer(200, {}, json.dumps({"access_token": value, **more}).encode())


def carried(answers):
    return [request.headers.get("Authorization", "") for request in answers.requests]


def test_one_token_serves_many_deliveries(mapping):
    for _ in range(3):
        add_delivery(mapping)
    answers = Answers(token("access-token-1", expires_in=3600))
    run(answers)
    assert carried(answers) == ["", *["Bearer access-token-1"] * 3]
    assert {row.state for row in Delivery.objects.all()} == {"delivered"}


def test_a_refused_token_is_replaced_and_the_delivery_made_in_the_same_attempt(mapping):
    row = add_delivery(mapping)
    answers = Answers(token("access-token-1"), 401, token("access-token-2"), 200)
    run(answers)
    row.refresh_from_db()
    assert carried(answers) == ["", "Bearer access-token-1", "", "Bearer access-token-2"]
    assert (row.state, row.attempt_count) == ("delivered", 1)


def test_a_token_that_is_never_right_is_a_matter_of_credentials(mapping):
    row = add_delivery(mapping)
    run(Answers(token("access-token-1"), 401, token("access-token-2"), 401))
    row.refresh_from_db()
    assert (row.state, row.history[0]["outcome"]) == ("pending", "credentials")


def test_a_token_that_is_not_given_is_an_attempt_with_its_reason(mapping):
    row = add_delivery(mapping)
    run(Answers(Answer(400, {}, b'{"error": "invalid_grant refresh-token-00001"}')))
    row.refresh_from_db()
    assert (row.attempt_count, row.reason) == (1, "token_refused")
    assert row.detail == "No access token was given: invalid_grant ••••0001."


def test_no_secret_and_no_token_is_kept_with_the_attempt(mapping):
    add_delivery(mapping)
    echo = Answer(200, {}, b"you sent access-token-0001")
    run(Answers(token("access-token-0001"), echo))
    attempt = Attempt.objects.get()
    shown = f"{attempt.request}{attempt.answer}"
    assert not [one for one in (*SECRETS.values(), "access-token-0001") if one in shown]


def test_a_new_refresh_token_is_stored_at_once(mapping, destination):
    add_delivery(mapping)
    run(Answers(token("access-token-1", refresh_token="refresh-token-00002")))
    stored = Destination.objects.get()
    assert stored.open_secrets() == {**SECRETS, "refresh_token": "refresh-token-00002"}
    assert secret_states(stored)["refresh_token"].last4 == "0002"


def test_a_refresh_token_that_is_newer_than_the_job_is_not_kept_with_an_attempt(mapping):
    add_delivery(mapping)
    renewed = token("access-token-1", refresh_token="refresh-token-00002")
    run(Answers(renewed, 401, Answer(400, {}, b'{"error": "refresh-token-00002 is no good"}')))
    attempt = Attempt.objects.get()
    assert attempt.answer["status"] == 400
    assert "refresh-token-00002" not in f"{attempt.request}{attempt.answer}"
    assert "refresh-token-00002" not in Delivery.objects.get().detail


def test_a_new_refresh_token_waits_for_a_database_that_does_not_answer(
    mapping, destination, monkeypatch
):
    calls = []

    def keep_at_the_second_try(*args, **more):
        calls.append(args)
        if len(calls) == 1:
            raise OperationalError
        keep_refresh_token(*args, **more)

    monkeypatch.setattr(worker_module, "keep_refresh_token", keep_at_the_second_try)
    monkeypatch.setattr(worker_module, "KEEP_WAITS_S", (0, 0))
    add_delivery(mapping)
    run(Answers(token("access-token-1", refresh_token="refresh-token-00002")))
    assert len(calls) == 2
    assert Destination.objects.get().open_secrets()["refresh_token"] == "refresh-token-00002"
    assert Delivery.objects.get().state == "delivered"


def test_a_refresh_token_that_a_person_entered_meanwhile_stays(destination):
    keep_refresh_token(destination.pk, "refresh_token", used="another", new="refresh-token-00002")
    assert Destination.objects.get().open_secrets() == SECRETS


def test_a_destination_that_is_gone_needs_no_refresh_token(destination):
    identity = destination.pk
    destination.delete()
    keep_refresh_token(identity, "refresh_token", used="refresh-token-00001", new="new")
    assert not Destination.objects.exists()
