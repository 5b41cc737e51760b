"""Guessing passwords ends soon, for one account and over many accounts."""

from django.conf import settings
from django.test import Client


def guess(client: Client, user_name: str) -> int:
    return client.post("/login/", {"username": user_name, "password": "wrong"}).status_code


def test_an_address_that_tries_many_accounts_is_stopped(db: None) -> None:
    client = Client(REMOTE_ADDR="203.0.113.7")
    answers = [guess(client, f"name-{number}") for number in range(settings.AXES_FAILURE_LIMIT)]
    assert answers[:-1] == [200] * (settings.AXES_FAILURE_LIMIT - 1)
    assert guess(client, "one-more") == 429


def test_another_address_is_not_stopped_with_it(db: None) -> None:
    client = Client(REMOTE_ADDR="203.0.113.7")
    for number in range(settings.AXES_FAILURE_LIMIT):
        guess(client, f"name-{number}")
    assert guess(Client(REMOTE_ADDR="203.0.113.8"), "one-more") == 200
