"""The people and the rows that the pages' tests meet.

Ann edits, Vic may only look, Sam works in another workspace; nobody is signed in as `client`.
"""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from mappings.models import Destination, Mapping, Member, Role, Source, TestEvent, Workspace
from mappings.services.destinations import create_destination
from mappings.services.mappings import create_mapping_from_trait, update_mapping
from mappings.services.sources import create_source
from mappings.services.test_events import generate_test_event, save_test_event

SECRET = "key-0123456789-9f2c"
COMPLETE_CONFIG = {
    "email_address": {"@path": "$.context.traits.email"},
    "audience_status": {"@path": "$.properties.browse_abandoners"},
}


def add_member(workspace: Workspace, name: str, role: str) -> Member:
    user: Any = get_user_model().objects.create_user(username=name, password="a long password")
    return Member.objects.create(workspace=workspace, user=user, role=role)


def sign_in(member: Member) -> Client:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def workspace(db: None) -> Workspace:
    return Workspace.objects.create(name="Acme", slug="acme")


@pytest.fixture
def editor(workspace: Workspace) -> Member:
    return add_member(workspace, "ann", Role.EDITOR)


@pytest.fixture
def ann(editor: Member) -> Client:
    return sign_in(editor)


@pytest.fixture
def vic(workspace: Workspace) -> Client:
    return sign_in(add_member(workspace, "vic", Role.VIEWER))


@pytest.fixture
def admin(workspace: Workspace) -> Client:
    return sign_in(add_member(workspace, "adam", Role.ADMIN))


@pytest.fixture
def other_workspace(db: None) -> Workspace:
    return Workspace.objects.create(name="Other", slug="other")


@pytest.fixture
def sam(other_workspace: Workspace) -> Client:
    return sign_in(add_member(other_workspace, "sam", Role.OWNER))


@pytest.fixture
def source(workspace: Workspace) -> Source:
    return create_source(workspace=workspace, name="Website")


@pytest.fixture
def destination(source: Source) -> Destination:
    return create_destination(
        workspace=source.workspace,
        source=source,
        definition_slug="crm",
        name="Acme CRM",
        settings={"base_url": "https://crm.example.com/api"},
        secrets={"api_key": SECRET},
    )


@pytest.fixture
def mapping(destination: Destination) -> Mapping:
    return create_mapping_from_trait(
        destination=destination,
        name="Entered",
        action_slug="upsert_contact",
        event_type="track",
        audience_key="browse_abandoners",
        is_entering=True,
    )


@pytest.fixture
def complete_mapping(mapping: Mapping) -> Mapping:
    return update_mapping(mapping=mapping, changes={"config": COMPLETE_CONFIG})


@pytest.fixture
def saved_event(source: Source) -> TestEvent:
    event = generate_test_event(
        event_type="track", audience_key="browse_abandoners", is_entering=True
    )
    return save_test_event(source=source, name="Entered (Track)", event=event)


class Htmx:
    """The same client, asking for fragments as htmx does."""

    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/destinations/"}

    def __init__(self, client: Client) -> None:
        self._client = client

    def get(self, address: str, data: Any = None) -> Any:
        return self._client.get(address, data, headers=self.headers)

    def post(self, address: str, data: Any = None) -> Any:
        return self._client.post(address, data, headers=self.headers)


@pytest.fixture
def ann_htmx(ann: Client) -> Htmx:
    return Htmx(ann)
