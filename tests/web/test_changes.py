"""Changes: from a plan on the map to the graph, the collision nobody spotted, the decision, and the schedule."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from api.auth import passwords
from api.auth.accounts import Account, create_account
from cmdb.store.port import Store
from tests.web.conftest import Client
from tests.web.screens import plan_word
from tests.web.test_records import call

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery"
DAY = (datetime.now(UTC) + timedelta(days=3)).date()
MOST_SHIFT = 0.1
UPGRADE: dict[str, Any] = {
    "faultline_change": 1,
    "title": "Move the first database to another port",
    "down": [{"ci": "db-1", "state": "down"}],
    "edits": [{"op": "set", "ci": "db-1", "attributes": {"port": {"was": 5432, "to": 5433}}}],
}
OTHER: dict[str, Any] = {
    "faultline_change": 1,
    "title": "Patch the second database",
    "down": [{"ci": "db-2"}],
    "edits": [],
    "window": {"start": f"{DAY}T22:00:00Z", "end": f"{DAY}T23:00:00Z"},
}


@pytest.fixture
def beside(client: Client) -> Client:
    """Return the client with another change on the second leg of the database, submitted: chg-000001."""
    page = client.open("/sources")
    assert call(page, "POST", "/changes/draft", OTHER)["key"] == "chg-000001"
    assert call(page, "POST", "/changes/chg-000001/steps", {"step": "submit"})["state"] == "assessment"
    return client


@pytest.fixture
def board(store: Store, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the name of somebody who sits on the board."""
    monkeypatch.setattr(passwords, "COST", 2)
    monkeypatch.setattr(passwords, "PARALLEL", 1)
    now = datetime.now(UTC)
    create_account(store.side, Account("bea", "Bea", ("board_member",), None, None, now.isoformat()), PASSWORD, now)
    return "bea"


def planned(client: Client, **more: object) -> Page:
    """Draft and submit the upgrade in the window of the other change, and open its page."""
    plan = {**UPGRADE, "window": OTHER["window"], "tests": "pgbench", "backout": "the old port", **more}
    key = call(client.page, "POST", "/changes/draft", plan)["key"]
    call(client.page, "POST", f"/changes/{key}/steps", {"step": "submit"})
    return client.open(f"/changes/{key}")


def fill_plan(page: Page) -> None:
    """Edit the plan of a draft: a window that ends before it begins is refused beside the field."""
    page.get_by_role("button", name="Edit the plan").click()
    form = page.get_by_role("form", name="Edit the plan")
    form.get_by_label("Start").fill(f"{DAY}T22:15")
    form.get_by_label("End").fill(f"{DAY}T21:15")
    form.get_by_role("button", name="Save the plan").click()
    expect(form.get_by_role("alert")).to_contain_text("It is not after the start.")
    form.get_by_label("End").fill(f"{DAY}T23:15")
    form.get_by_label("For (min): orders-db-1").fill("20")
    form.get_by_label("Tests").fill("pgbench against the new port")
    form.get_by_label("Back-out", exact=True).fill("The old port")
    form.get_by_label("Minutes to back out").fill("15")
    form.get_by_role("button", name="Save the plan").click()


def carry_out(page: Page) -> None:
    """Start a scheduled change and complete it with success."""
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("button", name="Complete …").click()
    page.get_by_role("combobox", name="Outcome").click()
    page.get_by_role("option", name="Successful", exact=True).click()
    page.get_by_role("form", name="Complete").get_by_role("button", name="Complete").click()


