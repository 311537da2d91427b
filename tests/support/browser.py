"""A browser for tests: the machine's Chromium, and pages that fail the test when they complain."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.support.required import missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page

__all__ = ["browser", "browser_context", "browser_page"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# No traffic of its own, and no sandbox where the tests run as root.
ARGUMENTS = (
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--no-first-run",
)
PATIENCE_MS = 15_000


def executable() -> str | None:
    """Answer the path of a Chromium: the one that FAULTLINE_TEST_BROWSER names, else the first on PATH."""
    given = os.environ.get("FAULTLINE_TEST_BROWSER")
    return given or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Run one headless Chromium for all tests of a worker."""
    path = executable()
    if path is None:
        missing("Chromium", f"none of {', '.join(NAMES)} on PATH")
    from playwright.sync_api import expect, sync_playwright

    # As patient as every other wait: a machine that is busy with the rest of the suite is slow, not wrong.
    expect.set_options(timeout=PATIENCE_MS)
    arguments = [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=arguments)
        yield running
        running.close()


@pytest.fixture
def browser_context(browser: Browser) -> Iterator[BrowserContext]:
    """Open a context of its own: no cookie and no storage of another test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB", timezone_id="UTC")
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def browser_page(browser_context: BrowserContext) -> Iterator[Page]:
    """Open a page; the test fails if the page logs an error or throws one.

    A test that means a request to fail lists what it expects: `page.expected_errors.append("404")`.
    """
    page = browser_context.new_page()
    complaints: list[str] = []
    expected: list[str] = []
    page.expected_errors = expected  # type: ignore[attr-defined]

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"console: {message.text} ({message.location.get('url')})")

    def on_error(error: Error) -> None:
        complaints.append(f"thrown: {error}")

    page.on("console", on_console)
    page.on("pageerror", on_error)
    yield page
    page.close()
    unexpected = [line for line in complaints if not any(part in line for part in expected)]
    assert not unexpected, "the page complained:\n" + "\n".join(unexpected)
