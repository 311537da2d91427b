"""The agent's pages: the queue of a practice, a new record, and a record worked from open to closed."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.barriers import findings
from tests.web.conftest import Client

pytestmark = pytest.mark.browser

CALL = """
async ([method, path, body, match]) => {
    const session = await (await fetch("/api/v1/session")).json();
    const answer = await fetch("/api/v1" + path, {
        method,
        headers: {
            "Content-Type": "application/json",
            "X-CSRF-Token": session.csrf,
            ...(match === null ? {} : { "If-Match": `"${match}"` }),
        },
        body: body === null ? undefined : JSON.stringify(body),
    });
    return await answer.json();
}
"""


def call(page: Page, method: str, path: str, body: object = None, match: int | None = None) -> dict[str, Any]:
    """Ask the API as somebody else would, from the page's session."""
    answer: dict[str, Any] = page.evaluate(CALL, [method, path, body, match])
    return answer


@pytest.fixture
def queue(client: Client) -> Client:
    """Return the client with three incidents: one that takes Payments DOWN, one elsewhere, one on hold."""
    page = client.open("/sources")
    for body in (
        {"title": "Confirmations take a minute", "links": {"affects": ["pay-app"]}, "attributes": {"urgency": 1}},
        {"title": "A printer prints blank pages", "attributes": {"urgency": 3, "team": "Service desk"}},
        {"title": "Noise in the server room", "attributes": {"team": "Facilities"}},
    ):
        assert "key" in call(page, "POST", "/incidents", body)
    hold = {"step": "hold", "attributes": {"hold_reason": "supplier"}}
    assert call(page, "POST", "/incidents/inc-000003/steps", hold)["state"] == "on_hold"
    return client


def test_an_incident_is_opened_from_a_ci_and_worked_to_its_end(client: Client) -> None:
    """What the CI takes down decides the priority; a step asks for what it needs; one that came late is explained."""
    client.page.expected_errors.append("422")  # type: ignore[attr-defined]
    page = client.open("/cis/pay-app")
    page.get_by_role("link", name="Report incident").click()
    expect(page.get_by_test_id("record-impact")).to_contain_text("Payments")
    expect(page.get_by_test_id("computed")).to_contain_text("Impact computed: 1 High, because Payments DOWN")
    page.get_by_role("button", name="Open incident").click()
    expect(page.get_by_text("Say in one line what it is about.")).to_be_visible()
    page.get_by_label("Title").fill("Nobody can pay")
    page.get_by_role("combobox", name="Urgency").click()
    page.get_by_role("option", name="1 High").click()
    expect(page.get_by_test_id("priority")).to_contain_text("1 Critical")
    page.get_by_label("Team").fill("Payments")
    page.get_by_role("button", name="Open incident").click()
    expect(page.get_by_role("heading", name="Nobody can pay")).to_be_visible()
    expect(page.get_by_role("definition").filter(has_text="1 Critical")).to_be_visible()
    timeline = client.section("Timeline")
    expect(timeline).to_contain_text("Impact computed as 1 High: Payments DOWN. Team Payments.")

    page.get_by_role("button", name="Start work").click()
    expect(timeline).to_contain_text("Start work: New → In progress")
    page.get_by_role("button", name="Resolve …").click()
    resolution = page.get_by_label("Resolution")
    expect(resolution).to_be_focused()
    form = page.get_by_role("form", name="Resolve")
    form.get_by_role("button", name="Resolve").click()
    expect(page.get_by_text("Resolution is needed for this step.")).to_be_visible()
    resolution.fill("Restarted the application")
    page.get_by_label("Note to go with it").fill("It works again")
    form.locator("label").filter(has_text="Public").click()
    form.get_by_role("button", name="Resolve").click()
    resolved = timeline.get_by_role("article").filter(has_text="Resolve: In progress → Resolved")
    expect(resolved).to_contain_text("It works again")
    expect(resolved).to_contain_text("Public")

    call(page, "POST", "/incidents/inc-000001/steps", {"step": "close"})
    close = page.get_by_role("group", name="Next steps").get_by_role("button", name="Close")
    close.click()
    refusal = page.get_by_role("alert").filter(has_text="This step is not possible now")
    expect(refusal).to_contain_text("not possible in state closed")
    expect(refusal).to_contain_text("Somebody else has moved it on")
    expect(timeline).to_contain_text("Close: Resolved → Closed")
    expect(close).to_have_count(0)

    client.open("/incidents")
    expect(page.get_by_role("heading", name="No open incidents")).to_be_visible()
    page.get_by_role("button", name="Closed 1").click()
    expect(page.get_by_role("link", name="Nobody can pay")).to_be_visible()
    client.open("/cis/pay-app?tab=records")
    expect(page.get_by_role("row", name="Nobody can pay")).to_contain_text("1 Critical")


