"""Closed days from iCalendar files: whole days, what repeats, zones, and files that mean harm."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmdb.errors import Invalid
from itsm.kernel.calendar import Calendar
from itsm.kernel.closed_days import LARGEST, ClosedDays, closed_days_feed, read_closed_days

BERLIN = ZoneInfo("Europe/Berlin")
SINCE, UNTIL = date(2026, 1, 1), date(2029, 1, 1)


def feed(*events: str) -> bytes:
    parts = [f"BEGIN:VEVENT\n{each.strip()}\nEND:VEVENT" for each in events]
    text = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test", *parts, "END:VCALENDAR", ""])
    return text.replace("\n", "\r\n").encode()


def read(*events: str, zone: ZoneInfo = BERLIN) -> ClosedDays:
    return read_closed_days(feed(*events), zone, SINCE, UNTIL)


def days(*events: str) -> list[str]:
    return [each.isoformat() for each in read(*events).days]


def test_a_day_and_several_days_are_closed() -> None:
    assert days("UID:a\nDTSTART;VALUE=DATE:20261225") == ["2026-12-25"]
    assert days("UID:a\nDTSTART;VALUE=DATE:20261230\nDTEND;VALUE=DATE:20270102") == [
        "2026-12-30",
        "2026-12-31",
        "2027-01-01",
    ]
    assert days("UID:a\nDTSTART;VALUE=DATE:20261225\nDURATION:P2D") == ["2026-12-25", "2026-12-26"]
    assert days("UID:a\nDTSTART;VALUE=DATE:20251225\nDTEND;VALUE=DATE:20260103") == ["2026-01-01", "2026-01-02"]


def test_what_repeats_is_followed_in_the_range_with_its_exceptions() -> None:
    yearly = "UID:a\nDTSTART;VALUE=DATE:20200501\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20270501"
    assert days(yearly) == ["2026-05-01", "2028-05-01"]
    moved = "UID:a\nRECURRENCE-ID;VALUE=DATE:20260501\nDTSTART;VALUE=DATE:20260504"
    assert days(yearly, moved) == ["2026-05-04", "2028-05-01"]
    assert days("UID:b\nDTSTART;VALUE=DATE:20260601\nRRULE:FREQ=WEEKLY;COUNT=3") == [
        "2026-06-01",
        "2026-06-08",
        "2026-06-15",
    ]
    assert days("UID:c\nDTSTART;VALUE=DATE:20260601\nRRULE:FREQ=DAILY;UNTIL=20260603") == [
        "2026-06-01",
        "2026-06-02",
        "2026-06-03",
    ]
    thanksgiving = "UID:d\nDTSTART;VALUE=DATE:20251127\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"
    assert days(thanksgiving) == ["2026-11-26", "2027-11-25", "2028-11-23"]
    assert days("UID:e\nDTSTART;VALUE=DATE:20260101\nRDATE;VALUE=DATE:20260106,20260107") == [
        "2026-01-01",
        "2026-01-06",
        "2026-01-07",
    ]


def test_times_close_the_local_days_that_they_fill() -> None:
    whole = "UID:a\nDTSTART;TZID=Europe/Berlin:20260328T000000\nDTEND;TZID=Europe/Berlin:20260330T000000"
    assert days(whole) == ["2026-03-28", "2026-03-29"]
    assert days("UID:a\nDTSTART:20260627T220000Z\nDTEND:20260628T220000Z") == ["2026-06-28"]
    part = "UID:a\nSUMMARY:Half\nDTSTART;TZID=Europe/Berlin:20261224T120000\nDTEND;TZID=Europe/Berlin:20261226T180000"
    assert days(part) == ["2026-12-25"]
    shifts = "UID:a\nDTSTART;TZID=Europe/Berlin:20260323T000000\nDURATION:P1D\nRRULE:FREQ=WEEKLY;COUNT=2"
    assert days(shifts) == ["2026-03-23", "2026-03-30"]
    told = read("UID:a\nSUMMARY:Lunch\nDTSTART:20260601T100000Z\nDTEND:20260601T110000Z")
    assert (told.days, [(each.title, each.reason) for each in told.not_taken]) == (
        [],
        [("Lunch", "fills no whole day")],
    )


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ("SUMMARY:x\nSTATUS:CANCELLED\nDTSTART;VALUE=DATE:20260101", "is cancelled"),
        ("SUMMARY:x\nDTSTART;VALUE=DATE:20260101\nRRULE:FREQ=SECONDLY", "more often than once a day"),
        ("SUMMARY:x\nDTSTART;VALUE=DATE:20260101\nRRULE:FREQ=DAILY;INTERVAL=0", "at no distance"),
        ("SUMMARY:x\nDTSTART;VALUE=DATE:20260101\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "held against days"),
        ("SUMMARY:x\nDTSTART;VALUE=DATE:19000101\nRRULE:FREQ=DAILY", "times before the range ends"),
        ("SUMMARY:x\nDTSTART;VALUE=DATE:20260102\nDTEND;VALUE=DATE:20260101", "ends before it begins"),
        ("SUMMARY:x\nDTSTART;VALUE=DATE:20260102\nDTEND:20260103T000000Z", "begins as a day"),
        ("SUMMARY:x\nDTSTART;VALUE=DATE:20260101\nDURATION:P99999D", "over twenty years"),
        ("SUMMARY:x", "no beginning"),
        ("SUMMARY:x\nDTSTART;VALUE=DATE:99991231", "cannot be read"),
    ],
)
def test_an_event_that_is_not_taken_says_why_and_the_others_are(event: str, reason: str) -> None:
    found = read(event, "UID:good\nDTSTART;VALUE=DATE:20270101")
    assert found.days == [date(2027, 1, 1)]
    assert len(found.not_taken) == 1
    assert reason in found.not_taken[0].reason


@pytest.mark.parametrize("content", [b"", b"hello", b"BEGIN:VCALENDAR", b"\x00\xff", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n"])
def test_what_is_no_calendar_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid, match="iCalendar"):
        read_closed_days(content, BERLIN, SINCE, UNTIL)


def test_files_and_ranges_are_bounded() -> None:
    with pytest.raises(Invalid, match="too large"):
        read_closed_days(b"x" * (LARGEST + 1), BERLIN, SINCE, UNTIL)
    with pytest.raises(Invalid, match="too many events"):
        read_closed_days(b"BEGIN:VEVENT\r\n" * 5_001, BERLIN, SINCE, UNTIL)
    with pytest.raises(Invalid, match="that repeat"):
        read(*["UID:a\nDTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY"] * 301)
    with pytest.raises(Invalid, match="does not fit"):
        read_closed_days(feed(), BERLIN, SINCE, SINCE)
    with pytest.raises(Invalid, match="twenty years"):
        read_closed_days(feed(), BERLIN, SINCE, date(2099, 1, 1))


def test_a_rule_that_never_comes_true_ends() -> None:
    assert days("UID:a\nDTSTART;VALUE=DATE:20260228\nRRULE:FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30") == ["2026-02-28"]


NAMES = ("DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RDATE", "RECURRENCE-ID", "STATUS", "UID", "X")
PARTS = (
    "",
    ";VALUE=DATE",
    ";TZID=Europe/Berlin",
    ";TZID=Nowhere/Land",
    ":20260101",
    ":99991231",
    ":00010101",
    ":20260101T000000Z",
    ":20260230",
    ":P1D",
    ":-P1D",
    ":P9999999999D",
    ":FREQ=YEARLY",
    ":FREQ=WEEKLY;UNTIL=99991231T000000Z",
    ":FREQ=MONTHLY;BYDAY=9XX",
    ":FREQ=",
    ":COUNT=-1",
)


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(PARTS), st.sampled_from(PARTS)), max_size=5))
@settings(deadline=None)
def test_whatever_stands_in_an_event_it_is_taken_refused_or_skipped_with_a_reason(lines: list[tuple[str, ...]]) -> None:
    try:
        found = read("\n".join(["UID:a", "DTSTART;VALUE=DATE:20260101", *("".join(each) for each in lines)]))
    except Invalid:
        return
    assert all(SINCE <= each < UNTIL for each in found.days)
    assert all(each.reason for each in found.not_taken)


@given(st.sets(st.dates(SINCE, UNTIL - timedelta(days=1)), max_size=60))
def test_what_is_written_is_read_again_and_always_the_same_bytes(closed: set[date]) -> None:
    calendar = Calendar("office", BERLIN, (((480, 1020),),) * 7, frozenset(closed))
    written = closed_days_feed(calendar)
    assert written == closed_days_feed(calendar)
    assert read_closed_days(written, BERLIN, SINCE, UNTIL) == (sorted(closed), [])