def test_a_change_goes_from_the_map_to_the_graph(beside: Client, board: str) -> None:
    """Drafted, planned, its collision seen, moved, asked for, decided by somebody else, carried out, merged."""
    page = beside.open(f"/what-if?plan={plan_word(UPGRADE)}")
    page.get_by_role("button", name="Draft a change").click()
    expect(page.get_by_role("heading", name="Move the first database")).to_be_visible()
    plan = beside.section("Plan")
    expect(plan.get_by_role("list", name="Edits")).to_contain_text("5432 → 5433")
    expect(page.get_by_text("No window yet.")).to_be_visible()

    fill_plan(page)
    expect(plan).to_contain_text("from the start for 20 min")
    expect(plan).to_contain_text(re.compile(r"\d{4}, 22:15 – 23:15 \S+"))
    expect(page.get_by_test_id("window")).to_contain_text(re.compile(r"22:15 – 23:15 \S+ \(1 h\), backing out until"))

    page.get_by_role("button", name="Submit", exact=True).click()
    collision = page.get_by_role("row").filter(has_text="chg-000001")
    expect(collision).to_contain_text("Redundancy")
    expect(collision).to_contain_text("High")
    expect(page.get_by_role("img", name="The window as a picture")).to_contain_text("Patch the second database")
    expect(page.get_by_test_id("risk")).to_contain_text("of 100 points, mostly because:")
    expect(page.get_by_test_id("change-impact")).to_contain_text("No service")
    expect(page.get_by_role("list", name="Lost redundancy")).to_contain_text("db: only orders-db-2 left")
    meanwhile = page.get_by_text("How far from an outage meanwhile:")
    expect(meanwhile).to_contain_text("Payments 1 failure away (was 1)")
    page.get_by_role("link", name="Payments", exact=True).click()
    expect(page.get_by_text("While chg-000002 is carried out")).to_be_visible()
    expect(beside.section("Minimal cut sets")).to_contain_text("orders-db-2")
    page.get_by_role("link", name="The change", exact=True).click()
    page.get_by_text("All 17 factors of the risk").click()
    expect(page.get_by_role("row").filter(has_text="Back-out")).to_contain_text("a way back is named")
    page.get_by_role("button", name="Use the window from").first.click()
    expect(page.get_by_text("It collides with nothing.")).to_be_visible()
    expect(beside.section("Safest windows")).to_contain_text("This is the window now.")

    page.get_by_role("button", name="Ask for approval").click()
    approval = beside.section("Approval")
    expect(approval).to_contain_text("0 of 1 voice needed")
    beside.page.expected_errors.append("422")  # type: ignore[attr-defined]
    page.get_by_role("button", name="Approve", exact=True).click()
    page.get_by_role("button", name="Approve this change").click()
    expect(approval.get_by_role("alert")).to_contain_text("nobody decides on their own change")

    assert call(page, "POST", "/session", {"name": board, "password": PASSWORD})["account"]["name"] == board
    page = beside.open("/changes/chg-000002")
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Approve this change")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("It is scheduled now.")).to_be_visible()
    expect(approval.get_by_role("list", name="Votes")).to_contain_text("beaApproved")

    page.context.clear_cookies()
    carry_out(beside.open("/changes/chg-000002"))
    expect(plan).to_contain_text("It is so already.")
    expect(page.get_by_text("This change is over.")).to_be_visible()
    beside.open("/cis/db-1")
    expect(beside.section("Attributes")).to_contain_text("5433")


def test_a_new_change_is_drafted_from_a_form(client: Client) -> None:
    """What is missing is said beside the field; what was typed outlives a reload; the plan says all of it."""
    page = client.open("/changes/new?ci=hv-1")
    page.get_by_role("button", name="Draft the change").click()
    expect(page.get_by_text("Say in one line what is changed.")).to_be_visible()
    page.get_by_label("Title").fill("More memory")
    page.get_by_label("Start").fill(f"{DAY}T22:00")
    page.get_by_role("button", name="Draft the change").click()
    expect(page.get_by_text("Say the date and the time.")).to_be_visible()
    page.get_by_label("End").fill(f"{DAY}T23:00")
    page.reload()
    expect(page.get_by_label("Title")).to_have_value("More memory")
    expect(page.get_by_text("What you typed earlier is still here.")).to_be_visible()
    page.get_by_role("textbox", name="Add a CI that is taken down").fill("core-sw-2")
    page.get_by_role("option", name="core-sw-2").click()
    page.get_by_label("State: core-sw-2").select_option("DEGRADED")
    page.get_by_label("After (min): core-sw-2").fill("10")
    page.get_by_text("Emergency", exact=True).click()
    page.get_by_role("button", name="Draft the change").click()
    expect(page.get_by_role("heading", name="More memory")).to_be_visible()
    taken = page.get_by_role("list", name="Taken down")
    expect(taken).to_contain_text("esx-01")
    expect(taken).to_contain_text("from 10 min after the start to the end of the window")
    page.get_by_text("If it fails", exact=True).click()
    expect(page.get_by_test_id("change-impact")).to_contain_text("Payments")
    expect(client.section("Approval")).to_contain_text("an emergency needs one voice")


