"""Periods that begin and end at an instant, read from iCalendar files: change freezes that others keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Calendar as Feed

from cmdb.errors import Invalid
from itsm.kernel.calendar import parse_zone
from itsm.kernel.closed_days import BROKEN, NotTaken, Unread, moment, occasions, read_events, replacements

__all__ = ["MOST_PERIODS", "Period", "Periods", "read_periods", "zone_of"]

LONGEST_RANGE = timedelta(days=366 * 3)
FIRST_YEAR = 1_970
MOST_PERIODS = 200
LONGEST_NAME = 120
LONGEST_REASON = 500
UTC = ZoneInfo("UTC")


class Period(NamedTuple):
    """What an event takes up, from one instant until before another; ``name`` tells it from others of its file."""

    name: str
    start: datetime
    end: datetime
    reason: str = ""


class Periods(NamedTuple):
    """The periods of a file by their start, and the events that are none."""

    periods: Sequence[Period]
    not_taken: Sequence[NotTaken]


def zone_of(content: bytes) -> ZoneInfo:
    """Return the zone that a file names for times that name none (``X-WR-TIMEZONE``), UTC where it names none."""
    with suppress(*BROKEN, Invalid):
        for feed in Feed.from_ical(content, multiple=True):
            if said := str(feed.get("X-WR-TIMEZONE", "")):
                return parse_zone("zone", said)
    return UTC


def read_periods(content: bytes, zone: ZoneInfo, since: date, until: date) -> Periods:
    """Return the periods of a file that reach into the local days from ``since`` until before ``until``.

    Whole days last from midnight to midnight in ``zone``, which is also that of times without one. What repeats is
    followed in the range only, each time under the event's name with its date. Raises ``Invalid`` for what is no
    iCalendar, for one that is too large or has too many periods, and for a range of over three years.
    """
    if not since < until or until - since > LONGEST_RANGE or since.year < FIRST_YEAR:
        raise Invalid("until", "does not fit", until.isoformat(), f"a day after {since}, up to three years on")
    events = list(read_events(content))
    replaced = set(replacements(events, zone))
    found: list[tuple[Period, bool]] = []
    skipped: list[NotTaken] = []
    for each in events:
        title = title_of(each)
        try:
            mine = periods_of(each, zone, since, until, replaced)
        except Unread as error:
            skipped.append(NotTaken(title, str(error)))
            continue
        except BROKEN:
            skipped.append(NotTaken(title, "cannot be read"))
            continue
        if not mine:
            skipped.append(NotTaken(title, f"does not take place from {since} until {until}"))
        found += [(period, repeats(each)) for period in mine]
        if len(found) > MOST_PERIODS:
            reason = f"{title} and what comes before it make too many periods"
            raise Invalid("file", reason, len(found), f"up to {MOST_PERIODS}; a shorter range holds fewer")
    return Periods(named(found, zone), sorted(skipped))


def title_of(event: Any) -> str:  # noqa: ANN401  # the library's components are untyped
    """Return what an event is called in one line."""
    said = "".join(each if each.isprintable() else " " for each in str(event.get("SUMMARY", "")))
    return " ".join(said.replace("/", " ").split())[:LONGEST_NAME] or "Freeze"


def repeats(event: Any) -> bool:  # noqa: ANN401  # as above
    """Say whether an event takes place more than once, or is one time of such an event."""
    return any(name in event for name in ("RRULE", "RDATE", "RECURRENCE-ID"))


def periods_of(
    event: Any,  # noqa: ANN401  # as above
    zone: ZoneInfo,
    since: date,
    until: date,
    replaced: set[tuple[str, datetime]],
) -> list[Period]:
    """Return the times that an event takes place in a range, each under its own name. Raises ``Unread``."""
    first, after = moment(since, zone), moment(until, zone)
    found: dict[datetime, Period] = {}
    for begin, length in occasions(event, zone, since, until, replaced):
        if length <= timedelta(0):
            raise Unread("takes no time")
        start, end = moment(begin, zone), moment(begin + length, zone)
        if start < after and end > first:
            reason = " ".join(str(event.get("DESCRIPTION", "")).split())[:LONGEST_REASON]
            found[start] = Period(title_of(event), start, end, reason)
    return list(found.values())


def named(found: Sequence[tuple[Period, bool]], zone: ZoneInfo) -> Sequence[Period]:
    """Return periods by their start under names of their own: with the date, then the time, where it takes that."""
    titles = Counter(period.name for period, _ in found)
    dated = [(each, titles[each.name] > 1 or again) for each, again in found]
    days = Counter((each.name, each.start.astimezone(zone).date()) for each, _ in found)
    kept: dict[str, Period] = {}
    for each, with_date in sorted(dated):
        local = each.start.astimezone(zone)
        name = f"{each.name} {local.date()}" if with_date else each.name
        if days[each.name, local.date()] > 1:
            name = f"{name} {local:%H:%M}"
        while name in kept and kept[name] != each._replace(name=name):
            name += "+"
        kept[name] = each._replace(name=name)
    return sorted(kept.values(), key=lambda each: (each.start, each.name))
