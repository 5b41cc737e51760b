"""The product's own settings, for tests: plain HTTP, quick hashes, a folder of their own."""

import os
import tempfile

_DATA_DIR = tempfile.TemporaryDirectory(prefix="engage-mapper-tests-")  # removed at the end

os.environ["ENGAGE_MAPPER_HTTPS"] = "0"
os.environ["ENGAGE_MAPPER_DEBUG"] = "0"
os.environ["ENGAGE_MAPPER_EMBEDDED_WORKER"] = "0"  # tests that send say so
os.environ["ENGAGE_MAPPER_DATA_DIR"] = _DATA_DIR.name

from engage_mapper.settings import *  # noqa: E402, F403 (settings are read once the variables are set)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 (WhiteNoise warns when it is missing)

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, not memory: in memory all threads share one connection, and with it its transactions,
    # so that a request of a browser that is gone can undo the clean-up after a test.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "tests.sqlite3"}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"  # noqa: F405
