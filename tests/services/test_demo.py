"""The demo workspace: everything a newcomer needs, made once."""

import stat
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import call_command

from mappings.models import Destination, Mapping, Member, Role, Source, TestEvent, Workspace
from mappings.services.demo import load_demo
from mappings.services.readiness import mapping_problems

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def test_the_demo_has_what_the_flow_needs() -> None:
    demo = load_demo()

    assert demo.workspace.name == "Demo"
    assert Source.objects.get().name == "Website"
    assert list(Destination.objects.by_name().values_list("name", "definition_slug")) == [
        ("Acme CRM", "crm"),
        ("Webhook", "webhook"),
    ]
    assert list(TestEvent.objects.by_name().values_list("name", flat=True)) == [
        "Audience entered (Identify)",
        "Audience entered (Track)",
        "Audience exited (Track)",
    ]


def test_the_crm_is_left_for_the_newcomer_and_the_example_is_off() -> None:
    load_demo()

    example = Mapping.objects.with_destination().get()
    assert example.destination.name == "Webhook"
    assert example.is_enabled is False
    assert mapping_problems(example) == ()


def test_the_password_signs_in_and_is_its_owners_to_read(data_dir: Path, rf: Any) -> None:
    demo = load_demo()

    path = data_dir / "demo_password"
    assert demo.password
    assert path.read_text().strip() == demo.password
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert authenticate(rf.post("/"), username="demo", password=demo.password) is not None
    assert Member.objects.get().role == Role.OWNER


def test_loading_again_changes_nothing() -> None:
    first = load_demo()
    Mapping.objects.all().delete()
    Destination.objects.filter(definition_slug="crm").update(name="Renamed")

    second = load_demo()

    assert second.password == first.password
    assert (Workspace.objects.count(), Destination.objects.count()) == (1, 2)
    assert Mapping.objects.count() == 0


def test_a_changed_password_stays_and_is_not_told() -> None:
    load_demo()
    user: Any = get_user_model().objects.get()
    user.set_password("the person's own password")
    user.save()

    assert load_demo().password is None
    user.refresh_from_db()
    assert user.check_password("the person's own password")


def test_a_left_over_file_does_not_become_the_password(data_dir: Path) -> None:
    path = data_dir / "demo_password"
    path.write_text("known to others")
    path.chmod(0o644)

    demo = load_demo()

    assert demo.password != "known to others"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_command_tells_how_to_sign_in(capsys: Any) -> None:
    call_command("load_demo", "--address", "http://127.0.0.1:8000/")

    told = capsys.readouterr().out
    assert "http://127.0.0.1:8000/" in told
    assert "demo" in told
    assert load_demo().password in told
