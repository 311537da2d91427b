"""A part of an estate: its CIs and the relations between them, all or only some CIs with what they stand on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from cmdb.model import Key, Node, Relation
from cmdb.store.port import GraphStore

__all__ = ["nodes_of", "relations_of"]

AT_ONCE = 1_000


def nodes_of(graph: GraphStore, keys: Collection[Key] | None, *, as_of: int | None = None) -> Iterator[Node]:
    """Yield CIs by key; ``keys`` None: all."""
    if keys is None:
        for chunk in graph.stream_nodes("ci", as_of=as_of):
            yield from (stored.node for stored in chunk)
        return
    for some in portions(keys):
        found = graph.get(some, as_of=as_of)
        yield from (found[key].node for key in some if key in found and found[key].node.kind == "ci")


def relations_of(graph: GraphStore, keys: Collection[Key] | None, *, as_of: int | None = None) -> Iterator[Relation]:
    """Yield the relations between these CIs by identity; ``keys`` None: all."""
    if keys is None:
        for chunk in graph.stream_relations(as_of=as_of):
            yield from (relation for relation in chunk if not relation.id.links_record)
        return
    inside = set(keys)
    for some in portions(keys):
        for relation, _ in graph.neighbours(some, direction="out", as_of=as_of):
            if relation.id.target in inside:
                yield relation


def portions(keys: Collection[Key]) -> Iterator[Sequence[Key]]:
    """Yield keys in order, some at a time."""
    ordered = sorted(keys)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]
