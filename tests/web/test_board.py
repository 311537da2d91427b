"""The board: a meeting from its agenda through decisions by keyboard to the minutes; new marks; pack; phone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cmdb.estate import Estate
from cmdb.store.port import Stamp, Store
from itsm.change.practice import CHANGE
from itsm.change.verbs import draft
from itsm.kernel import desk
from tests.web.barriers import barriers
from tests.web.conftest import Client
from tests.web.test_records import call

pytestmark = pytest.mark.browser

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = (NOW + timedelta(days=3)).date()
STARTS, ENDS = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
MEETING = f"board-{STARTS.date().isoformat()}"
PLANS: tuple[dict[str, Any], ...] = (
    {
        "faultline_change": 1,
        "title": "Move the first database to another port",
        "down": [{"ci": "db-1", "state": "down"}],
        "edits": [{"op": "set", "ci": "db-1", "attributes": {"port": {"was": 5432, "to": 5433}}}],
    },
    {"faultline_change": 1, "title": "Patch the second database", "down": [{"ci": "db-2"}], "edits": []},
    {"faultline_change": 1, "title": "New firmware for the first switch", "down": [{"ci": "sw-1"}], "edits": []},
)


@pytest.fixture
def asked(store: Store) -> tuple[str, ...]:
    """Return three changes of somebody else that wait for approval."""
    estate = Estate(store, None, clock=lambda: NOW)
    keys = []
    for number, plan in enumerate(PLANS):
        by = Stamp("ben", "manual", plan["title"])
        window = {"start": f"{DAY}T{20 + number}:00:00Z", "end": f"{DAY}T{20 + number}:50:00Z"}
        key = draft(estate, {**plan, "window": window}, act=desk.Act(f"{number}-0", NOW - timedelta(hours=5), by))
        for at, step in enumerate(("submit", "request_approval"), 1):
            act = desk.Act(f"{number}-{at}", NOW - timedelta(hours=5 - at), by)
            desk.move(store.graph, CHANGE, key, step, act=act)
        keys.append(str(key))
    return tuple(keys)


def plan_meeting(page: Page) -> None:
    """Plan a meeting by API, as a script would."""
    body = {
        "starts_at": STARTS.isoformat(),
        "ends_at": ENDS.isoformat(),
        "title": "Weekly board",
        "zone": "UTC",
    }
    assert call(page, "POST", "/meetings", body)["id"] == MEETING


def test_a_meeting_from_its_plan_to_its_minutes(client: Client, asked: tuple[str, ...]) -> None:
    """Planned in a form, opened, decided by keyboard alone, closed; what was said stands in the minutes."""
    page = client.open("/board")
    expect(page.get_by_role("heading", name="No meeting is planned")).to_be_visible()
    page.get_by_role("button", name="Plan a meeting").click()
    form = page.get_by_role("form", name="Plan a meeting")
    form.get_by_label("Title").fill("Weekly board")
    form.get_by_label("Begins").fill(f"{STARTS:%Y-%m-%dT%H:%M}")
    form.get_by_label("Ends").fill(f"{STARTS - timedelta(hours=1):%Y-%m-%dT%H:%M}")
    form.get_by_role("button", name="Plan a meeting").click()
    expect(form.get_by_text("It is not after the beginning.")).to_be_visible()
    form.get_by_label("Ends").fill(f"{ENDS:%Y-%m-%dT%H:%M}")
    form.get_by_role("button", name="Plan a meeting").click()

    agenda = page.get_by_role("list", name="Agenda")
    expect(agenda.get_by_role("listitem")).to_have_count(3)
    expect(agenda).to_contain_text("its window begins before the meeting after")
    page.get_by_text("Why this order").click()
    expect(page.get_by_text("First emergencies, then high risk")).to_be_visible()
    expect(page.get_by_text("Decisions are taken once the meeting is open.")).to_be_visible()
    page.get_by_role("button", name="Open the meeting").click()
    expect(page.get_by_text("Say that you are here to decide.")).to_be_visible()
    expect(page.get_by_test_id("quorum")).to_contain_text("Too few to decide.")
    expect(client.section("Weekly board")).to_contain_text(
        re.compile(r"\d\d:\d\d (UTC|GMT|[A-Z]{3,4})[+\d]* · open", re.IGNORECASE)
    )
    page.get_by_role("button", name="I am here").click()
    expect(page.get_by_test_id("quorum")).to_contain_text("The board may decide.")
    expect(page.get_by_role("timer")).to_contain_text("of 10 min")

    by_keyboard(page, asked)
    page.get_by_role("button", name="Close the meeting").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 changes on the agenda still wait")
    dialog.get_by_role("button", name="Close the meeting").click()
    # Closed, it is no longer the next: it stands among all meetings.
    page.get_by_role("table", name="All meetings").get_by_role("link", name="Weekly board").click()
    minutes = page.get_by_role("list", name="Minutes")
    expect(minutes).to_contain_text("Deferred: ")
    expect(minutes.get_by_role("listitem").filter(has_text="No way back is named.")).to_have_count(2)
    expect(client.section("Minutes")).to_contain_text("As it was sealed.")
    states = [call(page, "GET", f"/changes/{key}")["state"] for key in asked]
    assert sorted(states) == ["approval", "rejected", "scheduled"]


def test_a_meeting_that_has_not_begun_is_moved(client: Client, asked: tuple[str, ...]) -> None:
    """What it was stands in the form; what somebody else changed meanwhile is told and not overwritten."""
    page = client.open("/board")
    plan_meeting(page)
    page = client.open("/board")
    page.get_by_role("button", name="Change the meeting").click()
    form = page.get_by_role("form", name="Change the meeting")
    expect(form.get_by_label("Title")).to_have_value("Weekly board")
    expect(form.get_by_label("Begins")).to_have_value(f"{STARTS:%Y-%m-%dT%H:%M}")
    form.get_by_label("Title").fill("Board, a day later")
    form.get_by_label("Begins").fill(f"{STARTS + timedelta(days=1):%Y-%m-%dT%H:%M}")
    form.get_by_role("button", name="Save the meeting").click()
    expect(form.get_by_text("It is not after the beginning.")).to_be_visible()
    form.get_by_label("Ends").fill(f"{ENDS + timedelta(days=1):%Y-%m-%dT%H:%M}")
    form.get_by_role("button", name="Save the meeting").click()
    expect(page.get_by_role("heading", name="Board, a day later")).to_be_visible()
    expect(form).to_be_hidden()
    found = call(page, "GET", f"/meetings/{MEETING}")
    assert found["starts_at"][:10] == (STARTS + timedelta(days=1)).date().isoformat()
    assert len(asked) == len(found["items"])

    client.page.expected_errors.append("412")  # type: ignore[attr-defined]  # somebody else was first
    page.get_by_role("button", name="Change the meeting").click()
    call(page, "PATCH", f"/meetings/{MEETING}", {"title": "Moved by somebody else"}, found["revision"])
    form.get_by_label("Title").fill("Mine")
    form.get_by_role("button", name="Save the meeting").click()
    expect(form.get_by_role("alert")).to_contain_text("Compare the two versions")
    assert call(page, "GET", f"/meetings/{MEETING}")["title"] == "Moved by somebody else"


def by_keyboard(page: Page, asked: tuple[str, ...]) -> None:
    """Approve the first, reject the second, defer the third, without a mouse."""
    shown = page.locator("[aria-current=true]")
    facts = page.get_by_role("region", name="Decision page")
    order = page.get_by_role("list", name="Agenda").get_by_role("button")
    keys = [str(each)[:10] for each in order.all_text_contents()]
    assert sorted(keys) == sorted(asked)
    expect(shown).to_contain_text(keys[0])
    page.keyboard.press("j")
    expect(shown).to_contain_text(keys[1])
    page.keyboard.press("k")
    expect(shown).to_contain_text(keys[0])
    expect(facts.get_by_test_id("risk")).to_contain_text("of 100 points")
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Approve this change")).to_be_focused()
    page.keyboard.press("Enter")
    expect(facts).to_contain_text("It is scheduled now.")

    page.keyboard.press("ArrowRight")
    expect(shown).to_contain_text(keys[1])
    page.keyboard.press("r")
    expect(page.get_by_role("textbox", name="Reason")).to_be_focused()
    page.get_by_role("button", name="Reject this change").press("Enter")
    expect(page.get_by_text("Say it in a sentence.")).to_be_visible()
    page.get_by_role("textbox", name="Reason").fill("No way back is named.")
    page.get_by_role("button", name="Reject this change").press("Enter")
    said = page.get_by_role("list", name="Said in this meeting")
    expect(said).to_contain_text("demo rejects: No way back is named.")

    page.keyboard.press("n")
    expect(shown).to_contain_text(keys[2])
    page.keyboard.press("d")
    page.get_by_role("textbox", name="Reason").fill("The owner is away.")
    page.get_by_role("button", name="Defer this change").press("Enter")
    expect(said).to_contain_text("demo defers: The owner is away.")


def test_what_is_new_since_the_last_look_is_marked(client: Client, asked: tuple[str, ...]) -> None:
    """Not seen yet; seen; new after somebody wrote a note."""
    page = client.open("/sources")
    plan_meeting(page)
    page = client.open(f"/board?change={asked[0]}")
    expect(page.get_by_test_id("news")).to_contain_text("You have not looked at this change before.")
    entry = page.get_by_role("list", name="Agenda").get_by_role("listitem").filter(has_text=asked[0])
    expect(page.get_by_test_id("risk")).to_be_visible()
    page.get_by_text("Drafts to the owners of what it affects").click()
    drafts = page.get_by_role("list", name="Drafts to the owners of what it affects")
    expect(drafts).to_contain_text("orders-db-1: as planned it is DOWN; if it fails it is DOWN.")
    client.open(f"/board?change={asked[1]}")
    expect(entry).not_to_contain_text("Not seen yet")
    call(page, "POST", f"/changes/{asked[0]}/activities", {"text": "The vendor has answered."})
    client.open(f"/board?change={asked[1]}")
    expect(entry).to_contain_text("1 new")
    client.open(f"/board?change={asked[0]}")
    expect(page.get_by_test_id("news")).to_contain_text("1 new entry in its timeline.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_the_board_has_a_barrier(client: Client, asked: tuple[str, ...], scheme: str) -> None:
    """Axe finds nothing on the board, in its form, on the pack, in the minutes."""
    page = client.open("/sources")
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
    plan_meeting(page)
    findings = []
    for path in ("/board", f"/board/meetings/{MEETING}/pack"):
        client.open(path)
        expect(page.get_by_text(asked[0]).first).to_be_visible()
        findings += [f"{path}: {each}" for each in barriers(page)]
    client.open("/board")
    page.get_by_role("button", name="Plan a meeting").click()
    findings += [f"the form: {each}" for each in barriers(page)]
    call(page, "POST", f"/meetings/{MEETING}/steps", {"step": "open"})
    call(page, "POST", f"/meetings/{MEETING}/presence", {"present": True})
    client.open("/board")
    expect(page.get_by_test_id("risk")).to_be_visible()
    page.keyboard.press("r")
    expect(page.get_by_role("textbox", name="Reason")).to_be_focused()
    findings += [f"the bar: {each}" for each in barriers(page)]
    call(page, "POST", f"/meetings/{MEETING}/steps", {"step": "close"})
    client.open(f"/board/meetings/{MEETING}")
    expect(page.get_by_role("list", name="Minutes")).to_be_visible()
    findings += [f"the minutes: {each}" for each in barriers(page)]
    assert not findings, "\n".join(findings)


def test_the_board_on_a_phone(client: Client, asked: tuple[str, ...]) -> None:
    """Nothing is wider than the screen, and a decision can be taken by touch."""
    page = client.open("/sources")
    plan_meeting(page)
    call(page, "POST", f"/meetings/{MEETING}/steps", {"step": "open"})
    page.set_viewport_size({"width": 390, "height": 844})
    for path in (f"/board?change={asked[1]}", f"/board/meetings/{MEETING}/pack"):
        client.open(path)
        expect(page.get_by_text(asked[1]).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path  # the phone's width
    client.open(f"/board?change={asked[1]}")
    page.get_by_role("button", name="I am here").click()
    page.get_by_role("button", name="Approve", exact=True).click()
    page.get_by_role("button", name="Approve this change").click()
    expect(page.get_by_role("region", name="Decision page")).to_contain_text("It is scheduled now.")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390  # with what was said too
