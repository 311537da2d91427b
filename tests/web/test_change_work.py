"""A change carried out and looked back upon, as whoever does it sees it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.web.conftest import Client
from tests.web.test_records import call
from tests.web.test_templates import standard

pytestmark = pytest.mark.browser

KEY = "chg-000001"


def carried(page: Page, *steps: str, **more: Any) -> None:
    """Draft a standard change whose window is now, and take steps."""
    begin = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=5)
    plan = {
        "faultline_change": 1,
        "title": "Move the first database to another port",
        "window": {"start": begin.isoformat(), "end": (begin + timedelta(hours=1)).isoformat()},
        "backout_minutes": 15,
        "down": [{"ci": "db-1", "state": "down", "start_minutes": 0, "minutes": 20}],
        "edits": [{"op": "set", "ci": "db-1", "attributes": {"port": {"was": 5432, "to": 5433}}}],
        **more,
    }
    assert standard(page, plan) == KEY
    for step in ("submit", "request_approval", "approve", *steps):
        said = {"outcome": "successful"} if step == "complete" else {}
        taken = call(page, "POST", f"/changes/{KEY}/steps", {"step": step, "attributes": said})
        assert taken["key"] == KEY, taken


def barriers(page: Page) -> list[str]:
    """Return what axe finds on a page."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {[node['target'] for node in each['nodes']][:4]}" for each in found]


def test_what_was_predicted_is_held_against_what_happened(client: Client) -> None:
    """A service that only lost redundancy went DOWN: it is worse, and the incident is linked by a button."""
    page = client.open("/sources")
    carried(page, "start", "complete")
    opened = {"title": "Payments fail", "links": {"affects": ["pay-app"]}, "attributes": {"effect": "down"}}
    assert call(page, "POST", "/incidents", opened)["key"] == "inc-000001"
    client.open(f"/changes/{KEY}")
    review = client.section("Predicted and actual")
    row = review.get_by_role("row").filter(has_text="Payments")
    expect(row).to_contain_text("Worse")
    expect(row).to_contain_text("inc-000001")
    assert barriers(page) == []
    review.get_by_role("button", name="inc-000001 was caused by this change").click()
    expect(review.get_by_role("list", name="Incidents that may be its doing")).to_contain_text("Caused by it")
    expect(review.get_by_role("status")).to_contain_text("successful with issues")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390  # the phone's width


def test_checks_are_answered_and_only_what_was_done_is_merged(client: Client) -> None:
    """A check that failed keeps a success back; of two edits one was done."""
    client.page.expected_errors.append("422")  # type: ignore[attr-defined]
    page = client.open("/sources")
    edits = [
        {"op": "set", "ci": "db-1", "attributes": {"port": {"was": 5432, "to": 5433}}},
        {"op": "set", "ci": "db-1", "attributes": {"version": {"to": "16"}}},
    ]
    carried(page, edits=edits)
    client.open(f"/changes/{KEY}")
    work = client.section("Tasks and checks")
    work.get_by_role("button", name="Add a task").click()
    form = work.get_by_role("form", name="Add a task")
    form.get_by_text("Check after").click()
    form.get_by_role("button", name="Add", exact=True).click()
    expect(form.get_by_text("Say what the check should find.")).to_be_visible()
    form.get_by_label("What is done, or asked").fill("Who answers on the new port?")
    form.get_by_label("Expected answer").fill("PostgreSQL")
    assert barriers(page) == []
    form.get_by_role("button", name="Add", exact=True).click()
    expect(work).to_contain_text("Expected: PostgreSQL.")
    page.get_by_role("button", name="Start", exact=True).click()
    answer = work.get_by_role("textbox", name="What was found: Who answers on the new port?")
    answer.fill("nobody")
    work.get_by_role("button", name="Answer", exact=True).click()
    expect(work).to_contain_text("Failed")
    page.get_by_role("checkbox").first.click()
    expect(page.get_by_role("checkbox").first).to_be_checked()
    page.get_by_role("button", name="Complete …").click()
    page.get_by_role("combobox", name="Outcome").click()
    page.get_by_role("option", name="Partial").click()
    complete = page.get_by_role("form", name="Complete").get_by_role("button", name="Complete")
    complete.click()
    expect(page.get_by_role("form", name="Complete")).to_contain_text("'nobody' was found")
    answer.fill("postgresql")
    work.get_by_role("button", name="Answer", exact=True).click()
    expect(work).to_contain_text("Found: postgresql.")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280  # as wide as the page


def test_a_merged_change_is_backed_out_with_its_conflict_settled(client: Client) -> None:
    """Somebody edited the port since: whoever backs out chooses, and the graph is as it was."""
    page = client.open("/sources")
    carried(page, "start", "complete")
    call(page, "PATCH", "/cis/db-1", {"attributes": {"port": 6000}}, call(page, "GET", "/cis/db-1")["revision"])
    client.open(f"/changes/{KEY}")
    page.get_by_role("button", name="Show the way back").click()
    way = client.section("Way back")
    expect(way.get_by_role("row").filter(has_text="orders-db-1")).to_contain_text("6000")
    expect(way.get_by_role("button", name="Back the change out")).to_be_disabled()
    assert barriers(page) == []
    way.get_by_role("radio", name="Restore what was").check()
    way.get_by_label("Why").fill("It leaks")
    way.get_by_role("button", name="Back the change out").click()
    expect(page.get_by_text("Backed out", exact=True).first).to_be_visible()
    client.open("/cis/db-1")
    expect(client.section("Attributes")).to_contain_text("5432")


def test_what_has_moved_since_approval_is_on_the_page(client: Client) -> None:
    """Another change on the other leg was submitted since: it says so, with the point of no return."""
    page = client.open("/sources")
    carried(page)
    begin = datetime.now(UTC)
    window = {"start": begin.isoformat(), "end": (begin + timedelta(minutes=30)).isoformat()}
    other = {"title": "Patch the second", "down": [{"ci": "db-2"}], "edits": [], "window": window}
    assert call(page, "POST", "/changes/draft", other)["key"] == "chg-000002"
    assert call(page, "POST", "/changes/chg-000002/steps", {"step": "submit"})["state"] == "assessment"
    client.open(f"/changes/{KEY}")
    moved = page.get_by_role("list", name="Moved since approval")
    expect(moved).to_contain_text("It collides with chg-000002 now")
    expect(page.get_by_text("Point of no return:")).to_be_visible()
    assert barriers(page) == []
