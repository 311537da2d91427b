"""Changes as what else is going on: what approved ones take down, and when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from cmdb.context import ContextSource, Outage, Overlap
from cmdb.estate import Estate
from cmdb.model import Key
from cmdb.retirement import retired_by
from cmdb.schema import Schema
from itsm.change.proposal import Proposal
from itsm.change.surroundings import other_changes

__all__ = ["approved_changes"]

APPROVED = frozenset({"scheduled", "implementing"})


def approved_changes(estate: Estate) -> ContextSource:
    """Return the source that tells of approved changes; a change is never beside itself."""

    def overlapping(start: datetime | None, end: datetime | None, /) -> Iterable[Overlap]:
        for each in other_changes(estate, start, end, states=APPROVED):
            if (outages := outages_of(each, estate.schema)) and within(outages, start, end):
                yield Overlap(each.reference, each.title, "change", outages)

    return overlapping


def outages_of(proposal: Proposal, schema: Schema) -> list[Outage]:
    """Return what a change takes down at which instants, for good what it retires; nothing where it has no window."""
    window = proposal.window
    if window is None:
        return []
    found = []
    for each in proposal.planned().failures:
        begin = window.start + timedelta(seconds=each.start_s or 0)
        length = each.duration_s if each.duration_s is not None else window.seconds
        found.append(Outage(Key(each.ci), each.state, begin, begin + timedelta(seconds=length)))
    return found + [Outage(Key(ci), "down", window.start, None) for ci in retired_by(proposal.plan, schema)]


def within(outages: Iterable[Outage], start: datetime | None, end: datetime | None) -> bool:
    """Say whether one of the outages overlaps with a span."""
    return any(
        (end is None or each.start is None or each.start < end)
        and (start is None or each.end is None or start < each.end)
        for each in outages
    )
