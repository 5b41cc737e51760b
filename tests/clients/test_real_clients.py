"""Segment's own libraries, unmodified, send to a running server."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import segment.analytics.request as segment_requests
from pytest_django.live_server_helper import LiveServer
from segment.analytics.client import Client as SegmentClient

from mappings.models import Delivery, Event, Mapping, Source

NODE_CLIENT = Path(__file__).with_name("node_client.mjs")
NODE_PACKAGE = "@segment/analytics-node"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def closed_session() -> Iterator[None]:
    """The library keeps its connection open, and with it the server's one to the database."""
    yield
    segment_requests._session.close()


def send_with(client: SegmentClient) -> None:
    client.identify("user-123", {"email": "user@example.com"})
    client.track("user-123", "Audience Entered", {"browse_abandoners": True})
    client.page("user-123", name="Home")
    client.screen("user-123", name="Start")
    client.group("user-123", "group-1", {"plan": "free"})
    client.alias("anon-test-1", "user-123")
    client.flush()
    client.join()


@pytest.mark.parametrize("packs", [False, True], ids=["plain", "gzip"])
def test_the_python_library_sends_all_its_calls(
    live_server: LiveServer, source: Source, running: Mapping, packs: bool
) -> None:
    failures: list[Any] = []
    client = SegmentClient(
        source.write_key,
        host=live_server.url,
        gzip=packs,
        max_retries=1,
        on_error=lambda *told: failures.append(told),
    )

    send_with(client)

    assert failures == []
    assert sorted(Event.objects.values_list("type", flat=True)) == [
        "alias",
        "group",
        "identify",
        "page",
        "screen",
        "track",
    ]
    track = Event.objects.get(type="track")
    assert track.event["context"]["library"]["name"] == "analytics-python"
    assert track.event["sentAt"]
    assert source.write_key not in track.text
    assert Delivery.objects.get().event == track


def test_the_python_library_is_told_of_a_wrong_key(live_server: LiveServer, source: Source) -> None:
    failures: list[Any] = []
    client = SegmentClient(
        "unknown",
        host=live_server.url,
        max_retries=0,
        on_error=lambda error, _batch: failures.append(error),
    )

    client.track("user-123", "Audience Entered")
    client.flush()
    client.join()

    assert len(failures) == 1
    assert not Event.objects.exists()


@pytest.fixture(scope="session")
def node_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Segment's library for Node.js; skipped where it cannot be had."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("Node.js and npm are not installed")
    folder = tmp_path_factory.mktemp("node")
    install = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), NODE_PACKAGE]
    done = subprocess.run(install, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        pytest.skip(f"npm cannot install {NODE_PACKAGE}: {done.stderr[-200:]}")
    shutil.copy(NODE_CLIENT, folder)
    return folder


def test_the_node_library_sends_all_its_calls(
    live_server: LiveServer, source: Source, running: Mapping, node_folder: Path
) -> None:
    command = ["node", NODE_CLIENT.name, live_server.url, source.write_key]
    done = subprocess.run(  # noqa: S603
        command, cwd=node_folder, capture_output=True, text=True, check=False, timeout=60
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"errors": []}
    assert Event.objects.count() == 6
    track = Event.objects.get(type="track")
    assert track.event["context"]["library"]["name"] == "@segment/analytics-node"
    assert Delivery.objects.get().event == track
