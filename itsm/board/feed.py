"""Meetings of the board and changes on the schedule as an iCalendar (RFC 5545): the same bytes for the same graph."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from icalendar import Calendar, Event

from itsm.board.meeting import Meeting

__all__ = ["Entry", "calendar_feed", "meeting_entry"]

PRODUCT = "-//Faultline//Change schedule//EN"


class Entry(NamedTuple):
    """One event: its id in the world, when, what. ``changed_at`` is when it was last written."""

    uid: str
    start: datetime
    end: datetime
    summary: str
    description: str
    status: str
    changed_at: datetime
    categories: tuple[str, ...]


STATUS = {"planned": "CONFIRMED", "open": "CONFIRMED", "closed": "CONFIRMED", "cancelled": "CANCELLED"}


def meeting_entry(meeting: Meeting, changed_at: datetime) -> Entry:
    """Return a meeting as an event; a cancelled one stays in the feed as cancelled."""
    said = f"{meeting.state.capitalize()}. Chair: {meeting.chair or 'nobody'}."
    span = (meeting.starts_at, meeting.ends_at)
    return Entry(meeting.id, *span, meeting.title, said, STATUS[meeting.state], changed_at, ("board",))


def calendar_feed(entries: Iterable[Entry]) -> bytes:
    """Return events as a calendar, by begin and id; times in UTC, so that no rule of a zone is needed."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Changes and their board")
    for each in sorted(entries, key=lambda entry: (entry.start, entry.uid)):
        event = Event()
        event.add("uid", f"{each.uid}@faultline")
        event.add("dtstamp", each.changed_at.astimezone(UTC).replace(microsecond=0))
        event.add("dtstart", each.start.astimezone(UTC))
        event.add("dtend", each.end.astimezone(UTC))
        event.add("summary", each.summary)
        event.add("description", each.description)
        event.add("status", each.status)
        event.add("categories", list(each.categories))
        calendar.add_component(event)
    found: bytes = calendar.to_ical()
    return found
