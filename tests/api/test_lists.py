"""Lists: pages, query parameters, and a number of queries that does not grow."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mappings import conf
from mappings.models import Source
from mappings.services.mappings import duplicate_mapping
from tests.api.calls import Api, assert_error
from tests.api.conftest import World
from tests.factories import TRACK_EVENT, make_destination, make_source

pytestmark = pytest.mark.django_db

LISTS = ["destinations/", "mappings/", "sources/", "test-events/"]


def add_rows(world: World, count: int) -> None:
    from mappings.services.test_events import save_test_event

    for number in range(count):
        source = make_source(world.workspace, f"Source {number}")
        make_destination(source, f"CRM {number}")
        duplicate_mapping(mapping=world.mapping)
        save_test_event(source=source, name=f"Event {number}", event=TRACK_EVENT)


def follow(api: Api, path: str, way: str = "next") -> list[list[str]]:
    """The ids of every page, from `path` on."""
    pages = []
    link: str | None = path
    while link:
        page = api.get(link).json()
        pages.append([row["id"] for row in page["results"]])
        link = page[way] and page[way].partition("/api/v1/")[2]
    return pages


@pytest.mark.parametrize("path", LISTS)
def test_pages_hold_every_row_once_in_order_of_creation(path: str, api: Api, world: World) -> None:
    add_rows(world, 6)

    pages = follow(api, path + "?limit=3")

    everything = [row["id"] for row in api.get(path).json()["results"]]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [row for page in pages for row in page] == everything
    assert everything == sorted(everything)


def test_the_way_back_passes_the_same_pages(api: Api, world: World) -> None:
    add_rows(world, 6)
    forwards = follow(api, "sources/?limit=3")
    last = api.get("sources/?limit=3").json()
    while last["next"]:
        last = api.get(last["next"].partition("/api/v1/")[2]).json()

    backwards = follow(api, last["previous"].partition("/api/v1/")[2], "previous")

    rows = [row for page in reversed(backwards) for row in page]
    assert rows == [row for page in forwards[:-1] for row in page]


def test_the_first_page_has_no_previous_and_the_last_no_next(api: Api, world: World) -> None:
    page = api.get("sources/").json()

    assert (page["next"], page["previous"]) == (None, None)


def test_a_row_that_goes_meanwhile_shifts_nothing(api: Api, world: World) -> None:
    add_rows(world, 5)
    first = api.get("sources/?limit=3").json()
    make_source(world.workspace, "New")
    gone = Source.objects.get(pk=first["results"][0]["id"])
    gone.destinations.all().delete()
    gone.delete()

    second = api.get(first["next"].partition("/api/v1/")[2]).json()

    assert [row["name"] for row in second["results"]] == ["Source 2", "Source 3", "Source 4"]


def test_links_keep_the_filters(api: Api, world: World) -> None:
    add_rows(world, 3)

    page = api.get("sources/?limit=1&search=source").json()

    assert "search=source" in page["next"]
    assert "limit=1" in page["next"]


@pytest.mark.parametrize(
    "query",
    [
        "cursor=x",
        "cursor=%00",
        "cursor=YQ==",
        "cursor=" + "A" * 10_000,
        "cursor=é",
        "limit=0",
        "limit=-1",
        f"limit={conf.MAX_PAGE_SIZE + 1}",
        "limit=x",
        "limit=1e3",
        "limit=",
        "limit=" + "9" * 5_000,
        "limit=1&limit=2",
        "page=2",
        "format=xml",
        "search=%00",
        "search=" + "x" * (conf.MAX_SEARCH_CHARS + 1),
        "__proto__=1",
        "name__icontains=a",
        "workspace=1",
    ],
)
@pytest.mark.parametrize("path", LISTS)
def test_a_query_that_is_not_understood_is_refused(
    query: str, path: str, api: Api, world: World
) -> None:
    error = assert_error(api.get(f"{path}?{query}"), 400, "invalid_query")

    assert error["problems"]


@pytest.mark.parametrize(
    "query",
    [
        "destination=x",
        "destination=1",
        "source=",
        "event_type=page",
        "event_type=Track",
        "enabled=yes",
        "enabled=1",
        "enabled=",
        "enabled=true&enabled=false",
    ],
)
def test_a_filter_takes_its_values_only(query: str, api: Api, world: World) -> None:
    assert_error(api.get(f"mappings/?{query}"), 400, "invalid_query")


def test_an_unknown_parameter_is_answered_with_the_known_ones(api: Api) -> None:
    message = assert_error(api.get("mappings/?status=on"), 400, "invalid_query")["message"]

    assert '"status"' in message
    for known in ("cursor", "limit", "destination", "source", "event_type", "enabled", "search"):
        assert known in message


def test_all_wrong_parameters_are_told_at_once(api: Api) -> None:
    error = assert_error(api.get("mappings/?a=1&limit=x&enabled=y"), 400, "invalid_query")

    assert len(error["problems"]) == 3


@pytest.mark.parametrize("path", ["me/", "limits/", "catalog/"])
def test_what_takes_no_parameter_refuses_one(path: str, api: Api) -> None:
    assert_error(api.get(f"{path}?x=1"), 400, "invalid_query")


@pytest.mark.parametrize("search", ["%25", "_", "\\", "'", '"', "(", ".*"])
def test_signs_of_patterns_are_only_signs(search: str, api: Api, world: World) -> None:
    assert api.get(f"sources/?search={search}").json()["results"] == []


def queries_of(api: Api, path: str) -> list[Any]:
    api.get(path)  # a first request may write when the session was last used
    with CaptureQueriesContext(connection) as queries:
        assert api.get(path).status_code == 200
    return list(queries)


@pytest.mark.parametrize("path", LISTS)
def test_a_list_costs_the_same_number_of_queries_however_long_it_is(
    path: str, api: Api, world: World
) -> None:
    before = len(queries_of(api, path))
    add_rows(world, 5)

    after = queries_of(api, path)

    assert len(after) == before
    assert before <= 4  # session, user, member, rows


@pytest.mark.parametrize("path", ["destinations/{}/", "destinations/{}/actions/"])
def test_one_destination_costs_one_query_of_its_own(path: str, api: Api, world: World) -> None:
    assert len(queries_of(api, path.format(world.destination.pk))) <= 4


def test_one_mapping_costs_one_query_of_its_own(api: Api, world: World) -> None:
    assert len(queries_of(api, f"mappings/{world.mapping.pk}/")) <= 4
