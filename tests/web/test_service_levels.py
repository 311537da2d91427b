"""How services are for their users, what threatens them and how they held: board, page of a service, agreement."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.web.barriers import barriers
from tests.web.conftest import Client
from tests.web.test_records import call

pytestmark = pytest.mark.browser


def broken(client: Client) -> str:
    """Open an incident that takes an application of Payments DOWN, and return its key."""
    page = client.open("/sources")
    draft = {"title": "Cards fail", "attributes": {"effect": "down", "urgency": 1}, "links": {"affects": ["pay-app"]}}
    return str(call(page, "POST", "/incidents", draft, None)["key"])


def test_an_open_incident_shows_on_home_the_board_and_the_service(client: Client) -> None:
    """The state counts it, the board leads to it, and gone it is gone."""
    key = broken(client)
    page = client.open("/")
    expect(client.section("Services now")).to_contain_text("DOWN")
    expect(client.section("Services now")).to_contain_text("1 open incident")
    client.open("/services")
    row = page.get_by_role("row", name="Payments")
    expect(row).to_contain_text("DOWN")
    row.get_by_role("link", name="1", exact=True).click()
    page.wait_for_url("**/services/pay")
    expect(page.get_by_role("heading", level=1)).to_contain_text("DOWN")
    incidents = client.section("Open incidents")
    expect(incidents).to_contain_text(key)
    expect(incidents.get_by_role("link", name="pay-app")).to_be_visible()
    expect(client.section("Changes in the next 7 days")).to_contain_text("No change of the next seven days")
    measured = client.section("Measured availability")
    expect(measured).to_contain_text("missed target 99.5 %, by the agreement standard")
    expect(measured).to_contain_text("Error budget: overspent by")
    expect(measured.get_by_role("row").filter(has_text="lasts").get_by_role("link", name=key)).to_be_visible()
    measured.get_by_text("365 days").click()
    expect(measured).to_contain_text("Outages1")
    incidents.get_by_role("link", name="Cards fail").click()
    page.wait_for_url(f"**/incidents/{key}")
    call(page, "POST", f"/incidents/{key}/steps", {"step": "resolve", "attributes": {"resolution": "restarted"}}, None)
    client.open("/services")
    expect(row).to_contain_text("OK")
    expect(row).not_to_contain_text("DOWN")


def test_the_past_is_told_without_what_records_say_of_the_present(client: Client) -> None:
    """As of a revision the board has the graph's columns only."""
    broken(client)
    page = client.open("/services?as_of=1")
    table = page.get_by_role("table", name="Business services and their state")
    expect(table.get_by_role("columnheader", name="Criticality")).to_be_visible()
    expect(table.get_by_role("columnheader", name="Incidents")).to_have_count(0)


def test_an_agreement_says_what_was_kept_and_what_threatens_it(client: Client) -> None:
    """Open work and services one failure away from DOWN; what was kept of it by service."""
    key = broken(client)
    page = client.open("/agreements/standard")
    threats = client.section("What threatens it")
    expect(threats).to_contain_text("Standard is 1 failure away: Payments, Web shop of 2 go DOWN with one CI")
    work = threats.get_by_role("table", name="Open work").get_by_role("row").filter(has_text=key)
    expect(work).to_contain_text("no record to judge by")
    kept = client.section("What was kept")
    expect(kept).to_contain_text("No record under it was resolved in the period.")
    expect(kept.get_by_role("row", name="Payments")).to_contain_text("missed")
    work.get_by_role("link", name=key).click()
    page.wait_for_url(f"**/incidents/{key}")


def test_what_was_kept_leads_to_its_records(client: Client) -> None:
    """The number opens the records behind it, within an address that can be shared; on a phone too."""
    key = broken(client)
    page = client.open("/agreements/standard")
    assert "key" in call(
        page, "POST", f"/incidents/{key}/steps", {"step": "resolve", "attributes": {"resolution": "ok"}}, None
    )
    page = client.open("/agreements/standard")
    kept = client.section("What was kept")
    row = kept.get_by_role("table", name="Response and resolution").get_by_role("row").filter(has_text="Resolution")
    row.get_by_role("button", name=re.compile("Show the 1 record behind resolution")).click()
    page.wait_for_url(re.compile(r"behind=resolution-\d"))
    behind = kept.get_by_role("table", name=re.compile("Resolution at priority"))
    expect(behind.get_by_role("row").filter(has_text=key)).to_contain_text("met")
    page.reload()
    expect(behind.get_by_role("row").filter(has_text=key)).to_contain_text("met")
    assert barriers(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    listed = kept.get_by_role("list", name=re.compile("Resolution at priority"))
    expect(listed.get_by_role("listitem").filter(has_text=key)).to_contain_text("met")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    assert barriers(page) == []
    listed.get_by_role("link", name=key).click()
    page.wait_for_url(f"**/incidents/{key}")


def test_the_queue_and_the_record_say_how_long_it_may_still_take(client: Client) -> None:
    """The clock that runs out first in the queue; on the record each with why."""
    key = broken(client)
    page = client.open("/incidents")
    row = page.get_by_role("row").filter(has_text="Cards fail")
    expect(row).to_contain_text(re.compile(r"\d+ (min|h).* left"))
    expect(page.get_by_role("columnheader", name="Left")).to_be_visible()
    row.get_by_role("link", name="Cards fail").click()
    page.wait_for_url(f"**/incidents/{key}")
    clocks = client.section("Promised times")
    expect(clocks.get_by_role("listitem")).to_have_count(2)
    expect(clocks).to_contain_text("of 4 h spent")
    clocks.get_by_text("Why").first.click()
    expect(clocks).to_contain_text("standard covers all services")
    page.set_viewport_size({"width": 390, "height": 844})
    client.open("/incidents")
    expect(page.get_by_role("row").filter(has_text="Cards fail")).to_contain_text("left")
