"""The services board, however long; how far each service is from DOWN; the fault tree of one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from cmdb.store.port import Store
from tests.web.barriers import barriers
from tests.web.conftest import Client, load
from tests.web.estate import ci, relation

pytestmark = pytest.mark.browser

MANY = 620
PAIR = {
    "faultline": 1,
    "cis": [
        {**ci("ledger", "business_service", "Ledger", criticality=3, users=10), "groups": {"app": {"min_up": 1}}},
        ci("ledger-1", "application", "ledger-1"),
        ci("ledger-2", "application", "ledger-2"),
    ],
    "relations": [relation("ledger", "depends_on", f"ledger-{n}", group="app") for n in (1, 2)],
}


def tree(page: Page) -> Locator:
    """Return the picture of the fault tree."""
    return page.get_by_role("tree", name="Fault tree of Payments")


def test_a_long_board_is_whole_and_only_what_is_in_view_is_drawn(client: Client, store: Store) -> None:
    """Every page is fetched; the order and the counts are those of all services, not of the first hundred."""
    cis = [ci(f"svc-{n:04}", "business_service", f"Service {n:04}", criticality=1) for n in range(MANY)]
    load(store, {"faultline": 1, "cis": cis}, datetime.now(UTC))
    page = client.open("/services")
    expect(page.get_by_role("button", name="622 All")).to_be_visible()
    table = page.get_by_role("table", name="Business services and their state")
    expect(table).to_have_attribute("aria-rowcount", str(MANY + 3))
    rows = table.locator("tr[data-row]")
    assert rows.count() < 80
    expect(rows.first).to_contain_text("Payments")
    page.get_by_role("button", name="Service", exact=True).click()
    page.get_by_role("region", name="Services").evaluate("(box) => box.scrollTo(0, box.scrollHeight)")
    expect(table.get_by_role("row", name="Web shop")).to_be_visible()
    expect(table.get_by_role("row", name="Service 0619")).to_be_visible()
    assert rows.count() < 80


def test_the_board_is_walked_by_keyboard(client: Client) -> None:
    """J and k walk, Enter opens."""
    page = client.open("/services")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tr[data-row='1']")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("tr[data-row='0']")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/services/pay")


def test_each_service_says_how_far_it_is_from_down_and_by_which_failures(client: Client, store: Store) -> None:
    """Beyond one it is counted; the pointer and the focus both bring the set."""
    load(store, PAIR, datetime.now(UTC))
    page = client.open("/services")
    badge = page.get_by_role("row", name="Payments").get_by_role("link", name="1 failure away")
    badge.hover()
    expect(page.get_by_role("tooltip")).to_contain_text("Each of these 3 CIs alone takes it DOWN:")
    expect(page.get_by_role("tooltip")).to_contain_text("esx-01")
    page.mouse.move(0, 0)
    expect(page.get_by_role("tooltip")).to_have_count(0)
    counted = page.get_by_role("row", name="Ledger").get_by_role("link", name="2 failures away")
    counted.focus()
    expect(page.get_by_role("tooltip")).to_have_text("Only these together take it DOWN:ledger-1ledger-2")
    page.keyboard.press("Enter")
    page.wait_for_url("**/services/ledger?order=2")


def test_the_page_of_a_ci_that_is_a_service_says_so_too(client: Client) -> None:
    """In its head; other CIs have no such badge."""
    page = client.open("/cis/pay")
    head = page.get_by_role("heading", level=1)
    head.get_by_role("link", name="1 failure away").hover()
    expect(page.get_by_role("tooltip")).to_contain_text("vm-pay")
    client.open("/cis/pay-app")
    expect(head).to_contain_text("pay-app")
    expect(head.get_by_role("link")).to_have_count(0)


def test_the_fault_tree_opens_gate_by_gate(client: Client) -> None:
    """Each gate with its kind; what is opened and closed stands in the address."""
    page = client.open("/services/pay")
    items = tree(page).get_by_role("treeitem")
    expect(items.first).to_have_text("PaymentsDOWN with this one")
    group = tree(page).locator("[aria-level='3']").filter(has_text="Its redundant CIs")
    expect(group).to_contain_text("both DOWN")
    expect(group).to_have_attribute("aria-expanded", "true")
    before = items.count()
    group.click()
    expect(group).to_have_attribute("aria-expanded", "false")
    assert items.count() < before
    assert set(client.query()) == {"tree"}
    page.reload()
    expect(group).to_have_attribute("aria-expanded", "false")
    page.get_by_role("button", name="As at first").click()
    expect(group).to_have_attribute("aria-expanded", "true")
    assert client.query() == {}


def test_an_event_of_the_fault_tree_leads_to_its_impact_and_its_page(client: Client) -> None:
    """With its figure where somebody gave one."""
    page = client.open("/services/pay")
    event = tree(page).get_by_role("treeitem").filter(has_text="no figure").first
    expect(event).to_have_text("pay-appno figure")
    event.click()
    page.get_by_role("menuitem", name="Impact with pay-app down").click()
    expect(page.get_by_test_id("headline")).to_contain_text("Payments goes DOWN")
    page.go_back()
    event.click()
    page.get_by_role("menuitem", name="Its page").click()
    page.wait_for_url("**/cis/pay-app")


def test_the_fault_tree_by_keyboard(client: Client) -> None:
    """As trees are walked everywhere: down, right opens or goes in, left closes or goes out, Enter acts."""
    page = client.open("/services/pay")
    items = tree(page).get_by_role("treeitem")
    items.first.focus()
    page.keyboard.press("ArrowRight")
    app = items.nth(1)
    expect(app).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(app).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(app).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(items.nth(2)).to_be_focused()
    expect(items.nth(2)).to_contain_text("pay-app")
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Impact with pay-app down")).to_be_visible()
    expect(page.locator("[role=menu]:focus-within")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(items.nth(2)).to_be_focused()
    page.keyboard.press("End")
    expect(items.last).to_be_focused()
    page.keyboard.press("Home")
    expect(items.first).to_be_focused()


def test_the_fault_tree_as_a_table(client: Client) -> None:
    """The same gates with their inputs; the choice stands in the address."""
    page = client.open("/services/pay")
    client.section("Fault tree").get_by_text("Table", exact=True).click()
    table = page.get_by_role("table", name="Gates of the fault tree of Payments")
    row = table.get_by_role("row", name="pay-app: redundant CIs both DOWN")
    expect(row).to_contain_text("orders-db-1, orders-db-2")
    assert client.query() == {"table": "1"}
    page.reload()
    expect(table.get_by_role("row", name="Payments DOWN with this one")).to_contain_text("pay-app")


@pytest.mark.parametrize("path", ["/services", "/services/pay", "/services/pay?table=1"])
def test_board_and_tree_fit_a_phone_and_have_no_barrier(client: Client, path: str) -> None:
    """Nothing is wider than the screen; axe finds nothing, in either scheme, small or large."""
    for width, scheme in ((390, "light"), (390, "dark"), (1440, "dark")):
        client.page.set_viewport_size({"width": width, "height": 844})
        client.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page = client.open(path)
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert barriers(page) == [], f"{width} {scheme}"
        assert page.evaluate("window.shifted") < 0.1
