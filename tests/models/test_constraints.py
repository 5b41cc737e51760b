"""The database itself keeps what must always hold."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from mappings.models import (
    ApiToken,
    Destination,
    Mapping,
    Member,
    Role,
    Source,
    TestEvent,
    Workspace,
)
from tests.factories import (
    make_destination,
    make_mapping,
    make_member,
    make_source,
    make_test_event,
    make_token,
    make_workspace,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rows() -> None:
    """One of everything, twice where names could clash."""
    workspace = make_workspace()
    make_token(make_member(workspace))
    make_token(make_member(workspace, Role.ADMIN))
    for number in (1, 2):
        source = make_source(workspace, f"Source {number}")
        make_destination(source, f"CRM {number}")
    destination = Destination.objects.by_name()[0]
    for number in (1, 2):
        make_mapping(destination, f"Mapping {number}")
        make_test_event(destination.source, f"Event {number}")


def last(model: type[models.Model]) -> Any:
    return model._default_manager.order_by("pk").last()


def first(model: type[models.Model]) -> Any:
    return model._default_manager.order_by("pk").first()


SAME = object()  # the value that the first row has


def changes(model: type[models.Model], **values: Any) -> Callable[[], Any]:
    """A change of the last row."""

    def change() -> None:
        first_row = first(model)
        filled = {
            name: getattr(first_row, name) if value is SAME else value
            for name, value in values.items()
        }
        model._default_manager.filter(pk=last(model).pk).update(**filled)

    return change


BROKEN: dict[str, Callable[[], Any]] = {
    "a workspace without a name": changes(Workspace, name=""),
    "a second workspace of a slug": lambda: make_workspace(first(Workspace).slug),
    "an unknown role": changes(Member, role="emperor"),
    "a second place in a workspace": lambda: Member.objects.create(
        workspace=first(Workspace), user=first(Member).user
    ),
    "a source without a name": changes(Source, name=""),
    "a second source of a name": changes(Source, name=SAME),
    "a second source of a slug": changes(Source, slug=SAME),
    "a second source of a write key": changes(Source, write_key=SAME),
    "a destination without a name": changes(Destination, name=""),
    "a second destination of a name": changes(Destination, name=SAME),
    "a mapping without a name": changes(Mapping, name=""),
    "a second mapping of a name": changes(Mapping, name=SAME),
    "a mapping at version 0": changes(Mapping, version=0),
    "an unknown event type": changes(Mapping, event_type="page"),
    "a mapping without a config": changes(Mapping, config=None),
    "a test event without a name": changes(TestEvent, name=""),
    "a second test event of a name": changes(TestEvent, name=SAME),
    "a token without a name": changes(ApiToken, name=""),
    "an unknown scope": changes(ApiToken, scope="admin"),
    "a second token of a prefix": changes(ApiToken, prefix=SAME),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(name: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        BROKEN[name]()


def test_names_are_free_again_in_another_place() -> None:
    other = make_source(make_workspace("other"), "Source 1")
    make_mapping(make_destination(other, "CRM 1"), "Mapping 1")
    make_test_event(other, "Event 1")

    assert Source.objects.filter(name="Source 1").count() == 2


def test_a_workspace_is_deleted_whole() -> None:
    Workspace.objects.get().delete()

    for model in (Member, Source, Destination, Mapping, TestEvent, ApiToken):
        assert model._default_manager.count() == 0


def test_a_source_with_destinations_cannot_be_deleted() -> None:
    with pytest.raises(models.RestrictedError):
        first(Source).delete()


def test_a_person_who_leaves_keeps_the_mappings_alive() -> None:
    member = first(Member)
    Mapping.objects.update(updated_by=member.user)

    member.user.delete()

    assert set(Mapping.objects.values_list("updated_by", flat=True)) == {None}
