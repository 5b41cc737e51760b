"""The demo workspace: what a newcomer needs to walk the documented flow, and nothing finished."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from mappings import conf
from mappings.catalog.samples import sample_event
from mappings.delivery.receiver import RECEIVER_URL
from mappings.models import Destination, EventType, Mapping, Member, Role, Workspace
from mappings.services.audiences import create_audience
from mappings.services.connections import connect_audience
from mappings.services.destinations import create_destination
from mappings.services.mappings import create_mapping
from mappings.services.member_changes import name_members
from mappings.services.profile_input import ProfileInput
from mappings.services.sources import create_source
from mappings.services.test_events import save_test_event
from mappings.services.triggers import audience_trigger

USER_NAME = "demo"
WORKSPACE_SLUG = "demo"
AUDIENCE_KEY = "browse_abandoners"
PASSWORD_FILE = "demo_password"  # noqa: S105  (the file's name)

_TEST_EVENTS = (
    ("Audience entered (Identify)", EventType.IDENTIFY, True),
    ("Audience entered (Track)", EventType.TRACK, True),
    ("Audience exited (Track)", EventType.TRACK, False),
)


@dataclass(frozen=True, slots=True, repr=False)
class Demo:
    """How to sign in to the demo. `password` is None when the person chose another one."""

    workspace: Workspace
    user_name: str
    password: str | None
    password_path: Path


def load_demo() -> Demo:
    """Make what is missing of the demo workspace; what is there stays as people left it."""
    with transaction.atomic():
        workspace, is_new = Workspace.objects.get_or_create(
            slug=WORKSPACE_SLUG, defaults={"name": "Demo"}
        )
        if is_new:
            _fill(workspace)
        password = _add_user(workspace)
    return Demo(workspace, USER_NAME, password, conf.data_dir() / PASSWORD_FILE)


def _fill(workspace: Workspace) -> None:
    source = create_source(workspace=workspace, name="Website")
    for name, event_type, is_entering in _TEST_EVENTS:
        event = sample_event(event_type, audience_key=AUDIENCE_KEY, is_entering=is_entering)
        save_test_event(source=source, name=name, event=event)
    crm = create_destination(
        workspace=workspace,
        source=source,
        definition_slug="crm",
        name="Acme CRM",
        settings={"base_url": f"{RECEIVER_URL}/crm"},
        secrets={"api_key": f"demo-{secrets.token_hex(8)}"},
    )
    webhook = create_destination(
        workspace=workspace,
        source=source,
        definition_slug="webhook",
        name="Webhook",
        settings={"url": f"{RECEIVER_URL}/hook", "method": "POST"},
    )
    _add_example(webhook)
    _add_audience(crm)


def _add_audience(crm: Destination) -> None:
    """The guide's audience, with the guide's person in it, told to the CRM with her name."""
    audience = create_audience(
        workspace=crm.workspace, key=AUDIENCE_KEY, changes={"name": "Browse abandoners"}
    )
    jane = ProfileInput(
        {"user_id": "user-123", "anonymous_id": "anon-test-1", "email": "user@example.com"},
        {"email": "user@example.com", "first_name": "Jane", "last_name": "Doe"},
    )
    name_members(audience=audience, adding=[jane], now=timezone.now())
    rows = [{"trait": "first_name"}, {"trait": "last_name"}]
    connect_audience(
        audience=audience,
        destination=crm,
        changes={"is_customized": True, "traits": rows},
    )


def _add_example(destination: Destination) -> Mapping:
    """One finished but disabled mapping, to look at."""
    trigger = audience_trigger(
        event_type=EventType.TRACK, audience_key=AUDIENCE_KEY, is_entering=True
    )
    config = {
        "user_id": {"@path": "$.userId"},
        "email": {"@path": "$.context.traits.email"},
        "entered": {"@path": f"$.properties.{AUDIENCE_KEY}"},
    }
    return create_mapping(
        destination=destination,
        name="Audience entered",
        action_slug="send_event",
        trigger=trigger,
        config=config,
    )


def _add_user(workspace: Workspace) -> str | None:
    """The demo user's password: made with the user, read from the file on every later start."""
    users: Any = get_user_model().objects
    path = conf.data_dir() / PASSWORD_FILE
    user = users.filter(username=USER_NAME).first()
    if user is None:
        password = secrets.token_urlsafe(12)
        _write_private(path, password)
        user = users.create_user(username=USER_NAME, password=password)
    Member.objects.get_or_create(workspace=workspace, user=user, defaults={"role": Role.OWNER})
    stored = path.read_text(encoding="ascii").strip() if path.is_file() else ""
    return stored if stored and user.check_password(stored) else None


def _write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, from its first moment on."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text + "\n")
