"""The schedule: a change is moved by pointer, by keyboard and by form; what collides there is shown before it moves."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.barriers import findings
from tests.web.conftest import Client
from tests.web.test_records import call

pytestmark = pytest.mark.browser

TODAY = datetime.now(UTC).date()
DAY = TODAY - timedelta(days=TODAY.weekday()) + timedelta(days=9)
"""Wednesday of next week: there is room for a day on both sides."""
FIRST, SECOND = "chg-000001", "chg-000002"


def at(hour: int, minute: int = 0, *, days: int = 0) -> str:
    """Return an instant of the day."""
    return f"{DAY + timedelta(days=days)}T{hour:02}:{minute:02}:00Z"


def plan(title: str, ci: str, begin: str, end: str, **more: object) -> dict[str, Any]:
    """Return a plan that takes a CI down."""
    window = {"start": begin, "end": end}
    return {"faultline_change": 1, "title": title, "down": [{"ci": ci}], "edits": [], "window": window, **more}


def submitted(page: Page, document: dict[str, Any]) -> str:
    """Draft and submit a change and return its key."""
    key = str(call(page, "POST", "/changes/draft", document)["key"])
    call(page, "POST", f"/changes/{key}/steps", {"step": "submit"})
    return key


@pytest.fixture
def two(client: Client) -> Client:
    """Return the client with two changes on the two legs of a database that do not meet, and a freeze after them."""
    page = client.open("/sources")
    submitted(page, plan("Patch the second database", "db-2", at(8), at(10)))
    submitted(page, plan("Move the first database", "db-1", at(14), at(16), backout_minutes=30))
    freeze = {"start": at(12, days=2), "end": at(18, days=2), "reason": "Stocktaking"}
    call(page, "PUT", "/closed-periods/Stocktaking", freeze)
    return client


def shown(client: Client, more: str = "") -> Page:
    """Open the week of the changes."""
    return client.open(f"/schedule?day={DAY}{more}")


def bar(page: Page, key: str) -> Locator:
    """Return the bar of a change."""
    return page.get_by_role("button", name=re.compile(f"^{key} "))


def drag(page: Page, key: str, *, hours: float) -> None:
    """Take hold of a bar and draw it along by some hours, without letting go."""
    box, whole = bar(page, key).bounding_box(), page.locator("[class*=body]").last.bounding_box()
    assert box
    assert whole
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + whole["width"] * hours / 24 / 7, y, steps=6)


def window_of(page: Page, key: str) -> str:
    """Return when a change begins."""
    return str(call(page, "GET", f"/changes/{key}/plan")["plan"]["window"]["start"])


def test_a_change_is_dragged_and_its_collisions_are_seen_before_the_drop(two: Client) -> None:
    """Drawn over the other leg it collides in words and as a link; Escape takes it back; the drop asks once."""
    page = shown(two)
    held = page.get_by_role("region", name=f"Move {SECOND}")
    links = page.locator("svg path[class*=link]")
    expect(page.get_by_role("region", name="2 changes along the days, 0 collisions")).to_be_visible()
    expect(links).to_have_count(0)
    drag(page, SECOND, hours=-6)
    expect(held).to_contain_text("Here it has 1 collision.")
    expect(held.get_by_role("list", name="In its way here")).to_contain_text("HighRedundancy" + FIRST)
    expect(page.get_by_test_id("shadow")).to_be_visible()
    expect(links).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("shadow")).to_have_count(0)
    page.mouse.up()
    assert window_of(page, SECOND) == at(14)

    drag(page, SECOND, hours=-6)
    expect(held).to_contain_text("Here it has 1 collision.")
    page.mouse.up()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("pay-app keeps db (min_up 1) with either alone")
    expect(dialog.get_by_role("button", name="Move it all the same")).to_be_focused()
    dialog.get_by_role("button", name="Take it back").click()
    expect(dialog).to_have_count(0)
    assert window_of(page, SECOND) == at(14)

    drag(page, SECOND, hours=24)
    expect(held).to_contain_text("Here it collides with nothing.")
    page.mouse.up()
    dialog.get_by_role("button", name="Move the change").click()
    expect(page.get_by_text(f"{SECOND} begins at")).to_be_visible()
    moved = datetime.fromisoformat(window_of(page, SECOND)) - datetime.fromisoformat(at(14))
    assert abs(moved - timedelta(hours=24)) <= timedelta(minutes=30)
    assert call(page, "GET", f"/changes/{SECOND}/plan")["plan"]["backout_minutes"] == 30


def test_a_change_is_moved_by_keyboard_alone(two: Client) -> None:
    """Enter holds it, arrows move it, also into what is closed and another week; Enter drops, Escape takes back."""
    page = shown(two)
    held = page.get_by_role("region", name=f"Move {SECOND}")
    bar(page, SECOND).focus()
    page.keyboard.press("Enter")
    expect(held).to_contain_text("Arrow keys move it")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(held.get_by_role("list", name="In its way here")).to_contain_text("CriticalFreezeStocktaking")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowLeft")
    expect(held).to_contain_text("14:45")
    page.keyboard.press("Escape")
    expect(held).to_have_count(0)

    page.keyboard.press("Enter")
    for _ in range(7):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_text("No change in this week")).to_have_count(0)
    expect(held).to_contain_text("Here it collides with nothing.")
    assert two.query()["day"] == str(DAY + timedelta(days=5))  # the Monday after it
    page.locator("body").press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Move the change")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"{SECOND} begins at")).to_be_visible()
    assert window_of(page, SECOND) == at(14, days=7)


def test_who_moves_second_is_told(two: Client) -> None:
    """Somebody saved it meanwhile: nothing moves until one has looked again; what is decided is not movable."""
    two.page.expected_errors.append("412")  # type: ignore[attr-defined]
    page = shown(two)
    page.get_by_role("button", name=f"Move {SECOND}").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Start").fill(f"{DAY}T09:00")
    expect(dialog).to_contain_text("Here it has 1 collision.")
    zoned = r"From .*:00 (UTC|GMT|[A-Z]{3,4})[+\d]* to .*09:00 – \d\d:\d\d (UTC|GMT|[A-Z]{3,4})"
    expect(dialog).to_contain_text(re.compile(zoned))
    expect(page.locator("main")).to_contain_text("Times are in ")
    dialog.get_by_label("Start").fill(f"{DAY}T18:00")
    expect(dialog).to_contain_text("Here it collides with nothing.")
    now = call(page, "GET", f"/changes/{SECOND}/plan")
    call(page, "PUT", f"/changes/{SECOND}/plan", {**now["plan"], "tests": "theirs"}, now["revision"])
    dialog.get_by_role("button", name="Move the change").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Somebody else has saved this change meanwhile.")
    assert window_of(page, SECOND) == at(14)
    dialog.get_by_role("button", name="Look again").click()
    dialog.get_by_role("button", name="Move the change").click()
    expect(page.get_by_text(f"{SECOND} begins at")).to_be_visible()
    after = call(page, "GET", f"/changes/{SECOND}/plan")["plan"]
    assert (after["window"]["start"], after["tests"]) == (at(18), "theirs")

    call(page, "POST", f"/changes/{FIRST}/steps", {"step": "request_approval"})
    page = shown(two)
    bar(page, FIRST).click()
    expect(page.get_by_role("region", name=f"Move {FIRST}")).to_contain_text("“Waiting for approval”")
    expect(page.get_by_role("button", name=f"Move {FIRST}")).to_have_count(0)


def test_what_is_free_is_listed_and_drawn(two: Client) -> None:
    """Slots for a change leave out what it would collide with; one is taken with the same question."""
    page = shown(two)
    page.get_by_role("button", name="Find free slots").click()
    panel = two.section("Free slots")
    slots = panel.get_by_role("list", name="Free slots").get_by_role("listitem")
    expect(slots).to_have_count(4)
    expect(page.get_by_test_id("free-slot")).to_have_count(4)
    panel.get_by_label("For").select_option(label=f"{SECOND} Move the first database")
    expect(panel).to_contain_text("with 30 min to back out after it.")
    expect(slots).to_have_count(3)
    expect(page.get_by_test_id("free-slot")).to_have_count(3)
    assert two.query() == {"day": str(DAY), "free": "120", "slot_for": SECOND}
    panel.get_by_label("Length (min)").fill("6000")
    expect(slots).to_have_count(0)
    expect(panel).to_contain_text("No slot is as long as this.")
    panel.get_by_label("Length (min)").fill("120")
    slots.nth(1).get_by_role("button").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Here it collides with nothing.")
    dialog.get_by_role("button", name="Move the change").click()
    expect(page.get_by_text(f"{SECOND} begins at")).to_be_visible()
    assert window_of(page, SECOND) == at(10)


def test_the_address_holds_view_shape_and_filters(two: Client) -> None:
    """Month, quarter, calendar and filters are kept by a reload."""
    page = shown(two)
    page.get_by_text("Month", exact=True).click()
    page.get_by_text("Calendar", exact=True).click()
    calendar = page.get_by_role("table", name="Calendar of changes")
    expect(calendar).to_contain_text("Stocktaking")
    expect(calendar.get_by_role("link", name=SECOND)).to_be_visible()
    filters = page.get_by_role("group", name="Filters")
    filters.get_by_label("Key, title or person").fill("first data")
    expect(calendar.get_by_role("link", name=FIRST)).to_have_count(0)
    page.reload()
    two.settled()
    expect(calendar.get_by_role("link", name=SECOND)).to_be_visible()
    expect(calendar.get_by_role("link", name=FIRST)).to_have_count(0)
    assert two.query() == {"day": str(DAY), "view": "month", "as": "calendar", "q": "first data"}
    filters.get_by_label("Kind").select_option("emergency")
    expect(page.get_by_text("No change fits these filters")).to_be_visible()
    filters.get_by_role("button", name="Clear").click()
    page.get_by_text("Quarter", exact=True).click()
    page.get_by_text("Timeline", exact=True).click()
    expect(page.get_by_role("button", name="Previous quarter")).to_be_visible()
    expect(bar(page, FIRST)).to_be_visible()


def test_the_schedule_on_a_phone_is_a_list_with_a_form(two: Client) -> None:
    """Day by day; moved by a form; nothing is wider than the screen."""
    two.page.set_viewport_size({"width": 390, "height": 844})
    page = shown(two)
    day = page.get_by_role("region", name=str(DAY))
    expect(day).to_contain_text("Patch the second database")
    expect(page.get_by_role("region", name=str(DAY + timedelta(days=2)))).to_contain_text("Freeze: Stocktaking")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390  # the phone's width
    day.get_by_role("button", name=f"Move {FIRST}").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Start").fill(f"{DAY}T14:30")
    expect(dialog).to_contain_text("High")
    dialog.get_by_role("button", name="Move it all the same").click()
    expect(page.get_by_text(f"{FIRST} begins at")).to_be_visible()
    expect(day).to_contain_text("High collision")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390  # with what collides too


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_shape_of_the_schedule_has_a_barrier(two: Client, scheme: str) -> None:
    """Axe finds nothing, and nothing jumps, however it is drawn."""
    two.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
    submitted(two.page, plan("Both at once", "db-2", at(14, 30), at(15)))
    paths = [f"/schedule?day={DAY}{more}" for more in ("", "&free=60", "&view=quarter", "&view=month&as=calendar")]
    assert not (found := findings(two, paths)), "\n".join(found)
