"""On call: what breaks, why, what holds, and what changed near it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Position, expect

from cmdb.store.port import Store
from tests.web.conftest import Client, rest

pytestmark = pytest.mark.browser

# Where the map has drawn a CI.
PLACE = "(map, key) => map._cyreg.cy.getElementById(key).renderedPosition()"


def test_one_failure_is_answered_in_words_first(client: Client) -> None:
    """Typing a name takes the CI down; sentence, services, CIs and lost redundancy follow."""
    page = client.open("/impact")
    page.get_by_role("textbox", name="Add CIs").fill("esx-01")
    page.get_by_role("option", name="esx-01").click()
    expect(page.get_by_test_id("headline")).to_contain_text("Payments goes DOWN")
    expect(client.section("Services")).to_contain_text("Payments")
    expect(client.section("CIs")).to_contain_text("vm-pay")
    expect(client.section("At risk").or_(client.section("CIs"))).not_to_have_count(0)
    assert client.query()["ci"] == "hv-1"


def test_selecting_shows_why_down_to_what_failed(client: Client) -> None:
    """Each step of the proof is a sentence; the last one is the failure itself."""
    page = client.open("/impact?ci=hv-1")
    client.section("Services").get_by_role("button", name="Payments").click()
    why = client.section("Why is Payments hit?")
    steps = why.get_by_role("listitem")
    expect(steps.first).to_contain_text("Payments is DOWN")
    expect(steps.last).to_contain_text("esx-01")
    assert client.query()["select"] == "pay"
    page.reload()
    expect(why).to_be_visible()


def test_what_holds_says_why_it_holds(client: Client) -> None:
    """A CI whose redundancy carried it explains itself."""
    client.open("/impact?ci=sw-1")
    client.section("At risk").get_by_role("button", name="esx-01").click()
    expect(client.section("Why does esx-01 hold?")).to_contain_text("1 of 2 uplink still up")


def at_rest(client: Client, ci: str) -> Position:
    """Return where a CI stands on the map, once nothing is loaded and it has stopped moving."""
    shapes = client.settled().get_by_test_id("map")
    place: Position = shapes.evaluate(PLACE, ci)
    for _ in range(50):
        client.page.wait_for_timeout(100)
        before, place = place, shapes.evaluate(PLACE, ci)
        if place == before:
            return place
    raise AssertionError(f"{ci} does not come to rest")


def test_a_click_on_the_map_takes_down_in_place(client: Client) -> None:
    """The map answers where it is: the clicked CI joins the scenario."""
    page = client.open("/impact?ci=sw-1")
    shapes = page.get_by_test_id("map")
    shapes.click(position=at_rest(client, "hv-1"))
    expect(page.get_by_role("button", name="esx-01: DOWN. Change")).to_be_visible()
    expect(page.get_by_test_id("headline")).to_contain_text("Payments goes DOWN")
    shapes.click(position=at_rest(client, "hv-1"))
    expect(page.get_by_role("button", name="esx-01: DOWN. Change")).to_have_count(0)
    shapes.click(position=at_rest(client, "hv-2"), modifiers=["Shift"])
    expect(client.section("Why does esx-02 hold?")).to_be_visible()


def test_a_pasted_list_becomes_chips(client: Client) -> None:
    """Several names at once; what is not found is said."""
    page = client.open("/impact")
    field = page.get_by_role("textbox", name="Add CIs")
    field.focus()
    page.evaluate(
        """(text) => {
            const data = new DataTransfer();
            data.setData("text", text);
            const options = { clipboardData: data, bubbles: true, cancelable: true };
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        "core-sw-1\nFCH2\nno-such-thing-at-all",
    )
    expect(page.get_by_role("list", name="Scenario").get_by_role("listitem")).to_have_count(2)
    expect(page.get_by_text("Not found: no-such-thing-at-all")).to_be_visible()
    expect(page.get_by_test_id("headline")).to_contain_text("Payments and 1 more service go DOWN")


def test_recent_changes_stand_beside_the_answer(client: Client) -> None:
    """What changed in the last 24 hours under what is hit."""
    client.open("/impact?ci=hv-1")
    expect(client.section("What changed near this")).to_contain_text("core-sw-1")


def test_two_scenarios_side_by_side(client: Client) -> None:
    """Only the differences are listed at first."""
    page = client.open("/impact?ci=sw-1")
    page.get_by_role("button", name="Compare").click()
    scenario = client.section("Scenario B").first
    scenario.get_by_role("textbox", name="Add CIs").fill("core-sw-2")
    page.get_by_role("option", name="core-sw-2").click()
    table = page.get_by_role("table", name="Two scenarios side by side")
    expect(table.get_by_role("row", name="Payments")).to_contain_text("DOWN")


def test_the_answer_can_be_carried_away(client: Client) -> None:
    """The table downloads as CSV, the picture as PNG."""
    page = client.open("/impact?ci=hv-1")
    for item, name in (("Download the table (CSV)", "impact.csv"), ("Download the picture (PNG)", "impact.png")):
        page.get_by_role("button", name="Share").click()
        with page.expect_download() as download:
            page.get_by_role("menuitem", name=item).click()
        assert download.value.suggested_filename == name
        assert download.value.path().stat().st_size > 100


def test_an_unknown_key_says_what_to_do(client: Client) -> None:
    """A link to a CI that is gone is no blank page."""
    client.page.expected_errors.append("404")  # type: ignore[attr-defined]
    page = client.open("/impact?ci=nobody")
    expect(page.get_by_role("alert").first).to_contain_text("Nothing was changed")


def test_what_was_down_before_the_scenario_says_so(client: Client, store: Store) -> None:
    """A database in maintenance is DOWN already; it does not fail in this scenario."""
    rest(store, "db-1")
    client.open("/impact?ci=hv-2")
    expect(client.section("CIs").get_by_role("button", name="orders-db-1")).to_contain_text(
        "already DOWN (maintenance)"
    )
    expect(client.section("CIs").get_by_role("button", name="esx-02 Hypervisor")).to_contain_text(
        "fails in this scenario"
    )
    client.section("Services").get_by_role("button", name="Payments").click()
    expect(client.section("Why is Payments hit?")).to_contain_text("orders-db-1 is DOWN: in maintenance already")
