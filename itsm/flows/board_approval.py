"""Whose voice does somebody give on a change, and does it count? Asked of the board that is declared."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from cmdb.estate import Estate
from itsm.board.delegate import speaks_for
from itsm.board.keep import meetings
from itsm.board.meeting import Meeting
from itsm.change.approval import OWN, Asked, Seat, Vote, as_named, in_words, uncounted, votes
from itsm.change.standard import decided_as
from itsm.change.verbs import requester_of
from itsm.flows.change_board import next_meeting
from itsm.kernel import desk
from itsm.kernel.people import as_known, is_among, known, same_person
from itsm.kernel.record import Record

__all__ = ["Voices", "seat_on", "voices_on"]


class Voices(NamedTuple):
    """Whose voices on a change count and are not given yet; and why everybody else's who might speak are none."""

    missing: tuple[str, ...]
    why_not: Mapping[str, str]


def seat_on(estate: Estate, record: Record, person: str, *, now: datetime) -> Seat:
    """Return whose voice somebody gives on a change outside a meeting, and why it does not count, "" where it does.

    The board is that of the open meeting with the change on its agenda, else of the meeting to come, else of the last
    one. Where it declares no members, and for an emergency, whoever may decide on changes has a voice.
    """
    return seat_in(boards_on(estate, record, now), person, requester_of(estate, record))


def voices_on(
    estate: Estate,
    record: Record,
    able: Iterable[str],
    *,
    now: datetime,
    who: frozenset[str] = frozenset(),
    meant: Asked = as_named,
) -> Voices:
    """Return whose voices a change that waits for approval still needs, of those who are ``able`` to decide on it.

    ``who`` are those whom the rule asks for, empty: whoever has a voice; ``meant`` says whom it means by them.

    A seat is asked for once: where somebody stands in for a member and can speak, they are, and not the member.
    """
    boards, requester = boards_on(estate, record, now), requester_of(estate, record)
    spelled = {as_known(each): each for each in able}
    given = votes(desk.timeline(estate.graph, record.key))
    out, asked = uncounted(given, requester, who, meant=meant), known(meant(who))
    heard = heard_from([each for name, each in given.items() if name not in out])
    seats = {person: seat_in(boards, name, requester) for person, name in spelled.items()}
    why: dict[str, str] = {}
    for person, name in ({as_known(one): one for each in boards for one in each.members} | spelled).items():
        seat = seats.get(person)
        if seat is None:
            why[name] = "has no account that may decide on it"
        elif same_person(name, requester):
            why[name] = "nobody decides on their own change"
        elif who and not asked & known((name, seat.speaks_for)):
            why[name] = f"the rule asks for the voice of {in_words(who)}"
        elif reason := seat.why_not or spoken(heard, name, seat):
            why[name] = reason
    speaking = sorted(name for name in spelled.values() if name not in why)
    stand_ins = {as_known(member): name for name in speaking if (member := seats[as_known(name)].speaks_for)}
    why |= {name: f"{stand_ins[as_known(name)]} stands in for them" for name in speaking if as_known(name) in stand_ins}
    return Voices(tuple(name for name in speaking if name not in why), dict(sorted(why.items())))


def heard_from(counted: Iterable[Vote]) -> dict[str, str]:
    """Return by whom each seat, and each person themselves, has spoken."""
    found = list(counted)
    return {as_known(each.seat.speaks_for or each.by): each.by for each in found} | {
        as_known(each.by): each.by for each in found
    }


def spoken(heard: Mapping[str, str], name: str, seat: Seat) -> str:
    """Return who has spoken from a seat by now, "" for nobody."""
    by = heard.get(as_known(name)) or heard.get(as_known(seat.speaks_for))
    return "" if by is None else "has spoken already" if same_person(by, name) else f"{by} has spoken for the seat"


def boards_on(estate: Estate, record: Record, now: datetime) -> Sequence[Meeting]:
    """Return the meetings from whose seats voices on a change are given; none: whoever may decide has a voice."""
    if decided_as(estate.graph, record).kind == "emergency":
        return ()
    boards = deciding(meetings(estate.graph), record.key, now)
    return boards if all(each.members for each in boards) else ()


def seat_in(boards: Collection[Meeting], person: str, requester: str) -> Seat:
    """Return from which seat of some boards somebody speaks on a change of ``requester``."""
    if not boards or any(is_among(person, each.members) for each in boards):
        return OWN
    member = next((found for each in boards if (found := speaks_for(each, person))), "")
    if not member:
        names = "; ".join(f"{each.title}: {', '.join(each.members)}" for each in boards)
        return Seat("", f"has no seat on the board ({names}) and stands in for no member")
    if same_person(member, requester):
        return Seat(member, f"stands in for {member}, whose change it is")
    return Seat(member)


def deciding(known: list[Meeting], change: str, now: datetime) -> list[Meeting]:
    """Return the meetings whose boards decide on a change now; of those that are known, by when they begin."""
    opened = [each for each in known if each.state == "open" and change in each.agenda]
    coming = next_meeting(known, now)
    held = [each for each in known if each.state == "closed"]
    return opened or ([coming] if coming else held[-1:])
