"""A process ends at each of the places where it matters: what is there then is as promised."""

import http.client
from typing import Any

from tests.chaos.books import add_deliveries, are_balanced, make_destination, waiting
from tests.chaos.crashing import SERVER_POINTS, WORKER_POINTS
from tests.chaos.sender import event_body, message_id, proof_of, send_once
from tests.chaos.world import World, free_port, wait_until


def run(world: World, *, is_long: bool) -> dict[str, Any]:
    mapping = make_destination(world.start_receiver())
    wrong = [
        *_crash_servers(world, mapping.destination.source.write_key),
        *_crash_workers(world, mapping, waits_for_leases=is_long),
    ]
    return {
        "passed": not wrong and are_balanced(),
        "points": len(SERVER_POINTS) + len(WORKER_POINTS),
        "wrong": wrong,
    }


def _crash_servers(world: World, write_key: str) -> list[str]:
    """What was not as told at the server's places."""
    wrong = []
    proof = proof_of(write_key)
    for number, (name, point) in enumerate(SERVER_POINTS.items()):
        port = free_port()
        server = world.start_server(port, sends=False, crash_point=name)
        wait_until(lambda port=port: world.is_alive(port), timeout_s=60)
        try:
            status = send_once(port, proof, event_body(number))
            wrong.append(f"{name}: answered {status}")
        except (OSError, http.client.HTTPException):
            wrong += _unless(point.stored == _stored(number), f"{name}: stored {_stored(number)}")
        world.kill_group(server)
    port = free_port()
    server = world.start_server(port, sends=False)
    wait_until(lambda: world.is_alive(port), timeout_s=60)
    for number, name in enumerate(SERVER_POINTS):
        status = send_once(port, proof, event_body(number))
        is_once = status == 200 and _stored(number) == 1
        wrong += _unless(is_once, f"{name}: {status}, stored {_stored(number)} times after all")
    world.kill_group(server)
    return wrong


def _crash_workers(world: World, mapping: Any, *, waits_for_leases: bool) -> list[str]:
    """What was not as told at the worker's places, each with a delivery of its own."""
    from mappings.models import Delivery

    Delivery.objects.waiting().update(state="held", due_at=None)  # those of the server's part
    ids: dict[str, str] = {}
    wrong = []
    for name in WORKER_POINTS:
        (ids[name],) = add_deliveries(mapping, 1)
        worker = world.start_crashing_worker(name)
        code = worker.wait(90)
        wrong += _unless(code == -9, f"{name}: ended with {code}")
        sending = Delivery.objects.filter(state="sending")
        if not waits_for_leases:
            sending.update(due_at=_past())
        _finish(world)
    received = world.received()
    for name, point in WORKER_POINTS.items():
        copies = received[ids[name]]
        wrong += _unless(copies == point.copies, f"{name}: arrived {copies} times")
    return wrong


def _finish(world: World) -> None:
    worker = world.start_worker()
    wait_until(lambda: not waiting(), timeout_s=90, poll_s=0.2)
    world.kill(worker)


def _stored(number: int) -> int:
    from mappings.models import Delivery, Event

    events = Event.objects.filter(message_id=message_id(number))
    count = events.count()
    made = Delivery.objects.filter(event__in=events).count()
    return count if made == count else -1


def _unless(is_so: bool, text: str) -> list[str]:
    return [] if is_so else [text]


def _past() -> Any:
    from datetime import timedelta

    from django.utils import timezone

    return timezone.now() - timedelta(seconds=1)
