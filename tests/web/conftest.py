"""The people and the rows that the pages' tests meet.

Ann edits, Vic may only look, Adam administers, Sam works in another workspace; `client` is nobody.
"""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from mappings.models import (
    Audience,
    Connection,
    Delivery,
    Destination,
    DestinationFilter,
    Event,
    Job,
    Mapping,
    Member,
    Membership,
    OwnDefinition,
    Profile,
    Role,
    Source,
    TestEvent,
    Trait,
    Workspace,
)
from mappings.services.jobs import start_job
from mappings.services.mappings import update_mapping
from mappings.web.idle import SEEN_AT
from tests import factories
from tests.delivery_rows import make_delivery, make_event
from tests.factories import SECRET

__all__ = ["COMPLETE_CONFIG", "SECRET", "Htmx"]

COMPLETE_CONFIG = {
    "email_address": {"@path": "$.context.traits.email"},
    "audience_status": {"@path": "$.properties.browse_abandoners"},
}


@pytest.fixture
def workspace(db: None) -> Workspace:
    return factories.make_workspace()


@pytest.fixture
def editor(workspace: Workspace) -> Member:
    return factories.make_member(workspace, name="ann")


@pytest.fixture
def ann(editor: Member) -> Client:
    return sign_in(editor)


@pytest.fixture
def vic(workspace: Workspace) -> Client:
    return sign_in(factories.make_member(workspace, Role.VIEWER, name="vic"))


@pytest.fixture
def admin(workspace: Workspace) -> Client:
    return sign_in(factories.make_member(workspace, Role.ADMIN, name="adam"))


@pytest.fixture
def other_workspace(db: None) -> Workspace:
    return factories.make_workspace("other")


@pytest.fixture
def sam(other_workspace: Workspace) -> Client:
    return sign_in(factories.make_member(other_workspace, Role.OWNER, name="sam"))


@pytest.fixture
def source(workspace: Workspace) -> Source:
    return factories.make_source(workspace)


@pytest.fixture
def destination(source: Source) -> Destination:
    return factories.make_destination(source)


@pytest.fixture
def audience(workspace: Workspace) -> Audience:
    return factories.make_audience(workspace)


@pytest.fixture
def connection(audience: Audience, destination: Destination) -> Connection:
    return factories.make_connection(audience, destination)


@pytest.fixture
def membership(audience: Audience) -> Membership:
    return factories.make_membership(audience, user_id="user-123", email="user@example.com")


@pytest.fixture
def profile(workspace: Workspace) -> Profile:
    return factories.make_profile(workspace, user_id="user-123", email="user@example.com")


@pytest.fixture
def trait(workspace: Workspace) -> Trait:
    return Trait.objects.create(workspace=workspace, name="first_name")


@pytest.fixture
def job(workspace: Workspace) -> Job:
    return start_job(workspace=workspace, kind="import_profiles", title="Import", options={})


@pytest.fixture
def own_definition(workspace: Workspace) -> OwnDefinition:
    return factories.make_own_definition(workspace)


@pytest.fixture
def mapping(destination: Destination) -> Mapping:
    """As "New mapping" leaves it: a trigger, and no field mapped."""
    return factories.make_mapping(destination, "Entered", config={})


@pytest.fixture
def row_filter(destination: Destination) -> DestinationFilter:
    return factories.make_filter(destination)


@pytest.fixture
def complete_mapping(mapping: Mapping) -> Mapping:
    return update_mapping(mapping=mapping, changes={"config": COMPLETE_CONFIG})


@pytest.fixture
def saved_event(source: Source) -> TestEvent:
    return factories.make_test_event(source, "Entered (Track)")


@pytest.fixture
def event(source: Source) -> Event:
    return make_event(source)


@pytest.fixture
def delivery(event: Event, complete_mapping: Mapping) -> Delivery:
    return make_delivery(event, complete_mapping, "dead", "http_400")


@pytest.fixture
def ann_htmx(ann: Client) -> "Htmx":
    return Htmx(ann)


class Htmx:
    """The same client, asking for fragments as htmx does."""

    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/destinations/"}

    def __init__(self, client: Client) -> None:
        self._client = client

    def get(self, address: str, data: Any = None) -> Any:
        return self._client.get(address, data, headers=self.headers)

    def post(self, address: str, data: Any = None) -> Any:
        return self._client.post(address, data, headers=self.headers)


def sign_in(member: Member) -> Client:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[SEEN_AT] = int(timezone.now().timestamp())
    session.save()
    return client
