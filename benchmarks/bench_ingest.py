"""How much does taking events in cost beside storing their bytes?

The product and a bare Django view (`bare_server.py`) run under the same server with one thread,
each on an SQLite database that syncs every commit. Both get the same posts, in turns. The product
checks, deduplicates and routes each event, and writes it with its delivery: one of two mappings
matches.
"""

import base64
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT_DIR))

from benchmarks.http_load import Load, http_post, post_for  # noqa: E402 - needs the path above
from benchmarks.rounds import IS_QUICK  # noqa: E402

CONNECTIONS = 16
ROUND_S = 0.1 if IS_QUICK else 1.0
ROUNDS = 1 if IS_QUICK else 15
AIM = 0.6

PREPARE = """
from mappings.models import Workspace
from mappings.services.mappings import enable_mapping
from tests.factories import make_mapping, make_source, make_webhook
source = make_source(Workspace.objects.create(name="Bench", slug="bench"))
webhook = make_webhook(source)
for number, trigger in enumerate(['type = "track"', 'type = "identify"']):
    config = {"body": {"@path": "$."}}
    made = make_mapping(webhook, f"Mapping {number}", trigger=trigger, config=config)
    enable_mapping(mapping=made)
print(source.write_key)
"""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bench-ingest-") as folder:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "engage_mapper.settings",
            "ENGAGE_MAPPER_HTTPS": "0",
            "ENGAGE_MAPPER_DATA_DIR": folder,
            "BARE_FOLDER": folder,
            "ENGAGE_MAPPER_MAX_PENDING_DELIVERIES": "100000000",
            "ENGAGE_MAPPER_EMBEDDED_WORKER": "0",  # the question is what taking in costs
        }
        environment.pop("DATABASE_URL", None)
        (Path(folder) / "static").mkdir()
        write_key = _prepare(environment)
        ours_port, bare_port = _free_port(), _free_port()
        ours_app = "engage_mapper.wsgi:application"
        bare_app = "benchmarks.bare_server:application"
        with (
            _server(ours_app, ours_port, environment),
            _server(bare_app, bare_port, environment),
        ):
            print(f"Taking events in, {CONNECTIONS} connections, median of {ROUNDS} rounds")
            for events in (1, 100):
                _compare(events, write_key, ours_port, bare_port)


def _compare(events: int, write_key: str, ours_port: int, bare_port: int) -> None:
    loads: dict[str, list[Load]] = {"ours": [], "bare": []}
    request = _request(events, write_key)
    for _ in range(ROUNDS):
        for name, port in (("ours", ours_port), ("bare", bare_port)):
            load = post_for(port, request, seconds=ROUND_S, connections=CONNECTIONS)
            loads[name].append(load)
    rates = {name: statistics.median(one.per_s for one in found) for name, found in loads.items()}
    for name, found in loads.items():
        p50 = statistics.median(one.percentile_ms(0.5) for one in found)
        p99 = statistics.median(one.percentile_ms(0.99) for one in found)
        print(
            f"  {events:>3} events a post, {name}: {rates[name]:7,.0f} posts/s"
            f" {rates[name] * events:9,.0f} events/s  p50 {p50:5.1f} ms  p99 {p99:5.1f} ms"
        )
    print(
        f"  {events:>3} events a post: ours / bare {rates['ours'] / rates['bare']:.2f} (aim: {AIM})"
    )


def _request(events: int, write_key: str) -> bytes:
    """A batch without message ids, so that the same bytes are new events each time."""
    event = {
        "type": "track",
        "event": "Audience Entered",
        "userId": "user-123",
        "timestamp": "2026-01-01T10:00:00.000Z",
        "context": {
            "traits": {"email": "user@example.com"},
            "library": {"name": "benchmark", "version": "1"},
        },
        "properties": {
            "audience_key": "browse_abandoners",
            "browse_abandoners": True,
            "first_name": "Jane",
            "last_name": "Doe",
        },
    }
    body = json.dumps({"batch": [event] * events, "sentAt": "2026-01-01T10:00:01.000Z"}).encode()
    secret = base64.b64encode(f"{write_key}:".encode()).decode()
    return http_post("/v1/batch", body, headers=f"Authorization: Basic {secret}\r\n")


def _prepare(environment: dict[str, str]) -> str:
    """An empty database with a source and two mappings; its write key."""
    for arguments in (
        ["migrate", "--verbosity", "0"],
        ["shell", "--verbosity", "0", "-c", PREPARE],
    ):
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT_DIR,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
    return done.stdout.split()[-1]


@contextmanager
def _server(application: str, port: int, environment: dict[str, str]) -> Iterator[None]:
    command = [
        *(str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--workers", "1"),
        *("--blocking-threads", "1", "--port", str(port), "--log-level", "error", application),
    ]
    running = subprocess.Popen(command, cwd=PROJECT_DIR, env=environment)
    try:
        _wait_for(port)
        yield
    finally:
        running.terminate()
        running.wait(timeout=20)


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"nothing listens on port {port}")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


if __name__ == "__main__":
    main()
