"""Wrong settings are told at start."""

from collections.abc import Callable
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.conf import settings as django_settings

from mappings import checks, conf

GOOD_KEY = Fernet.generate_key().decode()

CASES: list[tuple[Callable[..., Any], dict[str, Any], list[str]]] = [
    (checks.check_encryption_keys, {"ENCRYPTION_KEYS": [GOOD_KEY]}, []),
    (checks.check_encryption_keys, {"ENCRYPTION_KEYS": []}, ["engage.E001"]),
    (checks.check_encryption_keys, {"ENCRYPTION_KEYS": ["short"]}, ["engage.E002"]),
    (checks.check_encryption_keys, {"ENCRYPTION_KEYS": [GOOD_KEY, "é", "x"]}, ["engage.E002"] * 2),
    (checks.check_data_dir, {"DATA_DIR": "/nowhere/at/all"}, ["engage.E003"]),
    (checks.check_body_limits, {"DATA_UPLOAD_MAX_MEMORY_SIZE": 1}, ["engage.E004"]),
    (
        checks.check_body_limits,
        {"DATA_UPLOAD_MAX_MEMORY_SIZE": conf.MAX_BODY_BYTES},
        ["engage.E004"],
    ),
    (checks.check_body_limits, {"DATA_UPLOAD_MAX_MEMORY_SIZE": conf.MAX_FORM_BYTES}, []),
    (checks.check_body_limits, {"DATA_UPLOAD_MAX_MEMORY_SIZE": None}, []),
    (checks.check_times_are_aware, {"USE_TZ": False}, ["engage.E005"]),
    (checks.check_times_are_aware, {"USE_TZ": True}, []),
    (checks.check_certificate_authorities, {"CA_FILE": ""}, ["engage.W002"]),
    (checks.check_certificate_authorities, {"CA_FILE": "/etc/ssl/cert.pem"}, []),
]


@pytest.mark.parametrize(("check", "changed", "ids"), CASES)
def test_a_setting_is_told_by_the_id_of_its_check(
    check: Callable[..., Any], changed: dict[str, Any], ids: list[str], settings: Any
) -> None:
    for name, value in changed.items():
        setattr(settings, name, value)

    assert [message.id for message in check()] == ids
    assert all(message.hint for message in check())


def test_no_check_repeats_a_key(settings: Any) -> None:
    settings.ENCRYPTION_KEYS = ["secret-text"]

    assert "secret-text" not in str(checks.check_encryption_keys())


@pytest.mark.parametrize(
    ("database", "ids"),
    [
        ({"ENGINE": "django.db.backends.sqlite3"}, ["engage.W001"]),
        (
            {
                "ENGINE": "django.db.backends.sqlite3",
                "OPTIONS": {"transaction_mode": "IMMEDIATE"},
            },
            [],
        ),
        ({"ENGINE": "django.db.backends.postgresql"}, []),
    ],
)
def test_sqlite_must_let_writers_wait(
    database: dict[str, Any], ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(django_settings, "DATABASES", {"default": database})

    assert [message.id for message in checks.check_sqlite_writers_wait()] == ids
