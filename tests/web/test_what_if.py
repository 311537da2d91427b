"""Planning: the estate changed on paper, what that does to today at once, kept as a file, merged by those who may."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.barriers import barriers
from tests.web.conftest import Client
from tests.web.test_explorer import PLACE

pytestmark = pytest.mark.browser

GONE = {"op": "unrelate", "from": "hv-2", "type": "connects_to", "to": "sw-2"}


def pick(page: Page, name: str) -> None:
    """Search a CI and take it."""
    page.get_by_role("textbox", name="Pick a CI").fill(name)
    page.get_by_role("option", name=name).first.click()


def opened(client: Client, tmp_path: Path, **plan: Any) -> Page:
    """Open a plan file on the page."""
    page = client.open("/what-if")
    file = tmp_path / "some.plan.json"
    file.write_text(json.dumps({"faultline_change": 1, "edits": [], **plan}))
    page.get_by_label("Open a plan file").set_input_files(file)
    expect(page.get_by_text("is open.")).to_be_visible()
    return client.settled()


def test_taking_down_shows_the_difference_at_once(client: Client) -> None:
    """Sentence, services and CIs, each leading to its CI; the address holds it all."""
    page = client.open("/what-if")
    pick(page, "esx-01")
    page.get_by_role("button", name="Take down", exact=True).click()
    expect(page.get_by_test_id("headline")).to_contain_text("Payments is hit.")
    expect(client.section("Services")).to_contain_text("Payments")
    expect(client.section("Newly affected")).to_contain_text("vm-pay")
    assert client.query()["select"] == "hv-1"
    assert "plan" in client.query()
    page.reload()
    client.settled()
    expect(page.get_by_role("list", name="Edits")).to_contain_text("Taken down")
    client.section("Newly affected").get_by_role("link", name="vm-pay").click()
    expect(page.get_by_role("heading", name="vm-pay")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Bring back: esx-01").click()
    expect(client.section("Nothing is planned yet")).to_be_visible()


def test_a_relation_removed_uses_up_redundancy(client: Client) -> None:
    """The group has none to spare, and a single point is new; taking the edit out heals it."""
    page = client.open("/what-if?ci=hv-2&select=hv-2")
    page.get_by_role("button", name="Remove: connects to core-sw-2").click()
    expect(client.section("Redundancy")).to_contain_text("uplink: 1 to spare → none to spare")
    points = client.section("Single points of failure")
    expect(points).to_contain_text("alone takes Web shop DOWN")
    expect(points.get_by_role("listitem")).to_contain_text("New")
    page.get_by_role("button", name="Take out: Relation removed esx-02 connects to core-sw-2").click()
    expect(points).to_have_count(0)


def test_a_new_ci_and_its_relation_add_redundancy(client: Client) -> None:
    """A database that does not exist yet joins the group; the form knows the group, and the map the new CI."""
    page = client.open("/what-if?ci=pay-app&select=pay-app")
    page.get_by_role("button", name="Add a CI that does not exist yet").click()
    form = page.get_by_role("form", name="Add a CI that does not exist yet")
    form.get_by_role("button", name="Add to the plan").click()
    expect(form).to_contain_text("Choose a class.")
    form.get_by_role("combobox", name="Class").fill("Database")
    page.get_by_role("option", name="Database", exact=True).click()
    form.get_by_role("textbox", name="Name").fill("orders-db-3")
    form.get_by_role("button", name="Add to the plan").click()
    expect(page.get_by_text("New in this plan · Database")).to_be_visible()
    page.get_by_role("list", name="Edits").get_by_role("button", name="orders-db-3", exact=True).click()
    pick(page, "pay-app")
    page.get_by_role("button", name="Add a relation").click()
    form = page.get_by_role("form", name="Add a relation")
    form.get_by_role("button", name="Add to the plan").click()
    expect(form).to_contain_text("Choose the other CI.")
    form.get_by_role("button", name="orders-db-3").click()
    form.get_by_label("Group").first.fill("db")
    form.get_by_role("button", name="Add to the plan").click()
    expect(page.get_by_role("list", name="Edits")).to_contain_text("pay-app depends on orders-db-3 (group db)")
    expect(client.section("Redundancy")).to_contain_text("db: 1 to spare → 2 to spare")
    assert page.get_by_test_id("map").evaluate("(map) => map._cyreg.cy.edges('.m-added').length") == 1


def test_a_click_on_the_map_opens_takes_down_and_answers_a_form(client: Client) -> None:
    """Click opens what is around, Shift takes down, and a form that asks for the other CI takes it from the map."""
    page = client.open("/what-if?ci=hv-1&select=hv-1")
    page.wait_for_timeout(500)
    shapes = page.get_by_test_id("map")
    shapes.click(position=shapes.evaluate(PLACE, "sw-1"))
    expect(page.get_by_role("region", name="core-sw-1")).to_be_visible()
    assert client.query()["ci"] == "hv-1,sw-1"
    client.settled()
    page.wait_for_timeout(500)
    shapes.click(position=shapes.evaluate(PLACE, "feed-1"), modifiers=["Shift"])
    expect(page.get_by_role("list", name="Edits")).to_contain_text("Feed A")
    client.settled()
    page.get_by_role("button", name="Add a relation").click()
    page.wait_for_timeout(500)
    shapes.click(position=shapes.evaluate(PLACE, "feed-2"))
    expect(page.get_by_role("form", name="Add a relation").get_by_role("status")).to_have_text("Feed B")
    page.get_by_role("form", name="Add a relation").get_by_role("button", name="Add to the plan").click()
    expect(page.get_by_role("list", name="Edits")).to_contain_text("core-sw-1 depends on Feed B")
    page.get_by_text("What is hit").click()
    expect(shapes).to_have_attribute(
        "aria-label", "Map of 4 CIs and 4 relations. The lists beside it hold the same facts."
    )


def test_values_and_rules_stand_before_and_after(client: Client) -> None:
    """An attribute and a group's rule; what is so already is said, not planned."""
    page = client.open("/what-if?ci=pay-app&select=pay-app")
    page.get_by_role("button", name="Change a value").click()
    form = page.get_by_role("form", name="Change a value")
    form.get_by_role("combobox", name="Value").fill("Version")
    page.get_by_role("option", name="Version", exact=True).click()
    form.get_by_role("button", name="Add to the plan").click()
    expect(form).to_contain_text("It is so already.")
    form.get_by_role("textbox", name="Version").fill("2.2")
    form.get_by_role("button", name="Add to the plan").click()
    edits = page.get_by_role("list", name="Edits")
    expect(edits).to_contain_text("Version: 2.1 → 2.2")
    page.get_by_role("button", name="Change a group").click()
    form = page.get_by_role("form", name="Change a group")
    expect(form.get_by_role("textbox", name="Members")).to_have_value("1")
    form.get_by_role("textbox", name="Members").fill("2")
    form.get_by_role("button", name="Add to the plan").click()
    expect(edits).to_contain_text("group db: at least 1 up → at least 2 up")
    expect(edits.get_by_role("listitem")).to_have_count(1)
    expect(client.section("Redundancy")).to_contain_text("db: 1 to spare → none to spare")


