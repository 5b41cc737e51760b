"""Querysets say what they find."""

import pytest

from mappings.models import Destination, Mapping, Member, Role, Source
from mappings.services.mappings import enable_mapping
from tests.factories import (
    make_destination,
    make_mapping,
    make_member,
    make_source,
    make_test_event,
    make_workspace,
)

pytestmark = pytest.mark.django_db


def test_every_row_is_found_from_its_workspace_only() -> None:
    ours, theirs = make_workspace(), make_workspace("other")
    make_mapping(make_destination(make_source(ours)))
    make_mapping(make_destination(make_source(theirs)))

    assert Source.objects.for_workspace(ours).get().workspace == ours
    assert Destination.objects.for_workspace(ours).get().workspace == ours
    assert Mapping.objects.for_workspace(ours).get().workspace == ours


def test_counts_do_not_multiply_each_other() -> None:
    source = make_source(make_workspace())
    for name in ("a", "b", "c"):
        make_test_event(source, name)
    destination = make_destination(source)
    make_destination(source, "Other")
    enable_mapping(mapping=make_mapping(destination, "on"))
    make_mapping(destination, "off")

    counted = Source.objects.with_counts().get()
    crm = Destination.objects.with_counts().get(pk=destination.pk)

    assert (counted.destination_count, counted.test_event_count) == (2, 3)
    assert (crm.mapping_count, crm.enabled_mapping_count) == (2, 1)


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.VIEWER, {Role.VIEWER}),
        (Role.EDITOR, {Role.VIEWER, Role.EDITOR}),
        (Role.ADMIN, {Role.VIEWER, Role.EDITOR, Role.ADMIN}),
        (Role.OWNER, set(Role)),
    ],
)
def test_a_role_may_what_the_lower_ones_may(role: Role, allowed: set[Role]) -> None:
    member = Member(role=role)

    assert {asked for asked in Role if member.has_role(asked)} == allowed


def test_a_switched_off_person_is_in_no_workspace() -> None:
    member = make_member(make_workspace())
    member.user.is_active = False
    member.user.save()

    assert not Member.objects.for_user(member.user).exists()
