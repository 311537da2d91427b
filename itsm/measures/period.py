"""Periods as people write them, and the buckets of a series."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple, get_args

from cmdb.errors import Invalid

__all__ = ["EVERY", "Every", "Period", "buckets", "parse_period"]

Every = Literal["day", "week", "month"]
EVERY: tuple[Every, ...] = get_args(Every)
DAYS = re.compile(r"(\d{1,4})d")
DAY = timedelta(days=1)
USUAL = timedelta(days=30)
MOST_BUCKETS = 1_000
DECEMBER = 12
FIRST_YEAR, LAST_YEAR = 1900, 9000
ALLOWED = "FROM..TO with dates or instants (2026-01-01..2026-03-31: both days included), or the last days such as 90d"


class Period(NamedTuple):
    """From an instant up to, and without, another; UTC."""

    start: datetime
    end: datetime

    @property
    def text(self) -> str:
        """Return the period as it stands in answers."""
        return f"{told(self.start)}..{told(self.end)}"


def told(instant: datetime) -> str:
    """Return an instant in UTC."""
    return instant.isoformat().replace("+00:00", "Z")


def parse_period(said: str | None, now: datetime) -> Period:
    """Read a period; none is the last 30 days. Raises ``Invalid``."""
    now = now.astimezone(UTC)
    if not said:
        return Period(now - USUAL, now)
    if last := DAYS.fullmatch(said.strip()):
        return Period(now - int(last[1]) * DAY, now)
    start, dots, end = (part.strip() for part in said.partition(".."))
    if not dots:
        raise Invalid("period", "is no period", said, ALLOWED)
    try:
        found = Period(instant(start, last=False), instant(end, last=True) if end else now)
    except (ValueError, OverflowError) as error:
        raise Invalid("period", "is no period", said, ALLOWED) from error
    if found.start.year < FIRST_YEAR or found.end.year > LAST_YEAR:
        raise Invalid("period", "is beyond all records", said, f"within the years {FIRST_YEAR} to {LAST_YEAR}")
    if found.start >= found.end:
        raise Invalid("period", "ends before it begins", said, "a later end")
    return found


def instant(words: str, *, last: bool) -> datetime:
    """Read one end of a period; a date is its first instant, as the last end the first of the day after."""
    if len(words) == len("2026-01-01"):
        day = datetime.combine(date.fromisoformat(words), time(), UTC)
        return day + DAY if last else day
    moment = datetime.fromisoformat(words)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def buckets(period: Period, every: Every) -> list[Period]:
    """Return the days, weeks (from Monday) or months in UTC that a period touches, cut at its ends.

    Raises ``Invalid`` for more than 1,000.
    """
    found: list[Period] = []
    for start, end in turns(period.start, every):
        if start >= period.end:
            break
        if len(found) == MOST_BUCKETS:
            raise Invalid("every", f"makes more than {MOST_BUCKETS:,} figures", every, "a shorter period, or month")
        found.append(Period(max(start, period.start), min(end, period.end)))
    return found


def turns(first: datetime, every: Every) -> Iterator[tuple[datetime, datetime]]:
    """Yield the whole days, weeks or months from the one that an instant is in."""
    start = datetime.combine(first.date(), time(), UTC)
    if every == "week":
        start -= start.weekday() * DAY
    elif every == "month":
        start = start.replace(day=1)
    while True:
        end = after_month(start) if every == "month" else start + (7 if every == "week" else 1) * DAY
        yield start, end
        start = end


def after_month(start: datetime) -> datetime:
    """Return the first of the next month."""
    if start.month == DECEMBER:
        return start.replace(year=start.year + 1, month=1)
    return start.replace(month=start.month + 1)
