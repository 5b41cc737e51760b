"""How fast do stored events reach a destination, beside the HTTP client alone?

A worker sends what is stored to a receiver that takes 5 ms for each request; then the client alone
makes as many requests of that size. Both in turns, one by one and in batches of 100. At last, how
long one event takes from its POST to its destination while nothing else goes on.

``--postgres`` for PostgreSQL instead of SQLite.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

PROJECT_DIR = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT_DIR))

from benchmarks.rounds import IS_QUICK  # noqa: E402 - needs the path above
from tests.chaos.books import add_deliveries, make_destination, waiting  # noqa: E402
from tests.chaos.sender import event_body, proof_of, send_once  # noqa: E402
from tests.chaos.world import World, free_port, new_world, wait_until  # noqa: E402

RECEIVER_S = 0.005
THREADS = 16
ROUNDS = 1 if IS_QUICK else 3
SINGLES = 32 if IS_QUICK else 1_000
BATCHES = 2 if IS_QUICK else 100
BATCH = 100
IDLE_EVENTS = 2 if IS_QUICK else 60
AIM, AIM_IDLE_MS = 0.8, 300


def main() -> None:
    database = "postgres" if "--postgres" in sys.argv else "sqlite"
    with new_world(database) as world:
        port = world.start_receiver([{"delay_s": RECEIVER_S}])
        print(f"Stored events to a receiver of 5 ms, {THREADS} threads, {database}")
        single = make_destination(port, order="off", max_concurrency=THREADS)
        _compare(world, "one by one", single, port, events=SINGLES, requests=SINGLES)
        batching = _batching_mapping(port)
        events = BATCHES * BATCH
        _compare(world, "batches of 100", batching, port, events=events, requests=BATCHES)
        _print_idle(world, single)


def _compare(
    world: World, name: str, mapping: Any, port: int, *, events: int, requests: int
) -> None:
    rates: dict[str, list[float]] = {"ours": [], "client": []}
    for _ in range(ROUNDS):
        ours_s, size = _deliver(world, mapping, events)
        client_s = _client_alone(world, port, requests, size)
        rates["ours"].append(events / ours_s)
        rates["client"].append(events / client_s)
    ours, client = (statistics.median(rates[who]) for who in ("ours", "client"))
    print(f"  {name}, ours: {ours:9,.0f} events/s")
    print(f"  {name}, the client alone: {client:9,.0f} events/s")
    print(f"  {name}: ours / client {ours / client:.2f} (aim: {AIM})")


def _deliver(world: World, mapping: Any, count: int) -> tuple[float, int]:
    """Seconds from the first request to the last outcome, and the bytes of a request."""
    from django.db.models import Max, Min

    from mappings.models import Attempt, Delivery

    last = Attempt.objects.aggregate(last=Max("started_at"))["last"]
    add_deliveries(mapping, count)
    worker = world.start_worker(THREADS)
    wait_until(lambda: not waiting(), timeout_s=300)
    world.kill(worker, 15)
    attempts = Attempt.objects.filter(destination=mapping.destination)
    attempts = attempts.filter(started_at__gt=last) if last else attempts
    first = attempts.aggregate(first=Min("started_at"))["first"]
    ended = Delivery.objects.aggregate(last=Max("finished_at"))["last"]
    request: Any = attempts.values_list("request", flat=True)[0]
    return (ended - first).total_seconds(), len(str(request["body"]))


def _client_alone(world: World, port: int, requests: int, size: int) -> float:
    url = f"http://127.0.0.1:{port}/alone"
    words = map(str, (url, requests, THREADS, size))
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.client_alone", *words],
        cwd=PROJECT_DIR,
        env=world.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(run.stdout)


def _batching_mapping(port: int) -> Any:
    from mappings.models import Workspace
    from mappings.services.destinations import create_destination
    from mappings.services.mappings import create_mapping, enable_mapping

    workspace = Workspace.objects.get()
    destination = create_destination(
        workspace=workspace,
        source=workspace.sources.get(),
        definition_slug="crm",
        name="Batches",
        settings={"base_url": f"http://127.0.0.1:{port}"},
        secrets={"api_key": "a-key-of-the-benchmark"},
        delivery_options={"order": "off", "max_concurrency": THREADS},
    )
    mapping = create_mapping(
        destination=destination,
        name="Contacts",
        action_slug="upsert_contact",
        trigger='type = "identify"',
        config={
            "email_address": {"@template": "{{userId}}@example.com"},
            "audience_status": True,
        },
    )
    return enable_mapping(mapping=mapping)


def _print_idle(world: World, mapping: Any) -> None:
    """One event now and then, to the server with its own worker."""
    port = free_port()
    server = world.start_server(port)
    wait_until(lambda: world.is_alive(port), timeout_s=60)
    proof = proof_of(mapping.destination.source.write_key)
    delays_ms = []
    for number in range(IDLE_EVENTS + 1):
        time.sleep(0.3)
        before = sum(world.received().values())
        started_s = time.perf_counter()
        send_once(port, proof, event_body(number))
        wait_until(lambda before=before: _count(world) > before, timeout_s=10, poll_s=0.002)
        delays_ms.append((time.perf_counter() - started_s) * 1_000)
    world.kill_group(server)
    p95 = statistics.quantiles(delays_ms[1:], n=20)[-1]
    p50 = statistics.median(delays_ms[1:])
    print(f"  one event when idle: p50 {p50:.0f} ms, p95 {p95:.0f} ms (aim: {AIM_IDLE_MS} ms)")


def _count(world: World) -> int:
    return sum(world.received().values())


if __name__ == "__main__":
    main()
