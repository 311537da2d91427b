"""What else is going on, as the records tell: approved changes with their windows, and open incidents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from cmdb.context import ContextSource, Outage, Overlap
from cmdb.estate import Estate
from cmdb.model import Key
from itsm.change.context import approved_changes
from itsm.flows.incident_change import open_incidents

__all__ = ["records_beside"]


def records_beside(estate: Estate) -> ContextSource:
    """Return the source that tells of every record which overlaps with a span of time."""
    changes = approved_changes(estate)

    def overlapping(start: datetime | None, end: datetime | None, /) -> Iterable[Overlap]:
        yield from changes(start, end)
        for each in open_incidents(estate.graph):
            outages = [Outage(Key(ci), each.effect, each.since, None) for ci in each.cis]
            yield Overlap(each.key, each.title, "incident", outages)

    return overlapping
