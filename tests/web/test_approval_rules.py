"""Who must agree to a change: the rules in their order, in words, and one's own declared as a document."""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Route, expect

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
    document.fill(json.dumps({"rules": [{**own, "votes": 1, "who": ["role:admn"]}]}, indent=2))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("role:admin")
    document.fill(json.dumps({"rules": [{**own, "votes": 1, "who": ["role:admin"]}]}, indent=2))
    page.get_by_role("button", name="Save").click()
    expect(rows.nth(1)).to_contain_text("somebody with the role Admin")


def test_what_follows_from_drift_is_shown_and_set(client: Client) -> None:
    """A box beside the rules; who is overtaken by somebody else is told and sees what holds now."""
    client.page.expected_errors.append("412")  # type: ignore[attr-defined]
    page = client.open("/approval-rules")
    box = client.section("Moved since approval").get_by_role("checkbox")
    expect(box).not_to_be_checked()
    box.check()
    expect(page.get_by_text("What has moved is approved anew from now on.")).to_be_visible()
    page.reload()
    expect(box).to_be_checked()
    assert Axe().run(page).response["violations"] == []
    page.route("**/api/v1/change-policy", outdated)
    page.reload()
    expect(box).to_be_checked()
    box.click()
    expect(client.section("Moved since approval").get_by_role("alert")).to_contain_text("Nothing was changed.")
    expect(box).to_be_checked()
    assert Axe().run(page).response["violations"] == []


def outdated(route: Route) -> None:
    """Send a write with an ETag that nothing has any more."""
    headers = route.request.headers
    route.continue_(headers={**headers, "if-match": '"1"'} if route.request.method == "PUT" else headers)


def test_who_may_only_read_sees_the_policy_and_cannot_set_it(client: Client) -> None:
    client.page.route("**/api/v1/session", reader)
    client.open("/approval-rules")
    here = client.section("Moved since approval")
    expect(here.get_by_role("checkbox")).to_be_disabled()
    expect(here).to_contain_text("Your account may read this but not change it.")


def reader(route: Route) -> None:
    """Answer who is signed in as somebody who may read only."""
    said = route.fetch().json()
    said["account"] |= {"roles": ["reader"], "permissions": ["self", "record.read"]}
    route.fulfill(json=said)
