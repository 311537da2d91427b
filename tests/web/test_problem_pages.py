"""What keeps coming back becomes a problem, and a problem with a way around is a known error."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.web.conftest import Client
from tests.web.test_records import call

pytestmark = pytest.mark.browser

PHONE = 390
MOST_SHIFT = 0.1
AGAIN = 8


@pytest.fixture
def recurring(client: Client) -> Client:
    """Return the client with the same trouble on pay-app over and over."""
    page = client.open("/sources")
    for number in range(AGAIN):
        body = {"title": f"Payments time out {number}", "links": {"affects": ["pay-app"]}}
        assert "key" in call(page, "POST", "/incidents", body)
    return client


def test_a_proposal_becomes_a_problem_and_then_a_known_error(recurring: Client) -> None:
    """With its incidents as evidence; once taken it is proposed no more; cause and workaround stand in the list."""
    page = recurring.open("/recurring")
    proposal = recurring.section("pay-app")
    expect(proposal).to_contain_text(f"{AGAIN} incidents")
    expect(proposal.get_by_role("list", name="Because").get_by_role("listitem").first).to_be_visible()
    expect(proposal.get_by_role("link", name="inc-000001")).to_be_visible()
    proposal.get_by_role("button", name="and 2 more").click()
    expect(proposal.get_by_role("link", name="inc-000008")).to_be_visible()
    proposal.get_by_role("button", name="Open a problem from it").click()
    expect(page.get_by_role("group", name="Next steps")).to_be_visible()
    expect(recurring.section("Linked with").get_by_role("link", name="Payments time out 0")).to_be_visible()
    assert page.url.endswith("/problems/prb-000001")
    recurring.open("/recurring")
    expect(page.get_by_role("heading", name="Nothing keeps coming back")).to_be_visible()
    recurring.open("/known-errors")
    expect(page.get_by_role("heading", name="No known error")).to_be_visible()
    call(page, "POST", "/problems/prb-000001/steps", {"step": "investigate"})
    known = {"root_cause": "The pool is too small", "workaround": "Restart pay-app"}
    answer = call(page, "POST", "/problems/prb-000001/steps", {"step": "record_error", "attributes": known})
    assert answer["state"] == "known_error"
    recurring.open("/known-errors")
    error = page.locator("section", has_text="Restart pay-app").last
    expect(error).to_contain_text("The pool is too small")
    expect(error).to_contain_text(f"{AGAIN} incidents")
    error.get_by_role("link").first.click()
    expect(page.get_by_role("group", name="Next steps")).to_be_visible()


def test_what_recurs_where_a_problem_is_open_joins_it(recurring: Client) -> None:
    """Beside the way to another problem stands the one to the problem that is open already."""
    page = recurring.open("/recurring")
    made = call(page, "POST", "/problems", {"title": "The pool runs dry", "links": {"affects": ["pay-app"]}})
    recurring.open("/recurring")
    proposal = recurring.section("pay-app")
    expect(proposal).to_contain_text("Open on this CI already: The pool runs dry")
    expect(proposal.get_by_role("button", name="Open another problem")).to_be_visible()
    proposal.get_by_role("button", name=f"Link them with {made['key']}").click()
    page.wait_for_url(f"**/problems/{made['key']}")
    expect(recurring.section("Linked with").get_by_role("link", name="Payments time out 0")).to_be_visible()
    recurring.open("/recurring")
    expect(page.get_by_role("heading", name="Nothing keeps coming back")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_barrier(recurring: Client, scheme: str) -> None:
    """Axe finds nothing, nothing jumps, nothing is wider than a phone."""
    recurring.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
    findings = []
    for path in ("/recurring", "/known-errors"):
        page = recurring.open(path)
        page.wait_for_timeout(150)
        if (shifted := page.evaluate("window.shifted")) > MOST_SHIFT:
            findings.append(f"{path}: shifts by {shifted:.3f}")
        for violation in Axe().run(page).response["violations"]:
            targets = [node["target"] for node in violation["nodes"]][:4]
            findings.append(f"{path}: {violation['id']}: {violation['help']}: {targets}")
    recurring.page.set_viewport_size({"width": PHONE, "height": 844})
    page = recurring.open("/recurring")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    assert not findings, "\n".join(findings)
