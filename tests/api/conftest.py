"""Two workspaces with the same things in them: nobody in one may see the other's."""

from dataclasses import dataclass

import pytest

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
    OwnDefinition,
    Profile,
    Role,
    Source,
    TestEvent,
    Trait,
    Workspace,
)
from mappings.services.jobs import pause_job, start_job
from tests.api.calls import Api
from tests.delivery_rows import make_delivery, make_event
from tests.factories import (
    make_audience,
    make_connection,
    make_destination,
    make_filter,
    make_mapping,
    make_member,
    make_own_definition,
    make_profile,
    make_source,
    make_test_event,
    make_workspace,
)


@dataclass(frozen=True)
class World:
    """A workspace and one of everything in it."""

    workspace: Workspace
    source: Source
    destination: Destination
    mapping: Mapping
    saved_event: TestEvent
    row_filter: DestinationFilter
    event: Event
    delivery: Delivery
    own_definition: OwnDefinition
    profile: Profile
    trait: Trait
    job: Job
    paused_job: Job
    audience: Audience
    connection: Connection


def make_world(slug: str) -> World:
    workspace = make_workspace(slug)
    source = make_source(workspace)
    destination = make_destination(source)
    mapping = make_mapping(destination)
    event = make_event(source)
    audience = make_audience(workspace)
    return World(
        workspace=workspace,
        source=source,
        destination=destination,
        mapping=mapping,
        saved_event=make_test_event(source),
        row_filter=make_filter(destination),
        event=event,
        delivery=make_delivery(event, mapping, "dead", "http_400"),
        own_definition=make_own_definition(workspace),
        profile=make_profile(workspace, user_id="user-123"),
        trait=Trait.objects.create(workspace=workspace, name="first_name"),
        job=start_job(workspace=workspace, kind="import_profiles", title="Import", options={}),
        paused_job=pause_job(
            start_job(workspace=workspace, kind="import_profiles", title="Import", options={})
        ),
        audience=audience,
        connection=make_connection(make_audience(workspace, "other"), destination),
    )


@pytest.fixture
def world(db: None) -> World:
    return make_world("acme")


@pytest.fixture
def foreign(db: None) -> World:
    return make_world("other")


@pytest.fixture
def editor(world: World) -> Member:
    return make_member(world.workspace, Role.EDITOR)


@pytest.fixture
def viewer(world: World) -> Member:
    return make_member(world.workspace, Role.VIEWER)


@pytest.fixture
def api(editor: Member) -> Api:
    return Api(editor)


@pytest.fixture
def reader(viewer: Member) -> Api:
    return Api(viewer)


@pytest.fixture
def nobody(db: None) -> Api:
    return Api()
