"""What a change is judged against: other changes, closed periods, open incidents, and how it went before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cmdb.errors import Invalid
from cmdb.estate import Estate
from cmdb.paging import every
from cmdb.query import All, Any, Compare, Condition, Has, Not, OneOf
from cmdb.schema import Schema
from cmdb.store.port import GraphStore
from cmdb.taken_down import instant
from cmdb.values import Json, normal
from itsm.change.calibration import Calibration
from itsm.change.conflicts import Closure, Hit
from itsm.change.experience import NO_EXPERIENCE, Experience
from itsm.change.practice import CHANGE
from itsm.change.proposal import KINDS, Proposal, of_record
from itsm.kernel.declared import declared
from itsm.kernel.record import Record, read_record

__all__ = [
    "FREEZE",
    "MAINTENANCE",
    "Surroundings",
    "changes_between",
    "closures",
    "other_changes",
    "over",
    "parse_closure",
]

FREEZE = "freeze"
MAINTENANCE = "maintenance"
UNDER_WAY = frozenset({"assessment", "approval", "scheduled", "implementing"})
LONGEST_BACKOUT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All that a change is judged against. ``recent`` are incidents of the last 180 days on the CIs touched.

    ``uncalibrated`` says why there is no calibration.
    """

    others: Sequence[Proposal] = ()
    closures: Sequence[Closure] = ()
    incidents: Sequence[Hit] = ()
    recent: Sequence[str] = ()
    past: Experience = NO_EXPERIENCE
    mends: Sequence[str] = ()
    calibration: Calibration | None = None
    uncalibrated: str = ""


def found(graph: GraphStore, where: Condition) -> Iterable[Record]:
    """Return change records by a condition."""
    changes = All((Compare("kind", "=", "record"), Compare("class", "=", CHANGE.name), where))
    return map(read_record, every(graph, changes))


def other_changes(
    estate: Estate, start: datetime | None, end: datetime | None, *, states: frozenset[str] = UNDER_WAY
) -> list[Proposal]:
    """Return the changes that may be under way between two instants; None: at any time.

    Those without a window may be at any time. A change whose plan cannot be read any more is passed over.
    """
    return [proposal for _, proposal in changes_between(estate, start, end, states=states)]


def changes_between(
    estate: Estate, start: datetime | None, end: datetime | None, *, states: frozenset[str] = UNDER_WAY
) -> list[tuple[Record, Proposal]]:
    """Return the records of ``other_changes`` with their proposals."""
    where: Condition = OneOf("lifecycle", states)
    if start is not None and end is not None:
        within = All(
            (
                Compare("attributes.starts_at", "<", normal(end)),  # type: ignore[arg-type]  # an instant is one value
                Compare("attributes.ends_at", ">", normal(start - LONGEST_BACKOUT)),  # type: ignore[arg-type]
            )
        )
        where = All((where, Any((within, Not(Has("attributes.starts_at"))))))
    schema = estate.schema  # asked of the store each time
    proposals = ((each, readable(each, schema)) for each in found(estate.graph, where))
    return [(record, proposal) for record, proposal in proposals if proposal is not None]


def over(graph: GraphStore) -> list[Record]:
    """Return the changes that are over, of which it is known how they went, by key."""
    known = found(graph, Has("attributes.outcome"))
    return [each for each in known if CHANGE.lifecycle.states[each.state].phase != "open"]


def readable(record: Record, schema: Schema) -> Proposal | None:
    """Return a change as a proposal, None where today's schema cannot read its plan."""
    try:
        return of_record(record, schema)
    except Invalid:
        return None


def parse_closure(where: str, document: Json) -> Closure:
    """Read a freeze or a maintenance period. Raises ``Invalid``.

    ``{"kind": "freeze", "start": ..., "end": ..., "reason": "", "cis": [keys], "exempt": ["emergency"]}``; without
    ``cis`` it holds everywhere.
    """
    if not isinstance(document, dict):
        raise Invalid(
            where, "is no closed period", str(document)[:100], "an object with start, end, reason, cis, exempt"
        )
    allowed = ("kind", "start", "end", "reason", "cis", "exempt")
    if unknown := sorted(document.keys() - set(allowed)):
        raise Invalid(f"{where}.{unknown[0]}", "is unknown", unknown[0], ", ".join(allowed))
    kind = document.get("kind", FREEZE)
    if kind not in (FREEZE, MAINTENANCE):
        raise Invalid(f"{where}.kind", "is no kind of closed period", str(kind)[:64], f"{FREEZE}, {MAINTENANCE}")
    start, end = (instant(f"{where}.{name}", document.get(name)) for name in ("start", "end"))
    if end <= start:
        raise Invalid(f"{where}.end", "is not after the start", str(document.get("end")), str(document.get("start")))
    cis, exempt = document.get("cis"), document.get("exempt", [])
    if cis is not None and not isinstance(cis, list):
        raise Invalid(f"{where}.cis", "is no list of CIs", str(cis)[:100], "a list of keys")
    if not isinstance(exempt, list) or not set(map(str, exempt)) <= set(KINDS):
        raise Invalid(f"{where}.exempt", "are no kinds of change", str(exempt)[:100], ", ".join(KINDS))
    return Closure(
        where,
        "freeze" if kind == FREEZE else "maintenance",
        start,
        end,
        str(document.get("reason", "")),
        frozenset(map(str, cis)) if cis is not None else None,
        frozenset(map(str, exempt)),
    )


def closures(graph: GraphStore) -> list[Closure]:
    """Return every freeze and maintenance period that is declared."""
    return [
        parse_closure(each.name, dict(each.document))
        for kind in (FREEZE, MAINTENANCE)
        for each in declared(graph, kind).values()
    ]
