"""The settings that come from the environment: one table, read once; docs/settings.md shows it."""

import logging
import os
import re
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

import dj_database_url
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

MIN_SECRET_KEY_CHARS = 50
MAX_PORT = 65_535
MAX_ATTEMPT_S = 30


@dataclass(frozen=True, slots=True)
class EnvSetting:
    """One environment variable: its name, default as text, how it is read, and what it does."""

    name: str
    default: str
    parse: Callable[[str], Any]
    help: str
    is_secret: bool = False  # its value is never shown


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


def _whole_number(text: str) -> int:
    if not text.strip().isdecimal():
        raise ValueError("expected a whole number")
    return int(text)


def _secret_key(text: str) -> str:
    if text and len(text) < MIN_SECRET_KEY_CHARS:
        raise ValueError(f"expected {MIN_SECRET_KEY_CHARS} characters or more, found {len(text)}")
    return text


def _fernet_keys(text: str) -> list[str]:
    keys = _words(text)
    for number, key in enumerate(keys, start=1):
        try:
            Fernet(key)
        except ValueError:
            raise ValueError(
                f"key number {number} is not a Fernet key: 32 bytes in URL-safe base64"
            ) from None
    return keys


def _database_url(text: str) -> str:
    try:
        dj_database_url.parse(text) if text else None
    except ValueError:
        raise ValueError("expected a URL like postgres://user:password@host:5432/name") from None
    return text


def _networks(text: str) -> list[IPv4Network | IPv6Network]:
    networks = []
    for word in _words(text):
        try:
            networks.append(ip_network(word))
        except ValueError:
            raise ValueError(
                f"expected networks like 10.0.0.0/8 or fd12::/64, found {word!r}"
            ) from None
    return networks


def _ports(text: str) -> list[int]:
    words = _words(text)
    if not words or not all(word.isdecimal() and 0 < int(word) <= MAX_PORT for word in words):
        raise ValueError(f"expected ports from 1 to {MAX_PORT}, separated by commas")
    return [int(word) for word in words]


def _proxy_url(text: str) -> str:
    if text and not re.fullmatch(r"https?://[^\s/?#]+/?", text):
        raise ValueError("expected a URL like http://proxy.example.com:4750")
    return text


def _existing_file(text: str) -> str:
    if text and not Path(text).is_file():
        raise ValueError("there is no such file")
    return text


def _attempt_seconds(text: str) -> int:
    if not text.strip().isdecimal() or not 1 <= int(text) <= MAX_ATTEMPT_S:
        raise ValueError(f"expected whole seconds from 1 to {MAX_ATTEMPT_S}")
    return int(text)


def _log_level(text: str) -> str:
    known = [name for name in logging.getLevelNamesMapping() if name != "NOTSET"]
    if text.upper() not in known:
        raise ValueError(f"expected one of {', '.join(known)}")
    return text.upper()


