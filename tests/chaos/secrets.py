"""Secrets that are sent, echoed and refused: none of them is found anywhere that people look."""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from tests.chaos.books import add_deliveries, make_destination, waiting
from tests.chaos.world import World, wait_until

TOKEN = "canary-token-8d1f5b7a90c3e642"
CRM_KEY = "canary-crm-key-51c9aa04be7702f3"
SIGNING = "whsec_Y2FuYXJ5LXNpZ25pbmctc2VjcmV0LTAxMjM0NTY3ODk="
FORMER = "whsec_Y2FuYXJ5LWZvcm1lci1zZWNyZXQtOTg3NjU0MzIxMDA="
PASSWORD = "canary-password-4c31"
METRICS_TOKEN = "canary-metrics-77b1"


def run(world: World, *, is_long: bool) -> dict[str, Any]:
    world.manage("collectstatic", "--noinput")
    world.log = (world.folder / "log").open("w")
    world.environment |= {
        "ENGAGE_MAPPER_LOG_LEVEL": "DEBUG",
        "ENGAGE_MAPPER_METRICS_TOKEN": METRICS_TOKEN,
    }
    spoken = io.StringIO()
    handler = logging.StreamHandler(spoken)
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.DEBUG)
    mappings = _mappings(world)
    for mapping in mappings:
        add_deliveries(mapping, 20 if is_long else 4)
    worker = world.start_worker()
    wait_until(_is_quiet, timeout_s=60, poll_s=0.2)
    world.kill(worker, 15)
    person, token = _person(mappings[0].workspace)
    shown = dict(_everything_shown(mappings[0], person, token))
    shown |= _stored(world)
    shown["log of the worker"] = (world.folder / "log").read_text()
    shown["log of this process"] = spoken.getvalue()
    logging.getLogger().removeHandler(handler)
    canaries = {
        *(TOKEN, CRM_KEY, SIGNING, FORMER, PASSWORD, METRICS_TOKEN, token),
        *(SIGNING.removeprefix("whsec_"), FORMER.removeprefix("whsec_")),
    }
    hits = [
        f"{canary[:12]}… in {place}"
        for place, text in shown.items()
        for canary in canaries
        if canary in text
    ]
    statuses = Counter(text.partition("\n")[0] for place, text in shown.items() if place[0] == "/")
    return {
        "passed": not hits
        and _echoed() > 0
        and statuses["200"] > 40
        and not any(s[0] == "5" for s in statuses),
        "echoed_to_us": _echoed(),
        "canaries": len(canaries),
        "places": len(shown),
        "answers": dict(statuses),
        "characters": sum(map(len, shown.values())),
        "hits": hits,
    }


def _mappings(world: World) -> list[Any]:
    """Destinations that answer well, echo what they got, and refuse, all of them with secrets."""
    from mappings.services.destinations import create_destination, update_destination
    from mappings.services.mappings import create_mapping, enable_mapping

    answers = ({}, {"do": "echo"}, {"do": "echo", "status": 401}, {"do": "echo", "status": 500})
    made = []
    for number, step in enumerate(answers):
        mapping = make_destination(world.start_receiver([step]), name=f"Hook {number}")
        secrets = {"token": TOKEN, "signing_secret": SIGNING, "former_signing_secret": FORMER}
        update_destination(destination=mapping.destination, changes={"secrets": secrets})
        made.append(mapping)
    first = made[0].destination
    crm = create_destination(
        workspace=first.workspace,
        source=first.source,
        definition_slug="crm",
        name="CRM",
        settings={"base_url": f"http://127.0.0.1:{world.start_receiver([{'do': 'echo'}])}"},
        secrets={"api_key": CRM_KEY},
    )
    contact = create_mapping(
        destination=crm,
        name="Contact",
        action_slug="upsert_contact",
        trigger='type = "track"',
        config={
            "email_address": {"@template": "{{userId}}@example.com"},
            "audience_status": True,
        },
    )
    return [*made, enable_mapping(mapping=contact)]


def _echoed() -> int:
    """How many answers held the header that carries a secret: what is looked for was there."""
    from mappings.models import Attempt

    told = Attempt.objects.values_list("answer", flat=True)
    return sum("authorization" in str(answer).lower() for answer in told)


