"""Periods as people write them, and buckets that cover a period without a gap, across leap days and year ends."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from cmdb.errors import Invalid
from itsm.measures.period import EVERY, Every, Period, buckets, parse_period

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("2024-02-01..2024-02-29", "2024-02-01T00:00:00Z..2024-03-01T00:00:00Z"),
        ("2026-01-01T08:00:00+02:00..2026-01-01", "2026-01-01T06:00:00Z..2026-01-02T00:00:00Z"),
        ("7d", "2026-11-16T12:00:00Z..2026-11-23T12:00:00Z"),
        ("2026-11-01..", "2026-11-01T00:00:00Z..2026-11-23T12:00:00Z"),
        ("", "2026-10-24T12:00:00Z..2026-11-23T12:00:00Z"),
    ],
)
def test_a_period_is_read(said: str, text: str) -> None:
    assert parse_period(said, NOW).text == text


@pytest.mark.parametrize(
    "said",
    [
        "yesterday",
        "2025-02-29..2025-03-01",
        "2026-02-01..2026-01-01",
        "..",
        "2026-01",
        "9999-12-29..9999-12-30",
        "0001-01-01..0001-01-02",
    ],
)
def test_what_is_none_is_refused(said: str) -> None:
    with pytest.raises(Invalid, match="period"):
        parse_period(said, NOW)


@pytest.mark.parametrize("every", EVERY)
def test_buckets_cover_the_period_without_a_gap(every: Every) -> None:
    period = Period(datetime(2023, 12, 13, 5, tzinfo=UTC), datetime(2024, 3, 2, 7, tzinfo=UTC))
    found = buckets(period, every)
    assert (found[0].start, found[-1].end) == (period.start, period.end)
    assert all(before.end == after.start for before, after in pairwise(found))
    assert len(found) == {"day": 81, "week": 12, "month": 4}[every]


def test_too_many_are_refused() -> None:
    with pytest.raises(Invalid, match="every"):
        buckets(Period(datetime(2000, 1, 1, tzinfo=UTC), NOW), "day")
