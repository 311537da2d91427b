"""Closed days and freezes from iCalendar files: what is taken, what is not and why, and back as a file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, expect

from tests.web.barriers import findings
from tests.web.conftest import Client
from tests.web.test_records import call

pytestmark = pytest.mark.browser

PHONE = 390
OFFICE = {"zone": "UTC", "hours": {"monday": ["08:00-17:00"]}, "closed": []}
SOON = datetime.now(UTC) + timedelta(days=20)
DAYS = f"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:test
BEGIN:VEVENT
UID:a
SUMMARY:Founders' Day
DTSTART;VALUE=DATE:{SOON:%Y%m%d}
END:VEVENT
BEGIN:VEVENT
UID:b
SUMMARY:Lunch
DTSTART:{SOON:%Y%m%d}T100000Z
DTEND:{SOON:%Y%m%d}T110000Z
END:VEVENT
END:VCALENDAR
"""
FREEZES = f"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:test
BEGIN:VEVENT
UID:c
SUMMARY:End of year
DESCRIPTION:Peak season
DTSTART;VALUE=DATE:{SOON:%Y%m%d}
DTEND;VALUE=DATE:{SOON + timedelta(days=9):%Y%m%d}
END:VEVENT
BEGIN:VEVENT
UID:d
SUMMARY:Stand-up
DTSTART:{SOON:%Y%m%d}T080000Z
END:VEVENT
END:VCALENDAR
"""


def choose(panel: Locator, name: str, content: str) -> None:
    """Choose a file in a panel."""
    buffer = content.replace("\n", "\r\n").encode()
    panel.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/calendar", "buffer": buffer})


@pytest.fixture
def office(client: Client) -> Client:
    """Return the client with a calendar of its own that is closed on no day."""
    assert call(client.open("/sources"), "PUT", "/calendars/branch", OFFICE, 0)["closed"] == []
    return client


def test_days_are_taken_from_a_file_and_given_out_again(office: Client) -> None:
    """A broken file says so and closes nothing; an event that fills no day is named; the file downloads."""
    office.page.expected_errors.append("422")  # type: ignore[attr-defined]
    page = office.open("/closed-days?calendar=branch")
    panel = office.section("Closed days")
    expect(panel.get_by_role("heading", name="No day is closed in this calendar yet")).to_be_visible()
    choose(panel, "broken.ics", DAYS.replace("END:VCALENDAR\n", "").replace("DTSTART", "DTSTRAT"))
    expect(panel.get_by_role("alert")).to_be_visible()
    expect(panel.get_by_role("heading", name="No day is closed in this calendar yet")).to_be_visible()
    choose(panel, "days.ics", DAYS)
    expect(panel).to_contain_text("days.ics closes 1 more day.")
    expect(panel.get_by_role("list", name="1 event was not taken")).to_contain_text("Lunch: fills no whole day")
    expect(panel.locator("time")).to_have_attribute("datetime", f"{SOON:%Y-%m-%d}")
    with page.expect_download() as download:
        panel.get_by_role("link", name="Download as iCalendar").click()
    assert f"DTSTART;VALUE=DATE:{SOON:%Y%m%d}" in download.value.path().read_text(encoding="utf-8")


def test_freezes_are_tried_before_they_are_declared(office: Client) -> None:
    """A zone that there is not is refused; the try declares nothing; what is declared stands on the schedule too."""
    office.page.expected_errors.append("422")  # type: ignore[attr-defined]
    page = office.open("/closed-days")
    panel = office.section("Change freezes")
    expect(panel.get_by_role("heading", name="No freeze is declared")).to_be_visible()
    panel.get_by_label("Zone").fill("Mars/Base")
    choose(panel, "freezes.ics", FREEZES)
    expect(panel.get_by_role("alert").first).to_contain_text("Mars/Base")
    panel.get_by_label("Zone").fill("Europe/Berlin")
    choose(panel, "freezes.ics", FREEZES)
    expect(panel).to_contain_text("1 new, 0 moved, 0 as they are, 1 not taken")
    expect(panel.get_by_role("list", name="1 event was not taken")).to_contain_text("Stand-up: takes no time")
    expect(panel.get_by_role("heading", name="No freeze is declared")).to_be_visible()
    panel.get_by_role("button", name="Declare 1 freeze").click()
    row = panel.get_by_role("table", name="Change freezes").get_by_role("row", name="End of year")
    expect(row).to_contain_text("Peak season")
    expect(row).to_contain_text("Emergency")
    choose(panel, "freezes.ics", FREEZES)
    expect(panel).to_contain_text("There is nothing to declare.")
    panel.get_by_role("link", name="The schedule").click()
    expect(page.get_by_role("heading", name="Schedule", level=1)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_of_closed_days_has_no_barrier(office: Client, scheme: str) -> None:
    """Axe finds nothing, empty or filled; nothing jumps, and nothing is wider than a phone."""
    office.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
    pages = ("/closed-days", "/closed-days?calendar=branch")
    period = {"kind": "freeze", "start": SOON.isoformat(), "end": (SOON + timedelta(days=2)).isoformat()}
    assert findings(office, pages) == []
    assert call(office.page, "PUT", "/closed-periods/audit", {**period, "reason": "Audit"}, 0)["kind"] == "freeze"
    office.page.set_viewport_size({"width": PHONE, "height": 844})
    assert not findings(office, pages)
    assert office.page.evaluate("document.documentElement.scrollWidth") <= PHONE
