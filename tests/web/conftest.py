"""The product on this machine with a small estate, and a page that looks at it."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from playwright.sync_api import Locator, Page, expect
from waitress.server import create_server  # type: ignore[import-untyped]  # ships no types

from api.app import create_app
from api.server import working
from api.settings import Settings
from cmdb.store import open_store
from cmdb.store.port import Store
from importers.graph_document import GRAPH_DOCUMENT
from importers.observation import InputFile
from importers.run import Request, import_files, new_run
from tests.support.required import missing
from tests.web.estate import CHANGED, CIS, ESTATE

CLIENT = Path(__file__).resolve().parents[2] / "web" / "dist" / "index.html"
# Adds up how far things moved by themselves (https://web.dev/articles/cls).
WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


def load(store: Store, document: dict[str, Any], at: datetime) -> None:
    """Import a graph document as of a moment."""
    file = InputFile("estate.json", json.dumps(document).encode())
    request = Request(GRAPH_DOCUMENT, [file], "estate", "importer", new_run(at), at=at)
    import_files(store, request, now=lambda: at)


def rest(store: Store, key: str) -> None:
    """Put a CI of the estate into maintenance now."""
    said = next(each for each in CIS if each["key"] == key)
    load(store, {"faultline": 1, "cis": [{**said, "lifecycle": "maintenance"}]}, datetime.now(UTC))


@pytest.fixture(autouse=True)
def quiet() -> None:
    """Keep the log of each request to itself, and what waitress says of requests that wait for a moment."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    structlog.configure(processors=[structlog.testing.LogCapture()], cache_logger_on_first_use=False)


@pytest.fixture
def settings() -> Settings:
    """Return the settings of a demo: whoever comes is signed in."""
    return Settings(demo=True, host="127.0.0.1", port=0)


@pytest.fixture
def store() -> Iterator[Store]:
    """Open a store in memory that holds the estate, part of it changed two hours ago."""
    now = datetime.now(UTC)
    with open_store("memory:") as opened:
        load(opened, ESTATE, now - timedelta(days=3))
        load(opened, CHANGED, now - timedelta(hours=2))
        yield opened


@pytest.fixture
def address(store: Store, settings: Settings) -> Iterator[str]:
    """Serve the store; answer the address."""
    if not CLIENT.is_file():
        missing("The web client", "web/dist is not built")
    app = create_app(store, settings)
    server = create_server(app, host="127.0.0.1", port=0, threads=4)

    def run() -> None:
        # Closing takes its sockets away under the loop, which ends it.
        with suppress(OSError):
            server.run()

    thread = threading.Thread(target=run, daemon=True)
    with working(app):
        thread.start()
        yield f"http://127.0.0.1:{server.effective_port}"
        server.close()
        thread.join(5)


@dataclass
class Client:
    """A page of the client, with the few moves that every story makes."""

    page: Page
    address: str

    def open(self, path: str) -> Page:
        """Go to an address of the client and wait until it shows what it was asked for."""
        self.page.goto(self.address + path)
        return self.settled()

    def settled(self) -> Page:
        """Wait until nothing is being loaded."""
        self.page.wait_for_selector("h1")
        expect(self.page.locator("[aria-busy=true]")).to_have_count(0)
        return self.page

    def section(self, name: str) -> Locator:
        """Return a framed part of the page."""
        return self.page.get_by_role("region", name=name, exact=True)

    def query(self) -> dict[str, str]:
        """Return what the address says after its question mark."""
        script = "Object.fromEntries(new URLSearchParams(location.search))"
        answer: dict[str, str] = self.page.evaluate(script)
        return answer


@pytest.fixture
def client(address: str, browser_page: Page) -> Client:
    """Return the client in a browser, watched for things that move by themselves."""
    browser_page.add_init_script(WATCH_SHIFTS)
    return Client(browser_page, address)
