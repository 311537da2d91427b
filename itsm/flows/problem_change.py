"""Which problems a change removes: leaving things as they are has a risk too."""

from __future__ import annotations

from collections.abc import Sequence

from cmdb.model import Key
from cmdb.store.port import GraphStore
from itsm.kernel.desk import links_of
from itsm.kernel.record import read_record
from itsm.problem.practice import PROBLEM

__all__ = ["problems_fixed_by"]


def problems_fixed_by(graph: GraphStore, change: str) -> Sequence[str]:
    """Return the open problems that are to be fixed by a change, in order."""
    linked = {each.record for each in links_of(graph, [Key(change)]) if each.role == "fixed_by"}
    records = [read_record(each) for each in graph.get(linked).values() if each.node.cls == PROBLEM.name]
    return sorted(each.key for each in records if PROBLEM.lifecycle.states[each.state].phase != "closed")
