"""Escalation before an agreement is broken: an entry at each record whose time is nearly spent, once for each clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from cmdb.entities import instant_json
from cmdb.model import Key
from cmdb.store.port import GraphStore, Stamp
from cmdb.values import Json
from cmdb.workspace import Workspace
from itsm.kernel import desk
from itsm.kernel.activity import Activity, entry_key
from itsm.measures.spent import Spent
from itsm.practices import PRACTICES

__all__ = ["escalate_in_time"]


def escalate_in_time(graph: GraphStore, found: Iterable[Spent], *, now: datetime, stamp: Stamp) -> list[Key]:
    """Tell of the clocks at their records and return those that were told of now; the rules say who hears of it."""
    known = [entry_of(each, now, stamp.actor) for each in found]
    there = graph.get([entry_key(each.record, each.id) for each in known])
    return [each.record for each in known if entry_key(each.record, each.id) not in there and tell(graph, each, stamp)]


def entry_of(spent: Spent, now: datetime, by: str) -> Activity:
    """Return the entry about a clock: the same one however often it is made."""
    facts: dict[str, Json] = {
        "agreement": spent.agreement,
        "measure": spent.measure,
        "spent_s": round(spent.spent_s),
        "target_s": spent.target_s,
        "due": instant_json(spent.due),
    }
    return Activity(Key(spent.key), f"spent-{spent.measure}-{spent.agreement}", "escalation", now, by, facts=facts)


def tell(graph: GraphStore, entry: Activity, stamp: Stamp) -> bool:
    """Write an entry unless somebody else was quicker, or the record is over by now; say whether it was written."""

    def build(work: Workspace) -> bool:
        node, record = desk.wanted(work, entry.record, None)
        practice = PRACTICES[record.practice]
        over = practice.lifecycle.states[record.state].phase != "open"
        if over or work.node(entry_key(entry.record, entry.id)) is not None:
            return False
        desk.write(work, practice, node, record, [entry])
        return True

    return desk.committed(graph, build, stamp)
