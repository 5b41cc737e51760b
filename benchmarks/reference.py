"""Runs the reference implementation from npm beside ours, where node is there.

It is looked for in the folder that ENGAGE_MAPPER_REFERENCE_DIR names, else put into a folder of the
system's temporary directory. Nothing of it comes into the repository.
"""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.rounds import Round

PACKAGES = (
    "@segment/actions-core@3.170.0",
    "@segment/destination-subscriptions@3.37.0",
    "liquidjs@10.27",  # actions-core needs it without saying so
)
RUNNER = Path(__file__).with_name("reference.cjs")


class Reference:
    """A node process that waits for rounds to run."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            ["node", str(RUNNER), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def round(self, task: dict[str, Any], *, events: int) -> Round:
        """A round of a task that ``reference.cjs`` knows, over that many events a time."""
        number = self._ask({"define": task})

        def timed() -> float:
            return self._ask({"run": number}) / 1_000 / events / int(task["repeats"])

        return timed

    def close(self) -> None:
        self._process.communicate()

    def _ask(self, message: dict[str, Any]) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


def start_reference() -> Reference | None:
    """The reference, ready to run; None, with the reason printed, where it cannot."""
    if not shutil.which("node") or not shutil.which("npm"):
        print("node and npm are not here, so only ours is measured.")
        return None
    folder = _folder()
    if not (folder / "node_modules" / "liquidjs").is_dir() and not _install(folder):
        print("npm could not install the reference, so only ours is measured.")
        return None
    return Reference(folder)


def _folder() -> Path:
    named = os.environ.get("ENGAGE_MAPPER_REFERENCE_DIR")
    return Path(named or Path(tempfile.gettempdir()) / "engage-mapper-reference").resolve()


def _install(folder: Path) -> bool:
    folder.mkdir(parents=True, exist_ok=True)
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder)]
    return subprocess.run([*command, *PACKAGES], check=False).returncode == 0
