"""Answers to surveys that were given in a period, of the records that somebody may see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from cmdb.model import Node
from cmdb.paging import pages
from cmdb.query import All, Compare, Order
from cmdb.store.port import GraphStore
from cmdb.values import instant_text
from itsm.kernel.activity import ACTIVITY, read_activity
from itsm.satisfaction.survey import Answer, answer_of

__all__ = ["answers_in"]


def answers_in(graph: GraphStore, start: datetime, end: datetime, *, seen: Callable[[Node], bool]) -> Sequence[Answer]:
    """Return the answers from an instant up to, and without, another, oldest first; of records that are ``seen``."""
    when = "attributes.occurred_at"
    within = (Compare(when, ">=", instant_text(start)), Compare(when, "<", instant_text(end)))
    where = All((Compare("kind", "=", ACTIVITY), Compare("class", "=", "survey"), *within))
    found: list[Answer] = []
    for items in pages(graph, where, (Order(when),)):
        owners = graph.get({each.node.owner for each in items if each.node.owner})
        for each in items:
            owner = owners.get(each.node.owner) if each.node.owner else None
            answer = answer_of(read_activity(each.node))
            if owner is not None and answer is not None and seen(owner.node):
                found.append(answer)
    return found
