"""Sources: the list, adding, renaming, deleting, and the test events of one."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from mappings.models import Destination, Source, TestEvent
from mappings.services.test_events import save_test_event

pytestmark = pytest.mark.django_db


def test_the_empty_list_says_what_a_source_is(ann: Client, vic: Client) -> None:
    assert "No sources yet" in ann.get(reverse("sources")).content.decode()
    page = vic.get(reverse("sources")).content.decode()
    assert "An editor of this workspace can add one." in page
    assert "Add source" not in page


def test_adding_one_opens_it(ann: Client) -> None:
    answer = ann.post(reverse("sources"), {"name": "App"})
    assert answer["Location"] == reverse("source", args=[Source.objects.get().pk])


@pytest.mark.parametrize("name", ["", "Website", "x" * 201])
def test_a_name_that_will_not_do_stays_in_the_box(ann: Client, source: Source, name: str) -> None:
    answer = ann.post(reverse("sources"), {"name": name})
    assert answer.status_code == 400
    assert answer.context["form"]["name"].value() == name
    assert Source.objects.count() == 1


def test_the_list_counts_events_and_destinations(
    ann: Client, destination: Destination, saved_event: TestEvent, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(4):  # session, user, member, sources
        page = ann.get(reverse("sources")).content.decode()
    assert 'data-label="Test events">1<' in page
    assert 'data-label="Destinations">1<' in page


def test_renaming(ann: Client, source: Source) -> None:
    ann.post(reverse("rename_source", args=[source.pk]), {"name": "Shop"})
    source.refresh_from_db()
    assert source.name == "Shop"


def test_a_source_in_use_is_not_deleted(ann: Client, destination: Destination) -> None:
    answer = ann.post(reverse("delete_source", args=[destination.source_id]))
    told = [str(message) for message in get_messages(answer.wsgi_request)]
    assert told == ["This source is used by Acme CRM. Delete or move what uses it first."]
    assert Source.objects.exists()


def test_deleting_takes_its_test_events(ann: Client, saved_event: TestEvent) -> None:
    ann.post(reverse("delete_source", args=[saved_event.source_id]))
    assert not Source.objects.exists()
    assert not TestEvent.objects.exists()


def test_a_source_without_events_says_what_to_do(ann: Client, source: Source) -> None:
    page = ann.get(reverse("source", args=[source.pk])).content.decode()
    assert "No test events yet" in page
    assert reverse("new_test_event", args=[source.pk]) in page


@pytest.mark.parametrize(
    ("event", "shown"),
    [
        ({"type": "track", "properties": {"vip": False}}, "vip is false"),
        ({"type": "identify", "traits": {"email": "user@example.com"}}, "None found"),
        ({"type": "page"}, "page"),
        ({"type": 4}, "No type"),
        ({}, "No type"),
    ],
)
def test_events_are_listed_with_type_and_flag(
    ann: Client, source: Source, event: dict[str, Any], shown: str
) -> None:
    save_test_event(source=source, name="One", event=event)
    assert shown in ann.get(reverse("source", args=[source.pk])).content.decode()


def test_the_list_of_events_costs_the_same_however_long_it_is(
    ann: Client, source: Source, django_assert_num_queries: Any
) -> None:
    for number in range(5):
        save_test_event(source=source, name=f"Event {number}", event={"type": "track"})
    with django_assert_num_queries(5):  # session, user, member, source, events
        ann.get(reverse("source", args=[source.pk]))
