"""A limit holds, and no name breaks, when several people add something at the same moment."""

from collections.abc import Callable
from typing import Any

import pytest

from mappings import conf
from mappings.models import ApiToken, Destination, Source, TestEvent, Workspace
from mappings.services.errors import LimitReached, NotFound
from mappings.services.sources import create_source
from tests.factories import (
    make_member,
    make_source,
    make_test_event,
    make_token,
    make_webhook,
    make_workspace,
)
from tests.services.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 6
LIMIT = 2


def prepare_sources() -> Callable[[str], Any]:
    workspace = make_workspace()
    return lambda name: make_source(workspace, name)


def prepare_destinations() -> Callable[[str], Any]:
    source = make_source(make_workspace())
    return lambda name: make_webhook(source, name)


def prepare_test_events() -> Callable[[str], Any]:
    source = make_source(make_workspace())
    return lambda name: make_test_event(source, name)


def prepare_tokens() -> Callable[[str], Any]:
    member = make_member(make_workspace())
    return lambda name: make_token(member, name=name)


@pytest.mark.parametrize(
    ("limit", "prepare", "model"),
    [
        ("MAX_SOURCES_PER_WORKSPACE", prepare_sources, Source),
        ("MAX_DESTINATIONS_PER_WORKSPACE", prepare_destinations, Destination),
        ("MAX_TEST_EVENTS_PER_SOURCE", prepare_test_events, TestEvent),
        ("MAX_ACTIVE_TOKENS_PER_WORKSPACE", prepare_tokens, ApiToken),
    ],
)
def test_adding_at_once_never_passes_the_limit(
    limit: str, prepare: Callable[[], Any], model: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = prepare()
    monkeypatch.setattr(conf, limit, LIMIT)

    results = at_once([lambda name=f"n{number}": add(name) for number in range(AT_ONCE)])

    assert model.objects.count() == LIMIT
    assert sum(isinstance(result, LimitReached) for result in results) == AT_ONCE - LIMIT


def test_sources_whose_names_give_one_slug_get_different_ones() -> None:
    workspace = make_workspace()
    names = ["Web site", "web site", "Web-site", "WEB SITE", "web_site!", "web  site"]

    results = at_once(
        [lambda name=name: create_source(workspace=workspace, name=name) for name in names]
    )

    assert all(isinstance(result, Source) for result in results), results
    assert len(set(Source.objects.values_list("slug", flat=True))) == len(names)


@pytest.mark.parametrize("prepare", [prepare_sources, prepare_destinations, prepare_tokens])
def test_nothing_is_added_to_a_workspace_that_is_gone(prepare: Callable[[], Any]) -> None:
    add = prepare()
    Workspace.objects.all().delete()

    with pytest.raises(NotFound, match="workspace was deleted"):
        add("New")
