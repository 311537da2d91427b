"""Open seconds of whole columns equal those counted day by day, across clock changes, leap days and closed days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsm.kernel.calendar import ALWAYS, Calendar, parse_calendar
from itsm.service_level.agreement import OFFICE
from itsm.service_level.open_time import OpenTime

FIRST, LAST = datetime(2024, 2, 1, tzinfo=UTC), datetime(2025, 4, 15, tzinfo=UTC)
NIGHT = parse_calendar(
    "night",
    {
        "name": "night",
        "zone": "Europe/Berlin",
        "hours": {"saturday": ["22:00-24:00"], "sunday": ["00:00-04:00", "20:00-24:00"], "thursday": ["09:00-12:30"]},
        "closed": ["2024-02-29", "2024-12-29"],
    },
)
instants = st.datetimes(FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None)).map(
    lambda each: each.replace(tzinfo=UTC)
)


def column(*moments: datetime) -> np.ndarray:
    return np.array([each.timestamp() for each in moments])


@pytest.mark.parametrize("calendar", [ALWAYS, OFFICE, NIGHT], ids=lambda each: each.name)
@settings(max_examples=60, deadline=None)
@given(start=instants, end=instants)
def test_a_column_counts_as_the_calendar_does(calendar: Calendar, start: datetime, end: datetime) -> None:
    reach = OpenTime(calendar, FIRST.timestamp(), LAST.timestamp())
    (found,) = reach.between(column(start), column(end)).tolist()
    assert found == pytest.approx(calendar.seconds_between(start, end), abs=1e-4)


@pytest.mark.parametrize("calendar", [ALWAYS, OFFICE, NIGHT], ids=lambda each: each.name)
@settings(max_examples=60, deadline=None)
@given(start=instants, seconds=st.integers(1, 200_000))
def test_when_time_will_have_passed_is_what_the_calendar_says(
    calendar: Calendar, start: datetime, seconds: int
) -> None:
    reach = OpenTime(calendar, FIRST.timestamp(), (LAST + timedelta(days=200)).timestamp())
    found = reach.when(reach.passed(column(start)) + seconds)
    assert found[0] == pytest.approx(calendar.after(start, seconds).timestamp(), abs=1e-3)


def test_the_hour_that_comes_twice_counts_twice_and_the_one_left_out_not_at_all() -> None:
    reach = OpenTime(NIGHT, FIRST.timestamp(), LAST.timestamp())
    twice = column(datetime(2024, 10, 26, 22, tzinfo=UTC)), column(datetime(2024, 10, 27, 12, tzinfo=UTC))
    once = column(datetime(2025, 3, 29, 23, tzinfo=UTC)), column(datetime(2025, 3, 30, 12, tzinfo=UTC))
    assert reach.between(*twice).tolist() == [5 * 3600]
    assert reach.between(*once).tolist() == [3 * 3600]


def test_what_is_unknown_stays_unknown_and_beyond_the_end_there_is_nothing() -> None:
    reach = OpenTime(OFFICE, FIRST.timestamp(), LAST.timestamp())
    assert np.isnan(reach.passed(np.array([np.nan]))).all()
    assert np.isnan(reach.when(np.array([1e12]))).all()
