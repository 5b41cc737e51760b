"""One workspace with a source and a destination."""

import pytest

from mappings.models import Destination, Mapping, Source, Workspace
from tests.factories import make_destination, make_mapping, make_source, make_workspace


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


@pytest.fixture
def source(workspace: Workspace) -> Source:
    return make_source(workspace)


@pytest.fixture
def destination(source: Source) -> Destination:
    return make_destination(source)


@pytest.fixture
def mapping(destination: Destination) -> Mapping:
    return make_mapping(destination)
