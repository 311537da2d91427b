"""Days on which it is closed, read from iCalendar files (RFC 5545) and written as such."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar as Feed
from icalendar import Event

from cmdb.errors import Invalid
from itsm.kernel.calendar import Calendar

__all__ = [
    "BROKEN",
    "LARGEST",
    "MOST_EVENTS",
    "ClosedDays",
    "NotTaken",
    "Unread",
    "closed_days_feed",
    "moment",
    "occasions",
    "read_closed_days",
    "read_events",
    "replacements",
]

# What comes of parts of a file that the library cannot read, now or when they are looked at.
BROKEN = (AttributeError, LookupError, OverflowError, TypeError, ValueError)
FIRST_YEAR = 1_900
LARGEST = 4 * 2**20
MOST_EVENTS = 5_000
MOST_DAYS = 5_000
MOST_RULES = 300
LONGEST_RANGE = timedelta(days=366 * 20)
MOST_TURNS = 20_000
DAY = timedelta(days=1)
TITLE = 200
PRODUCT = "-//Faultline//Calendar//EN"
# Required by RFC 5545; a constant, so that the same calendar is the same bytes.
STAMP = datetime(2026, 1, 1, tzinfo=UTC)


class NotTaken(NamedTuple):
    """An event that closes no day, and why."""

    title: str
    reason: str


class ClosedDays(NamedTuple):
    """The local dates that events close, ascending, and the events that close none."""

    days: Sequence[date]
    not_taken: Sequence[NotTaken]


class Span(NamedTuple):
    """Whole local days from one until before another; both are the same where an event fills no day."""

    first: date
    after: date


def read_closed_days(content: bytes, zone: ZoneInfo, since: date, until: date) -> ClosedDays:
    """Return the days from ``since`` until before ``until`` that the events of a file close, in a calendar's zone.

    An event closes the local days that it fills from midnight to midnight. What repeats is followed in the range only.
    Raises ``Invalid`` for what is no iCalendar, for one that is too large, and for a range of over twenty years.
    """
    if not since < until or until - since > LONGEST_RANGE or since.year < FIRST_YEAR:
        raise Invalid("until", "does not fit", until.isoformat(), f"a day after {since}, up to twenty years on")
    events = list(read_events(content))
    if (rules := sum("RRULE" in each for each in events)) > MOST_RULES:
        raise Invalid("file", "has too many events that repeat", rules, f"up to {MOST_RULES}")
    replaced = set(replacements(events, zone))
    days: set[date] = set()
    skipped: list[NotTaken] = []
    for each in events:
        title = str(each.get("SUMMARY", ""))[:TITLE]
        try:
            spans = list(spans_of(each, zone, since, until, replaced))
        except Unread as error:
            skipped.append(NotTaken(title, str(error)))
            continue
        except BROKEN:
            skipped.append(NotTaken(title, "cannot be read"))
            continue
        filled = [span for span in spans if span.first < span.after]
        if spans and not filled:
            skipped.append(NotTaken(title, "fills no whole day"))
        for span in filled:
            days |= set(days_of(Span(max(span.first, since), min(span.after, until))))
        if len(days) > MOST_DAYS:
            raise Invalid("file", "closes too many days", len(days), f"up to {MOST_DAYS}")
    return ClosedDays(sorted(days), sorted(skipped))


class Unread(Exception):
    """An event that is not taken; its text is why."""


def replacements(events: Iterable[Any], zone: ZoneInfo) -> Iterator[tuple[str, datetime]]:
    """Yield which times of which events are told of anew by an event of their own."""
    for each in events:
        # One that cannot be read replaces nothing.
        with suppress(*BROKEN):
            if "RECURRENCE-ID" in each:
                yield str(each.get("UID")), moment(each["RECURRENCE-ID"].dt, zone)


def read_events(content: bytes) -> Iterator[Any]:
    """Yield the events of a file. Raises ``Invalid``."""
    if len(content) > LARGEST:
        raise Invalid("file", "is too large, in bytes", len(content), f"up to {LARGEST} bytes")
    if content.count(b"BEGIN:VEVENT") > MOST_EVENTS:
        raise Invalid("file", "has too many events", content.count(b"BEGIN:VEVENT"), f"up to {MOST_EVENTS}")
    try:
        feeds = Feed.from_ical(content, multiple=True)
    except BROKEN as error:
        raise Invalid(
            "file", "is no iCalendar", str(error)[:TITLE], "a file that begins with BEGIN:VCALENDAR"
        ) from error
    if not feeds or any(each.name != "VCALENDAR" for each in feeds):
        raise Invalid("file", "is no iCalendar", None, "a file that begins with BEGIN:VCALENDAR")
    for feed in feeds:
        yield from feed.walk("VEVENT")


def spans_of(
    event: Any,  # noqa: ANN401  # the library's components are untyped
    zone: ZoneInfo,
    since: date,
    until: date,
    replaced: set[tuple[str, datetime]],
) -> Iterator[Span]:
    """Yield the days that an event fills, once for each time that it takes place in a range. Raises ``Unread``."""
    for begin, length in occasions(event, zone, since, until, replaced):
        yield whole_days(begin, length, zone)


def occasions(
    event: Any,  # noqa: ANN401  # as above
    zone: ZoneInfo,
    since: date,
    until: date,
    replaced: set[tuple[str, datetime]],
) -> Iterator[tuple[date, timedelta]]:
    """Yield when an event begins and how long it lasts: what repeats in a range only. Raises ``Unread``."""
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        raise Unread("is cancelled")
    if "DTSTART" not in event or not hasattr(event["DTSTART"], "dt"):
        raise Unread("has no beginning that can be read")
    start = event["DTSTART"].dt
    length = length_of(event, start)
    left_out = {moment(each.dt, zone) for each in listed(event, "EXDATE")}
    mine = str(event.get("UID"))
    for begin in begins(event, start, zone, since - length - DAY, until):
        at = moment(begin, zone)
        if at in left_out or ("RECURRENCE-ID" not in event and (mine, at) in replaced):
            continue
        yield begin, length


def length_of(event: Any, start: date) -> timedelta:  # noqa: ANN401  # as above
    """Return how long an event lasts. Raises ``Unread``."""
    if "DTEND" in event:
        end = event["DTEND"].dt
        if isinstance(end, datetime) != isinstance(start, datetime):
            raise Unread("begins as a day and ends as a time, or the other way round")
        if isinstance(start, datetime) and (start.tzinfo is None) != (end.tzinfo is None):
            raise Unread("begins and ends in different kinds of time")
        length = cast("timedelta", end - start)
    elif "DURATION" in event:
        length = cast("timedelta", event["DURATION"].dt)
    else:
        length = timedelta(0) if isinstance(start, datetime) else DAY
    if length < timedelta(0):
        raise Unread("ends before it begins")
    if length > LONGEST_RANGE:
        raise Unread("lasts over twenty years")
    return length


def begins(event: Any, start: date, zone: ZoneInfo, since: date, until: date) -> Iterator[date]:  # noqa: ANN401
    """Yield when an event begins within a range, by its rules and dates; times keep their zone. Raises ``Unread``."""
    if isinstance(start, datetime):
        local: tuple[datetime, Any] = (start.replace(tzinfo=None), start.tzinfo)
    else:
        local = (datetime.combine(start, time()), None)
    naive, tz = local
    yield start
    for each in listed(event, "RDATE"):
        if not isinstance(each.dt, tuple):
            yield each.dt
    rules = event.get("RRULE")
    for rule in rules if isinstance(rules, list) else [rules] if rules else []:
        if str(next(iter(rule.get("FREQ", [""])), "")).upper() not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
            raise Unread("repeats more often than once a day")
        yield from repeated(rule, naive, tz, start, zone, since, until)


def repeated(
    rule: Any,  # noqa: ANN401  # as above
    naive: datetime,
    tz: Any,  # noqa: ANN401  # as above
    start: date,
    zone: ZoneInfo,
    since: date,
    until: date,
) -> Iterator[date]:
    """Yield when a rule lets an event begin again. Raises ``Unread``."""
    said = dict(rule)
    if any(int(each) < 1 for each in said.get("INTERVAL", [])):
        raise Unread("repeats at no distance")
    # Some of these never come true, and nobody notices before the year 9999.
    if said["FREQ"][0].upper() in ("DAILY", "WEEKLY") and said.keys() & {"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"}:
        raise Unread("repeats by days and is held against days of a month or year")
    ends = [end_of(each, tz, zone) for each in said.pop("UNTIL", [])]
    text = type(rule)(said).to_ical().decode()
    try:
        found = rrulestr(text, dtstart=naive)
        for number, each in enumerate(found):
            if number >= MOST_TURNS:
                raise Unread(f"repeats over {MOST_TURNS} times before the range ends")
            if each.date() >= until or any(each > end for end in ends):
                return
            if each != naive and each.date() >= since:
                yield each.replace(tzinfo=tz) if isinstance(start, datetime) else each.date()
    except (ValueError, TypeError, OverflowError) as error:
        raise Unread(f"repeats by a rule that cannot be read: {text[:80]}") from error


def end_of(said: date, tz: Any, zone: ZoneInfo) -> datetime:  # noqa: ANN401  # as above
    """Return the last moment of a rule as its event's own clock shows it."""
    if not isinstance(said, datetime):
        return datetime.combine(said, time.max)
    return said.astimezone(tz or zone).replace(tzinfo=None) if said.tzinfo is not None else said


