"""/calendars."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.backend import backend
from api.declarations import Document, put, remove, shown_all, shown_one
from api.guard import needs
from api.openapi import Blueprint
from api.preconditions import showing, with_etag
from api.resources.calendars.schemas import CalendarInputSchema, CalendarListSchema, CalendarSchema
from cmdb.errors import Invalid
from itsm.kernel.calendar import calendar_document, parse_calendar
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
