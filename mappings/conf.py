"""Typed view of our Django settings, and the limits of everything that is stored.

Limits of events, configs and triggers belong to `engine.limits`; these are the limits of rows.
"""

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from django.conf import settings

# --- rows of a workspace --------------------------------------------------------------------------
MAX_NAME_CHARS = 200
MAX_SLUG_CHARS = 60
MAX_SOURCES_PER_WORKSPACE = 200
MAX_DESTINATIONS_PER_WORKSPACE = 200
MAX_MAPPINGS_PER_DESTINATION = 500
MAX_ENABLED_MAPPINGS_PER_DESTINATION = 50
MAX_TEST_EVENTS_PER_SOURCE = 200
MAX_ACTIVE_TOKENS_PER_WORKSPACE = 100
MAX_SETTINGS_BYTES = 20_000
MAX_DEFINITIONS_PER_WORKSPACE = 100
MAX_DEFINITION_BYTES = 500_000
MAX_DEFINITION_VERSIONS = 1_000
MAX_AUDIENCE_KEY_CHARS = 200
MAX_OTHER_AUDIENCE_KEYS = 200  # of one mapping

# --- profiles and audiences -----------------------------------------------------------------------
MAX_TRAIT_NAME_CHARS = 200
MAX_TRAITS_BYTES = 32_768  # of one profile, as JSON
MAX_IDENTIFIER_TYPE_CHARS = 100
MAX_IDENTIFIER_CHARS = 500
MAX_IDENTIFIERS_PER_PROFILE = 1_000
MAX_TRAITS_PER_WORKSPACE = 2_000
MAX_AUDIENCES_PER_WORKSPACE = 500

# --- long jobs ------------------------------------------------------------------------------------
MAX_OPEN_JOBS_PER_WORKSPACE = 50
MAX_JOB_PROBLEMS = 1_000  # of one job, told line by line; others are counted

# --- events and deliveries ------------------------------------------------------------------------
MAX_MESSAGE_ID_CHARS = 100
MAX_EVENT_NAME_CHARS = 200  # of its column; the event itself keeps the whole name
MAX_USER_ID_CHARS = 200  # as above
MAX_REASON_CHARS = 40
MAX_DETAIL_CHARS = 500
MAX_ORDER_KEY_CHARS = 32

# --- what sources send: Segment's limits ----------------------------------------------------------
MAX_INCOMING_EVENT_BYTES = 32_768
MAX_INCOMING_BODY_BYTES = 512_000  # of a request, before and after it is unpacked
MAX_INCOMING_EVENTS = 2_500  # of a batch
MESSAGE_ID_LIFETIME_DAYS = 7

# --- tests that are really sent ------------------------------------------------------------------
MAX_TESTS_PER_MINUTE = 60  # of one person, over all destinations

# --- previews -------------------------------------------------------------------------------------
MAX_PAYLOAD_CHARS = 1_000_000
MAX_FOUND_CHARS = 10_000  # of what a condition found, to show
MAX_SHOWN_PARTS = 200  # places in a field's config whose values are told

# --- requests -------------------------------------------------------------------------------------
MAX_BODY_BYTES = 1_500_000  # the largest event, with a mapping around it
MAX_FORM_BYTES = 5_000_000  # of a page; up to here what is too large is told beside its field
MAX_SEARCH_CHARS = 200
DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 200

# --- tokens ---------------------------------------------------------------------------------------
TOKEN_LAST_USED_PRECISION_S = 60
MAX_TOKEN_LIFETIME_DAYS = 3_650


def data_dir() -> Path:
    """The folder of the embedded database and of generated files."""
    return Path(settings.DATA_DIR)


def encryption_keys() -> list[str]:
    """Fernet keys, newest first: the first one encrypts, all of them decrypt."""
    return list(settings.ENCRYPTION_KEYS)


def signing_keys() -> list[str]:
    """Keys of the digests of tokens, newest first: the first one signs, all are accepted."""
    return [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def allowed_networks() -> tuple[IPv4Network | IPv6Network, ...]:
    """Networks beyond the public internet that destinations may be in."""
    return tuple(settings.ALLOWED_NETWORKS)


def allows_dangerous_networks() -> bool:
    """Whether the allowed networks may hold this machine and the metadata of its cloud."""
    return bool(settings.ALLOW_DANGEROUS_NETWORKS)


def allows_plain_http() -> bool:
    """Whether requests may go out over http://."""
    return bool(settings.ALLOW_PLAIN_HTTP)


def allowed_ports() -> frozenset[int]:
    """Ports that requests may go to."""
    return frozenset(settings.ALLOWED_PORTS)


def egress_proxy() -> str:
    """URL of the proxy for all outgoing requests; empty for none."""
    return str(settings.EGRESS_PROXY)


def ca_file() -> str:
    """File of the certificate authorities that are trusted; empty when none was found."""
    return str(settings.CA_FILE)


def attempt_timeout_s() -> float:
    """How long one attempt may take, reading the answer included."""
    return float(settings.ATTEMPT_TIMEOUT_S)


def worker_threads() -> int:
    """Requests that one worker has on their way at once."""
    return int(settings.WORKER_THREADS)


def max_events_per_s() -> int:
    """How many events a source may send in a second; 0 for any number."""
    return int(settings.MAX_EVENTS_PER_S)


def max_pending_deliveries() -> int:
    """How many deliveries of a workspace may wait before its events are refused."""
    return int(settings.MAX_PENDING_DELIVERIES)


def min_free_disk_bytes() -> int:
    """How much of the disk stays free before events are refused."""
    return int(settings.MIN_FREE_DISK_MB) * 1_000_000


def max_upload_bytes() -> int:
    """The largest file that may be uploaded."""
    return int(settings.MAX_UPLOAD_MB) * 1_000_000


def retention_days() -> int:
    """Days that events and ended deliveries are kept."""
    return int(settings.RETENTION_DAYS)


def metrics_token() -> str:
    """What Prometheus sends to read figures; empty: nobody reads them."""
    return str(settings.METRICS_TOKEN)
