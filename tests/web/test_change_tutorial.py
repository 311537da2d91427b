"""The tutorial of a change in the client, on the demo: what its page says to click, from the draft to the review."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from api.auth import passwords
from api.auth.accounts import Account, create_account
from cli.demo_estate import build_demo
from cmdb.store import open_store
from cmdb.store.port import Store
from itsm.change.practice import CHANGE, OUTCOMES
from tests.web.conftest import Client
from tests.web.test_records import call

pytestmark = pytest.mark.browser

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "tutorial" / "a-change.md"
PASSWORD = "correct horse battery"
TODAY = datetime.now(UTC).date()
DAY, MEETING = TODAY + timedelta(days=4), f"board-{TODAY + timedelta(days=1)}"
KEY = "chg-000009"
PATIENCE_MS, USUAL_MS = 60_000, 15_000
TITLE = "Update the third payments database"


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Open the demo, with an account for Bea of the board."""
    monkeypatch.setattr(passwords, "COST", 2)
    monkeypatch.setattr(passwords, "PARALLEL", 1)
    with open_store("memory:") as opened:
        build_demo(opened, say=lambda _: None)
        now = datetime.now(UTC)
        bea = Account("bea", "Bea", ("board_member",), None, None, now.isoformat())
        create_account(opened.side, bea, PASSWORD, now)
        yield opened


@pytest.fixture(autouse=True)
def patient() -> Iterator[None]:
    """Wait as long as a busy machine needs to judge changes on an estate of this size."""
    expect.set_options(timeout=PATIENCE_MS)
    yield
    expect.set_options(timeout=USUAL_MS)


def test_the_whole_way_in_the_client(client: Client) -> None:
    """Draft, collision, window, board, implementation, conflict, review."""
    client.page.expected_errors.append("409")  # type: ignore[attr-defined]  # refused while it conflicts
    drafted(client)
    the_collision_is_seen(client)
    moved_on_the_schedule(client)
    tasks_are_planned(client)
    decided_by_the_board(client)
    carried_out(client)
    merged_with_a_conflict(client)
    looked_back_upon(client)


def drafted(client: Client) -> None:
    """From the database's page over the what-if page to a draft with a window."""
    page = client.open("/cis/pg-payments-3")
    page.get_by_role("main").get_by_role("link", name="What if").click()
    page.get_by_role("button", name="Change a value").click()
    form = page.get_by_role("form", name="Change a value")
    form.get_by_role("combobox", name="Value").fill("Version")
    page.get_by_role("option", name="Version", exact=True).click()
    form.get_by_role("textbox", name="Version").fill("PostgreSQL 16.7")
    form.get_by_role("button", name="Add to the plan").click()
    page.get_by_role("button", name="Take down", exact=True).click()
    title = page.get_by_role("textbox", name="Title")
    title.fill(TITLE)
    title.press("Enter")
    page.get_by_role("button", name="Draft a change").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    page.get_by_role("button", name="Edit the plan").click()
    form = page.get_by_role("form", name="Edit the plan")
    form.get_by_label("Start").fill(f"{DAY}T20:00")
    form.get_by_label("End").fill(f"{DAY}T20:45")
    form.get_by_label(re.compile("After .min.: ")).fill("5")
    form.get_by_label(re.compile("For .min.: ")).fill("15")
    form.get_by_label("Minutes to back out").fill("10")
    form.get_by_label("Tests").fill("Replication has caught up.")
    form.get_by_label("Back-out", exact=True).fill("Start the old release on the old files.")
    form.get_by_role("button", name="Save the plan").click()
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_text("Under assessment").first).to_be_visible()


def the_collision_is_seen(client: Client) -> None:
    """On the change's page with gate and members; on the schedule also between the two others."""
    page = client.open(f"/changes/{KEY}")
    for other, members in (("chg-000006", "pg-payments-1"), ("chg-000007", "pg-payments-2")):
        row = page.get_by_role("row").filter(has_text=other).first
        expect(row).to_contain_text("Redundancy")
        expect(row).to_contain_text(members)
    page = client.open(f"/schedule?day={DAY}")
    pairs = page.get_by_role("table", name="Collisions").get_by_role("row")
    expect(pairs.filter(has_text=re.compile("chg-000006.*chg-000007"))).to_have_count(1)
    expect(pairs.filter(has_text=KEY)).to_have_count(2)


def moved_on_the_schedule(client: Client) -> None:
    """By keyboard, a day back and an hour on; nothing is in its way there; dropped and confirmed."""
    page = client.page
    bar = page.get_by_role("button", name=re.compile(f"^{KEY} "))
    held = page.get_by_role("region", name=f"Move {KEY}")
    bar.press("Enter")
    expect(held).to_contain_text("Arrow keys move it")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowRight")
    expect(held).to_contain_text("Here it collides with nothing.")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Here it collides with nothing.")
    dialog.get_by_role("button", name="Move the change").click()
    expect(page.get_by_text(f"{KEY} begins at")).to_be_visible()
    expect(page.get_by_role("table", name="Collisions").get_by_role("row").filter(has_text=KEY)).to_have_count(0)


def tasks_are_planned(client: Client) -> None:
    """A check before, a task, a check after."""
    page = client.open(f"/changes/{KEY}")
    work = client.section("Tasks and checks")
    asked = (("Check before", "How far behind is the replica?", "0 s"), ("Task", "Install 16.7 and start it", ""))
    for kind, title, expected in (*asked, ("Check after", "Has replication caught up?", "yes")):
        work.get_by_role("button", name="Add a task").click()
        form = work.get_by_role("form", name="Add a task")
        form.get_by_text(kind, exact=True).click()
        form.get_by_label("What is done, or asked").fill(title)
        if expected:
            form.get_by_label("Expected answer").fill(expected)
        form.get_by_role("button", name="Add", exact=True).click()
        expect(work).to_contain_text(title)
        expect(form).to_have_count(0)
    page.get_by_role("button", name="Ask for approval").click()
    expect(client.section("Approval")).to_contain_text("0 of 1 voice needed")


