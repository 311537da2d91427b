"""When is the service desk open? Hours by weekday in a named zone, and days on which it is closed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cmdb.errors import Invalid
from cmdb.values import Json

__all__ = ["ALWAYS", "WEEKDAYS", "Calendar", "Interval", "calendar_document", "parse_calendar"]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY = 24 * 60
WEEK = timedelta(days=7)
MINUTE = timedelta(minutes=1)
# Zones reach into the next day, and there is none after the last.
LAST_DAY = date.max - timedelta(days=2)

Interval = tuple[datetime, datetime]
Hours = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Open hours.

    ``hours`` holds for each weekday (0 is Monday) its intervals as minutes after local midnight, ascending and apart;
    1440 is the end of the day. ``closed`` are local dates without hours.
    """

    name: str
    zone: ZoneInfo
    hours: tuple[Hours, ...]
    closed: frozenset[date] = frozenset()
    days: dict[date, tuple[Interval, ...]] = field(default_factory=dict, compare=False, repr=False)

    def open_on(self, day: date) -> tuple[Interval, ...]:
        """Return the open intervals of a local date in UTC; each is as long as it really lasted.

        Where a clock is put back, an hour that comes twice is open twice; where it is put forward, what is left out
        is not open.
        """
        known = self.days.get(day)
        if known is None:
            found = () if day in self.closed else self.hours[day.weekday()]
            intervals = ((self.instant(day, start, fold=0), self.instant(day, end, fold=1)) for start, end in found)
            known = self.days[day] = tuple((start, end) for start, end in intervals if start < end)
        return known

    def instant(self, day: date, minutes: int, *, fold: int) -> datetime:
        """Return a local time of day as UTC."""
        carried, rest = divmod(minutes, DAY)
        local = datetime.combine(day + timedelta(days=carried), time(rest // 60, rest % 60), self.zone)
        first, second = (local.replace(fold=each).astimezone(UTC) for each in (0, 1))
        if second >= first:
            return second if fold else first
        # The clock is put forward over this time: it is meant as the moment at which that happens.
        before, moment = second.astimezone(self.zone).utcoffset(), second
        while moment.astimezone(self.zone).utcoffset() == before:
            moment += MINUTE
        return moment

    def open_from(self, start: datetime) -> Iterator[Interval]:
        """Yield the open intervals from an instant on, the first cut at it, while the calendar opens at all."""
        day = start.astimezone(self.zone).date() - timedelta(days=1)
        last_open, last_closed = day, max(self.closed, default=date.min)
        while day < LAST_DAY:
            for begin, end in self.open_on(day):
                last_open = day
                if end > start:
                    yield max(begin, start), end
            if day - last_open > WEEK and day > last_closed:
                return
            day += timedelta(days=1)

    def seconds_between(self, start: datetime, end: datetime) -> float:
        """Return for how many seconds it was open between two instants; 0 where the end is not after the start."""
        total = timedelta(0)
        if end <= start:
            return 0.0
        for begin, stop in self.open_from(start):
            if begin >= end:
                break
            total += min(stop, end) - begin
        return total.total_seconds()

    def after(self, start: datetime, seconds: float) -> datetime:
        """Return when so many open seconds will have passed. Raises ``Invalid`` where they never will."""
        left = timedelta(seconds=seconds)
        for begin, end in self.open_from(start):
            if end - begin >= left:
                return begin + left
            left -= end - begin
        raise Invalid(f"calendar {self.name}", "does not stay open long enough", f"{seconds:g} s", "hours on some day")

    def is_open(self, instant: datetime) -> bool:
        """Say whether it is open at an instant."""
        day = instant.astimezone(self.zone).date()
        return any(
            begin <= instant < end
            for each in (day - timedelta(days=1), day, day + timedelta(days=1))
            for begin, end in self.open_on(each)
        )


ALWAYS = Calendar("always", ZoneInfo("UTC"), (((0, DAY),),) * 7)
"""Around the clock."""


def parse_calendar(where: str, said: Json) -> Calendar:
    """Read a calendar: ``{"name", "zone", "hours": {"monday": ["08:00-12:00", "13:00-17:00"]}, "closed": [dates]}``.

    Raises ``Invalid``, also for a calendar that has no hours: every clock on it would stand still for ever.
    """
    if not isinstance(said, dict):
        raise Invalid(where, "is no calendar", str(said)[:100], "an object with name, zone, hours and closed")
    if unknown := sorted(said.keys() - {"name", "zone", "hours", "closed"}):
        raise Invalid(f"{where}.{unknown[0]}", "is unknown", unknown[0], "name, zone, hours, closed")
    name = said.get("name")
    if not isinstance(name, str) or not name:
        raise Invalid(f"{where}.name", "is missing", name, "a name")
    hours = said.get("hours", {})
    if not isinstance(hours, dict):
        raise Invalid(f"{where}.hours", "are no hours by weekday", str(hours)[:100], ", ".join(WEEKDAYS))
    if unknown := sorted(hours.keys() - set(WEEKDAYS)):
        raise Invalid(f"{where}.hours.{unknown[0]}", "is no weekday", unknown[0], ", ".join(WEEKDAYS))
    week = tuple(parse_hours(f"{where}.hours.{day}", hours.get(day, [])) for day in WEEKDAYS)
    if not any(week):
        raise Invalid(f"{where}.hours", "the calendar is never open", None, "hours on at least one weekday")
    return Calendar(name, parse_zone(f"{where}.zone", said.get("zone", "UTC")), week, parse_dates(where, said))


def parse_zone(where: str, said: Json) -> ZoneInfo:
    """Read a zone's name."""
    try:
        return ZoneInfo(str(said))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid(where, "is no time zone", said, "an IANA name such as Europe/Berlin") from error


def parse_hours(where: str, said: Json) -> Hours:
    """Read the hours of one weekday."""
    if not isinstance(said, list):
        raise Invalid(where, "is no list of hours", str(said)[:100], '["08:00-17:00"]')
    found: list[tuple[int, int]] = []
    for each in said:
        start, dash, end = str(each).partition("-")
        interval = (minutes(where, start), minutes(where, end)) if dash else (0, 0)
        if interval[0] >= interval[1]:
            raise Invalid(where, "ends before it begins", each, "08:00-17:00; over midnight as two days")
        found.append(interval)
    found.sort()
    for before, after in pairwise(found):
        if after[0] < before[1]:
            raise Invalid(where, "two intervals overlap", ", ".join(map(str, said)), "hours apart")
    return tuple(found)


def minutes(where: str, said: str) -> int:
    """Read a time of day as minutes; 24:00 is the end of the day."""
    hour, colon, minute = said.strip().partition(":")
    if colon and hour.isdecimal() and minute.isdecimal() and int(minute) < 60:  # noqa: PLR2004  # minutes of an hour
        found = int(hour) * 60 + int(minute)
        if found <= DAY:
            return found
    raise Invalid(where, "is no time of day", said, "00:00 to 24:00")


def parse_dates(where: str, said: Mapping[str, Json]) -> frozenset[date]:
    """Read the days on which it is closed."""
    listed = said.get("closed", [])
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        raise Invalid(f"{where}.closed", "is no list of dates", str(listed)[:100], '["2026-12-25"]')
    found: set[date] = set()
    for each in listed:
        try:
            found.add(date.fromisoformat(str(each)))
        except ValueError as error:
            raise Invalid(f"{where}.closed", "is no date", each, "2026-12-25") from error
    return frozenset(found)


def calendar_document(calendar: Calendar) -> dict[str, Json]:
    """Return a calendar as ``parse_calendar`` reads it."""
    return {
        "name": calendar.name,
        "zone": calendar.zone.key,
        "hours": {
            WEEKDAYS[day]: [f"{clock(start)}-{clock(end)}" for start, end in hours]
            for day, hours in enumerate(calendar.hours)
            if hours
        },
        "closed": [day.isoformat() for day in sorted(calendar.closed)],
    }


def clock(minute: int) -> str:
    """Return minutes after midnight as a time of day."""
    return f"{minute // 60:02}:{minute % 60:02}"