def test_who_saves_a_plan_second_sees_both(beside: Client) -> None:
    """Each part that both changed asks for a choice; what only one changed is kept."""
    beside.page.expected_errors.append("412")  # type: ignore[attr-defined]
    page = planned(beside)
    page.get_by_role("button", name="Edit the plan").click()
    form = page.get_by_role("form", name="Edit the plan")
    form.get_by_label("Tests").fill("mine")
    form.get_by_label("Minutes to back out").fill("7")
    now = call(page, "GET", "/changes/chg-000002/plan")
    theirs = {**now["plan"], "tests": "theirs", "backout": "their way back"}
    call(page, "PUT", "/changes/chg-000002/plan", theirs, now["revision"])
    form.get_by_role("button", name="Save the plan").click()
    clash = page.get_by_role("alert", name="Somebody else saved this plan first")
    clash.get_by_role("radio", name="Tests: keep theirs").check()
    clash.get_by_role("button", name="Save").click()
    plan = beside.section("Plan")
    expect(plan).to_contain_text("their way back")
    expect(plan).to_contain_text("theirs")
    expect(plan).to_contain_text("7 min to back out.")


def test_a_conflict_of_the_plan_says_what_is_there_now(beside: Client) -> None:
    """Somebody changed the attribute meanwhile: the edit is marked, and what is taken down is judged alone."""
    page = planned(beside)
    call(page, "PATCH", "/cis/db-1", {"attributes": {"port": 6000}}, call(page, "GET", "/cis/db-1")["revision"])
    page = beside.open("/changes/chg-000002")
    expect(beside.section("Plan").get_by_role("list", name="Edits")).to_contain_text("it is 6000 now")
    expect(page.get_by_text("Edits conflict with the graph as it is")).to_be_visible()
    expect(page.get_by_text("of 100 points")).to_be_visible()


def test_votes_that_saw_other_facts_are_marked(beside: Client, board: str) -> None:
    """A vote keeps what was seen; when the facts move, it says so."""
    page = planned(beside)
    call(page, "POST", "/changes/chg-000002/steps", {"step": "request_approval"})
    assert call(page, "POST", "/session", {"name": board, "password": PASSWORD})["account"]["name"] == board
    page = beside.open("/changes/chg-000002")
    page.keyboard.press("c")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Approve on these conditions").click()
    expect(page.get_by_text("Say it in a sentence.")).to_be_visible()
    seen = call(page, "GET", "/changes/chg-000002/assessment")["hash"]
    vote = {"decision": "abstain", "reason": "not my service", "hash": seen}
    assert call(page, "POST", "/changes/chg-000002/votes", vote)["stale"] == []
    page.context.clear_cookies()
    page = beside.open("/changes/chg-000002")
    call(page, "POST", "/changes/chg-000001/steps", {"step": "cancel"})
    beside.open("/changes/chg-000002")
    expect(page.get_by_role("list", name="Votes")).to_contain_text("saw other facts")