def _is_quiet() -> bool:
    """Whether everything was tried that goes at once."""
    from mappings.models import Attempt, Delivery

    untried = Delivery.objects.filter(attempt_count=0).exclude(state="held")
    return (Attempt.objects.exists() and not untried.exists()) or not waiting()


def _person(workspace: Any) -> tuple[Any, str]:
    """An owner, and the text of a token of theirs."""
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from mappings.models import Member
    from mappings.services.tokens import create_token

    user: Any = get_user_model().objects.create_user(username="owner", password=PASSWORD)
    member = Member.objects.create(workspace=workspace, user=user, role="owner")
    now = timezone.now()
    _row, text = create_token(
        member=member, scope="write", name="Canary", now=now, expires_at=now + timedelta(days=1)
    )
    return user, text


def _everything_shown(mapping: Any, user: Any, token: str) -> Iterator[tuple[str, str]]:
    """Every page, every answer of the API to GET, files, and tests that are really sent."""
    from django.test import Client

    from mappings.api.urls import urlpatterns as api
    from mappings.operations.urls import urlpatterns as operations
    from mappings.web.urls import urlpatterns as web

    person = Client(SERVER_NAME="localhost", raise_request_exception=False)
    person.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    machine = Client(
        SERVER_NAME="localhost",
        headers={"Authorization": f"Bearer {token}"},
        raise_request_exception=False,
    )
    ids = _ids(mapping)
    for client, prefix, patterns in ((person, "/", web + operations), (machine, "/api/v1/", api)):
        for path in _paths(prefix, patterns, ids):
            answer = client.get(path)
            yield path, f"{answer.status_code}\n{_text(answer)}"
    for query in ("csv", "ndjson"):
        answer = person.get("/events/export/", {"format": query})
        yield f"/events/export/ as {query}", f"{answer.status_code}\n{_text(answer)}"
    event = {"type": "track", "event": "E", "userId": "u", "properties": {}}
    for pk in ids["every destination"]:
        path = f"/api/v1/destinations/{pk}/test/"
        answer = machine.post(path, {"event": event}, content_type="application/json")
        yield path, f"{answer.status_code}\n{_text(answer)}"
        credentials = machine.post(f"/api/v1/destinations/{pk}/test-credentials/")
        yield f"{path} credentials", f"{credentials.status_code}\n{_text(credentials)}"


def _ids(mapping: Any) -> dict[str, Any]:
    """What may stand in an address; of events and deliveries those of a destination that echoes."""
    from mappings.models import Delivery, Destination

    echoed = Delivery.objects.filter(destination__name="Hook 1", attempt_count__gt=0)[0]
    return {
        "destination_id": echoed.destination_id,
        "mapping_id": echoed.mapping_id,
        "source_id": mapping.destination.source_id,
        "event_id": echoed.event_id,
        "delivery_id": echoed.pk,
        "every destination": list(Destination.objects.values_list("pk", flat=True)),
    }


def _paths(prefix: str, patterns: list[Any], ids: dict[str, Any]) -> Iterator[str]:
    """The addresses whose parts are known; of those of a destination, of every one."""
    for pattern in patterns:
        route = getattr(pattern.pattern, "_route", None)
        if not route and route != "":
            continue
        several = ids["every destination"] if "<uuid:destination_id>" in route else [None]
        for destination_id in several:
            known = ids | ({"destination_id": destination_id} if destination_id else {})
            path = re.sub(r"<uuid:(\w+)>", lambda m, known=known: str(known.get(m[1], m[0])), route)
            path = path.replace("<slug:slug>", "webhook")
            if "<" not in path:
                yield prefix + path


def _text(answer: Any) -> str:
    """Content and headers. A cookie is the person's own."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = {name: value for name, value in answer.items() if name != "Set-Cookie"}
    return f"{headers}{content.decode(errors='replace')}"


def _stored(world: World) -> dict[str, str]:
    """All rows as text and, of the embedded database, the bytes of its files."""
    from django.apps import apps

    told = {
        f"table {model._meta.db_table}": str(list(model._default_manager.order_by().values_list()))
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
    }
    for file in world.data_dir.glob("engage_mapper.sqlite3*"):
        told[file.name] = file.read_bytes().decode("latin-1")
    return told
