"""Who stands in for whom? A delegate speaks for one member, is no stand-in's stand-in, and gets nobody's own change."""

from __future__ import annotations

from dataclasses import replace

from cmdb.errors import Invalid
from itsm.board.meeting import Meeting

__all__ = ["delegated", "speaks_for", "withdrawn"]


def delegated(meeting: Meeting, member: str, delegate: str) -> Meeting:
    """Return a meeting in which somebody stands in for a member.

    Raises ``Invalid``: for oneself, in a circle, for a delegate of a delegate, for somebody who is no member.
    """
    where = "delegate"
    if meeting.members and member not in meeting.members:
        raise Invalid("member", "is no member of this board", member, ", ".join(meeting.members))
    if member == delegate:
        raise Invalid(where, "nobody stands in for themselves", delegate, "somebody else's account")
    if meeting.delegates.get(delegate) == member:
        raise Invalid(
            where, f"{member} stands in for {delegate} already; that would go in a circle", delegate, "a third"
        )
    if delegate in meeting.delegates:
        reason = f"has a delegate already, {meeting.delegates[delegate]}, and does not come"
        raise Invalid(where, reason, delegate, "somebody who comes")
    if member in meeting.delegates.values():
        other = speaks_for(meeting, member)
        raise Invalid(
            "member", f"stands in for {other}; a delegate has no delegate", member, "a member who stands in for nobody"
        )
    other = speaks_for(meeting, delegate)
    if other and other != member:
        raise Invalid(where, f"stands in for {other} already", delegate, "somebody who stands in for nobody")
    present = tuple(each for each in meeting.present if each != member)
    return replace(meeting, delegates={**meeting.delegates, member: delegate}, present=present)


def withdrawn(meeting: Meeting, member: str) -> Meeting:
    """Return a meeting in which a member speaks for themselves again. Raises ``Invalid`` where nobody stands in."""
    if member not in meeting.delegates:
        raise Invalid("member", "has no delegate", member, ", ".join(meeting.delegates) or "nobody has one")
    return replace(meeting, delegates={who: whom for who, whom in meeting.delegates.items() if who != member})


def speaks_for(meeting: Meeting, person: str) -> str:
    """Return the member that somebody stands in for, "" for nobody."""
    return next((member for member, delegate in sorted(meeting.delegates.items()) if delegate == person), "")
