"""On call: from what is DOWN and what still works to what may have caused it, and what speaks for and against it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.barriers import barriers
from tests.web.conftest import Client
from tests.web.test_explorer import PLACE

pytestmark = pytest.mark.browser

BOTH = "/root-cause?down=pay,shop"


def mark(page: Page, field: str, name: str) -> None:
    """Search a CI and mark it."""
    page.get_by_role("textbox", name=field).fill(name)
    page.get_by_role("option", name=name).first.click()


def paste(page: Page, field: str, text: str) -> None:
    """Paste a text into a field."""
    page.get_by_role("textbox", name=field).focus()
    page.evaluate(
        """(text) => {
            const data = new DataTransfer();
            data.setData("text", text);
            const options = { clipboardData: data, bubbles: true, cancelable: true };
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        text,
    )


def test_symptoms_lead_to_ranked_causes(client: Client) -> None:
    """Two things DOWN and one healthy: the hypervisor explains both, and says why; the address holds it all."""
    page = client.open("/root-cause")
    expect(client.section("Nothing is marked yet")).to_be_visible()
    mark(page, "Add what is DOWN", "vm-pay")
    mark(page, "Add what is DOWN", "orders-db-1")
    expect(page.get_by_test_id("headline")).to_have_text("esx-01 explains everything that is seen.")
    mark(page, "Add what is healthy", "orders-db-2")
    causes = page.get_by_role("list", name="Probable causes")
    best = causes.get_by_role("listitem").first
    expect(best).to_contain_text("esx-01")
    expect(best).to_contain_text("explains 2 of 2 · contradicts none")
    assert (client.query()["down"], client.query()["up"]) == ("vm-1,db-1", "db-2")
    page.reload()
    client.settled()
    expect(page.get_by_role("list", name="Seen healthy")).to_contain_text("orders-db-2")
    expect(page.get_by_test_id("headline")).to_have_text("esx-01 explains everything that is seen.")


def test_a_recent_change_speaks_for_a_cause(client: Client) -> None:
    """The switch that was changed two hours ago says so among its reasons."""
    page = client.open("/root-cause?down=sw-1")
    first = page.get_by_role("list", name="Probable causes").get_by_role("listitem").first
    expect(first).to_contain_text("core-sw-1")
    expect(first).to_contain_text("changed 2 h before")


def test_what_is_healthy_contradicts(client: Client) -> None:
    """A cause that would take down what works loses; chosen, the map and the table say where it is wrong."""
    page = client.open("/root-cause?down=shop&up=db-2,vm-1")
    causes = page.get_by_role("list", name="Probable causes")
    wrong = causes.get_by_role("button").filter(has_text="esx-02")
    expect(wrong).to_contain_text("contradicts 1")
    wrong.click()
    assert client.query()["cause"] == "hv-2"
    client.settled()
    table = page.get_by_role("table", name="Predicted against seen, CI by CI")
    expect(table.get_by_role("row").nth(1)).to_contain_text("orders-db-2")
    expect(table.get_by_role("row").nth(1)).to_contain_text("contradicted")
    expect(table.get_by_role("row", name="Web shop")).to_contain_text("matches")
    expect(table.get_by_role("row", name="vm-pay")).to_contain_text("agrees")
    expect(table.get_by_role("row", name="shop-app")).to_contain_text("not looked at")
    labels = page.get_by_test_id("map").evaluate("(map) => map._cyreg.cy.nodes('[label]').map((n) => n.data('label'))")
    assert "contradicted\norders-db-2" in labels
    assert "matches\nWeb shop" in labels


def test_a_click_on_the_map_marks(client: Client) -> None:
    """What the cause predicts is marked DOWN or healthy where it stands, and unmarked by the same click."""
    page = client.open("/root-cause?down=shop&up=vm-1&cause=hv-2")
    page.wait_for_timeout(600)
    shapes = page.get_by_test_id("map")
    shapes.click(position=shapes.evaluate(PLACE, "vm-2"))
    expect(page.get_by_role("list", name="Seen DOWN")).to_contain_text("vm-shop")
    client.settled()
    page.wait_for_timeout(600)
    shapes.click(position=shapes.evaluate(PLACE, "db-2"), modifiers=["Shift"])
    expect(page.get_by_role("list", name="Seen healthy")).to_contain_text("orders-db-2")
    client.settled()
    page.wait_for_timeout(600)
    shapes.click(position=shapes.evaluate(PLACE, "vm-2"))
    expect(page.get_by_role("list", name="Seen DOWN")).not_to_contain_text("vm-shop")


