"""Open hours: counted by hand across daylight saving, leap days, year ends and closed days, and by a slow recount."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb.errors import Invalid
from itsm.kernel.calendar import ALWAYS, WEEKDAYS, Calendar, calendar_document, parse_calendar

OFFICE = {
    "name": "office",
    "zone": "Europe/Berlin",
    "hours": {day: ["08:00-12:00", "13:00-17:00"] for day in WEEKDAYS[:5]},
    "closed": ["2026-12-25"],
}
NIGHT = {"name": "night", "zone": "Europe/Berlin", "hours": {day: ["00:00-06:00"] for day in WEEKDAYS}}
HOUR = 3600.0


def office() -> Calendar:
    return parse_calendar("calendar", OFFICE)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_a_day_in_the_office() -> None:
    assert office().seconds_between(utc("2026-11-23T00:00:00+01:00"), utc("2026-11-24T00:00:00+01:00")) == 8 * HOUR
    assert office().seconds_between(utc("2026-11-23T11:30:00+01:00"), utc("2026-11-23T13:30:00+01:00")) == HOUR
    assert office().seconds_between(utc("2026-11-28T00:00:00+01:00"), utc("2026-11-30T00:00:00+01:00")) == 0
    assert office().seconds_between(utc("2026-11-24T09:00:00+01:00"), utc("2026-11-23T09:00:00+01:00")) == 0


def test_over_the_year_end_with_a_holiday_and_a_leap_day() -> None:
    # 21 to 31 December 2026 has eight working days and one holiday among them (the 25th).
    assert office().seconds_between(utc("2026-12-21T00:00:00+01:00"), utc("2027-01-01T00:00:00+01:00")) == 8 * 8 * HOUR
    # 28 February 2028 is a Monday; the 29th is open as well.
    assert office().seconds_between(utc("2028-02-28T00:00:00+01:00"), utc("2028-03-01T00:00:00+01:00")) == 16 * HOUR


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 5), ("2026-10-25", 7), ("2026-06-01", 6)])
def test_a_night_lasts_as_long_as_it_does(day: str, hours: int) -> None:
    """Clocks go forward from 02:00 to 03:00 in March and back from 03:00 to 02:00 in October."""
    night = parse_calendar("calendar", NIGHT)
    ((start, end),) = night.open_on(date.fromisoformat(day))
    assert (end - start).total_seconds() == hours * HOUR


def test_what_falls_into_the_hour_that_is_left_out_is_not_open() -> None:
    gap = parse_calendar("c", {"name": "gap", "zone": "Europe/Berlin", "hours": {"sunday": ["02:15-02:45"]}})
    assert gap.open_on(date(2026, 3, 29)) == ()
    assert gap.seconds_between(utc("2026-03-28T00:00:00Z"), utc("2026-03-30T00:00:00Z")) == 0


def test_after_is_the_inverse_of_between() -> None:
    start = utc("2026-12-24T16:00:00+01:00")
    assert office().after(start, HOUR) == utc("2026-12-24T17:00:00+01:00")
    # Friday the 25th is closed, then comes the weekend.
    assert office().after(start, HOUR + 60) == utc("2026-12-28T08:01:00+01:00")
    assert office().after(utc("2026-11-22T10:00:00+01:00"), 0) == utc("2026-11-23T08:00:00+01:00")


def test_around_the_clock_is_the_plain_difference() -> None:
    start = utc("2026-11-23T01:02:03Z")
    assert ALWAYS.seconds_between(start, start + timedelta(days=800, seconds=5)) == 800 * 86400 + 5
    assert ALWAYS.after(start, 5) == start + timedelta(seconds=5)


def test_days_closed_for_good_never_open_again() -> None:
    days = [(date(2026, 1, 1) + timedelta(days=n)).isoformat() for n in range(60)]
    calendar = parse_calendar("c", {"name": "c", "zone": "UTC", "hours": {"monday": ["08:00-09:00"]}, "closed": days})
    assert calendar.after(utc("2026-01-01T00:00:00Z"), 60) == utc("2026-03-02T08:01:00Z")


def test_the_last_days_of_all_end_the_count() -> None:
    with pytest.raises(Invalid, match="does not stay open long enough"):
        ALWAYS.after(datetime(9999, 12, 1, tzinfo=UTC), 90 * 86400)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"name": "x", "hours": {}}, "never open"),
        ({"name": "x", "hours": {"monday": ["17:00-08:00"]}}, "ends before it begins"),
        ({"name": "x", "hours": {"monday": ["08:00-25:00"]}}, "no time of day"),
        ({"name": "x", "hours": {"monday": ["08:00-12:00", "11:00-13:00"]}}, "overlap"),
        ({"name": "x", "hours": {"mon": ["08:00-12:00"]}}, "no weekday"),
        ({"name": "x", "zone": "Mars/Olympus", "hours": {"monday": ["08:00-12:00"]}}, "no time zone"),
        ({"name": "x", "zone": "../../etc/passwd", "hours": {"monday": ["08:00-12:00"]}}, "no time zone"),
        ({"name": "x", "hours": {"monday": ["08:00-12:00"]}, "closed": ["25.12.2026"]}, "no date"),
        ({"name": "x", "hours": {"monday": ["08:00-12:00"]}, "holidays": []}, "is unknown"),
        ({"hours": {"monday": ["08:00-12:00"]}}, "is missing"),
        ("office", "is no calendar"),
    ],
)
def test_what_is_no_calendar_is_refused_with_the_value(said: object, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        parse_calendar("calendar", said)


def test_a_calendar_survives_being_written_and_read() -> None:
    assert parse_calendar("c", calendar_document(office())) == office()
    assert calendar_document(office()) == OFFICE


HOURS = st.lists(st.integers(0, 96), max_size=6, unique=True).map(sorted)
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"])


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    week = {day: draw(HOURS) for day in WEEKDAYS}
    quarter = 15
    hours = {
        day: [
            f"{a * quarter // 60:02}:{a * quarter % 60:02}-{b * quarter // 60:02}:{b * quarter % 60:02}"
            for a, b in zip(ends[::2], ends[1::2], strict=False)
        ]
        for day, ends in week.items()
    }
    if not any(hours.values()):
        hours["monday"] = ["08:00-09:00"]
    closed = draw(st.lists(st.dates(date(2026, 3, 20), date(2026, 11, 10)), max_size=5))
    return parse_calendar(
        "c", {"name": "c", "zone": draw(ZONES), "hours": hours, "closed": [day.isoformat() for day in closed]}
    )


INSTANTS = st.integers(0, 235 * 24 * 60).map(lambda n: datetime(2026, 3, 20, tzinfo=UTC) + timedelta(minutes=n))


@given(calendars(), INSTANTS, st.integers(0, 3 * 24 * 60))
def test_counting_minute_by_minute_gives_the_same(calendar: Calendar, start: datetime, length: int) -> None:
    end = start + timedelta(minutes=length)

    def open_at(instant: datetime) -> bool:
        local = instant.astimezone(calendar.zone)
        minute = local.hour * 60 + local.minute
        return local.date() not in calendar.closed and any(a <= minute < b for a, b in calendar.hours[local.weekday()])

    counted = sum(open_at(start + timedelta(minutes=n)) for n in range(length))
    assert calendar.seconds_between(start, end) == counted * 60
    assert calendar.is_open(start) == open_at(start)


@given(calendars(), INSTANTS, st.integers(1, 100_000))
def test_so_many_seconds_later_so_many_have_passed(calendar: Calendar, start: datetime, seconds: int) -> None:
    assert calendar.seconds_between(start, calendar.after(start, seconds)) == seconds


def test_hours_that_end_where_the_clock_is_put_forward_end_at_that_moment() -> None:
    night = parse_calendar(
        "c", {"name": "c", "zone": "Europe/Berlin", "hours": {"sunday": ["00:00-02:00", "02:15-04:00"]}}
    )
    forward = date(2026, 3, 29)
    put_forward = datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert night.open_on(forward) == (
        (datetime(2026, 3, 28, 23, tzinfo=UTC), put_forward),
        (put_forward, datetime(2026, 3, 29, 2, tzinfo=UTC)),
    )
