"""Definitions of a workspace's own: checked like the catalog's, versioned, used like any other."""

from typing import Any

import pytest
from django.db import transaction

from mappings import conf
from mappings.models import DefinitionVersion, Destination, Mapping, OwnDefinition, Workspace
from mappings.services.definitions import (
    all_kinds,
    create_definition,
    delete_definition,
    find_kind,
    own_kinds,
    update_definition,
)
from mappings.services.errors import (
    InUse,
    InvalidInput,
    LimitReached,
    NotFound,
    ServiceError,
    StaleDefinition,
)
from mappings.services.mappings import create_mapping, enable_mapping, update_mapping
from tests import factories
from tests.factories import own_document, own_fields

pytestmark = pytest.mark.django_db

EMAIL = {"key": "email", "label": "E-mail", "type": "string", "required": True}


@pytest.fixture
def workspace() -> Workspace:
    return factories.make_workspace()


@pytest.fixture
def own(workspace: Workspace) -> OwnDefinition:
    return factories.make_own_definition(workspace)


@pytest.fixture
def destination(own: OwnDefinition, workspace: Workspace) -> Destination:
    return factories.make_own_destination(factories.make_source(workspace))


@pytest.fixture
def mapping(destination: Destination) -> Mapping:
    return create_mapping(
        destination=destination,
        name="Members",
        action_slug="add_member",
        trigger='type = "track"',
        config={"email": {"@path": "$.context.traits.email"}},
    )


def problems_of(error: Any) -> list[tuple[str, str]]:
    return [(problem.pointer, problem.code) for problem in error.value.problems]


def test_a_definition_starts_at_version_1(own: OwnDefinition) -> None:
    assert (own.slug, own.name, own.version) == ("loyalty", "Loyalty", 1)
    assert own.document == own_document()
    assert own.definition is not None
    assert own.definition.action("add_member") is not None


def test_everything_wrong_with_a_document_is_told_at_once(workspace: Workspace) -> None:
    document = own_document(slug="crm", category="Toys", authentication={"scheme": "magic"})

    with pytest.raises(InvalidInput) as error:
        create_definition(workspace=workspace, document=document)

    assert sorted(problems_of(error)) == [
        ("/authentication/scheme", "choice"),
        ("/category", "choice"),
        ("/slug", "taken"),
    ]
    assert not OwnDefinition.objects.exists()


@pytest.mark.parametrize("slug", ["crm", "loyalty"])
def test_a_slug_that_is_taken_is_refused(slug: str, own: OwnDefinition) -> None:
    with pytest.raises(InvalidInput) as error:
        create_definition(workspace=own.workspace, document=own_document(slug=slug))

    assert problems_of(error) == [("/slug", "taken")]


def test_another_workspace_may_have_the_same_slug(own: OwnDefinition) -> None:
    other = factories.make_own_definition(factories.make_workspace("other"))

    assert other.slug == own.slug


@pytest.mark.parametrize("document", [None, [], 5, "x", {"slug": 5}, {"slug": "a\0b"}])
def test_what_is_no_document_is_refused(document: Any, workspace: Workspace) -> None:
    with pytest.raises(InvalidInput):
        create_definition(workspace=workspace, document=document)


def test_a_document_that_is_too_large_is_refused(workspace: Workspace) -> None:
    document = own_document(description="x" * conf.MAX_DEFINITION_BYTES)

    with pytest.raises(InvalidInput) as error:
        create_definition(workspace=workspace, document=document)

    assert problems_of(error) == [("", "too_large")]


def test_a_workspace_that_is_full_takes_no_more(
    own: OwnDefinition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conf, "MAX_DEFINITIONS_PER_WORKSPACE", 1)

    with pytest.raises(LimitReached):
        create_definition(workspace=own.workspace, document=own_document(slug="second"))


def test_a_change_is_a_version_more_and_the_old_one_stays(own: OwnDefinition) -> None:
    changed = update_definition(definition=own, document=own_fields(EMAIL))

    assert changed.version == 2
    assert [row.document for row in DefinitionVersion.objects.order_by("number")] == [
        own_document(),
        own_fields(EMAIL),
    ]
    old, new = changed.definition_at(1), changed.definition
    assert old is not None
    assert new is not None
    assert [len(one.actions[0].fields) for one in (old, new)] == [2, 1]