def test_the_schedule_shows_what_collides_and_what_is_closed(beside: Client) -> None:
    """Bars, a link, a table; a freeze is added and removed; the address holds the range."""
    planned(beside)
    page = beside.open(f"/schedule?view=month&day={DAY}")
    picture = page.get_by_role("region", name="2 changes along the days")
    expect(picture).to_contain_text("chg-000001 Patch the second database")
    expect(page.get_by_role("table", name="Collisions").get_by_role("row")).to_have_count(2)
    page.get_by_role("button", name="Add a period").click()
    form = page.get_by_role("form", name="Add a period")
    form.get_by_role("button", name="Add", exact=True).click()
    expect(form.get_by_text("Give it a name.")).to_be_visible()
    form.get_by_label("Name").fill("Year end")
    form.get_by_label("Start").fill(f"{DAY}T00:00")
    form.get_by_label("End").fill(f"{DAY}T23:30")
    form.get_by_role("button", name="Add", exact=True).click()
    expect(picture).to_contain_text("Year end")
    beside.open("/changes/chg-000002")
    freeze = page.get_by_role("row").filter(has_text="Year end")
    expect(freeze).to_contain_text("Critical")
    freeze.get_by_role("link", name="Year end").click()
    page.get_by_role("button", name="Remove Year end").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("No freeze and no maintenance is declared.")).to_be_visible()
    page.get_by_role("button", name="Next week").click()
    assert set(beside.query()) == {"day"}
    page.get_by_text("Month", exact=True).click()
    expect(page.get_by_role("button", name="Previous month")).to_be_visible()
    assert beside.query()["view"] == "month"


def test_what_is_asked_while_a_change_with_a_conflict_is_carried_out_says_so(beside: Client) -> None:
    """The service's page tells with what the plan takes down alone, names the conflict, and leads to the change."""
    page = planned(beside)
    call(
        page,
        "POST",
        "/plans/merge",
        {"plan": {"edits": [{**UPGRADE["edits"][0], "attributes": {"port": {"to": 5440}}}]}},
    )
    beside.open("/services/pay?change=chg-000002")
    expect(page.get_by_text("Edits of its plan conflict with the graph as it is.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="db-1 port: the present")).to_contain_text(
        "from 5432 to 5433, now 5440"
    )
    expect(beside.section("Minimal cut sets")).to_contain_text("orders-db-2")
    page.get_by_role("link", name="Settle it on the page of chg-000002").click()
    expect(page.get_by_role("heading", name="Move the first database")).to_be_visible()
    expect(page.get_by_text("Edits conflict with the graph as it is")).to_be_visible()


PAGES = ("/changes/chg-000002", "/changes/new?ci=hv-1", f"/schedule?day={DAY}", f"/schedule?view=month&day={DAY}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_barrier(beside: Client, board: str, scheme: str) -> None:
    """Axe finds nothing in either scheme, also with the decision bar and the form of the plan."""
    page = planned(beside)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
    freeze = {"start": f"{DAY}T00:00:00Z", "end": f"{DAY}T23:30:00Z", "reason": "Year end"}
    call(page, "PUT", "/closed-periods/Year%20end", freeze)
    findings = []

    def look(where: str) -> None:
        page.wait_for_timeout(200)
        shifted = page.evaluate("window.shifted")
        if shifted > MOST_SHIFT:
            findings.append(f"{where}: shifts by {shifted:.3f}")
        for violation in Axe().run(page).response["violations"]:
            targets = [node["target"] for node in violation["nodes"]][:4]
            findings.append(f"{where}: {violation['id']}: {violation['help']}: {targets}")

    for path in PAGES:
        beside.open(path)
        look(path)
    beside.open(PAGES[0])
    page.get_by_role("button", name="Edit the plan").click()
    page.get_by_role("link", name="Payments", exact=True).click()
    expect(page.get_by_text("While chg-000002 is carried out")).to_be_visible()
    expect(beside.section("Minimal cut sets")).to_contain_text("orders-db-2")
    page.get_by_role("link", name="The change", exact=True).click()
    page.get_by_text("All 17 factors of the risk").click()
    look("the form of the plan")
    call(page, "POST", "/changes/chg-000002/steps", {"step": "request_approval"})
    call(page, "POST", "/session", {"name": board, "password": PASSWORD})
    beside.open(PAGES[0])
    page.keyboard.press("r")
    look("the decision bar")
    assert not findings, "\n".join(findings)


def test_changes_on_a_phone(beside: Client) -> None:
    """Nothing is wider than the screen."""
    planned(beside)
    beside.page.set_viewport_size({"width": 390, "height": 844})
    for path in PAGES:
        page = beside.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path  # the phone's width
    page = beside.open(PAGES[0])
    expect(page.get_by_test_id("risk")).to_be_visible()
    page.get_by_role("button", name="Edit the plan").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390  # with the form too
