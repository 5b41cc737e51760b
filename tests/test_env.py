"""Settings of the environment: read once, wrong ones named at once, keys for their owner only."""

import stat
from ipaddress import ip_network

import pytest
from django.core.exceptions import ImproperlyConfigured

from engage_mapper.env import SETTINGS, Environment, read_or_create_secret


def test_every_default_can_be_read():
    environment = Environment({})
    assert [environment[setting.name] for setting in SETTINGS]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("ENGAGE_MAPPER_DEBUG", "yes", True),
        ("ENGAGE_MAPPER_DEBUG", "0", False),
        ("ENGAGE_MAPPER_ALLOWED_HOSTS", "a.example, b.example,", ["a.example", "b.example"]),
        ("ENGAGE_MAPPER_SESSION_HOURS", "24", 24),
        ("ENGAGE_MAPPER_ALLOWED_NETWORKS", "10.2.0.0/16", [ip_network("10.2.0.0/16")]),
        ("ENGAGE_MAPPER_ALLOWED_PORTS", "443, 8443", [443, 8_443]),
        ("ENGAGE_MAPPER_EGRESS_PROXY", "http://u:p@proxy:3128/", "http://u:p@proxy:3128/"),
    ],
)
def test_a_value_is_read_from_its_text(name, text, value):
    assert Environment({name: text})[name] == value


def test_wrong_values_are_named_all_at_once():
    wrong = {"ENGAGE_MAPPER_DEBUG": "perhaps", "ENGAGE_MAPPER_SESSION_HOURS": "0"}
    with pytest.raises(ImproperlyConfigured) as caught:
        Environment(wrong)
    assert str(caught.value) == (
        "ENGAGE_MAPPER_DEBUG='perhaps': expected 1 or 0 (true/false and yes/no work too); "
        "ENGAGE_MAPPER_SESSION_HOURS='0': expected a whole number above 0"
    )


def test_the_data_folder_is_made_for_its_owner_only(tmp_path):
    folder = Environment({"ENGAGE_MAPPER_DATA_DIR": str(tmp_path / "data")}).data_dir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_secret_is_made_once_for_its_owner_only(tmp_path):
    path = tmp_path / "secret_key"
    first = read_or_create_secret(path, lambda: "made first")
    second = read_or_create_secret(path, lambda: "made second")
    assert (first, second) == ("made first", "made first")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_empty_secret_file_is_refused(tmp_path):
    path = tmp_path / "secret_key"
    path.touch()
    with pytest.raises(ImproperlyConfigured, match="secret_key is empty"):
        read_or_create_secret(path, lambda: "never used")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "ENGAGE_MAPPER_SECRET_KEY",
            "x",
            "ENGAGE_MAPPER_SECRET_KEY: expected 50 characters or more, found 1",
        ),
        (
            "ENGAGE_MAPPER_ENCRYPTION_KEYS",
            "abc",
            "ENGAGE_MAPPER_ENCRYPTION_KEYS: key number 1 is not a Fernet key: "
            "32 bytes in URL-safe base64",
        ),
        (
            "DATABASE_URL",
            "postgre://user:secret@host/name",
            "DATABASE_URL: expected a URL like postgres://user:password@host:5432/name",
        ),
        (
            "ENGAGE_MAPPER_LOG_LEVEL",
            "verbose",
            "ENGAGE_MAPPER_LOG_LEVEL='verbose': expected one of CRITICAL, FATAL, ERROR, WARN, "
            "WARNING, INFO, DEBUG",
        ),
        (
            "ENGAGE_MAPPER_ALLOWED_NETWORKS",
            "10.0.0.0/8,10.1.2.3/8",
            "ENGAGE_MAPPER_ALLOWED_NETWORKS='10.0.0.0/8,10.1.2.3/8': expected networks like "
            "10.0.0.0/8 or fd12::/64, found '10.1.2.3/8'",
        ),
        (
            "ENGAGE_MAPPER_ALLOWED_PORTS",
            "443,0",
            "ENGAGE_MAPPER_ALLOWED_PORTS='443,0': expected ports from 1 to 65535, separated by "
            "commas",
        ),
        (
            "ENGAGE_MAPPER_EGRESS_PROXY",
            "user:secret@proxy",
            "ENGAGE_MAPPER_EGRESS_PROXY: expected a URL like http://proxy.example.com:4750",
        ),
        (
            "ENGAGE_MAPPER_CA_FILE",
            "/nowhere/ca.pem",
            "ENGAGE_MAPPER_CA_FILE='/nowhere/ca.pem': there is no such file",
        ),
        (
            "ENGAGE_MAPPER_ATTEMPT_TIMEOUT_S",
            "31",
            "ENGAGE_MAPPER_ATTEMPT_TIMEOUT_S='31': expected whole seconds from 1 to 30",
        ),
    ],
)
def test_a_value_that_cannot_work_stops_the_start_and_no_secret_is_shown(name, text, message):
    with pytest.raises(ImproperlyConfigured) as caught:
        Environment({name: text})
    assert str(caught.value) == message


def test_two_processes_that_start_at_once_read_the_same_secret(tmp_path):
    path = tmp_path / "secret_key"

    def make_while_another_process_wins():
        path.write_text("of the other process")
        return "too late"

    assert read_or_create_secret(path, make_while_another_process_wins) == "of the other process"
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]
