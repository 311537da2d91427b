"""Whose voice does somebody give on a change, and does it count? Asked of the board that is declared."""

from __future__ import annotations

from datetime import datetime

from cmdb.estate import Estate
from itsm.board.delegate import speaks_for
from itsm.board.keep import meetings
from itsm.board.meeting import Meeting
from itsm.change.approval import OWN, Seat
from itsm.change.standard import decided_as
from itsm.change.verbs import requester_of
from itsm.flows.change_board import next_meeting
from itsm.kernel.record import Record

__all__ = ["seat_on"]


def seat_on(estate: Estate, record: Record, person: str, *, now: datetime) -> Seat:
    """Return whose voice somebody gives on a change outside a meeting, and why it does not count, "" where it does.

    The board is that of the open meeting with the change on its agenda, else of the meeting to come, else of the last
    one. Where it declares no members, and for an emergency, whoever may decide on changes has a voice.
    """
    if decided_as(estate.graph, record).kind == "emergency":
        return OWN
    boards = deciding(meetings(estate.graph), record.key, now)
    if not all(each.members for each in boards):
        return OWN
    if not boards or any(person in each.members for each in boards):
        return OWN
    member = next((found for each in boards if (found := speaks_for(each, person))), "")
    if not member:
        names = "; ".join(f"{each.title}: {', '.join(each.members)}" for each in boards)
        return Seat("", f"has no seat on the board ({names}) and stands in for no member")
    if member == requester_of(estate, record):
        return Seat(member, f"stands in for {member}, whose change it is")
    return Seat(member)


def deciding(known: list[Meeting], change: str, now: datetime) -> list[Meeting]:
    """Return the meetings whose boards decide on a change now; of those that are known, by when they begin."""
    opened = [each for each in known if each.state == "open" and change in each.agenda]
    coming = next_meeting(known, now)
    held = [each for each in known if each.state == "closed"]
    return opened or ([coming] if coming else held[-1:])