def test_an_impact_other_than_the_computed_one_asks_for_a_reason(client: Client) -> None:
    """The server refuses it beside the field; what was typed outlives a reload."""
    client.page.expected_errors.append("422")  # type: ignore[attr-defined]
    page = client.open("/incidents/new?ci=pay-app")
    page.get_by_label("Title").fill("Payments sleeps at night")
    page.get_by_role("combobox", name="Another impact").click()
    page.get_by_role("option", name="3 Low").click()
    expect(page.get_by_test_id("priority")).to_contain_text("4 Low")
    page.get_by_role("button", name="Open incident").click()
    reason = page.get_by_label("Why this impact")
    expect(reason).to_have_attribute("aria-invalid", "true")
    page.reload()
    expect(page.get_by_label("Title")).to_have_value("Payments sleeps at night")
    expect(page.get_by_text("What you typed earlier is still here.")).to_be_visible()
    expect(page.get_by_role("list", name="Chosen CIs")).to_contain_text("pay-app")
    reason.fill("Nobody pays at night")
    page.get_by_role("button", name="Open incident").click()
    expect(page.get_by_text("set by hand: Nobody pays at night")).to_be_visible()
    expect(page.get_by_role("definition").filter(has_text="4 Low")).to_be_visible()


def test_a_scenario_becomes_an_incident(client: Client) -> None:
    """What fails in the explorer is what the incident affects, and how."""
    page = client.open("/impact?degraded=pay-app")
    page.get_by_role("button", name="Share").click()
    page.get_by_role("menuitem", name="Open an incident from this").click()
    expect(page.get_by_role("list", name="Chosen CIs")).to_contain_text("pay-app")
    assert client.query() == {"ci": "pay-app", "effect": "degraded"}
    expect(page.get_by_role("combobox", name="Effect")).to_have_value("Degraded")


def test_the_queue_is_narrowed_and_its_address_holds_it(queue: Client) -> None:
    """Open ones, the most urgent first; facets write conditions; a wrong word is pointed at."""
    queue.page.expected_errors.append("422")  # type: ignore[attr-defined]
    page = queue.open("/incidents")
    rows = page.locator("tr[data-row]")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("1 Critical")
    expect(rows.first).to_contain_text("Confirmations take a minute")
    queue.section("Filter").get_by_role("button", name="On hold 1").click()
    expect(rows).to_have_count(1)
    assert queue.query() == {"q": "status:on_hold"}
    queue.section("Filter").get_by_role("button", name="On hold 1").click()
    queue.section("Filter").get_by_role("button", name="No team 1").click()
    expect(rows).to_have_count(1)
    queue.open("/incidents?q=team:facilities&sort=-name")
    expect(rows).to_have_count(1)
    query = page.get_by_role("textbox", name="Query")
    query.fill("hold_r")
    page.get_by_role("option", name="hold_reason:").click()
    query.press_sequentially("sup")
    page.get_by_role("option", name="supplier").click()
    query.press("Enter")
    expect(rows).to_have_count(1)
    query.fill("colour:red")
    query.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("there is no field colour")


def test_who_saves_second_sees_both_versions(queue: Client) -> None:
    """Two agents on one record: nothing of either is lost without a choice."""
    queue.page.expected_errors.append("412")  # type: ignore[attr-defined]
    page = queue.open("/incidents/inc-000002")
    page.get_by_role("button", name="Edit", exact=True).click()
    page.get_by_role("combobox", name="Team").fill("Print shop")
    page.get_by_label("Category", exact=True).fill("printing")
    now = call(page, "GET", "/incidents/inc-000002")
    body = {"attributes": {"team": "Workplace"}, "title": "A printer on floor 2 prints blank pages"}
    call(page, "PATCH", "/incidents/inc-000002", body, now["revision"])
    page.get_by_role("button", name="Save").click()
    conflict = page.get_by_role("alert", name="Somebody else saved first")
    expect(conflict.get_by_role("row")).to_have_count(2)
    expect(conflict).to_contain_text("Service desk")
    conflict.get_by_role("radio", name="Workplace").check()
    conflict.get_by_role("button", name="Save my choice").click()
    expect(page.get_by_role("heading", name="A printer on floor 2 prints blank pages")).to_be_visible()
    kept = call(page, "GET", "/incidents/inc-000002")["attributes"]
    assert (kept["team"], kept["category"]) == ("Workplace", "printing")