def listed(event: Any, name: str) -> list[Any]:  # noqa: ANN401  # as above
    """Return the dates of a property that may stand several times."""
    found = event.get(name)
    return [each for part in (found if isinstance(found, list) else [found] if found else []) for each in part.dts]


def moment(said: date, zone: ZoneInfo) -> datetime:
    """Return a date or time as an instant; what names no zone is in the calendar's."""
    if not isinstance(said, datetime):
        said = datetime.combine(said, time())
    return (said if said.tzinfo is not None else said.replace(tzinfo=zone)).astimezone(UTC)


def whole_days(begin: date, length: timedelta, zone: ZoneInfo) -> Span:
    """Return the local days that an event fills."""
    if not isinstance(begin, datetime):
        return Span(begin, begin + length)
    start, end = (moment(each, zone).astimezone(zone) for each in (begin, begin + length))
    first = start.date() if start.time() == time() else start.date() + DAY
    return Span(first, max(first, end.date()))


def days_of(span: Span) -> Iterator[date]:
    """Yield the days of a span."""
    day = span.first
    while day < span.after:
        yield day
        day += DAY


# ---------------------------------------------------------------- out


def closed_days_feed(calendar: Calendar) -> bytes:
    """Return the days on which a calendar is closed as an iCalendar of whole days; the same bytes for the same days."""
    feed = Feed()
    feed.add("prodid", PRODUCT)
    feed.add("version", "2.0")
    feed.add("x-wr-calname", calendar.name)
    feed.add("x-wr-timezone", calendar.zone.key)
    for span in spans_in(sorted(calendar.closed)):
        event = Event()
        event.add("uid", f"{calendar.name}-{span.first.isoformat()}@faultline")
        event.add("dtstamp", STAMP)
        event.add("dtstart", span.first)
        event.add("dtend", span.after)
        event.add("summary", f"{calendar.name}: closed")
        event.add("transp", "TRANSPARENT")
        feed.add_component(event)
    return cast("bytes", feed.to_ical())


def spans_in(days: Iterable[date]) -> Sequence[Span]:
    """Return ascending days as spans, those that follow each other together."""
    found: list[Span] = []
    for day in days:
        if found and found[-1].after == day:
            found[-1] = found[-1]._replace(after=day + DAY)
        else:
            found.append(Span(day, day + DAY))
    return found
