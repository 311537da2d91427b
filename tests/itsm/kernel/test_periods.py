"""Periods from iCalendar files: zones, whole days, what repeats, names of their own, and what is none."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb.errors import Invalid
from itsm.kernel.periods import MOST_PERIODS, Periods, read_periods, zone_of

BERLIN = ZoneInfo("Europe/Berlin")
SINCE, UNTIL = date(2026, 11, 1), date(2027, 11, 1)


def file(*events: str, head: str = "") -> bytes:
    parts = "".join(
        f"BEGIN:VEVENT\r\nUID:{number}\r\n{each.strip()}\r\nEND:VEVENT\r\n" for number, each in enumerate(events)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:t\r\n{head}{parts}END:VCALENDAR\r\n".encode()


def read(*events: str, zone: ZoneInfo = BERLIN) -> Periods:
    return read_periods(file(*events), zone, SINCE, UNTIL)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_whole_days_last_from_midnight_to_midnight_where_they_are_kept() -> None:
    (found,) = read("SUMMARY:Christmas freeze\r\nDTSTART;VALUE=DATE:20261219\r\nDTEND;VALUE=DATE:20270104").periods
    assert found.name == "Christmas freeze"
    assert (found.start, found.end) == (at("2026-12-18T23:00:00+00:00"), at("2027-01-03T23:00:00+00:00"))


def test_a_time_with_a_zone_is_that_instant_and_one_without_is_local() -> None:
    found = read(
        "SUMMARY:Year end\r\nDTSTART;TZID=America/New_York:20261231T180000\r\n"
        "DTEND;TZID=America/New_York:20270101T060000\r\nDESCRIPTION:Books are\\n closed",
        "SUMMARY:Audit\r\nDTSTART:20261201T080000\r\nDURATION:PT2H",
    ).periods
    assert [(each.name, each.start, each.reason) for each in found] == [
        ("Audit", at("2026-12-01T07:00:00+00:00"), ""),
        ("Year end", at("2026-12-31T23:00:00+00:00"), "Books are closed"),
    ]
    assert found[0].end == at("2026-12-01T09:00:00+00:00")


def test_what_repeats_is_followed_in_the_range_at_its_wall_clock() -> None:
    """The last Friday of each month from 18:00 to Monday: across the change of the clock, without the one left out."""
    rule = "RRULE:FREQ=MONTHLY;BYDAY=-1FR\r\nEXDATE;TZID=Europe/Berlin:20261225T180000"
    when = "DTSTART;TZID=Europe/Berlin:20240126T180000\r\nDTEND;TZID=Europe/Berlin:20240129T060000"
    found = read(f"SUMMARY:Month end\r\n{when}\r\n{rule}").periods
    assert [each.name for each in found][:3] == ["Month end 2026-10-30", "Month end 2026-11-27", "Month end 2027-01-29"]
    assert len(found) == 12
    assert {each.start.astimezone(BERLIN).hour for each in found} == {18}
    assert {each.end.astimezone(BERLIN).hour for each in found} == {6}


def test_names_are_their_own_and_the_same_whatever_the_order_of_the_file() -> None:
    events = [
        "SUMMARY:Quiet\r\nDTSTART:20261201T080000Z\r\nDURATION:PT1H",
        "SUMMARY:Quiet\r\nDTSTART:20261201T120000Z\r\nDURATION:PT1H",
        "SUMMARY:Quiet\r\nDTSTART:20261202T120000Z\r\nDURATION:PT1H",
        "SUMMARY:a/b\r\nDTSTART:20261203T120000Z\r\nDURATION:PT1H",
        "SUMMARY:Quiet\r\nDTSTART:20261202T120000Z\r\nDURATION:PT2H",
    ]
    names = [each.name for each in read(*events).periods]
    assert names[:2] == ["Quiet 2026-12-01 09:00", "Quiet 2026-12-01 13:00"]
    assert len(set(names)) == 5
    assert "a b" in names
    assert read(*reversed(events)).periods == read(*events).periods


def test_what_makes_no_period_says_why() -> None:
    found = read(
        "SUMMARY:gone\r\nDTSTART;VALUE=DATE:20260101",
        "SUMMARY:point\r\nDTSTART:20261201T080000Z",
        "SUMMARY:off\r\nDTSTART;VALUE=DATE:20261201\r\nSTATUS:CANCELLED",
        "SUMMARY:often\r\nDTSTART:20261201T080000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=HOURLY",
        "SUMMARY:odd\r\nDTSTART:yesterday",
    )
    assert found.periods == []
    assert {each.title: each.reason for each in found.not_taken} == {
        "gone": "does not take place from 2026-11-01 until 2027-11-01",
        "point": "takes no time",
        "off": "is cancelled",
        "often": "repeats more often than once a day",
        "odd": "cannot be read",
    }


def test_too_many_and_what_is_no_file_are_refused() -> None:
    daily = "SUMMARY:x\r\nDTSTART;VALUE=DATE:20261101\r\nRRULE:FREQ=DAILY"
    with pytest.raises(Invalid, match=f"up to {MOST_PERIODS}"):
        read(daily)
    with pytest.raises(Invalid, match="is no iCalendar"):
        read_periods(b"PK\x03\x04", BERLIN, SINCE, UNTIL)
    for until in (SINCE, date(2029, 12, 1)):
        with pytest.raises(Invalid, match="three years"):
            read_periods(file(), BERLIN, SINCE, until)


def test_a_file_may_name_its_zone() -> None:
    assert zone_of(file(head="X-WR-TIMEZONE:Europe/Berlin\r\n")) == BERLIN
    for other in (file(), file(head="X-WR-TIMEZONE:Mars/Base\r\n"), b"no file", b""):
        assert zone_of(other).key == "UTC"


@given(st.binary(max_size=400))
def test_nothing_in_a_file_gets_past_as_an_error_of_another_kind(content: bytes) -> None:
    wrapped = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + content + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    for each in (content, wrapped):
        zone_of(each)
        try:
            found = read_periods(each, BERLIN, SINCE, UNTIL)
        except Invalid:
            continue
        assert all(period.start < period.end for period in found.periods)