def test_links_lead_to_cis_and_records_and_are_removed(queue: Client) -> None:
    """Grouped by their words, from either end."""
    page = queue.open("/incidents/inc-000002")
    links = queue.section("Linked with")
    links.get_by_role("button", name="Add a link").click()
    links.get_by_role("textbox", name="CI").fill("orders-db-1")
    page.get_by_role("option", name="orders-db-1").click()
    expect(links.get_by_role("link", name="orders-db-1")).to_be_visible()
    expect(page.get_by_test_id("record-impact")).to_be_visible()
    links.get_by_role("button", name="Add a link").click()
    links.get_by_role("combobox", name="How it is linked").click()
    page.get_by_role("option", name="Is a duplicate of").click()
    links.get_by_role("textbox", name="Record").fill("noise")
    page.get_by_role("option", name="Noise in the server room").click()
    links.get_by_role("link", name="Noise in the server room").click()
    expect(page.get_by_role("heading", name="Noise in the server room")).to_be_visible()
    expect(links).to_contain_text("Has duplicate")
    links.get_by_role("button", name="Remove: has duplicate A printer prints blank pages").click()
    expect(links.get_by_role("link", name="A printer prints blank pages")).to_have_count(0)


def test_a_record_that_is_not_there_says_so(client: Client) -> None:
    """Its key, why, and the way to the others; a word that is no practice is no page."""
    client.page.expected_errors.append("404")  # type: ignore[attr-defined]
    page = client.open("/incidents/inc-000099")
    expect(page.get_by_role("heading", name="There is no inc-000099 here")).to_be_visible()
    page.get_by_role("link", name="All incidents").click()
    expect(page.get_by_role("heading", name="No open incidents")).to_be_visible()
    page.goto(client.address + "/nonsense")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()


def test_a_record_by_keyboard_alone(queue: Client) -> None:
    """Into the queue, down, open, edit, note, step: no mouse."""
    page = queue.open("/")
    keys = page.keyboard
    keys.press("g")
    keys.press("n")
    expect(page.locator("tr[data-row='1']")).to_be_visible()
    keys.press("j")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Confirmations take a minute")).to_be_visible()
    keys.press("e")
    expect(page.get_by_label("Title")).to_be_focused()
    keys.press("Escape")
    keys.press("n")
    expect(page.get_by_label("Write a note")).to_be_focused()
    keys.type("The queue is full")
    keys.press("Control+Enter")
    note = queue.section("Timeline").get_by_role("article").filter(has_text="The queue is full")
    expect(note).to_contain_text("Internal")
    keys.press("Escape")
    step = page.get_by_role("button", name="Start work")
    for _ in range(60):
        if step.evaluate("node => node === document.activeElement"):
            break
        keys.press("Shift+Tab")
    keys.press("Enter")
    expect(queue.section("Timeline")).to_contain_text("Start work: New → In progress")
    keys.press("/")
    expect(page.get_by_role("textbox", name="Search", exact=True)).to_be_focused()
    keys.type("inc-000003")
    expect(page.get_by_role("dialog").get_by_role("button").first).to_contain_text("Noise in the server room")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Noise in the server room")).to_be_visible()


PAGES = (
    "/incidents",
    "/incidents?phase=closed",
    "/incidents/new?ci=pay-app",
    "/incidents/inc-000001",
    "/problems",
    "/requests/new",
    "/changes",
    "/changes/new",
    "/articles",
    "/articles/new",
    "/cis/pay-app?tab=records",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_barrier_and_none_jumps(queue: Client, scheme: str) -> None:
    """Axe finds nothing in either scheme, and what is shown stays where it is."""
    queue.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
    assert findings(queue, PAGES) == []


def test_records_on_a_phone(queue: Client) -> None:
    """Nothing is wider than the screen; a row says what matters on two lines, and opens."""
    queue.page.set_viewport_size({"width": 390, "height": 844})
    for path in PAGES:
        page = queue.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path  # the phone's width
    page = queue.open("/incidents")
    row = page.locator("tr[data-row='0']")
    expect(row).to_contain_text("Priority 1: Critical")
    expect(row).to_contain_text("inc-000001 · New")
    page.get_by_role("button", name="Filters").click()
    queue.section("Filter").get_by_role("button", name="On hold 1").click()
    page.get_by_role("link", name="Noise in the server room").click()
    page.get_by_label("Write a note").fill("On my way")
    page.get_by_role("button", name="Add note").click()
    expect(queue.section("Timeline")).to_contain_text("On my way")
