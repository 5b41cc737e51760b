"""/livez and /readyz: what they look at, and what they say when something is wrong."""

import pytest
from django.db import DatabaseError
from django.test import Client

from mappings.delivery import running
from mappings.operations import health

pytestmark = pytest.mark.django_db


def test_the_process_answers_without_looking_at_anything(
    client: Client, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        answer = client.get("/livez")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_all_is_well(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "database": "ok",
        "migrations": "ok",
        "disk": "ok",
        "worker": "ok",
    }


def test_a_full_disk_is_no_place_for_events(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "free_disk_bytes", lambda: 0)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["disk"]) == (503, "nearly full")


def test_a_database_that_does_not_answer_is_told(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(health.connection, "cursor", fail)
    answer = client.get("/readyz")
    told = answer.json()
    assert (answer.status_code, told["database"]) == (503, "does not answer")
    assert told["migrations"] == "unknown"
    assert "gone" not in answer.content.decode()


def test_a_worker_that_ended_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    class Ended:
        def is_alive(self) -> bool:
            return False

    monkeypatch.setattr(running, "_embedded", [Ended()])
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (503, False)


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics"])
def test_nothing_can_be_sent_there(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