def _log_format(text: str) -> str:
    if text not in ("line", "json"):
        raise ValueError("expected line or json")
    return text


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
        _database_url,
        "`postgres://user:password@host:5432/name`. Empty: SQLite in the data folder.",
        is_secret=True,
    ),
    EnvSetting(
        "ENGAGE_MAPPER_SECRET_KEY",
        "",
        _secret_key,
        "Django's secret key, 50 characters or more. Empty: generated once into "
        "`secret_key` in the data folder, readable by its owner only.",
        is_secret=True,
    ),
    EnvSetting(
        "ENGAGE_MAPPER_ENCRYPTION_KEYS",
        "",
        _fernet_keys,
        "Fernet keys for the secrets of destinations, newest first, separated by commas: the first "
        "encrypts, all of them decrypt. Empty: one is generated into `encryption_keys` in the "
        "data folder, readable by its owner only.",
        is_secret=True,
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
        "1: trust `X-Forwarded-Proto` and the last address of `X-Forwarded-For`. Only behind a "
        "proxy that always sets them; with 0, everybody behind it has the proxy's address.",
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
        "ENGAGE_MAPPER_EMBEDDED_WORKER",
        "1",
        _boolean,
        "1: the server's process sends deliveries, too. 0: only `engage-mapper worker` does; with "
        "PostgreSQL, as many of them as you like.",
    ),
    EnvSetting(
        "ENGAGE_MAPPER_WORKER_THREADS",
        "16",
        _positive_integer,
        "Requests that one worker has on their way at once.",
    ),
    EnvSetting(
        "ENGAGE_MAPPER_RETENTION_DAYS",
        "30",
        _positive_integer,
        "Days that events, ended deliveries, requests and answers are kept. What waits or is held "
        "is kept until it ends.",
    ),
    EnvSetting(
        "ENGAGE_MAPPER_METRICS_TOKEN",
        "",
        str,
        "What Prometheus sends as a bearer token to read `/metrics`. Empty: there is no such page.",
        is_secret=True,
    ),
    EnvSetting(
        "ENGAGE_MAPPER_LOG_FORMAT",
        "line",
        _log_format,
        "`line` for people, `json` for collectors: one JSON object a line.",
    ),
    EnvSetting(
        "ENGAGE_MAPPER_LOG_LEVEL",
        "INFO",
        _log_level,
        "DEBUG, INFO, WARNING or ERROR.",
    ),
    EnvSetting(
        "ENGAGE_MAPPER_SESSION_HOURS",
        "12",
        _positive_integer,
        "Hours without a request after which a person signs in again.",
    ),
    EnvSetting(
        "ENGAGE_MAPPER_ALLOWED_NETWORKS",
        "",
        _networks,
        "Networks in which destinations may be besides the public internet, separated by commas: "
        "`10.20.0.0/16,fd12::/64`.",
    ),
    EnvSetting(
        "ENGAGE_MAPPER_ALLOW_DANGEROUS_NETWORKS",
        "0",
        _boolean,
        "1: the allowed networks may also hold this machine itself and the metadata addresses of "
        "clouds. Never where people you do not trust add destinations.",
    ),
    EnvSetting(
        "ENGAGE_MAPPER_ALLOW_PLAIN_HTTP",
        "0",
        _boolean,
        "1: requests to destinations may go over `http://`, readable on their way.",
    ),
    EnvSetting(
        "ENGAGE_MAPPER_ALLOWED_PORTS",
        "80,443",
        _ports,
        "Ports that requests to destinations may go to, separated by commas.",
    ),
    EnvSetting(
        "ENGAGE_MAPPER_EGRESS_PROXY",
        "",
        _proxy_url,
        "Proxy for all requests to destinations. It then looks names up and decides which "
        "addresses may be reached. Empty: none; `HTTPS_PROXY` and its kind are never used.",
        is_secret=True,
    ),
    EnvSetting(
        "ENGAGE_MAPPER_CA_FILE",
        "",
        _existing_file,
        "File of the certificate authorities that destinations are checked against (PEM). Empty: "
        "the system's own.",
    ),
    EnvSetting(
        "ENGAGE_MAPPER_ATTEMPT_TIMEOUT_S",
        "15",
        _attempt_seconds,
        "Seconds that one request to a destination may take, its answer included: 1 to 30.",
    ),
    EnvSetting(
        "ENGAGE_MAPPER_MAX_EVENTS_PER_S",
        "0",
        _whole_number,
        "Events a second that each source may send; above it the tracking API answers 429 with "
        "`Retry-After`. 0: any number.",
    ),
    EnvSetting(
        "ENGAGE_MAPPER_MAX_PENDING_DELIVERIES",
        "1000000",
        _positive_integer,
        "Deliveries of a workspace that may wait to be sent; above it the tracking API answers 503 "
        "with `Retry-After` until some are gone.",
    ),
    EnvSetting(
        "ENGAGE_MAPPER_MIN_FREE_DISK_MB",
        "200",
        _whole_number,
        "Megabytes of the data folder's disk that stay free; below it the tracking API answers "
        "503. Not looked at with PostgreSQL.",
    ),
    EnvSetting(
        "ENGAGE_MAPPER_MAX_UPLOAD_MB",
        "2000",
        _positive_integer,
        "Megabytes of the largest file of profiles that may be uploaded. It is kept in the data "
        "folder until its import ends.",
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
                shown = "" if setting.is_secret else f"={text!r}"
                problems.append(f"{setting.name}{shown}: {err}")
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

    The file appears whole: of two processes that start at once the first wins, and both read it.
    """
    if not path.exists():
        _create_whole(path, make())
    text = path.read_text(encoding="ascii").strip()
    if not text:
        raise ImproperlyConfigured(f"{path} is empty: delete it to generate a new one")
    return text


def _create_whole(path: Path, text: str) -> None:
    descriptor, draft = tempfile.mkstemp(dir=path.parent)  # for its owner only
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first
    finally:
        os.unlink(draft)


def make_secret_key() -> str:
    return secrets.token_urlsafe(64)
