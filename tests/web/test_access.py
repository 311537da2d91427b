"""For everybody: by keyboard alone, on a phone, without barriers, without things that jump."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Route, expect

from cmdb.store.port import Store
from tests.web.barriers import findings
from tests.web.conftest import Client, load

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/impact",
    "/impact?ci=hv-1&select=pay",
    "/impact?ci=sw-1&compare=1&b_ci=sw-2",
    "/what-if",
    "/what-if?ci=hv-1&select=hv-1",
    "/root-cause",
    "/root-cause?down=pay,shop&up=db-2",
    "/cis",
    "/cis/hv-1",
    "/cis/hv-1?tab=relations",
    "/cis/hv-1?tab=map",
    "/cis/hv-1?tab=timeline",
    "/cis/hv-1?tab=raw",
    "/new-ci?class=server",
    "/search?q=orders",
    "/services",
    "/services/pay",
    "/agreements/standard",
    "/services/pay?select=hv-1",
    "/weak-points",
    "/weak-points?open=hv-1",
    "/imports",
    "/imports/new",
    "/sources",
    "/people",
    "/people?tab=tokens",
    "/people?tab=password",
    "/classes?class=server",
    "/calibration",
    "/on-call",
    "/approval-rules",
    "/closed-days",
    "/notification-rules",
    "/outbox",
    "/jobs",
    "/audit",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_barrier_and_none_jumps(client: Client, scheme: str) -> None:
    """Axe finds nothing on any page, in either scheme, and what is shown stays where it is."""
    client.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
    assert findings(client, PAGES) == []


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
    expect(page.get_by_role("heading", name="CIs", exact=True)).to_be_visible()
    expect(page.locator("tr[data-row='1']")).to_be_visible()
    second = page.locator("tr[data-row='1']").get_by_role("link").inner_text()
    keys.press("j")
    keys.press("j")
    keys.press("Enter")
    expect(page.get_by_role("heading", name=second)).to_be_visible()
    keys.press("?")
    expect(page.get_by_role("dialog", name="Keys of the keyboard")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_keys_pressed_while_a_list_loads_count(client: Client) -> None:
    """Two rows down and open, all before the first row is there."""
    page = client.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(r"/api/v1/cis\?"), hold)
    page.goto(f"{client.address}/cis?q=class:hypervisor")
    expect(page.get_by_role("heading", name="CIs", exact=True)).to_be_visible()
    for key in ("j", "j", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("tr[data-row]")).to_have_count(0)
    assert held, "the list was not asked for"
    for route in held:
        route.continue_()
    expect(page.get_by_role("heading", name="esx-02")).to_be_visible()


def test_the_cursor_of_a_list_stays_on_its_row_when_the_list_comes_anew(client: Client, store: Store) -> None:
    """Somebody adds a row above it; the next step leads on from the row, not from its place."""
    client.page.clock.install()
    page = client.open("/cis?q=class:hypervisor")
    page.keyboard.press("j")
    expect(page.locator("tr[data-row='0']")).to_be_focused()
    added = {"faultline": 1, "cis": [{"key": "hv-0", "class": "hypervisor", "name": "esx-00"}], "relations": []}
    load(store, added, datetime.now(UTC))
    page.clock.fast_forward("00:11")
    page.evaluate("window.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("tr[data-row='0']")).to_contain_text("esx-00")
    page.keyboard.press("j")
    expect(page.locator("tr[data-row='2']")).to_be_focused()


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
