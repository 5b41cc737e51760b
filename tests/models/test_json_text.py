"""JSON documents are stored as text, the same on every database."""

from typing import Any

import pytest
from django.core import serializers
from django.db import connection, transaction

from mappings.engine.errors import JsonTextError
from mappings.models import TestEvent
from tests.factories import make_source, make_test_event, make_workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def saved() -> TestEvent:
    return make_test_event(make_source(make_workspace()))


def column(table: str = "mappings_testevent", name: str = "event") -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM {table}")  # noqa: S608  (our own words)
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"z": 1, "a": 2, "10": 3, "9": 4},
        {"a": None, "b": [], "c": {}, "d": "", "e": 0, "f": False},
        {"a": 0.1, "b": 1e22, "c": -0.0, "d": 2**53, "e": 1e-7},
        {"text": "Grüße, 世界, 😀, \u2028, \x7f"},
        {"a": '"\\/\b\f\n\r\t'},
        {"__proto__": 1, "": 2, "a.b": 3, "a/b": 4, "a~b": 5},
        {"deep": [[[[[[[[{"a": [1]}]]]]]]]]},
    ],
)
def test_a_document_comes_back_as_it_went_in(event: Any, saved: TestEvent) -> None:
    saved.event = event
    saved.save()

    saved.refresh_from_db()

    assert saved.event == event
    assert list(saved.event) == list(event)
    assert repr(saved.event) == repr(event)


def test_the_column_holds_text_in_ascii(saved: TestEvent) -> None:
    saved.event = {"b": "é", "a": "😀"}
    saved.save()

    assert column() == '{"b":"\\u00e9","a":"\\ud83d\\ude00"}'


@pytest.mark.parametrize(
    "event",
    [
        {"a": "\x00"},
        {"\x00": 1},
        {"a": "\ud800"},
        {"\udc00": 1},
        {"a": float("nan")},
        {"a": float("inf")},
        {"a": object()},
    ],
)
def test_what_a_database_could_not_keep_is_refused_before_it(event: Any, saved: TestEvent) -> None:
    before = column()
    saved.event = event

    with pytest.raises((JsonTextError, ValueError, TypeError)), transaction.atomic():
        saved.save()

    assert column() == before


def test_too_deep_a_document_is_refused(saved: TestEvent) -> None:
    event: Any = {}
    for _ in range(65):
        event = {"a": event}
    saved.event = event

    with pytest.raises(JsonTextError):
        saved.save()


def test_an_update_checks_too(saved: TestEvent) -> None:
    with pytest.raises(JsonTextError):
        TestEvent.objects.update(event={"a": "\ud800"})


def test_a_dump_can_be_loaded(saved: TestEvent) -> None:
    text = serializers.serialize("json", [saved])

    (loaded,) = serializers.deserialize("json", text)
    loaded.save()

    assert TestEvent.objects.get().event == saved.event
