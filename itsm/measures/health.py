"""How many CIs are in order? Counted in the store: related to another, and seen or edited of late."""

from __future__ import annotations

from datetime import datetime, timedelta

from cmdb.query import All, Any, Compare, Condition, Step
from cmdb.schema import Schema
from cmdb.store.port import GraphStore
from cmdb.values import normal

__all__ = ["healthy_cis"]

STALE = timedelta(days=90)
EVERYTHING = All()
IS_CI = Compare("kind", "=", "ci")


def healthy_cis(graph: GraphStore, schema: Schema, now: datetime, within: Condition = EVERYTHING) -> tuple[int, int]:
    """Return how many CIs there are ``within`` what somebody sees, and how many of them are in order."""
    since = normal(now - STALE)
    assert isinstance(since, str | int | float)  # noqa: S101  # an instant is one value
    lately = Any((Compare("changed_at", ">=", since), Compare("last_seen", ">=", since)))
    related = Step("both", frozenset(schema.relation_types), None)
    everything = All((IS_CI, within))
    return counted(graph, everything), counted(graph, All((everything, lately, related)))


def counted(graph: GraphStore, where: Condition) -> int:
    """Return how many nodes match."""
    return sum(facet.count for facet in graph.aggregate(where, "kind"))
