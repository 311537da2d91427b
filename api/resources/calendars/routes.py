"""/calendars."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from flask import Response

from api.backend import backend
from api.declarations import Document, put, remove, shown_all, shown_one
from api.guard import needs
from api.openapi import Blueprint
from api.preconditions import showing, with_etag
from api.resources.calendars.schemas import (
    CalendarInputSchema,
    CalendarListSchema,
    CalendarSchema,
    ClosedDaysFileSchema,
    ClosedDaysFormSchema,
    ClosedDaysSchema,
)
from api.sight import stamp
from cmdb.errors import Invalid
from itsm.kernel.calendar import Calendar, calendar_document, parse_calendar
from itsm.kernel.closed_days import LARGEST, closed_days_feed, read_closed_days
from itsm.kernel.declared import declare
from itsm.service_level.promises import CALENDAR, SHIPPED_CALENDARS, promises

__all__ = ["blueprint"]

blueprint = Blueprint("calendars", __name__, description="When clocks run: hours by weekday, zones, closed days.")
SHIPPED: dict[str, Document] = {name: calendar_document(each) for name, each in SHIPPED_CALENDARS.items()}


def one(name: str) -> Document:
    """Return a calendar."""
    return shown_one(CALENDAR, name, SHIPPED)


def shown(name: str) -> Response:
    """Return one with its ETag."""
    found = one(name)
    return with_etag(found, found["revision"])


@blueprint.get("/calendars")
@blueprint.response(200, CalendarListSchema)
@needs("record.read")
def index() -> dict[str, object]:
    """List the calendars by name."""
    return {"items": shown_all(CALENDAR, SHIPPED), "next": None}


@blueprint.get("/calendars/<name>")
@blueprint.response(200, CalendarSchema)
@needs("record.read")
def read(name: str) -> Response:
    """Return one calendar."""
    return shown(name)


@blueprint.put("/calendars/<name>")
@blueprint.arguments(CalendarInputSchema)
@blueprint.response(200, CalendarSchema)
@needs("agreement.write", match=True)
def write(given: dict[str, Any], name: str) -> Response:
    """Declare a calendar; If-Match 0 for one that nobody has declared."""
    with showing(lambda: one(name)):
        put(CALENDAR, name, {"name": name, **given}, parse_calendar)
    return shown(name)


@blueprint.delete("/calendars/<name>")
@blueprint.response(204)
@needs("agreement.write", match=True)
def delete(name: str) -> str:
    """Remove a declared calendar that no agreement counts in; a shipped one of its name holds again."""
    users = [each.name for each in promises(backend().graph).agreements.values() if each.calendar == name]
    if users and name not in SHIPPED:
        raise Invalid("calendar", "agreements count in it", ", ".join(users), "a calendar that no agreement names")
    with showing(lambda: one(name)):
        remove(CALENDAR, name)
    return ""


FEED: dict[str, Any] = {"description": "The days.", "content_type": "text/calendar", "schema": {"type": "string"}}


def parsed(name: str) -> tuple[Calendar, int]:
    """Return a calendar and the revision that wrote it last."""
    found = one(name)
    said = {each: found[each] for each in ("name", "zone", "hours", "closed")}
    return parse_calendar(f"calendar {name}", said), cast("int", found["revision"])


@blueprint.get("/calendars/<name>/closed-days.ics")
@blueprint.response(200, **FEED)
@needs("record.read")
def export_closed_days(name: str) -> Response:
    """Return the days on which a calendar is closed as an iCalendar file."""
    calendar, _ = parsed(name)
    answer = Response(closed_days_feed(calendar), content_type="text/calendar; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.ics")
    return answer


@blueprint.post("/calendars/<name>/closed-days")
@blueprint.arguments(ClosedDaysFileSchema, location="files")
@blueprint.arguments(ClosedDaysFormSchema, location="form")
@blueprint.response(200, ClosedDaysSchema)
@needs("agreement.write", once=True)
def import_closed_days(files: dict[str, Any], given: dict[str, Any], name: str) -> dict[str, object]:
    """Close a calendar on the days that the events of an iCalendar file fill; the same file again adds nothing."""
    here = backend()
    calendar, revision = parsed(name)
    since = given.get("since") or here.clock().date().replace(month=1, day=1)
    until = given.get("until") or date(min(since.year + 5, date.max.year), 1, 1)
    found = read_closed_days(files["file"].stream.read(LARGEST + 1), calendar.zone, since, until)
    added = sorted(set(found.days) - calendar.closed)
    if added:
        closed = calendar.closed | set(added)
        said = calendar_document(Calendar(name, calendar.zone, calendar.hours, frozenset(closed)))
        declare(here.graph, CALENDAR, name, said, check=parse_calendar, stamp=stamp(), expected=revision)
    return {
        "added": [each.isoformat() for each in added],
        "not_taken": [each._asdict() for each in found.not_taken],
        "revision": parsed(name)[1],
    }
