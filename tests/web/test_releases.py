"""A release in the browser: its package, what stands in its way, its environments, its verification; deployments."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.barriers import findings
from tests.web.conftest import Client
from tests.web.test_records import call
from tests.web.test_templates import standard

pytestmark = pytest.mark.browser

PHONE = 390


def drafted(page: Page) -> str:
    """Draft and approve a standard change that sets the version of pay-app, around now."""
    now = datetime.now(UTC)
    window = {"start": (now - timedelta(hours=1)).isoformat(), "end": (now + timedelta(hours=2)).isoformat()}
    plan: dict[str, Any] = {
        "faultline_change": 1,
        "title": "New pay-app",
        "window": window,
        "edits": [{"op": "set", "ci": "pay-app", "attributes": {"version": {"was": "2.1", "to": "2.2"}}}],
    }
    key = standard(page, plan)
    for step in ("submit", "request_approval"):
        assert "key" in call(page, "POST", f"/changes/{key}/steps", {"step": step})
    return key


def tell(page: Page, number: int, environment: str, **more: Any) -> None:
    """Tell of a deployment of pay-app."""
    said = {
        "source": "ci",
        "id": str(number),
        "cis": ["pay-app"],
        "environment": environment,
        "version": "2.2",
        "status": "success",
        **more,
    }
    assert "key" in call(page, "POST", "/deployments", said)


def test_a_release_is_packed_deployed_and_verified(client: Client) -> None:
    """What stands in the way is said before; each environment shows its deployment; the verdict has its reasons."""
    page = client.open("/releases")
    change = drafted(page)
    page.get_by_role("link", name="New release").first.click()
    page.get_by_label("Title").fill("Payments 2.2")
    page.get_by_role("button", name="Open release").click()
    package = client.section("Changes in the package")
    expect(package).to_contain_text("No change is in the package yet")
    package.get_by_role("button", name="Add a change").click()
    package.get_by_label("Record").fill(change)
    page.get_by_role("option", name="New pay-app").click()
    expect(package.get_by_role("table")).to_contain_text("Waiting for approval")
    expect(package.get_by_role("list", name="In the way of deploying it")).to_contain_text("is not approved")
    release = page.url.rsplit("/", 1)[1]
    assert call(page, "POST", f"/changes/{change}/steps", {"step": "approve"})["state"] == "scheduled"
    for step in ("build", "test", "accept"):
        assert "key" in call(page, "POST", f"/releases/{release}/steps", {"step": step})
    tell(page, 1, "test", release=release)
    tell(page, 2, "staging", release=release, status="failed")
    client.open(f"/releases/{release}")
    expect(package).to_contain_text("Nothing stands in the way of deploying it.")
    environments = client.section("Environments").get_by_role("listitem")
    expect(environments).to_have_count(3)
    expect(environments.nth(0)).to_contain_text("Succeeded")
    expect(environments.nth(1)).to_contain_text("Failed")
    expect(environments.nth(2)).to_contain_text("Nothing deployed yet")
    verification = client.section("Verification")
    expect(verification).to_contain_text("Not begun")
    page.get_by_role("group", name="Next steps").get_by_role("button", name="Begin to deploy").click()
    expect(verification).to_contain_text("Something speaks against it")
    expect(verification).to_contain_text("last deployment to staging was failed")
    tell(page, 2, "staging", release=release, finished_at=datetime.now(UTC).isoformat())
    for step, fields in (("start", {}), ("complete", {"outcome": "successful"})):
        said = {"step": step, "attributes": fields}
        assert "key" in call(page, "POST", f"/changes/{change}/steps", said)
    tell(page, 3, "production", release=release)
    client.open(f"/releases/{release}")
    expect(verification).to_contain_text("Verified")
    row = verification.get_by_role("row", name="As planned")
    expect(row).to_contain_text("2.1")
    expect(row).to_contain_text("2.2")


def test_a_deployment_outside_any_change_shows_as_such(client: Client) -> None:
    """In the list, on its page with the plan of its version, and beside an incident that follows it."""
    page = client.open("/sources")
    tell(page, 1, "production", version="9.9")
    client.open("/deployments")
    expect(page.get_by_role("link", name="New deployment")).to_have_count(0)
    page.get_by_role("link", name="pay-app 9.9 to production").click()
    panel = client.section("Who stands behind it")
    expect(panel).to_contain_text("Deployed to production outside any approved change")
    expect(panel).to_contain_text("One CI says another version")
    incident = call(page, "POST", "/incidents", {"title": "Payments fail", "links": {"affects": ["pay"]}})["key"]
    client.open(f"/incidents/{incident}")
    near = page.get_by_role("listitem").filter(has_text="Deployed: pay-app 9.9 to production")
    expect(near).to_contain_text("outside any approved change")
    near.get_by_role("link").first.click()
    panel.get_by_role("button", name="Draft a change").click()
    expect(page).to_have_url(re.compile("/changes/chg-"))
    expect(client.section("Plan")).to_contain_text("9.9")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_barrier(client: Client, scheme: str) -> None:
    """Axe finds nothing, nothing jumps, nothing is wider than a phone."""
    page = client.open("/sources")
    change = drafted(page)
    release = call(page, "POST", "/releases", {"title": "Payments 2.2"})["key"]
    call(page, "POST", f"/changes/{change}/links", {"role": "part_of", "to": release})
    tell(page, 1, "production", release=release)
    call(page, "POST", "/incidents", {"title": "Payments fail", "links": {"affects": ["pay-app"]}})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
    paths = ("/releases", f"/releases/{release}", "/deployments", "/deployments/dep-000001")
    found = findings(client, paths)
    page.set_viewport_size({"width": PHONE, "height": 844})
    for path in paths:
        client.open(path)
        if (width := page.evaluate("document.documentElement.scrollWidth")) > PHONE:
            found.append(f"{path}: {width} wide")
    assert not found, "\n".join(found)
