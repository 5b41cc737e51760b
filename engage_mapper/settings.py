"""Django's settings. What differs between installations comes from the environment: see env.py."""

import ssl
from pathlib import Path
from typing import Any

import dj_database_url
from cryptography.fernet import Fernet
from csp.constants import NONCE, NONE, SELF

from engage_mapper.env import PROJECT_DIR, Environment, make_secret_key, read_or_create_secret

env = Environment()

BASE_DIR = PROJECT_DIR
# Pages and scripts are kept beside the packages; a wheel has them inside (setup.py).
PAGES_DIR = BASE_DIR if (BASE_DIR / "templates").is_dir() else Path(__file__).parent
DATA_DIR: Path = env.data_dir()
DEBUG: bool = env["ENGAGE_MAPPER_DEBUG"]
HTTPS: bool = env["ENGAGE_MAPPER_HTTPS"]
ADMIN_ENABLED: bool = env["ENGAGE_MAPPER_ADMIN"]
ALLOWED_HOSTS: list[str] = env["ENGAGE_MAPPER_ALLOWED_HOSTS"]
SECRET_KEY: str = env["ENGAGE_MAPPER_SECRET_KEY"] or read_or_create_secret(
    DATA_DIR / "secret_key", make_secret_key
)
ENCRYPTION_KEYS: list[str] = (
    env["ENGAGE_MAPPER_ENCRYPTION_KEYS"]
    or read_or_create_secret(
        DATA_DIR / "encryption_keys", lambda: Fernet.generate_key().decode()
    ).split()
)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "django_ace",
    "heroicons",
    "axes",
    "mappings",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "mappings.tracking.middleware.answer_tracking_calls",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mappings.web.idle.keep_active_sessions",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "engage_mapper.urls"
WSGI_APPLICATION = "engage_mapper.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PAGES_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

# --- database ---------------------------------------------------------------------------------
SQLITE_OPTIONS = {
    # One writer waits for the other instead of failing half-way (Django ticket 29280).
    "transaction_mode": "IMMEDIATE",
    "timeout": 10,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
        "PRAGMA foreign_keys=ON; PRAGMA cache_size=-20000;"
    ),
}


def _databases() -> dict[str, Any]:
    url: str = env["DATABASE_URL"]
    if url:
        return {"default": dict(dj_database_url.parse(url, conn_max_age=None))}
    return {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "engage_mapper.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": SQLITE_OPTIONS,
        }
    }


DATABASES = _databases()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people and sessions ----------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "destinations"
LOGOUT_REDIRECT_URL = "login"
# Lock the pair of account and address, and an address that tries many accounts.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_CLIENT_IP_CALLABLE = "engage_mapper.client_address.client_address"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours: 15 minutes; the default would lock for ever
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = ADMIN_ENABLED
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "mappings.web.session.too_many_tries"

SESSION_COOKIE_AGE = env["ENGAGE_MAPPER_SESSION_HOURS"] * 3600
SESSION_SAVE_EVERY_REQUEST = False  # but every few minutes: mappings.web.idle
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "mappings.web.errors.csrf_failure"
if HTTPS:
    # A browser takes a __Host- cookie only over HTTPS, for this host, for the whole path.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

# --- what a browser may do --------------------------------------------------------------------
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$", r"^metrics$"]  # asked from inside, without TLS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
TRUSTS_PROXY: bool = env["ENGAGE_MAPPER_PROXY_HEADER"]
if TRUSTS_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- size limits before anything is parsed (the limits themselves: mappings/conf.py) ----------
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000  # MAX_FORM_BYTES; the API has a limit of its own
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a definition with 1,000 fields is one form

# --- events that come in: when they are refused -------------------------------------------------
MAX_EVENTS_PER_S: int = env["ENGAGE_MAPPER_MAX_EVENTS_PER_S"]
MAX_PENDING_DELIVERIES: int = env["ENGAGE_MAPPER_MAX_PENDING_DELIVERIES"]
MIN_FREE_DISK_MB: int = env["ENGAGE_MAPPER_MIN_FREE_DISK_MB"]
MAX_UPLOAD_MB: int = env["ENGAGE_MAPPER_MAX_UPLOAD_MB"]

# --- static files -----------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [PAGES_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "engage_mapper.static_files.PackageFilesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "engage_mapper.static_storage.SmallFilesStorage"},
}

# --- outgoing requests ------------------------------------------------------------------------
ALLOWED_NETWORKS = env["ENGAGE_MAPPER_ALLOWED_NETWORKS"]
ALLOW_DANGEROUS_NETWORKS: bool = env["ENGAGE_MAPPER_ALLOW_DANGEROUS_NETWORKS"]
ALLOW_PLAIN_HTTP: bool = env["ENGAGE_MAPPER_ALLOW_PLAIN_HTTP"]
ALLOWED_PORTS = env["ENGAGE_MAPPER_ALLOWED_PORTS"]
EGRESS_PROXY: str = env["ENGAGE_MAPPER_EGRESS_PROXY"]
CA_FILE: str = env["ENGAGE_MAPPER_CA_FILE"] or ssl.get_default_verify_paths().cafile or ""
ATTEMPT_TIMEOUT_S: int = env["ENGAGE_MAPPER_ATTEMPT_TIMEOUT_S"]