def test_a_pasted_alert_becomes_symptoms(client: Client) -> None:
    """Several names at once; what is not found is said, and the rest is answered."""
    page = client.open("/root-cause")
    paste(page, "Add what is DOWN", "vm-pay\norders-db-1\nno-such-thing-at-all")
    expect(page.get_by_role("list", name="Seen DOWN").get_by_role("listitem")).to_have_count(2)
    expect(page.get_by_text("Not found: no-such-thing-at-all")).to_be_visible()
    expect(page.get_by_test_id("headline")).to_contain_text("esx-01")
    page.get_by_role("button", name="Not seen: vm-pay").click()
    expect(page.get_by_role("list", name="Seen DOWN").get_by_role("listitem")).to_have_count(1)


def test_what_does_not_fit_is_answered_all_the_same(client: Client) -> None:
    """Contradictory observations lower the scores; the page says what to make of it."""
    page = client.open("/root-cause?down=pay,shop,vm-3&up=vm-1,vm-2,db-1,db-2")
    expect(page.get_by_test_id("headline")).to_contain_text("Nothing fits well.")
    expect(page.get_by_text("An observation may be wrong or out of date")).to_be_visible()
    page = client.open("/root-cause?up=vm-1")
    expect(page.get_by_text("Mark at least one CI that is DOWN.")).to_be_visible()


def test_an_unknown_key_says_what_to_do(client: Client) -> None:
    """A link to a CI that is gone is no blank page."""
    client.page.expected_errors.append("404")  # type: ignore[attr-defined]
    page = client.open("/root-cause?down=nobody")
    expect(page.get_by_role("alert").first).to_contain_text("Nothing was changed")


def test_a_cause_is_taken_down_in_the_explorer(client: Client) -> None:
    """From the cause to what else it breaks."""
    page = client.open("/root-cause?down=vm-1,db-1")
    page.get_by_role("link", name="Take it down in the explorer").click()
    expect(page.get_by_role("heading", name="Impact")).to_be_visible()
    assert client.query()["ci"] == "hv-1"


def test_the_past_has_its_causes_too(client: Client) -> None:
    """Asked as of the first revision, the later change is no reason."""
    page = client.open("/root-cause?down=sw-1&as_of=1")
    first = page.get_by_role("list", name="Probable causes").get_by_role("listitem").first
    expect(first).to_contain_text("core-sw-1")
    expect(first).not_to_contain_text("revision 2")


def test_enter_takes_what_was_typed_and_not_a_hit_of_fewer_letters(client: Client) -> None:
    """The answer to the whole word is waited for, however late it comes."""
    page = client.open("/root-cause")
    page.get_by_role("textbox", name="Add what is DOWN").focus()
    page.keyboard.type("vm-")
    expect(page.get_by_role("option", name="vm-lost").first).to_be_visible()

    def late(route: Route) -> None:
        page.wait_for_timeout(600)
        route.continue_()

    page.route("**/search?*q=vm-pay*", late)
    page.keyboard.type("pay")
    page.keyboard.press("Enter")
    seen = page.get_by_role("list", name="Seen DOWN")
    expect(seen.get_by_role("link")).to_have_text(["vm-pay"])


def test_causes_by_keyboard_alone(client: Client) -> None:
    """Go there, mark a symptom, choose the second cause: no mouse."""
    page = client.open("/")
    keys = page.keyboard
    keys.press("g")
    keys.press("r")
    expect(page.get_by_role("heading", name="Root cause")).to_be_visible()
    page.get_by_role("textbox", name="Add what is DOWN").focus()
    keys.type("vm-pay")
    expect(page.get_by_role("option", name="vm-pay").first).to_be_visible()
    keys.press("Enter")
    second = page.get_by_role("list", name="Probable causes").get_by_role("button").nth(1)
    expect(second).to_be_visible()
    for _ in range(30):
        keys.press("Tab")
        if second.evaluate("(button) => button === document.activeElement"):
            break
    keys.press("Enter")
    expect(second).to_have_attribute("aria-pressed", "true")


def test_the_page_fits_a_phone_and_has_no_barrier(client: Client) -> None:
    """Nothing is wider than the screen; axe finds nothing, in either scheme."""
    client.page.set_viewport_size({"width": 390, "height": 844})
    for scheme in ("light", "dark"):
        client.page.emulate_media(color_scheme=scheme)
        page = client.open(f"{BOTH}&up=db-2&cause=hv-2")
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert barriers(page) == [], scheme
        assert page.evaluate("window.shifted") < 0.1
