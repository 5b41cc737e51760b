"""System checks: wrong settings are told at start, with an id and what to do."""

import os
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register

from mappings import conf


@register("mappings")
def check_encryption_keys(**_kwargs: Any) -> list[CheckMessage]:
    keys = conf.encryption_keys()
    if not keys:
        return [
            Error(
                "There is no key to encrypt the secrets of destinations with.",
                hint="Set ENGAGE_MAPPER_ENCRYPTION_KEYS, or leave it out to have one generated.",
                id="engage.E001",
            )
        ]
    return [
        Error(
            f"Encryption key number {number} is not a Fernet key.",
            hint="A Fernet key is 32 bytes in URL-safe base64: 44 characters.",
            id="engage.E002",
        )
        for number, key in enumerate(keys, start=1)
        if not _is_fernet_key(key)
    ]


@register("mappings")
def check_data_dir(**_kwargs: Any) -> list[CheckMessage]:
    folder = conf.data_dir()
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return []
    return [
        Error(
            "The data folder is missing or cannot be written to.",
            hint="Set ENGAGE_MAPPER_DATA_DIR to a folder that belongs to the server's user.",
            id="engage.E003",
        )
    ]


@register("mappings")
def check_body_limits(**_kwargs: Any) -> list[CheckMessage]:
    limit_bytes = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if limit_bytes is None or limit_bytes >= conf.MAX_FORM_BYTES:
        return []
    return [
        Error(
            f"DATA_UPLOAD_MAX_MEMORY_SIZE is {limit_bytes}, below the largest form that is "
            f"answered with its text ({conf.MAX_FORM_BYTES}).",
            hint="Raise the setting, or lower MAX_FORM_BYTES in mappings/conf.py.",
            id="engage.E004",
        )
    ]


@register("mappings")
def check_times_are_aware(**_kwargs: Any) -> list[CheckMessage]:
    if settings.USE_TZ:
        return []
    return [Error("USE_TZ is off.", hint="Times are aware and UTC: set USE_TZ.", id="engage.E005")]


@register("mappings", "database")
def check_sqlite_writers_wait(**_kwargs: Any) -> list[CheckMessage]:
    """SQLite needs IMMEDIATE transactions: a limit is counted and then written in one of them."""
    return [
        checks.Warning(
            f'The SQLite database "{alias}" does not use IMMEDIATE transactions.',
            hint='Set OPTIONS["transaction_mode"] = "IMMEDIATE".',
            id="engage.W001",
        )
        for alias, database in settings.DATABASES.items()
        if database["ENGINE"].endswith("sqlite3")
        and database.get("OPTIONS", {}).get("transaction_mode") != "IMMEDIATE"
    ]


@register("mappings")
def check_certificate_authorities(**_kwargs: Any) -> list[CheckMessage]:
    """Without them no destination's certificate can be checked, so none is reached."""
    if conf.ca_file():
        return []
    return [
        checks.Warning(
            "This system has no file of certificate authorities, so no destination can be reached.",
            hint="Install it (on Debian: ca-certificates), or set ENGAGE_MAPPER_CA_FILE.",
            id="engage.W002",
        )
    ]


def _is_fernet_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True
