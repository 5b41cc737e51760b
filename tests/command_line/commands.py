"""Runs the command as people do, in a process of its own."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parent.parent.parent
EXAMPLES = PROJECT_DIR / "docs" / "examples"
COMMAND = [sys.executable, "-m", "mappings.command_line"]


def environment():
    return {**os.environ, "PYTHONPATH": str(PROJECT_DIR), "PYTHONWARNINGS": "error"}


def run(*words, stdin=b"", cwd=PROJECT_DIR, **options):
    """The finished process; output and errors are texts."""
    done = subprocess.run(  # noqa: S603
        [*COMMAND, *map(str, words)],
        input=stdin,
        capture_output=True,
        check=False,
        cwd=cwd,
        env=environment(),
        timeout=60,
        **options,
    )
    done.stdout, done.stderr = done.stdout.decode(), done.stderr.decode()
    return done


def start(*words, **options):
    return subprocess.Popen(  # noqa: S603
        [*COMMAND, *map(str, words)],
        cwd=PROJECT_DIR,
        env=environment(),
        preexec_fn=_take_interrupts,  # noqa: PLW1509 (tests start no threads)
        **options,
    )


def _take_interrupts():
    """A shell's background job ignores Ctrl+C, and what it starts would as well."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def lines(text):
    return [json.loads(line) for line in text.splitlines()]