# --- delivery ---------------------------------------------------------------------------------
EMBEDDED_WORKER: bool = env["ENGAGE_MAPPER_EMBEDDED_WORKER"]
WORKER_THREADS: int = env["ENGAGE_MAPPER_WORKER_THREADS"]
RETENTION_DAYS: int = env["ENGAGE_MAPPER_RETENTION_DAYS"]
METRICS_TOKEN: str = env["ENGAGE_MAPPER_METRICS_TOKEN"]

# --- language and time ------------------------------------------------------------------------
LANGUAGE_CODE = "en"
USE_I18N = False
TIME_ZONE = "UTC"
USE_TZ = True

# --- REST API ---------------------------------------------------------------------------------
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "mappings.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["mappings.api.permissions.WorkspacePermission"],
    "DEFAULT_PARSER_CLASSES": ["mappings.api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["mappings.api.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "mappings.api.errors.handle_exception",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Engage Mapper API",
    "DESCRIPTION": "Read and write destinations, mappings, test events; preview without sending.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "ExchangeForm": "mappings.api.serializers.exchange.FORM_CHOICES",
        "ImportOutcome": "mappings.api.serializers.exchange.OUTCOME_CHOICES",
        "ImportedThing": "mappings.api.serializers.exchange.THING_CHOICES",
        "EventType": "mappings.models.EventType",
        "Role": "mappings.models.Role",
        "TokenScope": "mappings.models.TokenScope",
        "FilterAction": "mappings.api.serializers.filters.FILTER_ACTIONS",
        "MoveDirection": "mappings.api.serializers.filters.DIRECTIONS",
        "HashAlgorithm": "mappings.api.serializers.catalog.ALGORITHMS",
        "Normalisation": "mappings.api.serializers.catalog.NORMALISATIONS",
        "BodyFormat": "mappings.api.serializers.mappings.BODY_FORMATS",
        "DefinitionChangeKind": "mappings.api.serializers.definitions.CHANGE_KINDS",
        "DraftSource": "mappings.api.serializers.definitions.SOURCES",
        "DraftMethod": "mappings.api.serializers.definitions.METHOD_CHOICES",
        "DraftScheme": "mappings.api.serializers.definitions.SCHEME_CHOICES",
        "ReplayVersion": "mappings.api.serializers.deliveries.VERSION_CHOICES",
        "TestAnswerState": "mappings.api.serializers.deliveries.TEST_STATES",
        "SettingType": "mappings.api.serializers.catalog.SETTING_TYPES",
        "FieldType": "mappings.api.serializers.catalog.FIELD_TYPES",
        "DisplayMode": "mappings.api.serializers.catalog.DISPLAY_MODES",
        "InputMethod": "mappings.api.serializers.catalog.INPUT_METHODS",
        "FieldCategory": "mappings.api.serializers.catalog.FIELD_CATEGORIES",
        "ObjectInput": "mappings.api.serializers.catalog.OBJECT_INPUTS",
        "ConditionMatch": "mappings.api.serializers.catalog.MATCHES",
        "ConditionOperator": "mappings.api.serializers.catalog.OPERATORS",
        "PayloadChangeKind": "mappings.api.serializers.mappings.CHANGE_KINDS",
        "FieldStateName": "mappings.api.serializers.mappings.FIELD_STATES",
        "Outcome": "mappings.api.serializers.mappings.OUTCOMES",
        "JobState": "mappings.models.JobState",
        "TraitOrigin": "mappings.models.TraitOrigin",
        "MemberImportMode": "mappings.api.serializers.audiences.MODE_CHOICES",
        "MembershipDirection": "mappings.api.serializers.audiences.DIRECTION_CHOICES",
        "ComputationClass": "mappings.models.ComputationClass",
        "CredentialOutcome": "mappings.api.serializers.credential_tests.OUTCOMES",
        "DifferenceCode": "mappings.api.serializers.mappings.DIFFERENCE_CODES",
        "Severity": "mappings.api.serializers.mappings.SEVERITIES",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# --- logs: one line each, no event contents ---------------------------------------------------
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "json": {"()": "engage_mapper.json_lines.JsonLines"},
    },
    "filters": {
        "without_refusals": {"()": "engage_mapper.quiet_refusals.WithoutRefusals"},
    },
    "loggers": {"django.request": {"filters": ["without_refusals"]}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": env["ENGAGE_MAPPER_LOG_FORMAT"],
        }
    },
    "root": {"handlers": ["stderr"], "level": env["ENGAGE_MAPPER_LOG_LEVEL"]},
}