def test_the_same_down_on_both_sides_shows_what_the_edits_are_worth(client: Client, tmp_path: Path) -> None:
    """Against today the failure hits; against today with the same failure the plan frees."""
    moved = [
        {"op": "unrelate", "from": "pay-app", "type": "runs_on", "to": "vm-1"},
        {"op": "relate", "from": "pay-app", "type": "runs_on", "to": "vm-2"},
    ]
    page = opened(client, tmp_path, title="Move it", down=[{"ci": "vm-1"}], edits=moved)
    expect(client.section("Newly affected")).to_contain_text("vm-pay")
    page.get_by_text("Today with the same down").click()
    expect(client.section("Services").get_by_role("listitem")).to_contain_text("Payments")
    expect(client.section("No longer affected")).to_contain_text("pay-app")
    assert client.query()["against"] == "same"


def test_what_cannot_be_stands_under_its_edit(client: Client, tmp_path: Path) -> None:
    """A stale value, an unknown attribute, a CI that is not there: each says so where it stands, and what would do."""
    client.page.expected_errors.append("404")  # type: ignore[attr-defined]
    edits = [
        {"op": "set", "ci": "sw-1", "attributes": {"owner": {"was": "Nobody", "to": "Ann"}}},
        {"op": "set", "ci": "sw-1", "attributes": {"serail": {"to": "X"}}},
        {"op": "retire", "ci": "no-such-thing"},
        GONE,
    ]
    page = opened(client, tmp_path, edits=edits)
    lines = page.get_by_role("list", name="Edits").get_by_role("listitem")
    expect(lines.nth(0).get_by_role("alert")).to_have_text("Conflict: Owner: it is Network now.")
    expect(lines.nth(1).get_by_role("alert")).to_contain_text("Cannot be:")
    expect(lines.nth(1).get_by_role("alert")).to_contain_text("serial")
    expect(lines.nth(2).get_by_role("alert")).to_contain_text("no-such-thing")
    expect(lines.nth(3).get_by_role("alert")).to_have_count(0)
    expect(page.get_by_text("3 edits cannot be laid over the present")).to_be_visible()
    expect(page.get_by_role("button", name="Merge", exact=True)).to_be_disabled()
    for line in ("Changed core-sw-1", "Changed core-sw-1", "Retired no-such-thing"):
        page.get_by_role("button", name=f"Take out: {line}").first.click()
    expect(page.get_by_test_id("headline")).to_be_visible()


