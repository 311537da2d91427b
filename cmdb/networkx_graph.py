"""An estate as a networkx graph and back, and as GraphML, which other graph tools read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import networkx as nx

from cmdb.errors import Invalid
from cmdb.lay import shown_value
from cmdb.model import Key
from cmdb.observed import fields_json
from cmdb.part import nodes_of, relations_of
from cmdb.store.port import GraphStore
from cmdb.values import Json

if TYPE_CHECKING:
    Digraph = nx.MultiDiGraph[str]

__all__ = ["from_networkx", "graphml_text", "to_networkx"]

# What a node says beside its attributes, and a relation beside its fields.
CI_FIELDS = ("class", "name", "lifecycle")
RELATION_FIELDS = ("need", "weight", "ride_through_s", "confidence", "last_verified")


def to_networkx(graph: GraphStore, keys: Collection[Key] | None = None, *, as_of: int | None = None) -> Digraph:
    """Return CIs and the relations between them as a directed multigraph.

    Nodes are keys with ``class``, ``name``, ``lifecycle``, ``groups`` and ``attributes``; edges run from ``from`` to
    ``to`` with ``type``, ``group`` and what the relation says. Their networkx key is (type, group).
    """
    found: Digraph = nx.MultiDiGraph()
    for node in nodes_of(graph, keys, as_of=as_of):
        values = {name: shown_value(value) for name, value in sorted(node.attributes.items())}
        data = {"class": node.cls, "name": node.name, "lifecycle": node.lifecycle, "attributes": values}
        found.add_node(node.key, **data, groups=node.body.get("groups") or {})
    for relation in relations_of(graph, keys, as_of=as_of):
        each = relation.id
        found.add_edge(
            each.source,
            each.target,
            key=(each.type, each.group),
            type=each.type,
            group=each.group,
            **fields_json(relation),
        )
    return found


def from_networkx(graph: nx.Graph[str]) -> dict[str, Json]:
    """Return a graph document of a networkx graph with the node and edge data that ``to_networkx`` gives.

    Raises ``Invalid`` for an undirected graph, a node without a class, or an edge without a type.
    """
    if not graph.is_directed():
        raise Invalid("graph", "is undirected: nobody knows who needs whom", type(graph).__name__, "a directed graph")
    return {
        "faultline": 1,
        "cis": [ci_entry(str(key), data) for key, data in graph.nodes(data=True)],
        "relations": [relation_entry(str(a), str(b), data) for a, b, data in graph.edges(data=True)],
    }


def ci_entry(key: str, data: Mapping[str, Json]) -> Json:
    """Return a node as an entry of a graph document."""
    cls = data.get("class")
    if not isinstance(cls, str) or not cls:
        raise Invalid(f"node {key}", "has no class", cls, 'data such as class="server"')
    entry: dict[str, Json] = {"key": key, "class": cls, "name": data.get("name") or key}
    for name in ("lifecycle", "groups", "attributes"):
        if data.get(name):
            entry[name] = data[name]
    return entry


def relation_entry(source: str, target: str, data: Mapping[str, Json]) -> Json:
    """Return an edge as an entry of a graph document."""
    kind = data.get("type")
    if not isinstance(kind, str) or not kind:
        raise Invalid(f"edge {source} -> {target}", "has no type", kind, 'data such as type="depends_on"')
    entry: dict[str, Json] = {"from": source, "type": kind, "to": target}
    if data.get("group"):
        entry["group"] = data["group"]
    return entry | {name: data[name] for name in RELATION_FIELDS if data.get(name) is not None}


def graphml_text(graph: GraphStore, keys: Collection[Key] | None = None, *, as_of: int | None = None) -> Iterator[str]:
    """Yield GraphML; attributes are columns of their own, and what is no scalar is written as text."""
    found = to_networkx(graph, keys, as_of=as_of)
    plain: Digraph = nx.MultiDiGraph()
    for key, data in found.nodes(data=True):
        attributes = data["attributes"]
        plain.add_node(key, **{name: data[name] for name in CI_FIELDS}, **scalars(attributes.items()))
    for number, (source, target, data) in enumerate(found.edges(data=True)):
        plain.add_edge(source, target, key=str(number), **scalars(data.items()))
    for line in nx.generate_graphml(plain):
        yield f"{line}\n"


def scalars(values: Iterable[tuple[str, Json]]) -> dict[str, str | float | bool]:
    """Return values as GraphML takes them; nothing of what is absent, and nothing that would hide a CI's own field."""
    found: dict[str, str | float | bool] = {}
    for name, value in values:
        own = f"attribute_{name}" if name in CI_FIELDS else name
        if isinstance(value, str | int | float | bool):
            found[own] = value
        elif value:
            found[own] = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    return found
