"""Who must agree to a change: the rules in their order, in words, and one's own declared as a document."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.web.conftest import Client

pytestmark = pytest.mark.browser


def test_rules_are_read_in_words_and_declared(client: Client) -> None:
    """Those shipped first; one's own comes before them, and what does not fit is named with its line."""
    client.page.expected_errors.append("422")  # type: ignore[attr-defined]
    page = client.open("/approval-rules")
    rows = page.get_by_role("table", name="Approval rules").get_by_role("row")
    expect(rows).to_have_count(5)
    expect(rows.nth(1)).to_contain_text("none: approved beforehand")
    expect(rows.nth(3)).to_contain_text("High or Very high risk")
    expect(rows.nth(4)).to_contain_text("every change")
    document = page.get_by_role("textbox", name="Document")
    own = {"name": "payments", "votes": 2, "services": ["pay"], "freeze": True}
    document.fill(json.dumps({"rules": [{**own, "kinds": ["hasty"]}]}, indent=2))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("kinds")
    document.fill(json.dumps({"rules": [own]}, indent=2))
    page.get_by_role("button", name="Save").click()
    expect(rows).to_have_count(6)
    expect(rows.nth(1)).to_contain_text("1payments2 voiceshits Payments; in a freezewhoever has a voicedeclared here")
    page.reload()
    expect(rows.nth(1)).to_contain_text("payments")
