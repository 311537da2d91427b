"""What follows from a record's activities: its state, its instants, how often it went round. Nobody sets these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from cmdb.values import Value
from itsm.kernel.activity import Activity, in_order
from itsm.kernel.clock import Mark
from itsm.kernel.lifecycle import Lifecycle, Phase
from itsm.kernel.practice import Practice
from itsm.kernel.record import Record

__all__ = ["Stay", "Story", "marks", "response_marks", "stays", "story", "told_of"]


@dataclass(frozen=True, slots=True)
class Stay:
    """A record's stay in one state; ``until`` None: it is still there."""

    state: str
    phase: Phase
    since: datetime
    until: datetime | None
    order: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """What the activities of a record tell. Instants None: it has not happened, or no longer holds.

    ``resolved_at`` begins the last time it was away from our hands, ``closed_at`` the last time it was closed.
    ``reassignments`` counts changes of team or assignee after the first one was given.
    """

    state: str
    opened_at: datetime | None
    first_response_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    reassignments: int
    reopenings: int

    def attributes(self) -> Mapping[str, Value]:
        """Return what is kept with the record, so that lists and measures need not read activities."""
        found: dict[str, Value | None] = {
            "opened_at": self.opened_at,
            "first_response_at": self.first_response_at,
            "resolved_at": self.resolved_at,
            "closed_at": self.closed_at,
            "reassignments": self.reassignments,
            "reopenings": self.reopenings,
        }
        return {name: value for name, value in found.items() if value is not None}


def stays(table: Lifecycle, entries: Iterable[Activity]) -> Sequence[Stay]:
    """Return the states that a record has been in, one after the other; a step to the same state makes no new stay."""
    found: list[Stay] = []
    for entry in in_order(entries):
        state = str(entry.facts.get("to", "")) if entry.kind in ("opened", "transition") else ""
        if state not in table.states or (found and found[-1].state == state):
            continue
        if found:
            found[-1] = ended(found[-1], entry.occurred_at)
        found.append(Stay(state, table.states[state].phase, entry.occurred_at, None, entry.id))
    return found


def ended(stay: Stay, at: datetime) -> Stay:
    """Return a stay with its end."""
    return Stay(stay.state, stay.phase, stay.since, at, stay.order)


def story(table: Lifecycle, entries: Iterable[Activity], *, requester: str = "") -> Story:
    """Tell what follows from a record's activities, given in any order."""
    known = in_order(entries)
    states = stays(table, known)
    tail = last_run(states)
    closed = [stay for stay in tail if stay.phase == "closed"]
    opened_at = opening(known)
    return Story(
        state=states[-1].state if states else table.initial,
        opened_at=opened_at,
        first_response_at=first_response(table, known, requester, opened_at),
        resolved_at=tail[0].since if tail else None,
        closed_at=closed[0].since if closed else None,
        reassignments=reassignments(known),
        reopenings=sum(before.phase != "open" and after.phase == "open" for before, after in pairwise(states)),
    )


def last_run(states: Sequence[Stay]) -> Sequence[Stay]:
    """Return the stays since the record last left the open states; none while it is open."""
    start = len(states)
    while start and states[start - 1].phase != "open":
        start -= 1
    return states[start:]


def opening(known: Sequence[Activity]) -> datetime | None:
    """Return when a record was opened: a note of what happened earlier does not make it older."""
    begun = [entry for entry in known if entry.kind in ("opened", "transition")]
    first = (begun or known)[:1]
    return first[0].occurred_at if first else None


def first_response(
    table: Lifecycle, known: Sequence[Activity], requester: str, opened_at: datetime | None
) -> datetime | None:
    """Return when somebody of ours first acted: took it out of its first state, or wrote to the requester.

    What the requester does is no response, and nobody has responded before it was opened.
    """
    for entry in known:
        acted = entry.kind == "transition" and entry.facts.get("to") != table.initial
        wrote = entry.public and entry.kind in ("note", "status", "mail")
        if (acted or wrote) and (not requester or entry.by != requester):
            return max(entry.occurred_at, opened_at or entry.occurred_at)
    return None


def reassignments(known: Sequence[Activity]) -> int:
    """Count changes of team or assignee after the first one was given."""
    count, held = 0, ("", "")
    for entry in known:
        if entry.kind not in ("opened", "assignment"):
            continue
        now = (str(entry.facts.get("team", held[0]) or ""), str(entry.facts.get("assignee", held[1]) or ""))
        count += now != held and any(held)
        held = now
    return count


def marks(table: Lifecycle, entries: Iterable[Activity]) -> Sequence[Mark]:
    """Return when the clock of resolution runs, pauses and stops."""
    return [Mark(stay.since, table.states[stay.state].clock, stay.order) for stay in stays(table, entries)]


def response_marks(told: Story) -> Sequence[Mark]:
    """Return when the clock of response runs and stops."""
    found = [Mark(told.opened_at, "running")] if told.opened_at else []
    return [*found, Mark(told.first_response_at, "stopped", "~")] if told.first_response_at else found


def told_of(practice: Practice, record: Record, entries: Sequence[Activity]) -> Record:
    """Return a record with what follows from its entries."""
    told = story(practice.lifecycle, entries, requester=record.text("requester"))
    kept = {name: value for name, value in record.attributes.items() if name in practice.writable}
    return replace(record, state=told.state, attributes={**kept, **told.attributes()})
