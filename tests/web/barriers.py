"""What keeps somebody from using a page: what axe finds, and what moves by itself."""

from __future__ import annotations

from collections.abc import Iterable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.web.conftest import Client

__all__ = ["MOST_SHIFT", "barriers", "findings", "shift", "sideways"]

MOST_SHIFT = 0.1
"""How far things may move by themselves in all: "good" at https://web.dev/articles/cls."""

WIDER_THAN_SHOWN = """
[...document.querySelectorAll("body, body *")]
  .filter((each) => each.scrollWidth > each.clientWidth + 1
    && ["auto", "scroll"].includes(getComputedStyle(each).overflowX))
  .map((each) => each.getAttribute("aria-label") || each.className || each.tagName)
"""


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


def sideways(page: Page) -> list[str]:
    """Return what is scrolled sideways to be read."""
    found: list[str] = page.evaluate(WIDER_THAN_SHOWN)
    return found
