"""For everybody: by keyboard alone, on a phone, without barriers, without things that jump."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.web.conftest import Client

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/impact",
    "/impact?ci=hv-1&select=pay",
    "/impact?ci=sw-1&compare=1&b_ci=sw-2",
    "/cis",
    "/cis/hv-1",
    "/cis/hv-1?tab=relations",
    "/cis/hv-1?tab=map",
    "/cis/hv-1?tab=timeline",
    "/cis/hv-1?tab=raw",
    "/new-ci?class=server",
    "/search?q=orders",
    "/services",
    "/imports",
    "/imports/new",
    "/sources",
    "/people",
    "/people?tab=tokens",
    "/people?tab=password",
    "/classes?class=server",
    "/jobs",
    "/audit",
)
MOST_SHIFT = 0.1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_barrier(client: Client, scheme: str) -> None:
    """Axe finds nothing on any page, in either scheme."""
    client.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
    findings = []
    for path in PAGES:
        page = client.open(path)
        page.wait_for_timeout(150)
        for violation in Axe().run(page).response["violations"]:
            where = [node["target"] for node in violation["nodes"]][:4]
            findings.append(f"{path}: {violation['id']}: {violation['help']}: {where}")
    assert not findings, "\n".join(findings)


def test_no_page_jumps_while_it_loads(client: Client) -> None:
    """What is shown stays where it is."""
    shifts = {}
    for path in PAGES:
        page = client.open(path)
        page.wait_for_timeout(300)
        shifts[path] = round(page.evaluate("window.shifted"), 3)
    assert {path: shift for path, shift in shifts.items() if shift > MOST_SHIFT} == {}


def test_the_whole_way_by_keyboard(client: Client) -> None:
    """Search a CI, open it, edit it, walk a list and open its row: no mouse."""
    page = client.open("/")
    keys = page.keyboard
    keys.press("/")
    keys.type("esx-01")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="esx-01")).to_be_visible()
    keys.press("e")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    keys.press("Escape")
    keys.press("g")
    keys.press("c")
    page.wait_for_url("**/cis")
    client.settled()
    keys.press("j")
    keys.press("j")
    keys.press("Enter")
    page.wait_for_url("**/cis/*")
    keys.press("?")
    expect(page.get_by_role("dialog", name="Keys of the keyboard")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_on_a_phone(client: Client) -> None:
    """Navigation in a drawer, the explorer one below the other, nothing wider than the screen."""
    client.page.set_viewport_size({"width": 390, "height": 844})
    for path in PAGES:
        page = client.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path  # the phone's width
    page = client.open("/")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Impact", exact=True).click()
    page.get_by_role("textbox", name="Add CIs").fill("esx-02")
    page.get_by_role("option", name="esx-02").click()
    answer = page.get_by_test_id("headline").bounding_box()
    shapes = page.get_by_test_id("map").bounding_box()
    assert answer is not None
    assert shapes is not None
    assert answer["y"] < shapes["y"]
