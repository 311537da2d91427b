"""Clocks: pauses, reopening, marks out of order and twice, targets passed while nobody looked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from itsm.kernel.calendar import ALWAYS, Calendar, parse_calendar
from itsm.kernel.clock import Mark, Target, read_clock

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
OFFICE = parse_calendar("c", {"name": "office", "hours": {"monday": ["08:00-17:00"], "tuesday": ["08:00-17:00"]}})


def at(hours: float) -> datetime:
    return START + hours * HOUR


def test_a_clock_that_nobody_started_says_nothing() -> None:
    reading = read_clock(ALWAYS, [], now=START, target=Target(60))
    assert reading == ("stopped", 0.0, None, None, None)
    assert read_clock(ALWAYS, [Mark(at(1), "running")], now=START).elapsed_s == 0


def test_pauses_do_not_count() -> None:
    marks = [Mark(at(0), "running"), Mark(at(1), "paused"), Mark(at(5), "running")]
    reading = read_clock(ALWAYS, marks, now=at(6), target=Target(3 * 3600))
    assert (reading.state, reading.elapsed_s, reading.due) == ("running", 2 * 3600, at(7))
    assert read_clock(ALWAYS, marks, now=at(2), target=Target(3 * 3600)).due is None


def test_it_breaches_when_the_target_is_passed_and_not_when_somebody_looks() -> None:
    marks = [Mark(at(0), "running"), Mark(at(4), "paused"), Mark(at(6), "running"), Mark(at(8), "stopped")]
    reading = read_clock(ALWAYS, marks, now=at(100), target=Target(5 * 3600))
    assert (reading.breached_at, reading.stopped_at, reading.elapsed_s) == (at(7), at(8), 6 * 3600)
    assert read_clock(ALWAYS, marks, now=at(100), target=Target(6 * 3600)).breached_at is None


def test_service_hours_alone_count() -> None:
    late = datetime(2026, 11, 23, 16, tzinfo=UTC)
    reading = read_clock(OFFICE, [Mark(late, "running")], now=late + 20 * HOUR, target=Target(3 * 3600))
    assert reading.elapsed_s == 5 * 3600
    assert reading.breached_at == datetime(2026, 11, 24, 10, tzinfo=UTC)


def test_reopened_it_goes_on_from_where_it_stood() -> None:
    marks = [Mark(at(0), "running"), Mark(at(2), "stopped"), Mark(at(10), "running")]
    reading = read_clock(ALWAYS, marks, now=at(11), target=Target(4 * 3600))
    assert (reading.elapsed_s, reading.due, reading.stopped_at) == (3 * 3600, at(12), None)


@pytest.mark.parametrize("calendar", [ALWAYS, OFFICE])
def test_any_order_and_twice_gives_the_same(calendar: Calendar) -> None:
    marks = [
        Mark(at(0), "running", "1"),
        Mark(at(1), "paused", "2"),
        Mark(at(1), "running", "3"),
        Mark(at(3), "stopped", "4"),
    ]
    wanted = read_clock(calendar, marks, now=at(50), target=Target(3600))
    assert wanted.elapsed_s == 3 * 3600
    for some in permutations(marks):
        assert read_clock(calendar, [*some, *some[:2]], now=at(50), target=Target(3600)) == wanted
