"""How many CIs are in order, and which are not? Asked of the store: related to another, and seen or edited of late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from cmdb.model import Stored
from cmdb.query import All, Any, Compare, Condition, Not, Page, Query, Step
from cmdb.schema import Schema
from cmdb.store.port import GraphStore
from cmdb.values import normal

__all__ = ["CHECKS", "failed_checks", "failing_cis", "healthy_cis"]

STALE = timedelta(days=90)
EVERYTHING = All()
IS_CI = Compare("kind", "=", "ci")
CHECKS = ("related", "seen_lately")
"""What a CI in order is: related to another, and seen or edited of late."""


def healthy_cis(graph: GraphStore, schema: Schema, now: datetime, within: Condition = EVERYTHING) -> tuple[int, int]:
    """Return how many CIs there are ``within`` what somebody sees, and how many of them are in order."""
    everything = All((IS_CI, within))
    return counted(graph, everything), counted(graph, All((everything, lately(now), related(schema))))


def failing_cis(
    graph: GraphStore, schema: Schema, now: datetime, within: Condition, *, limit: int, after: str | None
) -> Page:
    """Return a page, by key, of the CIs that are not in order. Its cursor holds for the same ``now``.

    Raises what ``GraphStore.find`` raises.
    """
    where = All((IS_CI, within, Not(All((lately(now), related(schema))))))
    return graph.find(Query(where, (), limit, after))


def failed_checks(graph: GraphStore, schema: Schema, now: datetime, found: Sequence[Stored]) -> list[list[str]]:
    """Return for each CI which checks it fails, in their order."""
    ends = {
        end
        for relation, _ in graph.neighbours([each.node.key for each in found], types=schema.relation_types)
        for end in (relation.id.source, relation.id.target)
    }
    since = now - STALE
    return [
        [
            check
            for check, holds in zip(
                CHECKS,
                (
                    each.node.key in ends,
                    each.changed_at >= since or (each.last_seen is not None and each.last_seen >= since),
                ),
                strict=True,
            )
            if not holds
        ]
        for each in found
    ]


def lately(now: datetime) -> Condition:
    """Return the condition of what was seen or edited of late."""
    since = normal(now - STALE)
    assert isinstance(since, str | int | float)  # noqa: S101  # an instant is one value
    return Any((Compare("changed_at", ">=", since), Compare("last_seen", ">=", since)))


def related(schema: Schema) -> Condition:
    """Return the condition of what is related to another CI."""
    return Step("both", frozenset(schema.relation_types), None)


def counted(graph: GraphStore, where: Condition) -> int:
    """Return how many nodes match."""
    return sum(facet.count for facet in graph.aggregate(where, "kind"))
