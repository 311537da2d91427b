"""Who stands in for whom? A delegate speaks for one member, is no stand-in's stand-in, and gets nobody's own change."""

from __future__ import annotations

from dataclasses import replace

from cmdb.errors import Invalid
from itsm.board.meeting import Meeting
from itsm.kernel.people import is_among, same_person

__all__ = ["delegate_of", "delegated", "speaks_for", "withdrawn"]


def delegated(meeting: Meeting, member: str, delegate: str) -> Meeting:
    """Return a meeting in which somebody stands in for a member.

    Raises ``Invalid``: for oneself, in a circle, for a delegate of a delegate, for somebody who is no member.
    """
    where = "delegate"
    if meeting.members and not is_among(member, meeting.members):
        raise Invalid("member", "is no member of this board", member, ", ".join(meeting.members))
    if same_person(member, delegate):
        raise Invalid(where, "nobody stands in for themselves", delegate, "somebody else's account")
    theirs = delegate_of(meeting, delegate)
    if theirs and same_person(theirs, member):
        raise Invalid(
            where, f"{member} stands in for {delegate} already; that would go in a circle", delegate, "a third"
        )
    if theirs:
        reason = f"has a delegate already, {theirs}, and does not come"
        raise Invalid(where, reason, delegate, "somebody who comes")
    if other := speaks_for(meeting, member):
        raise Invalid(
            "member", f"stands in for {other}; a delegate has no delegate", member, "a member who stands in for nobody"
        )
    other = speaks_for(meeting, delegate)
    if other and not same_person(other, member):
        raise Invalid(where, f"stands in for {other} already", delegate, "somebody who stands in for nobody")
    present = tuple(each for each in meeting.present if not same_person(each, member))
    return replace(meeting, delegates={**without(meeting, member), member: delegate}, present=present)


def withdrawn(meeting: Meeting, member: str) -> Meeting:
    """Return a meeting in which a member speaks for themselves again. Raises ``Invalid`` where nobody stands in."""
    if not delegate_of(meeting, member):
        raise Invalid("member", "has no delegate", member, ", ".join(meeting.delegates) or "nobody has one")
    return replace(meeting, delegates=without(meeting, member))


def without(meeting: Meeting, member: str) -> dict[str, str]:
    """Return the delegates of a meeting's other members."""
    return {who: whom for who, whom in meeting.delegates.items() if not same_person(who, member)}


def delegate_of(meeting: Meeting, member: str) -> str:
    """Return who stands in for a member, "" for nobody."""
    return next((whom for who, whom in sorted(meeting.delegates.items()) if same_person(who, member)), "")


def speaks_for(meeting: Meeting, person: str) -> str:
    """Return the member that somebody stands in for, "" for nobody."""
    return next((member for member, delegate in sorted(meeting.delegates.items()) if same_person(delegate, person)), "")
