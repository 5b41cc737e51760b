"""A real browser on the running product: Chromium, the server, a person, and a mapping to edit."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from mappings.models import Destination, Member, Source, Workspace
from scripts.chromium import FLAGS, chromium_path
from tests import factories
from tests.browser.editor_page import EditorPage

# The tests look into the database from the thread in which Playwright runs its event loop.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

TIMEOUT_MS = 15_000
FIRST_PAGE_MS = 60_000  # the first one of a run loads the whole product
expect.set_options(timeout=TIMEOUT_MS)
# A refused request is part of some tests; the browser notes each one by itself.
EXPECTED_NOTES = ("Failed to load resource",)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def base_url(live_server: Any) -> str:
    """The server's address; a plugin's own fixture of this name is deprecated in pytest 9."""
    return str(live_server.url)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = chromium_path()
    chosen = {"executable_path": path} if path else {}
    return {**browser_type_launch_args, **chosen, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": {"width": 1440, "height": 900}}


@pytest.fixture
def workspace(transactional_db: None) -> Workspace:
    return factories.make_workspace()


@pytest.fixture
def member(workspace: Workspace) -> Member:
    return factories.make_member(workspace)


@pytest.fixture
def source(workspace: Workspace) -> Source:
    return factories.make_source(workspace)


@pytest.fixture
def crm(source: Source) -> Destination:
    return factories.make_destination(source)


@pytest.fixture
def token(member: Member) -> str:
    return factories.make_token(member)


@pytest.fixture
def signed_in(context: BrowserContext, member: Member, live_server: Any) -> BrowserContext:
    sign_in(context, member, live_server.url)
    return context


@pytest.fixture
def quiet_page(page: Page, signed_in: BrowserContext) -> Iterator[Page]:
    """A page that must not log an error: a broken script, or something the policy forbids."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: _note(message, errors))
    page.set_default_timeout(TIMEOUT_MS)
    page.set_default_navigation_timeout(FIRST_PAGE_MS)
    yield page
    assert errors == []


@pytest.fixture
def editor(quiet_page: Page, live_server: Any) -> EditorPage:
    return EditorPage(quiet_page, live_server.url)


def sign_in(context: BrowserContext, member: Member, url: str) -> None:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": url}])


def _note(message: ConsoleMessage, errors: list[str]) -> None:
    if message.type == "error" and not message.text.startswith(EXPECTED_NOTES):
        errors.append(message.text)
