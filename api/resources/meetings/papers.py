"""The board's papers: the pack as a file, the calendar of meetings and changes, drafts to owners."""

from __future__ import annotations

from datetime import timedelta

from api.backend import backend
from api.resources.meetings.service import facing, whole_estate
from api.resources.records.service import seen_record
from cmdb.errors import Invalid
from cmdb.model import Key
from cmdb.values import Json
from itsm.board.feed import Entry, calendar_feed, meeting_entry
from itsm.board.keep import meetings
from itsm.board.meeting import MEETING
from itsm.board.notice import Window, affected_by, notices
from itsm.board.pdf import pack_pdf
from itsm.change.practice import CHANGE
from itsm.change.surroundings import other_changes
from itsm.kernel.declared import declaration_key

__all__ = ["feed", "notices_of", "pack"]

BEFORE, AFTER = timedelta(days=92), timedelta(days=366)
SCHEDULED = frozenset({"scheduled", "implementing", "review"})


def pack(document: dict[str, Json]) -> bytes:
    """Return the pack of a meeting as PDF; ``document`` is the meeting as its page shows it. Raises ``Invalid``."""
    found = [each for each in meetings(backend().graph) if each.id == document["id"]]
    items = document["items"]
    assert isinstance(items, list)  # noqa: S101  # as the service made it
    sheets = [
        {**each, "judged": dict(facing(seen_record(CHANGE, str(each["change"]))).judged)}
        for each in items
        if isinstance(each, dict)
    ]
    return pack_pdf(f"{document['title']}, {found[0].starts_at:%Y-%m-%d %H:%M} UTC", found[0].starts_at, sheets)


def feed() -> bytes:
    """Return the meetings, and the changes that are scheduled, as an iCalendar: three months back, a year ahead."""
    whole_estate()
    here = backend()
    now = here.clock()
    known = {declaration_key(MEETING, each.id): each for each in meetings(here.graph)}
    kept = here.graph.get(list(known))
    entries = [meeting_entry(known[key], stored.changed_at) for key, stored in kept.items()]
    changes = other_changes(here.estate, now - BEFORE, now + AFTER, states=SCHEDULED)
    records = here.graph.get([Key(each.reference) for each in changes])
    for each in changes:
        if each.window is not None:
            stored = records[Key(each.reference)]
            label = CHANGE.lifecycle.states[stored.node.lifecycle].label
            span = (each.window.start, each.window.end)
            said = f"{label}. {len(each.touched)} CIs are touched; over at the latest {each.until:%Y-%m-%d %H:%M} UTC."
            title = f"{each.reference} {each.title}"
            entries.append(
                Entry(each.reference, *span, title, said, "CONFIRMED", stored.changed_at, ("change", each.kind))
            )
    return calendar_feed(entries)


def notices_of(key: str) -> dict[str, Json]:
    """Return a draft for each owner of what a change affects. Raises ``NotFound``, ``Invalid``."""
    whole_estate()
    record = seen_record(CHANGE, key)
    each = facing(record)
    if each.fault:
        raise Invalid("plan", "cannot be judged", each.fault, "a plan that fits the graph as it is")
    window = Window(record.key, record.title, record.instant("starts_at"), record.instant("ends_at"), "UTC")
    found = notices(window, affected_by(backend().graph, each.judged))
    return {"items": [{**one._asdict(), "about": list[Json](one.about)} for one in found], "next": None}
