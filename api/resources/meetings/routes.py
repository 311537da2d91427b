"""/meetings: the change board's agenda, voices and minutes."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.guard import needs
from api.openapi import Blueprint
from api.preconditions import showing, with_etag
from api.resources.meetings import papers, service
from api.resources.meetings.schemas import (
    BoardStepSchema,
    DelegateSchema,
    LookSchema,
    MeetingDetailSchema,
    MeetingListSchema,
    MeetingPatchSchema,
    MinutesSchema,
    NewMeetingSchema,
    NoticeListSchema,
    PresenceSchema,
    TurnSchema,
    VoiceSchema,
)
from cmdb.values import Json

__all__ = ["blueprint"]

blueprint = Blueprint("meetings", __name__, description="The change board: meetings, agenda, voices, minutes.")


def shown(name: str) -> Response:
    """Return a meeting with its ETag."""
    found = service.detail(name)
    return with_etag(found, found["revision"])


@blueprint.get("/meetings")
@blueprint.response(200, MeetingListSchema)
@needs("record.read")
def index() -> dict[str, Json]:
    """List the meetings of the change board, the latest first."""
    return service.index()


@blueprint.post("/meetings")
@blueprint.arguments(NewMeetingSchema)
@blueprint.response(201, MeetingDetailSchema)
@needs("board.manage", once=True)
def plan(given: dict[str, Any]) -> Response:
    """Plan a meeting."""
    found = service.detail(service.plan(given))
    return with_etag(found, found["revision"], status=201, location=f"/api/v1/meetings/{found['id']}")


@blueprint.get("/meetings/<name>")
@blueprint.response(200, MeetingDetailSchema)
@needs("impact.ask")
def read(name: str) -> Response:
    """Return a meeting: who is there, its agenda in the order of the rule, what is new since one last looked."""
    return shown(name)


@blueprint.patch("/meetings/<name>")
@blueprint.arguments(MeetingPatchSchema)
@blueprint.response(200, MeetingDetailSchema)
@needs("board.manage", match=True)
def change(given: dict[str, Any], name: str) -> Response:
    """Plan a meeting that has not begun otherwise."""
    with showing(lambda: service.detail(name)):
        service.change_meeting(name, given)
    return shown(name)


@blueprint.post("/meetings/<name>/steps")
@blueprint.arguments(BoardStepSchema)
@blueprint.response(200, MeetingDetailSchema)
@needs("board.manage", once=True)
def step(given: dict[str, Any], name: str) -> Response:
    """Open, close or cancel a meeting; closing settles what was decided and writes the minutes."""
    service.take_step(name, given["step"])
    return shown(name)


@blueprint.post("/meetings/<name>/presence")
@blueprint.arguments(PresenceSchema)
@blueprint.response(200, MeetingDetailSchema)
@needs("change.decide", once=True)
def presence(given: dict[str, Any], name: str) -> Response:
    """Say that one is there, or not."""
    service.presence(name, given)
    return shown(name)


@blueprint.post("/meetings/<name>/delegates")
@blueprint.arguments(DelegateSchema)
@blueprint.response(200, MeetingDetailSchema)
@needs("change.decide", once=True)
def delegates(given: dict[str, Any], name: str) -> Response:
    """Let somebody stand in for a member, or nobody any more."""
    service.delegate(name, given)
    return shown(name)


@blueprint.post("/meetings/<name>/turns")
@blueprint.arguments(TurnSchema)
@blueprint.response(200, MeetingDetailSchema)
@needs("board.manage", once=True)
def turn(given: dict[str, Any], name: str) -> Response:
    """Speak of a change from now on: its clock starts."""
    service.turn(name, given["change"])
    return shown(name)


@blueprint.post("/meetings/<name>/voices")
@blueprint.arguments(VoiceSchema)
@blueprint.response(201, MeetingDetailSchema)
@needs("change.decide", once=True)
def speak(given: dict[str, Any], name: str) -> Response:
    """Say in a meeting what one thinks of a change; the last voice that is needed approves it."""
    service.speak(name, given)
    found = service.detail(name)
    return with_etag(found, found["revision"], status=201)


@blueprint.post("/meetings/<name>/looks")
@blueprint.arguments(LookSchema)
@blueprint.response(204)
@needs("impact.ask", once=True)
def looks(given: dict[str, Any], name: str) -> str:
    """Keep that one has looked at a change: what is new is told from here on."""
    del name
    service.looked(given["change"])
    return ""


@blueprint.get("/meetings/<name>/minutes")
@blueprint.response(200, MinutesSchema)
@needs("record.read")
def minutes(name: str) -> dict[str, Json]:
    """Return the minutes of a closed meeting; they never change."""
    return service.minutes_of(name)


@blueprint.get("/meetings/<name>/pack")
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type="application/pdf")
@needs("impact.ask")
def pack(name: str) -> Response:
    """Download the pack of a meeting: its agenda, and a page for each change. Needs the extra `pdf`."""
    answer = Response(papers.pack(service.detail(name)), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


@blueprint.get("/board/feed.ics")
@blueprint.response(200, {"type": "string"}, content_type="text/calendar")
@needs("record.read")
def feed() -> Response:
    """Return the meetings and the scheduled changes as an iCalendar, for calendars that are subscribed to it."""
    return Response(papers.feed(), content_type="text/calendar; charset=utf-8")


@blueprint.get("/changes/<key>/notices")
@blueprint.response(200, NoticeListSchema)
@needs("impact.ask")
def notices(key: str) -> dict[str, Json]:
    """Return a draft for each owner of what a change affects; nothing is sent."""
    return papers.notices_of(key)
