"""How many CIs each source speaks of: counted once over all observations, then kept up by the history's changes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from cmdb.model import Key, Node
from cmdb.observed import OBSERVATION, source_of
from cmdb.store.port import GraphStore

__all__ = ["Census", "Told", "census", "told"]


class Census(NamedTuple):
    """For each source how many observations it has of each CI, as of a revision."""

    revision: int
    observed: Mapping[str, Counter[Key]]


class Told(NamedTuple):
    """How many observations a source has, and of how many CIs."""

    cis: int
    observations: int


def told(counted: Census, source: str) -> Told:
    """Return what one source comes to."""
    found = counted.observed.get(source, Counter())
    return Told(len(found), found.total())


def census(graph: GraphStore, known: Census | None) -> Census:
    """Return the census of the head, from a known one of an earlier revision where there is one."""
    head = graph.head()
    number = head.number if head else 0
    if known is None or known.revision > number:
        return counted_anew(graph, number)
    return known if known.revision == number else carried(graph, known, number)


def counted_anew(graph: GraphStore, revision: int) -> Census:
    """Count every observation."""
    observed: defaultdict[str, Counter[Key]] = defaultdict(Counter)
    for chunk in graph.stream_nodes(OBSERVATION, as_of=revision):
        for stored in chunk:
            note(observed, stored.node, 1)
    return Census(revision, dict(observed))


def carried(graph: GraphStore, known: Census, revision: int) -> Census:
    """Count what has changed since."""
    observed = defaultdict(Counter, {source: Counter(found) for source, found in known.observed.items()})
    for _, changes in graph.changes(known.revision, until=revision):
        for change in changes:
            note(observed, change.before, -1)
            note(observed, change.after, 1)
    return Census(revision, {source: +found for source, found in observed.items()})


def note(observed: defaultdict[str, Counter[Key]], entity: object, count: int) -> None:
    """Count an observation; other entities are passed over."""
    if isinstance(entity, Node) and entity.kind == OBSERVATION and entity.owner is not None:
        observed[source_of(entity)][entity.owner] += count
