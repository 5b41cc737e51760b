"""Which Chromium runs the browser tests and takes the pictures."""

import os
import shutil

# The first draws the same pages without a window's parts around them, in two thirds of the time.
PROGRAMS = ("chromium-headless-shell", "chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def chromium_path() -> str | None:
    """The one that CHROMIUM_PATH names, or the first on PATH; None leaves it to Playwright."""
    found = (shutil.which(name) for name in PROGRAMS)
    return os.environ.get("CHROMIUM_PATH") or next(filter(None, found), None)