def test_a_relation_type_that_is_not_known_stands_under_its_edit(client: Client, tmp_path: Path) -> None:
    """The API refuses the plan; the page says which edit and which types there are."""
    client.page.expected_errors.append("422")  # type: ignore[attr-defined]
    page = opened(client, tmp_path, edits=[GONE, {"op": "relate", "from": "pay", "type": "depnds_on", "to": "hv-1"}])
    line = page.get_by_role("list", name="Edits").get_by_role("listitem").nth(1)
    expect(line.get_by_role("alert")).to_contain_text("depends_on")


def test_a_plan_goes_to_a_file_and_comes_back(client: Client, tmp_path: Path) -> None:
    """Download, begin anew, open: the same plan, with what the page itself does not edit."""
    page = opened(client, tmp_path, title="Uplinks", kind="normal", edits=[GONE])
    page.get_by_role("button", name="Draft plan").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Keep it: download the plan file").click()
    assert download.value.suggested_filename == "uplinks.plan.json"
    kept = json.loads(download.value.path().read_text())
    assert kept == {"faultline_change": 1, "title": "Uplinks", "kind": "normal", "edits": [GONE]}
    page.get_by_role("button", name="Draft plan").click()
    page.get_by_role("menuitem", name="Begin anew").click()
    expect(client.section("Nothing is planned yet")).to_be_visible()
    wrong = tmp_path / "wrong.json"
    wrong.write_text("[1, 2]")
    page.get_by_label("Open a plan file").set_input_files(wrong)
    expect(page.get_by_role("alert").last).to_contain_text("It is no plan document")


def test_a_long_plan_is_kept_in_the_browser(client: Client, tmp_path: Path) -> None:
    """The address names the draft; elsewhere it says that the draft is not there."""
    many = [{"op": "add", "as": f"$db-{n}", "class": "database", "name": f"long-database-{n}"} for n in range(120)]
    page = opened(client, tmp_path, edits=many)
    draft = client.query()["draft"]
    assert "plan" not in client.query()
    page.reload()
    client.settled()
    expect(page.get_by_role("list", name="Edits").get_by_role("listitem")).to_have_count(120)
    page.evaluate("localStorage.clear()")
    client.open(f"/what-if?draft={draft}")
    expect(page.get_by_role("alert")).to_contain_text("This draft is not in this browser")
    page.get_by_role("button", name="Begin anew").click()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_merging_writes_one_revision(client: Client, tmp_path: Path) -> None:
    """After a question, with a reason; the page begins anew, and the estate is as planned."""
    change = {"op": "set", "ci": "vm-3", "attributes": {"environment": {"was": "test", "to": "production"}}}
    page = opened(client, tmp_path, title="Promote", edits=[change])
    page.get_by_role("button", name="Merge", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("textbox")).to_have_value("Promote")
    dialog.get_by_role("button", name="Merge").click()
    expect(page.get_by_text("The plan is merged as revision")).to_be_visible()
    expect(client.section("Nothing is planned yet")).to_be_visible()
    client.open("/cis/vm-3?tab=timeline")
    expect(page.get_by_text("Promote")).to_be_visible()