def decided_by_the_board(client: Client) -> None:
    """The meeting is opened and has a pack; Bea approves this change and defers the other; it is closed."""
    page = client.open(f"/board?change={KEY}")
    expect(page.get_by_role("list", name="Agenda")).to_contain_text(TITLE)
    page.get_by_role("link", name="Pack to print").click()
    client.settled()
    expect(page.get_by_text(TITLE).first).to_be_visible()
    client.open(f"/board?change={KEY}")
    page.get_by_role("button", name="Open the meeting").click()
    expect(page.get_by_text("Say that you are here to decide.")).to_be_visible()
    sign_in(page, "bea")
    client.open(f"/board?change={KEY}")
    page.get_by_role("button", name="I am here").click()
    expect(page.get_by_test_id("quorum")).to_contain_text("The board may decide.")
    facts = page.get_by_role("region", name="Decision page")
    expect(facts.get_by_test_id("risk")).to_contain_text("of 100 points")
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Approve this change")).to_be_focused()
    page.keyboard.press("Enter")
    expect(facts).to_contain_text("It is scheduled now.")
    page.context.clear_cookies()
    client.open("/board")
    page.get_by_role("button", name="Close the meeting").click()
    page.get_by_role("dialog").get_by_role("button", name="Close the meeting").click()
    client.open(f"/board/meetings/{MEETING}")
    expect(page.get_by_role("list", name="Minutes")).to_contain_text(KEY)


def sign_in(page: Page, name: str) -> None:
    """Sit down as somebody else at the same browser."""
    assert call(page, "POST", "/session", {"name": name, "password": PASSWORD})["account"]["name"] == name


def carried_out(client: Client) -> None:
    """Started; the checks are answered and the task is ticked off."""
    page = client.open(f"/changes/{KEY}")
    work = client.section("Tasks and checks")
    page.get_by_role("button", name="Start", exact=True).click()
    answer(work, "How far behind is the replica?", "0 s")
    work.get_by_role("button", name="Done: Install 16.7 and start it").click()
    answer(work, "Has replication caught up?", "yes")


def answer(work: Locator, check: str, found: str) -> None:
    """Say what a check has found."""
    box = work.get_by_role("textbox", name=f"What was found: {check}")
    box.fill(found)
    box.press("Enter")
    expect(work).to_contain_text(f"Found: {found}.")


def merged_with_a_conflict(client: Client) -> None:
    """Somebody has patched it by hand: nothing is written until that is settled."""
    page = client.page
    revision = call(page, "GET", "/cis/pg-payments-3")["revision"]
    call(page, "PATCH", "/cis/pg-payments-3", {"attributes": {"version": "PostgreSQL 16.5"}}, revision)
    client.open(f"/changes/{KEY}")
    settle = page.get_by_role("region", name="Settle what has moved")
    expect(settle).to_contain_text(
        "the plan saw PostgreSQL 16.4, it is PostgreSQL 16.5, the plan wants PostgreSQL 16.7"
    )
    complete(page)
    expect(page.get_by_role("form", name="Complete").get_by_role("alert").first).to_be_visible()
    assert call(page, "GET", "/cis/pg-payments-3")["attributes"]["version"] == "PostgreSQL 16.5"
    settle.get_by_role("button", name="The plan holds").click()
    expect(settle).to_have_count(0)
    client.open(f"/changes/{KEY}")
    complete(page)
    expect(page.get_by_text("In review").first).to_be_visible()
    assert call(page, "GET", "/cis/pg-payments-3")["attributes"]["version"] == "PostgreSQL 16.7"


def complete(page: Page) -> None:
    """Complete the change with success."""
    page.get_by_role("button", name="Complete …").click()
    page.get_by_role("combobox", name="Outcome").click()
    page.get_by_role("option", name="Successful", exact=True).click()
    page.get_by_role("form", name="Complete").get_by_role("button", name="Complete").click()


def looked_back_upon(client: Client) -> None:
    """A verdict for each service; closed with what was learned; the database's history names the change."""
    page = client.open(f"/changes/{KEY}")
    review = client.section("Predicted and actual")
    expect(review.get_by_role("row").filter(has_text="Payments")).to_contain_text("As predicted")
    page.get_by_role("button", name="Close …").click()
    form = page.get_by_role("form", name="Close")
    form.get_by_label("Review").fill("The patch to 16.5 had not been announced.")
    form.get_by_role("button", name="Close").click()
    expect(page.get_by_text("Closed", exact=True).first).to_be_visible()
    client.open("/cis/pg-payments-3?tab=timeline")
    expect(page.get_by_text(TITLE).first).to_be_visible()


def test_the_page_names_what_the_client_shows() -> None:
    """Whatever stands in bold on the page is a text of the client, a step, or an outcome."""
    texts = "".join(
        path.read_text(encoding="utf-8")
        for pattern in ("text.ts", "*-text.ts")
        for path in (DOCUMENT.parents[2] / "web" / "src").rglob(pattern)
    )
    labels = [each.label for each in CHANGE.lifecycle.steps.values()] + [
        each.replace("_", " ").capitalize() for each in OUTCOMES
    ]
    steps = {f"{label}{more}" for label in labels for more in ("", " …")}
    named = re.findall(r"\*\*(.+?)\*\*", DOCUMENT.read_text(encoding="utf-8"))
    assert len(named) > 20
    assert [name for name in named if f'"{name}"' not in texts and name not in steps] == []
