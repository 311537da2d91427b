"""What a list of records offers to whoever works through it: columns, files, saved views, many at once."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from cmdb.store.port import Store
from importers.incidents.log import INCIDENT_LOG
from importers.observation import InputFile
from importers.run import Request, import_files, new_run
from itsm.kernel.intake import Intake
from itsm.practices import PRACTICES
from tests.web.barriers import barriers, findings
from tests.web.conftest import Client
from tests.web.test_records import call

pytestmark = pytest.mark.browser


@pytest.fixture
def queue(client: Client) -> Client:
    """Return the client with three incidents of two teams."""
    page = client.open("/sources")
    for title, team in (("Mail is slow", "Desk"), ("Switch is loud", "Net"), ("Labels come out blank", "Desk")):
        body = {"title": title, "attributes": {"team": team, "category": "hardware", "urgency": 2}}
        assert "key" in call(page, "POST", "/incidents", body)
    return client


def test_the_file_is_the_list_as_it_is_shown(queue: Client, tmp_path: Path) -> None:
    """The query, the order and a column that is chosen stand in the address and in the file."""
    page = queue.open("/incidents?q=team:Desk&sort=-key")
    expect(page.locator("tr[data-row]")).to_have_count(2)
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("checkbox", name="Category", exact=True).check()
    page.get_by_role("checkbox", name="Assignee", exact=True).uncheck()
    page.keyboard.press("Escape")
    expect(page.get_by_role("columnheader", name="Category")).to_be_visible()
    heads = [each for each in page.get_by_role("columnheader").all_inner_texts() if each]
    assert "Assignee" not in heads
    assert "Left" in heads
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as made:
        page.get_by_role("menuitem", name="As CSV").click()
    assert made.value.suggested_filename == "incidents.csv"
    made.value.save_as(tmp_path / "made.csv")
    with (tmp_path / "made.csv").open() as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["Left (min)" if each == "Left" else each for each in heads]
    assert [row[heads.index("Key")] for row in rows[1:]] == ["inc-000003", "inc-000001"]
    assert [row[heads.index("Category")] for row in rows[1:]] == ["hardware", "hardware"]
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as made:
        page.get_by_role("menuitem", name="As XLSX").click()
    assert made.value.suggested_filename == "incidents.xlsx"
    assert findings(queue, ("/incidents?cols=key,category",)) == []


def test_a_view_is_kept_chosen_changed_and_opened_with(queue: Client) -> None:
    """The address holds the whole list and names the view; the name alone lays it out; a list may open with it."""
    page = queue.open("/incidents?q=team:Desk&sort=-key&cols=title,category,key")
    expect(page.locator("tr[data-row]")).to_have_count(2)
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="Keep as a new view …").click()
    page.get_by_role("dialog").get_by_label("Title").fill("Desk, newest")
    page.get_by_role("dialog").get_by_role("combobox", name="Who sees it").click()
    page.get_by_role("option", name="everybody").click()
    page.get_by_role("button", name="Keep it").click()
    chosen = page.get_by_role("button", name="Desk, newest", exact=True)
    expect(chosen).to_be_visible()
    name = queue.query()["view"]

    page = queue.open(f"/incidents?view={name}")
    expect(page.locator("tr[data-row]")).to_have_count(2)
    kept = {"q": "team:Desk", "sort": "-key", "cols": "title,category,key", "view": name}
    assert queue.query() == kept
    page.get_by_role("columnheader", name="Title").get_by_role("button").click()
    changed = page.get_by_role("button", name="Desk, newest, changed")
    changed.click()
    page.get_by_role("menuitem", name="Change “Desk, newest” …").click()
    page.get_by_role("button", name="Keep it").click()
    expect(chosen).to_be_visible()
    chosen.click()
    page.get_by_role("menuitem", name="Open with “Desk, newest”", exact=True).click()
    expect(page.get_by_text("The list opens with “Desk, newest”.")).to_be_visible()

    page = queue.open("/incidents")
    expect(chosen).to_be_visible()
    expect(page.locator("tr[data-row]")).to_have_count(2)
    assert queue.query() == {**kept, "sort": "name"}
    chosen.click()
    page.get_by_role("menuitem", name="Standard list").click()
    expect(page.locator("tr[data-row]")).to_have_count(3)
    assert queue.query() == {"view": "none"}
    page.go_back()
    chosen.click()
    page.get_by_role("menuitem", name="Delete “Desk, newest” …").click()
    page.get_by_role("button", name="Delete the view").click()
    expect(page.get_by_role("button", name="Views", exact=True)).to_be_visible()
    page = queue.open("/incidents")
    expect(page.locator("tr[data-row]")).to_have_count(3)
    assert queue.query() == {}


def test_the_menus_of_a_list_have_no_barrier_and_fit_a_phone(queue: Client) -> None:
    """Axe finds nothing in the open menus; nothing, the form included, is wider than a phone."""
    for width in (1280, 390):
        queue.page.set_viewport_size({"width": width, "height": 844})
        page = queue.open("/incidents")
        expect(page.locator("tr[data-row]")).to_have_count(3)
        page.get_by_role("button", name="Views").click()
        expect(page.get_by_role("menuitem", name="Standard list")).to_be_visible()
        assert barriers(page) == []
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Columns").click()
        expect(page.get_by_role("checkbox", name="Category", exact=True)).to_be_visible()
        assert barriers(page) == []
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Views").click()
        page.get_by_role("menuitem", name="Keep as a new view …").click()
        expect(page.get_by_role("dialog").get_by_label("Title")).to_be_focused()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_many_are_worked_on_at_once_by_keyboard_and_none_is_lost(queue: Client) -> None:
    """The keys x and Shift x choose; one that somebody else has resolved meanwhile is named, the others are done."""
    page = queue.open("/incidents?sort=key")
    keys = page.keyboard
    expect(page.locator("tr[data-row]")).to_have_count(3)
    for key in ("j", "x", "j", "j", "Shift+X"):
        keys.press(key)
    bar = queue.section("What is chosen")
    expect(bar).to_contain_text("3 chosen")
    resolved = {"step": "resolve", "attributes": {"resolution": "restarted"}}
    assert call(page, "POST", "/incidents/inc-000002/steps", resolved)["state"] == "resolved"
    bar.get_by_role("button", name="Next step").click()
    page.get_by_role("menuitem", name="Start work").click()
    dialog = page.get_by_role("dialog", name="Start work: 3 incidents")
    expect(dialog).to_contain_text("One that is refused does not hold the others back")
    dialog.get_by_role("button", name="Start work (3)").click()
    expect(dialog).to_contain_text("2 done, 1 refused")
    refused = dialog.get_by_role("list", name="Refused").get_by_role("listitem")
    expect(refused).to_have_count(1)
    expect(refused).to_contain_text("inc-000002 Switch is loud")
    expect(refused).to_contain_text("not possible in state resolved")
    dialog.get_by_role("button", name="Close").last.click()
    expect(page.locator("tr[data-row]", has_text="In progress")).to_have_count(2)


def test_what_a_step_needs_is_asked_once_and_many_are_assigned(queue: Client) -> None:
    """A form says what is missing before anything is done; checkboxes choose as keys do."""
    page = queue.open("/incidents?sort=key")
    page.get_by_role("checkbox", name="Choose all 3 that are loaded").check()
    bar = queue.section("What is chosen")
    bar.get_by_role("button", name="Assign").click()
    dialog = page.get_by_role("dialog", name="Assign: 3 incidents")
    dialog.get_by_role("button", name="Assign (3)").click()
    expect(dialog).to_contain_text("Say a team, an assignee or both.")
    dialog.get_by_label("Team").fill("Night shift")
    dialog.get_by_role("button", name="Assign (3)").click()
    expect(dialog).to_contain_text("3 done, 0 refused")
    dialog.get_by_role("button", name="Close").last.click()
    expect(page.locator("tr[data-row]", has_text="Night shift")).to_have_count(3)
    page.get_by_role("checkbox", name="Choose inc-000001").check()
    page.get_by_role("checkbox", name="Choose inc-000003").click(modifiers=["Shift"])
    expect(bar).to_contain_text("3 chosen")
    page.get_by_role("checkbox", name="Choose inc-000002").uncheck()
    expect(bar).to_contain_text("2 chosen")
    assert barriers(page) == []
    bar.get_by_role("button", name="Next step").click()
    page.get_by_role("menuitem", name="Resolve").click()
    dialog = page.get_by_role("dialog", name="Resolve: 2 incidents")
    dialog.get_by_role("button", name="Resolve (2)").click()
    expect(dialog).to_contain_text("Resolution is needed for this step.")
    dialog.get_by_label("Resolution").fill("Toner replaced")
    dialog.get_by_role("button", name="Resolve (2)").click()
    expect(dialog).to_contain_text("2 done, 0 refused")
    dialog.get_by_role("button", name="Close").last.click()
    expect(page.locator("tr[data-row]")).to_have_count(1)


def many(store: Store, count: int) -> None:
    """Import a log of incidents, all of one team."""
    lines = [f"INC{each},New,1/3/2026 10:00,1/3/2026 10:00,0,Night\n" for each in range(count)]
    head = "number,incident_state,opened_at,sys_updated_at,sys_mod_count,assignment_group\n"
    file = InputFile("log.csv", "".join([head, *lines]).encode())
    now = datetime.now(UTC)
    records = Intake(PRACTICES, lambda: now)
    import_files(
        store, Request(INCIDENT_LOG, [file], "log", "importer", new_run(now), records=records), now=lambda: now
    )


def test_a_large_file_is_made_in_the_background_with_progress(queue: Client, store: Store, tmp_path: Path) -> None:
    """More records than a file made at once holds: the page tells how far it is and saves the file when it is made."""
    many(store, 2_001)
    page = queue.open("/incidents?cols=title,key,team")
    expect(page.get_by_text("2,004 incidents")).to_be_visible()
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as made:
        page.get_by_role("menuitem", name="As XLSX").click()
        making = queue.section("Making incidents.xlsx")
        expect(making).to_contain_text("saved as soon as it is done")
        expect(making.get_by_role("progressbar")).to_be_visible()
        assert barriers(page) == []
    assert made.value.suggested_filename == "incidents.xlsx"
    made.value.save_as(tmp_path / "made.xlsx")
    rows = CalamineWorkbook.from_path(tmp_path / "made.xlsx").get_sheet_by_index(0).to_python()
    assert (len(rows), rows[0]) == (2_005, ["Title", "Key", "Team"])
    expect(making).to_have_count(0)
    expect(page.get_by_role("button", name="Export")).to_be_enabled()


def test_all_that_match_are_chosen_and_worked_on_not_only_the_loaded(queue: Client, store: Store) -> None:
    """Of 120 that match, 100 are loaded: the others are chosen too, one is let go, and each of the rest is answered."""
    many(store, 120)
    page = queue.open("/incidents?q=team:Night&sort=key")
    expect(page.get_by_text("120 incidents")).to_be_visible()
    rows = page.locator("tr[data-row]")
    expect(rows.first).to_be_visible()
    page.get_by_role("checkbox", name="Choose inc-000004").check()
    bar = queue.section("What is chosen")
    expect(bar).to_contain_text("1 chosen")
    bar.get_by_role("button", name="Choose all 120 that match").click()
    expect(bar).to_contain_text("120 chosen")
    expect(bar).to_contain_text("120 incidents matched when they were read")
    page.get_by_role("checkbox", name="Choose inc-000005").uncheck()
    expect(bar).to_contain_text("119 chosen")
    assert barriers(page) == []
    bar.get_by_role("button", name="Assign").click()
    dialog = page.get_by_role("dialog", name="Assign: 119 incidents")
    dialog.get_by_label("Team").fill("Day")
    dialog.get_by_role("button", name="Assign (119)").click()
    expect(dialog).to_contain_text("119 done, 0 refused", timeout=60_000)
    dialog.get_by_role("button", name="Close").last.click()
    expect(bar).to_have_count(0)
    expect(rows).to_have_count(1)
    counted = call(page, "GET", "/incidents?q=team:Day&limit=1&total=true")
    assert counted["total"] == 119
