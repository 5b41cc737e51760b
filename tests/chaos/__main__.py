"""Run the checks: `python -m tests.chaos [NAME …] [--long] [--on sqlite|postgres]`."""

import argparse
import json
import os
import subprocess
import sys
import time
from importlib import import_module

from tests.chaos.books import Auditor
from tests.chaos.world import new_world

CHECKS = (
    "kill-web",
    "same-id",
    "kill-worker",
    "stop-worker",
    "freeze-worker",
    "crash-points",
    "hung-destination",
    "outage",
    "resync",
    "odd-answers",
    "mapping-bombs",
    "backpressure",
    "full-disk",
    "virtual-clock",
    "replay",
    "secrets",
)
DATABASES = ("sqlite", "postgres")
SMALL_DISKS_MB = {"full-disk": 40}  # of the embedded database alone: PostgreSQL has its own disk
# A mount of one's own needs no rights on the machine.
OWN_MOUNTS = ("unshare", "--user", "--map-root-user", "--mount")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(CHECKS))
    parser.add_argument("--long", action="store_true", help="as much as the promises say")
    parser.add_argument("--on", choices=DATABASES, help="one database only")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    unknown = [name for name in given.names if name not in CHECKS]
    if unknown:
        parser.error(f"There is no check {unknown[0]}. There are: {', '.join(CHECKS)}.")
    if given.here:
        return _run(given.names[0], given.on, is_long=given.long)
    databases = [given.on] if given.on else DATABASES
    codes = [
        _in_a_process(name, database, is_long=given.long)
        for name in given.names or CHECKS
        for database in databases
        if name not in SMALL_DISKS_MB or database == "sqlite"
    ]
    return max(codes, default=0)


def _in_a_process(name: str, database: str, *, is_long: bool) -> int:
    """Each check has Django's settings to itself."""
    command = [sys.executable, "-m", "tests.chaos", name, "--on", database, "--here"]
    command += ["--long"] if is_long else []
    if name in SMALL_DISKS_MB:
        command = [*OWN_MOUNTS, *command]
    return subprocess.run(command, check=False).returncode


def _run(name: str, database: str, *, is_long: bool) -> int:
    started = time.monotonic()
    with new_world(database, disk_mb=SMALL_DISKS_MB.get(name, 0)) as world:
        module = import_module(f"tests.chaos.{name.replace('-', '_')}")
        auditor = Auditor()
        result = module.run(world, is_long=is_long)
        auditor.stop()
    seconds = round(time.monotonic() - started, 1)
    result |= {"books_checked": auditor.samples, "books_wrong": auditor.wrong}
    result["passed"] = result["passed"] and not auditor.wrong
    print(json.dumps({"check": name, "on": database, **result, "whole_s": seconds}), flush=True)
    return 0 if result["passed"] else 1


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "engage_mapper.settings")
    sys.exit(main())
