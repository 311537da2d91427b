"""What changes bring before a board: those that wait, each with its facts, and in which order they are spoken of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, cast

from cmdb.errors import Invalid, NotFound
from cmdb.estate import Estate
from cmdb.model import Key
from cmdb.paging import every
from cmdb.query import All, Any, Compare
from cmdb.store.port import GraphStore
from cmdb.values import Json
from itsm.board.agenda import Candidate, Item, agenda, decided_by
from itsm.board.keep import meetings
from itsm.board.meeting import Meeting
from itsm.change.approval import level_decided_on
from itsm.change.practice import CHANGE
from itsm.change.proposal import of_record
from itsm.judgement import assessment
from itsm.kernel.record import Record, read_record
from itsm.kernel.search import IS_RECORD

__all__ = ["Facing", "agenda_of", "face", "next_meeting"]

STRICTEST = "very_high"
"""The level of a change that cannot be judged."""


class Facing(NamedTuple):
    """A change before a board. ``judged`` is {} and ``fault`` says why where it cannot be judged."""

    record: Record
    judged: Mapping[str, Json]
    fault: str

    @property
    def level(self) -> str:
        """Return the level of its risk: as overridden, else as computed."""
        risk = cast("Mapping[str, Json]", self.judged.get("risk", {}))
        return level_decided_on(self.record, str(risk.get("level", STRICTEST)))

    @property
    def score(self) -> float:
        """Return the points of its risk."""
        return float(cast("float", cast("Mapping[str, Json]", self.judged.get("risk", {})).get("score", 100.0)))

    @property
    def seen(self) -> str:
        """Return the hash of its facts."""
        return str(self.judged.get("hash", ""))


def waiting(graph: GraphStore) -> list[Record]:
    """Return the changes that wait for approval, and the emergency changes that wait for their review."""
    review = All((Compare("lifecycle", "=", "review"), Compare("attributes.kind", "=", "emergency")))
    asked = Any((Compare("lifecycle", "=", "approval"), review))
    return [read_record(each) for each in every(graph, All((IS_RECORD, Compare("class", "=", CHANGE.name), asked)))]


def face(estate: Estate, record: Record, *, now: datetime) -> Facing:
    """Return a change as a board sees it."""
    try:
        return Facing(record, assessment(estate, of_record(record, estate.schema), now=now), "")
    except (Invalid, NotFound) as error:
        return Facing(record, {}, str(error))


def candidate(each: Facing, deferred: Mapping[str, str]) -> Candidate:
    """Return a change as a candidate for an agenda."""
    record = each.record
    collisions = cast("Sequence[Mapping[str, Json]]", each.judged.get("conflicts", []))
    return Candidate(
        record.key,
        "review" if record.text("kind") == "emergency" and record.state in ("review", "closed") else "decision",
        record.text("kind") or "normal",
        record.instant("starts_at"),
        each.level,
        each.score,
        tuple(str(collision["severity"]) for collision in collisions),
        deferred.get(record.key, ""),
    )


def deferrals(known: Iterable[Meeting]) -> dict[str, str]:
    """Return for each change the last closed meeting that deferred it."""
    return {
        said.change: each.id
        for each in known
        if each.state == "closed"
        for said in each.said
        if said.decision == "defer"
    }


def agenda_of(
    estate: Estate, meeting: Meeting, *, now: datetime, look: Callable[[Record], Facing] | None = None
) -> tuple[Sequence[Item], Mapping[str, Facing], datetime]:
    """Return the agenda of a meeting, each of its changes as the board sees it, and when the board meets after.

    ``look`` faces a change (None: it is judged now). Of an open meeting what was on the agenda when
    it opened keeps its place, whatever has been decided since.
    """
    look = look or (lambda record: face(estate, record, now=now))
    known = meetings(estate.graph)
    until = decided_by(meeting, known)
    records = [each for each in waiting(estate.graph) if soon(each, until)]
    there = {each.key for each in records}
    kept = estate.graph.get([Key(each) for each in meeting.agenda if each not in there])
    records += [read_record(each) for each in kept.values()]
    facing: dict[str, Facing] = {each.key: look(each) for each in records}
    deferred = deferrals(known)
    found = agenda([candidate(facing[key], deferred) for key in sorted(there)], until, now)
    if meeting.state != "open":
        return found, facing, until
    beside = [Item(candidate(facing[key], deferred), "rest", ("decided",)) for key in kept]
    place = {key: number for number, key in enumerate(meeting.agenda)}
    return sorted([*found, *beside], key=lambda each: place.get(each.candidate.key, len(place))), facing, until


def soon(record: Record, until: datetime) -> bool:
    """Return whether a change may stand on an agenda at all, before it is judged."""
    starts = record.instant("starts_at")
    return record.state != "approval" or starts is None or starts < until


def next_meeting(known: Sequence[Meeting], now: datetime) -> Meeting | None:
    """Return the meeting that is open, else the first planned one that is not past; None where none is planned."""
    opened = [each for each in known if each.state == "open"]
    planned = [each for each in known if each.state == "planned" and each.ends_at > now]
    return next(iter([*opened, *planned]), None)