def test_who_changed_first_is_a_conflict(client: Client, tmp_path: Path) -> None:
    """Merged meanwhile by somebody else: nothing is written, and the page says what it is now."""
    client.page.expected_errors.append("409")  # type: ignore[attr-defined]
    change = {"op": "set", "ci": "vm-3", "attributes": {"environment": {"was": "test", "to": "production"}}}
    page = opened(client, tmp_path, edits=[change])
    page.get_by_role("button", name="Merge", exact=True).click()
    theirs = {"edits": [{"op": "set", "ci": "vm-3", "attributes": {"environment": {"to": "development"}}}]}
    answer = page.evaluate(
        """async (plan) => {
            const { csrf } = await (await fetch("/api/v1/session")).json();
            const headers = { "Content-Type": "application/json", "X-CSRF-Token": csrf };
            const body = JSON.stringify({ plan });
            return (await fetch("/api/v1/plans/merge", { method: "POST", headers, body })).status;
        }""",
        theirs,
    )
    assert answer == 200
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Merge").click()
    expect(dialog.get_by_role("list", name="Somebody changed the same facts meanwhile")).to_contain_text("development")
    dialog.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("list", name="Edits").get_by_role("alert")).to_contain_text("it is development now.")


def test_who_may_not_merge_is_not_shown_the_button(client: Client, tmp_path: Path) -> None:
    """The plan and its difference are there all the same."""

    def without_merge(route: Route) -> None:
        session = route.fetch().json()
        session["account"] |= {"roles": ["engineer"], "permissions": ["ci.read", "impact.ask", "plan.preview"]}
        route.fulfill(json=session)

    client.page.route("**/api/v1/session", without_merge)
    page = opened(client, tmp_path, edits=[GONE])
    expect(client.section("Redundancy")).to_be_visible()
    expect(page.get_by_role("button", name="Merge", exact=True)).to_have_count(0)


def test_the_past_is_not_planned(client: Client) -> None:
    """Plans are laid over the present, and the page says so."""
    page = client.open("/what-if?as_of=1")
    expect(page.get_by_text("Plans are laid over the present.")).to_be_visible()


def test_a_plan_by_keyboard_alone(client: Client) -> None:
    """Go there, search, take down, change the title: no mouse."""
    page = client.open("/")
    keys = page.keyboard
    keys.press("g")
    keys.press("f")
    expect(page.get_by_role("heading", name="What if")).to_be_visible()
    page.get_by_role("textbox", name="Pick a CI").focus()
    keys.type("esx-01")
    expect(page.get_by_role("option", name="esx-01").first).to_be_visible()
    keys.press("Enter")
    expect(page.get_by_role("button", name="Take down", exact=True)).to_be_visible()
    for _ in range(12):
        keys.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Take down":
            break
    keys.press("Enter")
    expect(page.get_by_test_id("headline")).to_contain_text("Payments is hit.")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_role("list", name="Edits")).to_contain_text("Retired")


def test_the_page_fits_a_phone_and_has_no_barrier(client: Client, tmp_path: Path) -> None:
    """Nothing is wider than the screen; axe finds nothing, in either scheme, nor with a form open."""
    client.page.set_viewport_size({"width": 390, "height": 844})
    edits = [GONE, {"op": "set", "ci": "sw-1", "attributes": {"owner": {"was": "Nobody", "to": "Ann"}}}]
    page = opened(client, tmp_path, down=[{"ci": "hv-1"}], edits=edits)
    page.get_by_role("button", name="core-sw-1", exact=True).click()
    page.get_by_role("button", name="Change a group").click()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(200)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert barriers(page) == [], scheme
    assert page.evaluate("window.shifted") < 0.1
