"""The product running with its demo workspace in a temporary folder, and a browser in it."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

from scripts.chromium import FLAGS, chromium_path

PROJECT_DIR = Path(__file__).resolve().parent.parent
WINDOW: ViewportSize = {"width": 1440, "height": 900}
START_TIMEOUT_S = 30


@contextmanager
def signed_in_page() -> Iterator[Page]:
    """A page of the running product, signed in as its demo user."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_product(Path(folder)) as (address, password),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        page = browser.new_page(viewport=WINDOW, device_scale_factor=1)
        sign_in(page, address, password)
        yield page
        browser.close()


@contextmanager
def running_product(folder: Path) -> Iterator[tuple[str, str]]:
    """The product on a free port: its address and the demo user's password."""
    port = _free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "engage_mapper.settings",
        "ENGAGE_MAPPER_DATA_DIR": str(folder),
        "ENGAGE_MAPPER_HTTPS": "0",
    }
    for command in (["migrate"], ["collectstatic", "--noinput"], ["load_demo"]):
        _manage(command, environment)
    program = str(Path(sys.executable).with_name("granian"))
    options = ["--interface", "wsgi", "--port", str(port), "engage_mapper.wsgi:application"]
    server = subprocess.Popen([program, *options], cwd=PROJECT_DIR, env=environment)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}", (folder / "demo_password").read_text().strip()
    finally:
        server.terminate()
        server.wait()


def sign_in(page: Page, address: str, password: str) -> None:
    page.goto(address)
    page.get_by_label("User name").fill("demo")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def make_mapping(page: Page) -> None:
    """From the list of destinations into the editor: the guide's Track mapping, still empty."""
    page.get_by_role("link", name="Acme CRM").click()
    page.get_by_role("link", name="New mapping").first.click()
    page.get_by_role("radio", name="Track").check()
    page.get_by_label("Audience key").fill("browse_abandoners")
    page.get_by_role("button", name="Create mapping").click()


def _manage(command: list[str], environment: dict[str, str]) -> None:
    program = [sys.executable, "manage.py", *command, "--verbosity", "0"]
    subprocess.run(program, cwd=PROJECT_DIR, env=environment, check=True, stdout=subprocess.DEVNULL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing answers on port {port} after {START_TIMEOUT_S} s")
