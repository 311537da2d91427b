"""An incident's page: who is hit, causes, changes near by, similar ones, articles; escalation and major incidents."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.web.conftest import Client
from tests.web.test_records import call

pytestmark = pytest.mark.browser

MOST_SHIFT = 0.1
PHONE = 390


@pytest.fixture
def desk(client: Client) -> Client:
    """Return the client with an incident on pay-app, one solved and one open like it, an article, a change below."""
    page = client.open("/sources")
    earlier = {"title": "Payments time out at noon", "links": {"affects": ["pay-app"]}}
    assert call(page, "POST", "/incidents", earlier)["key"] == "inc-000001"
    told = {"step": "resolve", "attributes": {"resolution": "Restarted"}}
    call(page, "POST", "/incidents/inc-000001/steps", {"step": "start"})
    assert call(page, "POST", "/incidents/inc-000001/steps", told)["state"] == "resolved"
    beside = {"title": "Payments time out in Basel", "links": {"affects": ["pay-app"]}}
    assert call(page, "POST", "/incidents", beside)["key"] == "inc-000002"
    article = {
        "title": "When payments time out",
        "attributes": {"text": "Restart **pay-app**.", "audience": "agents"},
        "links": {"explains": ["pay-app"]},
    }
    key = call(page, "POST", "/articles", article)["key"]
    for step in ("submit", "publish"):
        call(page, "POST", f"/articles/{key}/steps", {"step": step})
    mine = {"title": "Payments time out", "links": {"affects": ["pay-app"]}}
    assert call(page, "POST", "/incidents", mine)["key"] == "inc-000003"
    return client


def test_what_is_known_around_an_incident_leads_on(desk: Client) -> None:
    """Services hit, the change two hours ago, the open one, the solved one, the article: each with its page."""
    page = desk.open("/incidents/inc-000003")
    hit = desk.section("Who and what is hit")
    expect(hit.get_by_role("listitem").first).to_contain_text("DOWN Payments")
    expect(hit.get_by_test_id("hit-counts")).to_contain_text("2 CIs DOWN")
    expect(desk.section("May be the same, open now").get_by_role("listitem")).to_have_count(1)
    expect(desk.section("May be the same, open now")).to_contain_text("Payments time out in Basel")
    expect(desk.section("Similar ones before")).to_contain_text("Payments time out at noon")
    desk.section("Articles that may help").get_by_role("link", name="When payments time out").click()
    expect(page.get_by_role("heading", name="When payments time out")).to_be_visible()
    page.go_back()
    desk.section("Changed near by before it").get_by_role("link").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("firmware 9.2")
    desk.open("/incidents/inc-000003")
    hit.get_by_test_id("hit-counts").get_by_role("link").click()
    expect(page.get_by_test_id("headline")).to_contain_text("Payments")
    assert desk.query() == {"ci": "pay-app"}
    page.go_back()
    desk.section("Probable causes").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Root cause")).to_be_visible()
    assert desk.query()["down"] == "pay-app"
    assert desk.query()["cause"]


def test_an_incident_goes_up_and_becomes_a_major_one(desk: Client) -> None:
    """Each verb asks for what it needs; who leads and who informs stand at the top; an update is told."""
    desk.page.expected_errors.append("422")  # type: ignore[attr-defined]
    page = desk.open("/incidents/inc-000003")
    page.get_by_role("button", name="Escalate …").click()
    form = page.get_by_role("form", name="Escalate")
    form.get_by_role("button", name="Escalate").click()
    expect(form.get_by_text("Why is needed.")).to_be_visible()
    form.get_by_label("Why?").fill("Nobody answers")
    form.get_by_label("To which team?").fill("Platform")
    form.get_by_role("button", name="Escalate").click()
    expect(page.get_by_text("Level 1 of 3")).to_be_visible()
    expect(desk.section("Timeline")).to_contain_text("Nobody answers")
    expect(form).to_have_count(0)
    page.get_by_role("button", name="Declare a major incident …").click()
    form = page.get_by_role("form", name="Declare a major incident")
    form.get_by_label("Who leads?").fill("ana")
    form.get_by_label("Who informs?").fill("ana")
    form.get_by_label("Why?").fill("All shops are closed")
    form.get_by_role("button", name="Declare").click()
    expect(form.get_by_text("somebody else than the commander")).to_be_visible()
    form.get_by_label("Who informs?").fill("ben")
    form.get_by_role("button", name="Declare").click()
    banner = page.get_by_role("note", name="Major incident")
    expect(banner).to_contain_text("ana leads, ben informs.")
    expect(page.get_by_text("Level 3 of 3")).to_be_visible()
    expect(page.get_by_role("button", name="Escalate …")).to_have_count(0)
    banner.get_by_role("button", name="Status update …").click()
    form = page.get_by_role("form", name="Status update")
    form.get_by_label("How does it stand?").fill("We restart the databases")
    form.get_by_label("Next update in minutes").fill("30")
    form.get_by_role("button", name="Status update").click()
    told = desk.section("Timeline").get_by_role("article").filter(has_text="We restart the databases")
    expect(told).to_contain_text("Public")
    steps = page.get_by_role("group", name="Next steps")
    steps.get_by_role("button", name="Resolve …").click()
    form = page.get_by_role("form", name="Resolve")
    form.get_by_label("Resolution").fill("Restarted")
    form.get_by_role("button", name="Resolve").click()
    steps.get_by_role("button", name="Close …").click()
    form = page.get_by_role("form", name="Close")
    form.get_by_label("Review").fill("The spare was never tried")
    form.get_by_role("button", name="Close").click()
    expect(page.get_by_text("The spare was never tried").first).to_be_visible()


def test_whoever_opens_an_incident_sees_the_open_ones_like_it(desk: Client) -> None:
    """While the title is typed, with the way to each; nothing of its own is asked for before."""
    page = desk.open("/incidents/new?ci=pay-app")
    alert = page.get_by_role("alert").filter(has_text="An open incident may be the same")
    expect(alert).to_have_count(0)
    page.get_by_label("Title").press_sequentially("Payments time out")
    expect(alert.get_by_role("link", name="Payments time out in Basel")).to_be_visible()
    expect(alert.get_by_role("link", name="Payments time out at noon")).to_have_count(0)


def test_an_incident_without_a_ci_says_what_to_link(client: Client) -> None:
    """Each part is there and says why it is empty."""
    page = client.open("/sources")
    call(page, "POST", "/incidents", {"title": "Noise"})
    client.open("/incidents/inc-000001")
    expect(client.section("Who and what is hit")).to_contain_text("It names no CI yet.")
    expect(client.section("Articles that may help")).to_contain_text("No article fits.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_barrier(desk: Client, scheme: str) -> None:
    """Axe finds nothing, nothing jumps, also on a phone and with a form open."""
    desk.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
    page = desk.open("/sources")
    major = {"commander": "ana", "communications": "ben", "reason": "All shops are closed"}
    call(page, "POST", "/incidents/inc-000002/major", major)
    findings = []

    def look(where: str) -> None:
        page.wait_for_timeout(150)
        if (shifted := page.evaluate("window.shifted")) > MOST_SHIFT:
            findings.append(f"{where}: shifts by {shifted:.3f}")
        for violation in Axe().run(page).response["violations"]:
            targets = [node["target"] for node in violation["nodes"]][:4]
            findings.append(f"{where}: {violation['id']}: {violation['help']}: {targets}")

    desk.open("/incidents/inc-000003")
    look("an incident")
    page.get_by_role("button", name="Declare a major incident …").click()
    expect(page.get_by_label("Who leads?")).to_be_visible()
    look("the form")
    desk.open("/incidents/inc-000002")
    look("a major incident")
    page.set_viewport_size({"width": PHONE, "height": 844})
    desk.open("/incidents/inc-000003")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    assert not findings, "\n".join(findings)
