"""What incidents tell about a change: the open ones near it, and how often its CIs have failed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from cmdb.model import Key
from cmdb.paging import every
from cmdb.query import All, Compare
from cmdb.store.port import GraphStore
from itsm.change.conflicts import Hit
from itsm.incident.practice import INCIDENT
from itsm.kernel.desk import links_of
from itsm.kernel.record import read_record
from itsm.kernel.search import IS_RECORD, of_phase

__all__ = ["open_incidents", "recent_incidents"]

RECENT = timedelta(days=180)
LOWEST = 5


def open_incidents(graph: GraphStore) -> list[Hit]:
    """Return the open incidents that affect a CI."""
    where = All((IS_RECORD, Compare("class", "=", INCIDENT.name), of_phase(INCIDENT, "open")))
    found = [read_record(each) for each in every(graph, where)]
    hit: dict[str, list[str]] = {}
    for link in links_of(graph, [each.key for each in found]) if found else ():
        if link.role == "affects":
            hit.setdefault(link.record, []).append(link.target)
    return [
        Hit(
            each.key,
            each.title,
            each.number("priority") or LOWEST,
            tuple(hit[each.key]),
            each.text("effect") or "down",
            each.instant("opened_at"),
        )
        for each in found
        if each.key in hit
    ]


def recent_incidents(graph: GraphStore, cis: Iterable[str], now: datetime) -> Sequence[str]:
    """Return the incidents of the last 180 days that affected one of these CIs or were caused by it, in order."""
    wanted = [Key(each) for each in cis]
    linked = {each.record for each in links_of(graph, wanted) if each.role in ("affects", "caused_by_ci")}
    records = [read_record(each) for each in graph.get(linked).values() if each.node.cls == INCIDENT.name]
    return sorted(
        each.key for each in records if (opened := each.instant("opened_at")) is not None and opened >= now - RECENT
    )
