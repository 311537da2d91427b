"""What keeps somebody from using a page: what axe finds, and what moves by itself."""

from __future__ import annotations

from collections.abc import Iterable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.web.conftest import Client

__all__ = ["MOST_SHIFT", "barriers", "findings", "shift"]

MOST_SHIFT = 0.1
"""How far things may move by themselves in all: "good" at https://web.dev/articles/cls."""


def barriers(page: Page) -> list[str]:
    """Return what axe finds: the rule, what it asks for, and the first places."""
    return [
        f"{each['id']}: {each['help']}: {[node['target'] for node in each['nodes']][:4]}"
        for each in Axe().run(page).response["violations"]
    ]


def shift(page: Page) -> float:
    """Return how far things have moved by themselves since the page was opened, a little after it was."""
    page.wait_for_timeout(300)
    moved: float = page.evaluate("window.shifted")
    return moved


def findings(client: Client, paths: Iterable[str]) -> list[str]:
    """Return what axe finds on some pages, and which of them jump while they load."""
    found = []
    for path in paths:
        page = client.open(path)
        if (moved := shift(page)) > MOST_SHIFT:
            found.append(f"{path}: shifts by {moved:.3f}")
        found += [f"{path}: {each}" for each in barriers(page)]
    return found
