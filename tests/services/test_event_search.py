"""Finding events and deliveries, page by page, and the file of them."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest

from mappings.models import Delivery, Event, Mapping, Workspace
from mappings.services import event_export
from mappings.services.errors import InvalidInput, NotAllowed
from mappings.services.event_export import export_events, safe_cell
from mappings.services.event_filters import read_event_filter
from mappings.services.event_search import event_page, find_deliveries, find_events
from tests import factories
from tests.delivery_rows import A_MINUTE_AGO, NOW, make_delivery, make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def mapping() -> Mapping:
    source = factories.make_source(factories.make_workspace())
    return factories.make_mapping(factories.make_destination(source))


@pytest.fixture
def workspace(mapping: Mapping) -> Workspace:
    return mapping.workspace


def asked(can_view: bool = True, **given: str) -> Any:
    return read_event_filter(given, now=NOW, can_view_payloads=can_view)


def found(workspace: Workspace, **given: str) -> list[str]:
    rows = find_events(workspace, asked(**given))
    return [event.message_id for event in event_page(rows, cursor="", limit=50).events]


@pytest.fixture
def rows(mapping: Mapping) -> None:
    source = mapping.destination.source
    first = make_event(source, at=NOW - timedelta(hours=3), message_id="first")
    second = make_event(
        source,
        {"type": "identify", "userId": "user-456"},
        at=NOW - timedelta(minutes=30),
        message_id="second",
    )
    make_event(source, at=A_MINUTE_AGO, message_id="third", name="Cart Viewed")
    make_delivery(first, mapping, "dead", "http_400", finished_at=NOW - timedelta(minutes=2))
    make_delivery(second, mapping, "pending", "http_503", attempt_count=1)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ["third", "second", "first"]),
        ({"user": "user-456"}, ["second"]),
        ({"user": "nobody"}, []),
        ({"anonymous": "anon-test-1"}, ["third", "first"]),
        ({"message": "first"}, ["first"]),
        ({"name": "Cart Viewed"}, ["third"]),
        ({"type": "identify"}, ["second"]),
        ({"state": "dead"}, ["first"]),
        ({"state": "failed"}, ["first"]),
        ({"state": "retrying"}, ["second"]),
        ({"state": "unmatched"}, ["third"]),
        ({"state": "delivered"}, []),
        ({"reason": "http_503"}, ["second"]),
        ({"range": "1h"}, ["third", "second"]),
        ({"range": "1h", "time": "ended"}, ["first"]),
        ({"from": "2026-11-24T09:00", "to": "2026-11-24T10:00"}, ["first"]),
        ({"user": "user-123", "state": "dead"}, ["first"]),
    ],
)
def test_events_are_found_by(
    workspace: Workspace, rows: None, given: dict[str, str], expected: list[str]
):
    assert found(workspace, **given) == expected


def test_events_are_found_by_where_they_went(workspace: Workspace, mapping: Mapping, rows: None):
    assert found(workspace, destination=str(mapping.destination_id)) == ["second", "first"]
    assert found(workspace, mapping=str(mapping.pk), state="dead") == ["first"]
    assert found(workspace, source=str(mapping.destination.source_id)) == [
        "third",
        "second",
        "first",
    ]


def test_deliveries_are_found_by_the_same(workspace: Workspace, rows: None):
    dead = find_deliveries(workspace, asked(state="failed", user="user-123"))
    assert [one.reason for one in dead] == ["http_400"]
    assert not find_deliveries(workspace, asked(state="failed", user="user-456"))
    assert find_deliveries(workspace, asked(range="1h", time="ended")).count() == 1
    assert find_deliveries(workspace, asked(range="1h")).get().reason == "http_503"


def test_another_workspace_finds_nothing(rows: None):
    other = factories.make_workspace("other")
    assert found(other) == []
    assert found(other, message="first") == []
    assert not find_deliveries(other, asked(state="failed"))


def test_pages_follow_each_other_without_gaps_or_copies(mapping: Mapping, workspace: Workspace):
    for number in range(7):
        # Several at one moment: the id decides then.
        at = NOW - timedelta(minutes=number // 3)
        make_event(mapping.destination.source, at=at, message_id=f"m{number}")
    rows = find_events(workspace, asked())
    seen, cursor = [], ""
    while True:
        page = event_page(rows, cursor=cursor, limit=2)
        seen += [event.pk for event in page.events]
        cursor = page.next_cursor
        if not cursor:
            break
    assert seen == [event.pk for event in rows.order_by("-received_at", "-pk")]


@pytest.mark.parametrize("cursor", ["x", "AAAA", "MjAyNg", "é"])
def test_a_cursor_of_somebody_else_is_refused(workspace: Workspace, cursor: str):
    with pytest.raises(InvalidInput, match="no cursor"):
        event_page(find_events(workspace, asked()), cursor=cursor, limit=2)


def test_every_wrong_parameter_is_told():
    given = {
        "destination": "x",
        "state": "lost",
        "type": "walk",
        "time": "never",
        "from": "soon",
        "user": "a\0b",
        "name": "n" * 201,
    }
    with pytest.raises(InvalidInput) as refused:
        asked(**given)
    told = {problem.pointer for problem in refused.value.problems}
    assert told == {f"/{name}" for name in given}


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"from": "24 November", "to": "2026-11-24T00:00"}, "/from"),
        ({"from": "2026-11-24T10:00", "to": "2026-11-24T09:00"}, "/to"),
        ({"from": "2020-01-01T00:00"}, "/from"),
        ({"from": "0001-01-01T00:00+14:00"}, "/from"),
        ({"from": "2026-13-45T00:00"}, "/from"),
        ({"range": "custom"}, "/from"),
        ({"range": "year"}, "/range"),
    ],
)
def test_a_time_that_cannot_be_is_told(given: dict[str, str], pointer: str):
    with pytest.raises(InvalidInput) as refused:
        asked(**given)
    assert refused.value.problems[0].pointer == pointer


@pytest.mark.parametrize("key", ["user", "anonymous"])
def test_who_may_not_see_people_may_not_search_for_them(key: str):
    with pytest.raises(NotAllowed):
        asked(can_view=False, **{key: "user-123"})


def export(workspace: Workspace, kind: Any, *, with_contents: bool = True) -> str:
    lines = export_events(
        events=Event.objects.for_workspace(workspace),
        deliveries=Delivery.objects.for_workspace(workspace),
        kind=kind,
        with_contents=with_contents,
    )
    return "".join(lines)


def test_ndjson_has_a_line_for_each_event_with_its_deliveries(workspace: Workspace, rows: None):
    told = [json.loads(line) for line in export(workspace, "ndjson").splitlines()]
    assert [one["message_id"] for one in told] == ["third", "second", "first"]
    assert told[0]["deliveries"] == []
    assert told[2]["event"]["userId"] == "user-123"
    assert told[2]["deliveries"][0] | {"delivery_id": ""} == {
        "delivery_id": "",
        "destination": "Acme CRM",
        "mapping": "Audience entered",
        "version": 1,
        "audience_key": "",
        "state": "dead",
        "reason": "http_400",
        "attempts": 0,
        "created_at": "2026-11-24T09:34:56Z",
        "finished_at": "2026-11-24T12:32:56Z",
        "replay_of": None,
    }


def test_csv_has_a_line_for_each_delivery(workspace: Workspace, rows: None):
    lines = list(csv.DictReader(io.StringIO(export(workspace, "csv"))))
    assert [line["message_id"] for line in lines] == ["third", "second", "first"]
    assert [line["state"] for line in lines] == ["", "pending", "dead"]
    assert lines[1]["user_id"] == "user-456"


def test_a_file_tells_nothing_of_people_to_who_may_not_see_it(workspace: Workspace, rows: None):
    for kind in ("csv", "ndjson"):
        text = export(workspace, kind, with_contents=False)
        assert "message_id" in text
        assert "user" not in text
        assert "example.com" not in text


ATTACKS = ["=HYPERLINK(1)", "+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1", "\n=1", "\0=1", "＝1", " =1"]


@pytest.mark.parametrize("text", ATTACKS)
def test_no_cell_starts_a_formula(mapping: Mapping, workspace: Workspace, text: str):
    shown = text.replace("\0", "\ufffd")
    make_event(mapping.destination.source, name=shown, user_id=shown)
    lines = list(csv.DictReader(io.StringIO(export(workspace, "csv"), newline="")))
    assert lines[0]["name"] == safe_cell(shown)
    assert not lines[0]["name"].lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))


def test_a_cell_with_quotes_and_lines_stays_one_cell(mapping: Mapping, workspace: Workspace):
    name = 'a "quoted", \r\n name'
    make_event(mapping.destination.source, name=name)
    lines = list(csv.DictReader(io.StringIO(export(workspace, "csv"), newline="")))
    assert [line["name"] for line in lines] == [name]


def test_a_file_ends_at_its_limit(
    workspace: Workspace, rows: None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(event_export, "MAX_EXPORTED_EVENTS", 2)
    monkeypatch.setattr(event_export, "_PAGE", 1)
    assert len(export(workspace, "ndjson").splitlines()) == 2
