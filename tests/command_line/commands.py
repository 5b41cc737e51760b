"""Runs the command as people do, in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parent.parent.parent
EXAMPLES = PROJECT_DIR / "docs" / "examples"
COMMAND = [sys.executable, "-m", "mappings.command_line"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(PROJECT_DIR), "PYTHONWARNINGS": "error"}


def run(*words, stdin=b"", cwd=PROJECT_DIR, **options):
    """The finished process; output and errors are texts."""
    done = subprocess.run(  # noqa: S603
        [*COMMAND, *map(str, words)],
        input=stdin,
        capture_output=True,
        check=False,
        cwd=cwd,
        env={**ENVIRONMENT, **options.pop("env", {})},
        timeout=60,
        **options,
    )
    done.stdout, done.stderr = done.stdout.decode(), done.stderr.decode()
    return done


def start(*words, **options):
    return subprocess.Popen(  # noqa: S603
        [*COMMAND, *map(str, words)], cwd=PROJECT_DIR, env=ENVIRONMENT, **options
    )


def lines(text):
    return [json.loads(line) for line in text.splitlines()]
