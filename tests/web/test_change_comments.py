"""Comments on lines of a plan, as those who review it see them: by keyboard, kept when the plan is edited."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.barriers import barriers
from tests.web.conftest import Client
from tests.web.test_records import call

pytestmark = pytest.mark.browser

PLAN: dict[str, Any] = {
    "faultline_change": 1,
    "title": "Move the first database to another port",
    "down": [{"ci": "db-1"}],
    "edits": [
        {"op": "set", "ci": "db-1", "attributes": {"port": {"was": 5432, "to": 5433}, "version": {"to": "16"}}},
        {"op": "unrelate", "from": "pay-app", "type": "depends_on", "to": "db-2", "group": "db"},
    ],
    "tests": "pgbench",
}
PORT = "port of orders-db-1: 5432 → 5433"


def test_a_line_is_commented_answered_resolved_and_outlives_its_edit(client: Client) -> None:
    """Written by keyboard alone; what was typed survives Escape; a line that is gone says what it said."""
    page = client.open("/sources")
    key = call(page, "POST", "/changes/draft", PLAN)["key"]
    client.open(f"/changes/{key}")
    plan = client.section("Plan")
    opener = plan.get_by_role("button", name=f"Comment on {PORT}")
    opener.focus()
    page.keyboard.press("Enter")
    words = plan.get_by_label("What is to be said of this line")
    expect(words).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(plan.get_by_text("Write something first.")).to_be_visible()
    page.keyboard.type("Is the firewall open for it?")
    assert barriers(page) == []
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    expect(words).to_have_value("Is the firewall open for it?")
    page.keyboard.press("Control+Enter")
    thread = plan.get_by_role("region", name=f"Comments on {PORT}")
    expect(thread).to_contain_text("Is the firewall open for it?")
    expect(thread).to_contain_text("Internal")
    expect(plan.get_by_text("1 comment not resolved.")).to_be_visible()
    expect(page.get_by_text("Comment on the plan")).to_be_visible()

    thread.get_by_role("button", name="Answer").click()
    answer = thread.get_by_label("Your answer")
    expect(answer).to_be_focused()
    answer.fill("Since Monday.")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(thread).to_contain_text("The requester reads it too.")
    thread.get_by_role("button", name="Add the answer").click()
    expect(thread).to_contain_text("Since Monday.")

    page.set_viewport_size({"width": 390, "height": 844})
    plan.get_by_role("button", name="Comment on Tests: pgbench").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390  # the phone's width
    page.set_viewport_size({"width": 1280, "height": 800})

    now = call(page, "GET", f"/changes/{key}/plan")
    edits = [{"op": "set", "ci": "db-1", "attributes": {"version": {"to": "16"}}}]
    call(page, "PUT", f"/changes/{key}/plan", {**now["plan"], "edits": edits}, now["revision"])
    client.open(f"/changes/{key}")
    expect(plan).to_contain_text("On lines that are gone")
    expect(thread).to_contain_text(f"It was said when the line read: {PORT}")
    thread.get_by_role("button", name=f"Resolve the comment on {PORT}").click()
    expect(plan.get_by_text("1 comment not resolved.")).to_have_count(0)
    resolved = plan.get_by_text("Resolved by")
    expect(resolved).to_contain_text("Is the firewall open for it?")
    resolved.click()
    expect(thread.get_by_role("button", name=f"Open the comment on {PORT} again")).to_be_visible()
    assert barriers(page) == []
