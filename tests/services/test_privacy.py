"""Forgetting a person: nothing of theirs is left, and everything of others is."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from mappings.delivery.clock import database_now
from mappings.delivery.worker import Worker
from mappings.models import Attempt, Delivery, Event, Profile, ReceivedRequest
from mappings.services.errors import InvalidInput
from mappings.services.memberships import Change, change_members
from mappings.services.privacy import delete_user_data
from tests.delivery.shop import (
    START,
    Answers,
    Clock,
    add_delivery,
    batching_mapping,
    enabled_mapping,
)
from tests.factories import (
    make_audience,
    make_connection,
    make_destination,
    make_profile,
    make_source,
    make_workspace,
)

CANARY = "canary-4711"


def _deliver() -> None:
    worker = Worker(send=Answers(), threads=1, now=Clock())
    worker.run_until_idle()
    worker._pool.shutdown(wait=True)


def _stored_texts() -> str:
    """Everything in every table."""
    texts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            texts += [str(row) for row in cursor.fetchall()]
    return "\n".join(texts)


@pytest.mark.django_db(transaction=True)
def test_nothing_of_the_user_is_left_and_everything_of_others() -> None:
    mapping = enabled_mapping(config={"user": {"@path": "$.userId"}})
    mapping.destination.settings = {"url": "https://receiver.invalid/hook", "method": "POST"}
    mapping.destination.save()
    add_delivery(mapping, userId=CANARY)
    add_delivery(mapping, userId="somebody-else")
    _deliver()
    assert CANARY in _stored_texts()
    gone = delete_user_data(workspace=mapping.workspace, user_id=CANARY)
    assert (gone.events, gone.deliveries, gone.requests) == (1, 1, 1)
    assert CANARY not in _stored_texts()
    assert [Event.objects.count(), Delivery.objects.count()] == [1, 1]
    assert [Attempt.objects.count(), ReceivedRequest.objects.count()] == [1, 1]


@pytest.mark.django_db(transaction=True)
def test_a_request_that_carried_others_too_loses_its_contents() -> None:
    mapping = batching_mapping()
    add_delivery(mapping, userId=CANARY, context={"traits": {"email": f"{CANARY}@example.com"}})
    add_delivery(mapping)
    _deliver()
    gone = delete_user_data(workspace=mapping.workspace, user_id=CANARY)
    assert gone.requests == 1
    attempt = Attempt.objects.get()
    assert (attempt.request, attempt.answer, attempt.delivery_count) == (None, None, 2)
    assert CANARY not in _stored_texts()


@pytest.mark.django_db
def test_an_anonymous_user_is_forgotten_by_the_anonymous_id() -> None:
    mapping = enabled_mapping()
    row = add_delivery(mapping)
    Event.objects.filter(pk=row.event_id).update(anonymous_id=CANARY)
    assert delete_user_data(workspace=mapping.workspace, anonymous_id=CANARY).events == 1


@pytest.mark.django_db
def test_without_an_id_nothing_is_deleted() -> None:
    row = add_delivery(enabled_mapping())
    with pytest.raises(InvalidInput):
        delete_user_data(workspace=row.workspace)
    assert Event.objects.count() == 1


@pytest.mark.django_db
def test_the_command_tells_what_it_deleted(capsys: pytest.CaptureFixture[str]) -> None:
    row = add_delivery(enabled_mapping(), at=START)
    call_command("delete_user", row.workspace.slug, user_id="user-123")
    told = "Deleted 1 events, 1 deliveries, 0 requests and 0 profiles.\n"
    assert capsys.readouterr().out == told

    with pytest.raises(CommandError, match="no workspace"):
        call_command("delete_user", "nowhere", user_id="user-123")
    with pytest.raises(CommandError, match="Give the user's ID"):
        call_command("delete_user", row.workspace.slug)
    assert database_now() > START


@pytest.mark.django_db
def test_profiles_of_the_user_are_deleted_with_all_they_are_called() -> None:
    workspace = make_workspace()
    make_profile(workspace, user_id="user-123", email="user@example.com")
    make_profile(workspace, anonymous_id="anon-1")
    kept = make_profile(workspace, email="user-123")
    make_profile(make_workspace("other"), user_id="user-123")

    gone = delete_user_data(workspace=workspace, user_id="user-123", anonymous_id="anon-1")

    assert gone.profiles == 2
    assert Profile.objects.for_workspace(workspace).get() == kept
    assert Profile.objects.count() == 2


@pytest.mark.django_db
def test_events_that_named_the_user_by_the_profile_go_too() -> None:
    crm = make_destination(make_source(make_workspace()))
    audience = make_audience(crm.workspace)
    make_connection(
        audience, crm, is_customized=True, identifiers=[{"type": "email", "name": "email"}]
    )
    people = [make_profile(crm.workspace, user_id=one, email=f"{one}@x.com") for one in "ab"]
    change_members(audience, [Change(one.pk, True) for one in people], START)

    assert delete_user_data(workspace=crm.workspace, user_id="a").events == 2
    assert set(Event.objects.values_list("anonymous_id", flat=True)) == {str(people[1].pk)}


@pytest.mark.django_db
def test_events_that_audiences_sent_under_another_id_of_the_user_go_too() -> None:
    crm = make_destination(make_source(make_workspace()))
    audience = make_audience(crm.workspace)
    only_anonymous = [{"type": "anonymous_id", "name": "anonymousId"}]
    make_connection(audience, crm, is_customized=True, identifiers=only_anonymous)
    people = [make_profile(crm.workspace, user_id=one, anonymous_id=f"anon-{one}") for one in "ab"]
    change_members(audience, [Change(one.pk, True) for one in people], START)

    assert delete_user_data(workspace=crm.workspace, user_id="a").events == 2
    assert set(Event.objects.values_list("anonymous_id", flat=True)) == {"anon-b"}
