"""The Filters tab: what is told of filters, and forms that say what is wrong beside it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mappings.models import Destination, DestinationFilter
from mappings.services.destination_filters import create_filter

pytestmark = pytest.mark.django_db

DROP = {"title": "Nobody", "action": "drop", "is_enabled": "on"}


def lines(client: Client, destination: Destination) -> list[tuple[str, str]]:
    rows = client.get(reverse("filters", args=[destination.pk])).context["rows"]
    return [(row.condition_text, row.action_text) for row in rows]


def test_without_filters_it_says_what_one_does(ann: Client, destination: Destination) -> None:
    assert "No filters" in ann.get(reverse("filters", args=[destination.pk])).content.decode()


def test_each_filter_is_told_in_words(ann: Client, destination: Destination) -> None:
    filters: list[Any] = [
        {"title": "A", "action": "drop", "condition": 'type = "track"'},
        {"title": "B", "action": "sample", "percent": 12.5},
        {"title": "C", "action": "drop_properties", "fields": {"traits": ["a", "b", "c", "d"]}},
        {"title": "D", "action": "allow_properties", "fields": {"context": ["ip"]}},
    ]
    for one in filters:
        create_filter(destination=destination, changes=one)

    told = lines(ann, destination)

    assert told[0][1] == "Dropped"
    assert told[1:] == [
        ("every event", "12.5 % go on, by messageId"),
        ("every event", "Without traits.a, traits.b, traits.c and 1 more"),
        ("every event", "With only context.ip"),
    ]


def test_a_new_filter_is_live(ann: Client, destination: Destination) -> None:
    data = {
        **DROP,
        "action": "drop_properties",
        "condition": 'type = "identify"',
        "traits": "email\n\n address.street ",
    }

    answer = ann.post(reverse("new_filter", args=[destination.pk]), data)

    assert answer["Location"] == reverse("filters", args=[destination.pk])
    destination.refresh_from_db()
    assert destination.live_filters[0]["fields"] == {"traits": ["email", "address.street"]}


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"title": ""}, "title"),
        ({"condition": "type ="}, "condition"),
        ({"action": "sample", "percent": "many"}, "percent"),
        ({"action": "sample", "percent": "101"}, "percent"),
        ({"action": "drop_properties"}, "properties"),
        ({"action": "allow_properties", "traits": "."}, "traits"),
        ({"action": "delete"}, "action"),
    ],
)
def test_what_is_wrong_is_said_beside_it(
    ann: Client, destination: Destination, data: dict[str, str], field: str
) -> None:
    answer = ann.post(reverse("new_filter", args=[destination.pk]), {**DROP, **data})

    assert answer.status_code == 400
    assert field in answer.context["form"].errors
    assert not DestinationFilter.objects.exists()


def test_a_filter_is_changed(ann: Client, row_filter: DestinationFilter) -> None:
    address = reverse("filter", args=[row_filter.pk])
    form = ann.get(address).context["form"]
    assert form.initial["condition"] == 'userId = "test"'

    ann.post(address, {**DROP, "action": "sample", "percent": "12,5 %", "path": "userId"})

    row_filter.refresh_from_db()
    assert (row_filter.title, row_filter.percent, row_filter.condition) == ("Nobody", 12.5, None)


def test_a_filter_is_switched_off(ann: Client, row_filter: DestinationFilter) -> None:
    ann.post(reverse("filter_enabled", args=[row_filter.pk]), {"enabled": "false"})

    row_filter.refresh_from_db()
    assert not row_filter.is_enabled
    assert Destination.objects.get().live_filters == []


def test_a_filter_moves(ann: Client, row_filter: DestinationFilter) -> None:
    second = create_filter(
        destination=row_filter.destination, changes={"title": "B", "action": "drop"}
    )
    ann.post(reverse("move_filter", args=[second.pk]), {"direction": "up"})

    assert list(DestinationFilter.objects.in_order()) == [second, row_filter]


@pytest.mark.parametrize(
    ("name", "key"), [("filter_enabled", "enabled"), ("move_filter", "direction")]
)
def test_a_malformed_change_is_refused(
    name: str, key: str, ann: Client, row_filter: DestinationFilter
) -> None:
    assert ann.post(reverse(name, args=[row_filter.pk]), {key: "perhaps"}).status_code == 400


def test_a_filter_is_deleted(ann: Client, row_filter: DestinationFilter) -> None:
    ann.post(reverse("delete_filter", args=[row_filter.pk]))

    assert not DestinationFilter.objects.exists()
