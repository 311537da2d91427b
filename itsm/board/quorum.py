"""Whether enough members are there, themselves or by somebody who stands in for them; and who may speak."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from cmdb.errors import Invalid
from itsm.board.delegate import delegate_of, speaks_for
from itsm.board.meeting import Meeting
from itsm.kernel.people import as_known, is_among, known, same_person

__all__ = ["Quorum", "came", "check_voice", "left", "quorum"]


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many voices are needed and which are there. ``lost`` are present but may not decide (any more)."""

    needed: int
    there: tuple[str, ...]
    absent: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def reached(self) -> bool:
        """Return whether the board may decide."""
        return len(self.there) >= self.needed


def quorum(meeting: Meeting, lost: Collection[str] = ()) -> Quorum:
    """Return which voices are there; ``lost`` are people who may not decide on changes (any more).

    A member counts who is present, or whose delegate is. Without members whoever is present counts. Nobody counts
    twice: who stands in counts for the member, and for themselves where they are one.
    """
    gone = known(lost)
    able = [each for each in meeting.present if as_known(each) not in gone]
    present = known(able)
    if meeting.members:
        there = {each for each in meeting.members if present & known((each, delegate_of(meeting, each)))}
        absent = tuple(each for each in meeting.members if each not in there)
    else:
        seats = [speaks_for(meeting, each) or each for each in able]
        there = set({as_known(each): each for each in seats}.values())
        absent = ()
    out = tuple(each for each in meeting.present if as_known(each) in gone)
    return Quorum(meeting.quorum, tuple(sorted(there)), absent, out)


def came(meeting: Meeting, person: str) -> Meeting:
    """Return a meeting at which somebody is present. Raises ``Invalid`` for who neither is a member nor stands in."""
    if meeting.over:
        raise Invalid("meeting", f"is {meeting.state}", meeting.id, "a meeting that is planned or open")
    if whom := delegate_of(meeting, person):
        raise Invalid("person", f"is represented by {whom}", person, "withdraw the delegate first")
    check_seat(meeting, person)
    return meeting if is_among(person, meeting.present) else replace(meeting, present=(*meeting.present, person))


def left(meeting: Meeting, person: str) -> Meeting:
    """Return a meeting at which somebody is not present (any more)."""
    if meeting.over:
        raise Invalid("meeting", f"is {meeting.state}", meeting.id, "a meeting that is planned or open")
    return replace(meeting, present=tuple(each for each in meeting.present if not same_person(each, person)))


def check_seat(meeting: Meeting, person: str) -> None:
    """Raise ``Invalid`` for who is no member and stands in for none."""
    if meeting.members and not is_among(person, meeting.members) and not speaks_for(meeting, person):
        raise Invalid("person", "has no seat on this board", person, "a member, or a member's delegate")


def check_voice(meeting: Meeting, person: str, *, requester: str, lost: Collection[str] = ()) -> str:
    """Return for whom somebody speaks ("" themselves) when they decide on a change of ``requester``.

    Raises ``Invalid``: the meeting is not open, they are not present, too few are, the change is their own or the
    change of the member whom they stand in for.
    """
    if meeting.state != "open":
        raise Invalid("meeting", f"is {meeting.state}", meeting.id, "a meeting that is open")
    check_seat(meeting, person)
    if not is_among(person, meeting.present):
        raise Invalid(
            "person", "is not present", person, ", ".join(meeting.present) or "nobody is; say that you are there"
        )
    found = quorum(meeting, lost)
    if not found.reached:
        said = f"is not reached: {len(found.there)} of {found.needed} voices are there"
        raise Invalid("quorum", said, ", ".join(found.there) or None, f"{found.needed} of the members present")
    member = speaks_for(meeting, person)
    own = same_person(requester, person)
    if own or (member and same_person(requester, member)):
        whose = "their own change" if own else f"the change of {member}, for whom they stand in"
        raise Invalid("decision", f"nobody decides on {whose}", person, "somebody else's voice")
    return member
