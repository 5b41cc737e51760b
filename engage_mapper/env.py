"""The settings that come from the environment: one table, read once; docs/settings.md shows it."""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class EnvSetting:
    """One environment variable: its name, default as text, how it is read, and what it does."""

    name: str
    default: str
    parse: Callable[[str], Any]
    help: str


def _boolean(text: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    try:
        return words[text.strip().lower()]
    except KeyError:
        raise ValueError("expected 1 or 0 (true/false and yes/no work too)") from None


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _positive_integer(text: str) -> int:
    if not text.strip().isdecimal() or int(text) == 0:
        raise ValueError("expected a whole number above 0")
    return int(text)


PROJECT_DIR = Path(__file__).resolve().parent.parent

SETTINGS: tuple[EnvSetting, ...] = (
    EnvSetting(
        "ENGAGE_MAPPER_DATA_DIR",
        "var",
        str,
        "Folder of the embedded database, the generated keys and the demo password. "
        "A relative path starts at the project's folder.",
    ),
    EnvSetting(
        "DATABASE_URL",
        "",
        str,
        "`postgres://user:password@host:5432/name`. Empty: SQLite in the data folder.",
    ),
    EnvSetting(
        "ENGAGE_MAPPER_SECRET_KEY",
        "",
        str,
        "Django's secret key, 50 characters or more. Empty: generated once into "
        "`secret_key` in the data folder, readable by its owner only.",
    ),
    EnvSetting(
        "ENGAGE_MAPPER_ENCRYPTION_KEYS",
        "",
        _words,
        "Fernet keys for the secrets of destinations, newest first, separated by commas: the first "
        "encrypts, all of them decrypt. Empty: one is generated into `encryption_keys` in the "
        "data folder, readable by its owner only.",
    ),
    EnvSetting(
        "ENGAGE_MAPPER_ALLOWED_HOSTS",
        "localhost,127.0.0.1,[::1]",
        _words,
        "Host names the server answers to, separated by commas.",
    ),
    EnvSetting(
        "ENGAGE_MAPPER_HTTPS",
        "1",
        _boolean,
        "1: cookies are sent over HTTPS only, HTTP is redirected and HSTS is on. 0: plain HTTP, "
        "for a laptop; `make run` uses it.",
    ),
    EnvSetting(
        "ENGAGE_MAPPER_PROXY_HEADER",
        "0",
        _boolean,
        "1: trust `X-Forwarded-Proto` of the proxy in front. Only when that proxy always sets it.",
    ),
    EnvSetting(
        "ENGAGE_MAPPER_DEBUG",
        "0",
        _boolean,
        "1: Django's debug pages. Never in production.",
    ),
    EnvSetting(
        "ENGAGE_MAPPER_ADMIN",
        "0",
        _boolean,
        "1: Django's admin site under `/admin/`, for operators.",
    ),
    EnvSetting(
        "ENGAGE_MAPPER_LOG_LEVEL",
        "INFO",
        str,
        "DEBUG, INFO, WARNING or ERROR.",
    ),
    EnvSetting(
        "ENGAGE_MAPPER_SESSION_HOURS",
        "12",
        _positive_integer,
        "Hours without a request after which a person signs in again.",
    ),
)


class Environment:
    """The parsed values of `SETTINGS`.

    Shape:
        Environment({"ENGAGE_MAPPER_DEBUG": "1"})["ENGAGE_MAPPER_DEBUG"]  → True

    Raises:
        ImproperlyConfigured: naming every variable that cannot be read, all at once.
    """

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        problems: list[str] = []
        self._values: dict[str, Any] = {}
        for setting in SETTINGS:
            text = environ.get(setting.name, setting.default)
            try:
                self._values[setting.name] = setting.parse(text)
            except ValueError as err:
                problems.append(f"{setting.name}={text!r}: {err}")
        if problems:
            raise ImproperlyConfigured("; ".join(problems))

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def data_dir(self) -> Path:
        """The data folder, created for its owner only."""
        folder: Path = (PROJECT_DIR / self["ENGAGE_MAPPER_DATA_DIR"]).resolve()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder


def read_or_create_secret(path: Path, make: Callable[[], str]) -> str:
    """The text in `path`; when there is no such file it is made, readable by its owner only.

    Two processes that start at the same moment agree: the first to create the file wins.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        text = path.read_text(encoding="ascii").strip()
        if not text:
            raise ImproperlyConfigured(
                f"{path} is empty: delete it to generate a new one"
            ) from None
        return text
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        text = make()
        file.write(text)
    return text


def make_secret_key() -> str:
    return secrets.token_urlsafe(64)
