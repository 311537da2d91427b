"""Whoever owns a service: how it stands, what it stands on, what takes it down alone, what is not recorded."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Route, expect

from api.resources.availability import service as reliability
from cmdb.store.port import Store
from tests.web.conftest import Client, load
from tests.web.estate import ci, relation

pytestmark = pytest.mark.browser

PAIR = {
    "faultline": 1,
    "cis": [
        {**ci("ledger", "business_service", "Ledger", criticality=3, users=10), "groups": {"app": {"min_up": 1}}},
        ci("ledger-1", "application", "ledger-1"),
        ci("ledger-2", "application", "ledger-2"),
    ],
    "relations": [relation("ledger", "depends_on", f"ledger-{n}", group="app") for n in (1, 2)],
}

PLACE = "(map, key) => map._cyreg.cy.getElementById(key).renderedPosition()"


def test_from_the_board_to_the_page_of_a_service(client: Client) -> None:
    """The row says how many failures it is away; its page says the rest in one strip."""
    page = client.open("/services")
    expect(page.get_by_role("row", name="Payments")).to_contain_text("1 failure away")
    page.get_by_role("link", name="Payments", exact=True).click()
    page.wait_for_url("**/services/pay")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Payments")
    expect(page.get_by_role("heading", level=1)).to_contain_text("OK")
    for label, said in (
        ("Margin", "1 failure away 3 CIs can take it down alone"),
        ("Criticality", "5 / 5"),
        ("Users", "1,200"),
        ("Owner", "Anna Ruiz"),
    ):
        term = page.get_by_role("term").filter(has_text=label)
        expect(term.locator("xpath=following-sibling::dd")).to_have_text(said)
    page.get_by_role("link", name="Its CI page").click()
    page.wait_for_url("**/cis/pay")


def test_a_single_point_is_explained_down_from_the_service(client: Client) -> None:
    """Each with its reasons; the choice stands in the address."""
    page = client.open("/services/pay")
    points = client.section("Single points of failure")
    expect(points.get_by_role("button")).to_have_count(3)
    points.get_by_role("button", name="esx-01").click()
    picked = client.section("On the map")
    expect(picked).to_contain_text("Its failure alone takes the service DOWN.")
    expect(picked.get_by_role("listitem").first).to_contain_text("Payments is DOWN: needs pay-app")
    expect(picked.get_by_role("listitem").last).to_contain_text("needs esx-01")
    assert client.query()["select"] == "hv-1"
    page.reload()
    expect(picked).to_contain_text("esx-01")
    picked.get_by_role("link", name="Impact with esx-01 down").click()
    expect(page.get_by_test_id("headline")).to_contain_text("Payments goes DOWN")


def test_what_does_not_take_it_down_says_what_holds(client: Client) -> None:
    """A click on the map; the answer is as good for what is redundant."""
    page = client.open("/services/pay")
    page.wait_for_timeout(500)
    shapes = page.get_by_test_id("map")
    shapes.click(position=shapes.evaluate(PLACE, "sw-1"))
    picked = client.section("On the map")
    expect(picked).to_contain_text("core-sw-1")
    expect(picked).to_contain_text("Its failure alone does not take the service DOWN.")
    expect(picked.get_by_role("listitem").filter(has_text="esx-01")).to_contain_text("uplink: only core-sw-2 left")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(picked).to_have_count(0)
    assert "select" not in client.query()


def test_coverage_says_what_is_not_recorded(client: Client, store: Store) -> None:
    """Never called safe: counted in the strip, named in the list."""
    page = client.open("/services/pay")
    expect(page.get_by_text("all 11 CIs fully recorded")).to_be_visible()
    bare = {
        "faultline": 1,
        "cis": [ci("srv-9", "server", "ledger-01")],
        "relations": [relation("pay-app", "runs_on", "srv-9")],
    }
    load(store, bare, datetime.now(UTC))
    client.open("/services/pay")
    expect(page.get_by_text("11 of 12 CIs fully recorded")).to_be_visible()
    lacking = client.section("Not fully recorded")
    expect(lacking.get_by_role("listitem")).to_have_text("ledger-01 lacks: powered by")


def test_how_likely_it_is_up_and_what_it_owes_to_each_ci(client: Client) -> None:
    """The figure, how it was found, what it leaves out; each measure is defined where it stands."""
    page = client.open("/services/pay")
    panel = client.section("Expected availability")
    expect(page.get_by_test_id("availability")).to_have_text("99.800 %")
    expect(panel).to_contain_text("DOWN for about 1,052 min a year (17 h 32 min)")
    expect(panel).to_contain_text("Exact: every combination is reckoned with")
    expect(panel).to_contain_text("1 CI below it can fail but has no figure")
    table = page.get_by_role("table", name="What its unavailability owes to each CI")
    row = table.get_by_role("row", name="esx-01")
    expect(row.get_by_role("cell")).to_have_text(["esx-01", "0.1 %", "50 %", "0.999", "500 ×", "1.997 ×"])
    page.get_by_text("Birnbaum").first.hover()
    expect(page.get_by_role("tooltip")).to_contain_text("How much likelier the service is DOWN")
    page.get_by_text("What these measures mean").click()
    expect(page.get_by_text("Risk achievement worth: how many times as likely").last).to_be_visible()


def test_what_takes_it_down_together(client: Client) -> None:
    """Sets by their size, in the address; whether they are all, in words; the same as a picture."""
    page = client.open("/services/pay")
    panel = client.section("Minimal cut sets")
    expect(panel).to_contain_text("These are all minimal cut sets: no larger one exists.")
    single = page.get_by_role("table", name="Minimal cut sets of 1 CI")
    expect(single.get_by_role("row")).to_have_count(4)
    expect(single.get_by_role("row", name="pay-app")).to_contain_text("–")
    panel.get_by_text("2 CIs: 4").click()
    assert client.query() == {"order": "2"}
    pairs = page.get_by_role("table", name="Minimal cut sets of 2 CIs")
    expect(pairs.get_by_role("row").nth(1)).to_contain_text("orders-db-1 and orders-db-2")
    expect(pairs.get_by_role("row", name="core-sw-1 and core-sw-2")).to_contain_text("4 × 10⁻⁸")
    expect(page.get_by_role("img", name="The likeliest cut sets of Payments")).to_contain_text("esx-01 0.1 %")
    page.reload()
    expect(pairs).to_be_visible()


def test_more_than_one_failure_away_is_counted_further(client: Client, store: Store) -> None:
    """The board counts beyond one by itself, and its page says the same."""
    load(store, PAIR, datetime.now(UTC))
    page = client.open("/services")
    expect(page.get_by_role("row", name="Ledger")).to_contain_text("2 failures away")
    page.get_by_role("link", name="Ledger", exact=True).click()
    expect(page.get_by_text("2 failures away")).to_be_visible()
    expect(client.section("Single points of failure")).to_contain_text("no other CI takes it DOWN alone")


def test_long_work_says_what_it_does_and_an_error_is_no_spinner(client: Client) -> None:
    """While it is worked out: what, and for how long; when that fails: why, and a way to try again."""
    page = client.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/availability*", hold)
    page.goto(f"{client.address}/services/pay")
    panel = client.section("Expected availability")
    expect(panel.get_by_role("status")).to_contain_text("Working out the availability")
    expect(panel).to_contain_text("2 s so far")
    expect(client.section("Minimal cut sets")).to_contain_text("no larger one exists")
    client.page.expected_errors.append("503")  # type: ignore[attr-defined]
    problem = {"title": "Overloaded", "detail": "Too many ask at once.", "status": 503}
    held[0].fulfill(status=503, content_type="application/problem+json", body=json.dumps(problem))
    expect(panel.get_by_role("alert")).to_contain_text("Too many ask at once.")
    page.unroute("**/availability*")
    panel.get_by_role("button", name="Try again").click()
    expect(page.get_by_test_id("availability")).to_have_text("99.800 %")


def test_what_changed_below_it(client: Client) -> None:
    """The switch that changed two hours ago."""
    client.open("/services/pay")
    expect(client.section("What changed near this")).to_contain_text("core-sw-1")


def test_the_past_of_a_service(client: Client) -> None:
    """As of the first revision, with the banner."""
    page = client.open("/services/pay?as_of=1")
    expect(page.get_by_text("You are looking at the past: revision 1")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Payments")
    expect(client.section("What changed near this")).to_contain_text("not for the past moment")


def test_what_is_no_service_says_so(client: Client) -> None:
    """A link to another CI, and to nothing, is no blank page."""
    client.page.expected_errors += ["422", "404"]  # type: ignore[attr-defined]
    page = client.page
    page.goto(f"{client.address}/services/pay-app")
    expect(page.get_by_role("alert")).to_contain_text("is no service")
    page.goto(f"{client.address}/services/nobody")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was changed")


def test_on_a_phone(client: Client) -> None:
    """One below the other, nothing wider than the screen, the map before the lists."""
    client.page.set_viewport_size({"width": 390, "height": 844})
    page = client.open("/services/pay")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390  # the phone's width
    shapes, points = (
        page.get_by_test_id("map").bounding_box(),
        client.section("Single points of failure").bounding_box(),
    )
    assert shapes is not None
    assert points is not None
    assert shapes["y"] < points["y"]


def test_by_keyboard(client: Client) -> None:
    """The lists beside the map do what a click on it does."""
    page = client.open("/services/pay")
    button = client.section("Single points of failure").get_by_role("button", name="vm-pay Virtual machine")
    button.focus()
    page.keyboard.press("Enter")
    expect(client.section("On the map")).to_contain_text("vm-pay")
    page.keyboard.press("Enter")
    expect(client.section("On the map")).to_have_count(0)


def test_what_takes_too_long_is_worked_out_by_a_job(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its progress shows in the panel, and then its answer, as if one had waited."""
    client.page.expected_errors.append("422")  # type: ignore[attr-defined]
    monkeypatch.setattr(reliability, "MOST_AT_ONCE", 2)
    client.open("/services/pay")
    likely, sets = client.section("Expected availability"), client.section("Minimal cut sets")
    expect(likely).to_contain_text("stands on too much for an answer while you wait")
    likely.get_by_role("button", name="Work it out in the background").click()
    expect(likely.get_by_test_id("availability")).to_be_visible()
    sets.get_by_role("button", name="Work it out in the background").click()
    expect(sets.get_by_role("table")).to_be_visible()