def test_a_version_that_was_rolled_back_is_not_remembered(own: OwnDefinition) -> None:
    with transaction.atomic():
        lost = update_definition(definition=own, document=own_fields(EMAIL))
        assert lost.definition is not None
        transaction.set_rollback(True)
    kept = update_definition(definition=own, document=own_document(name="Kept"))
    assert (kept.version, kept.definition and kept.definition.name) == (2, "Kept")


def test_the_same_document_makes_no_version(own: OwnDefinition) -> None:
    assert update_definition(definition=own, document=own_document()).version == 1


def test_the_slug_stays(own: OwnDefinition) -> None:
    with pytest.raises(InvalidInput) as error:
        update_definition(definition=own, document=own_document(slug="other"))

    assert problems_of(error) == [("/slug", "fixed")]


def test_who_saves_on_an_old_version_is_told(own: OwnDefinition) -> None:
    update_definition(definition=own, document=own_document(name="New name"))

    with pytest.raises(StaleDefinition) as error:
        update_definition(definition=own, document=own_fields(EMAIL), expected_version=1)

    assert error.value.current.name == "New name"


def test_the_last_version_that_is_kept_cannot_change(
    own: OwnDefinition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conf, "MAX_DEFINITION_VERSIONS", 1)

    with pytest.raises(LimitReached):
        update_definition(definition=own, document=own_fields(EMAIL))


def test_a_definition_that_was_deleted_does_not_come_back(own: OwnDefinition) -> None:
    OwnDefinition.objects.filter(pk=own.pk).delete()

    with pytest.raises(NotFound):
        update_definition(definition=own, document=own_fields(EMAIL))


def test_a_definition_in_use_stays(own: OwnDefinition, destination: Destination) -> None:
    with pytest.raises(InUse, match="1 destination is of this kind"):
        delete_definition(definition=own)

    destination.delete()
    delete_definition(definition=own)
    assert not DefinitionVersion.objects.exists()


def test_a_workspace_goes_with_its_definitions(own: OwnDefinition, mapping: Mapping) -> None:
    own.workspace.delete()

    assert not OwnDefinition.objects.exists()


def test_own_kinds_come_before_those_of_the_catalog(own: OwnDefinition) -> None:
    kinds = all_kinds(own.workspace)

    assert [kind.definition.slug for kind in kinds][:1] == ["loyalty"]
    assert [kind.own for kind in kinds][1:] == [None] * (len(kinds) - 1)
    assert own_kinds(factories.make_workspace("other")) == []


def test_a_kind_is_found_in_its_own_workspace_only(own: OwnDefinition) -> None:
    kind = find_kind(own.workspace, "loyalty")

    assert kind is not None
    assert kind.own == own
    assert find_kind(factories.make_workspace("other"), "loyalty") is None


def test_a_document_that_this_release_cannot_read_is_no_kind(own: OwnDefinition) -> None:
    DefinitionVersion.objects.update(document={"slug": "loyalty"})

    assert own_kinds(own.workspace) == []
    assert find_kind(own.workspace, "loyalty") is None


def test_a_mapping_of_an_own_kind_is_checked_and_enabled_like_any_other(mapping: Mapping) -> None:
    with pytest.raises(ServiceError):
        update_mapping(mapping=mapping, changes={"action": "upsert_contact"})

    assert enable_mapping(mapping=mapping).is_enabled


def test_a_mapping_knows_the_version_it_was_made_for(own: OwnDefinition, mapping: Mapping) -> None:
    update_definition(definition=own, document=own_fields(EMAIL))
    renamed = update_mapping(mapping=mapping, changes={"name": "Renamed"})
    assert (mapping.definition_version, renamed.definition_version) == (1, 1)

    changed = update_mapping(mapping=mapping, changes={"config": {}})

    assert changed.definition_version == 2


def test_a_list_of_destinations_asks_for_each_definition_once(
    destination: Destination, django_assert_num_queries: Any
) -> None:
    source = destination.source
    for number in range(3):
        factories.make_own_destination(source, f"Loyalty {number}")

    with django_assert_num_queries(1):
        rows = Destination.objects.for_workspace(source.workspace).with_source()
        names = [row.definition.name for row in rows if row.definition]

    assert names == ["Loyalty"] * 4
