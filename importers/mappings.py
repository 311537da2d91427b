"""The saved mapping of a source's columns: kept in the graph, so that it has a history like everything else."""

from __future__ import annotations

from collections.abc import Mapping

from cmdb.model import Key, Node, Revision
from cmdb.store.port import Batch, GraphStore, Stamp
from cmdb.values import Json

__all__ = ["load_mapping", "save_mapping"]

MAPPING = "mapping"


def load_mapping(graph: GraphStore, source: str) -> dict[str, Json]:
    """Return the mapping saved for a source, empty where there is none."""
    key = Key(f"{MAPPING}:{source}")
    stored = graph.get([key]).get(key)
    return dict(stored.node.body) if stored else {}


def save_mapping(graph: GraphStore, source: str, mapping: Mapping[str, Json], stamp: Stamp) -> Revision | None:
    """Save the mapping of a source; None when it is saved already."""
    node = Node(Key(f"{MAPPING}:{source}"), MAPPING, MAPPING, source, body=dict(mapping))
    return graph.apply(Batch(nodes=[node]), stamp)
