"""What an organisation declares for its practices as JSON documents: calendars, agreements, catalogue items, policies.

Each is a node of the graph, so who changed it when is history like anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from cmdb.errors import NotFound, PreconditionFailed
from cmdb.model import Key, Node, Stored
from cmdb.paging import every
from cmdb.query import All, Compare
from cmdb.store.port import Batch, GraphStore, Stamp
from cmdb.values import Json, normal_text

__all__ = ["DECLARATION", "Declared", "declare", "declare_all", "declared", "drop", "find_declared"]

DECLARATION = "declaration"


class Declared(NamedTuple):
    """One declaration: what kind, by which name, the document, and the revision that wrote it last."""

    kind: str
    name: str
    document: Mapping[str, Json]
    revision: int


def declaration_key(kind: str, name: str) -> Key:
    """Return the key of a declaration."""
    return Key(f"declaration:{kind}:{name}")


def read(stored: Stored) -> Declared:
    """Read a declaration from the graph."""
    return Declared(stored.node.cls, stored.node.name, stored.node.body, stored.since)


def declared(graph: GraphStore, kind: str, *, as_of: int | None = None) -> Mapping[str, Declared]:
    """Return the declarations of a kind by name, in order of their keys."""
    where = All((Compare("kind", "=", DECLARATION), Compare("class", "=", normal_text(kind))))
    return {stored.node.name: read(stored) for stored in every(graph, where, as_of=as_of)}


def find_declared(graph: GraphStore, kind: str, name: str, *, as_of: int | None = None) -> Declared:
    """Return one declaration. Raises ``NotFound`` with the names that there are."""
    key = declaration_key(kind, name)
    found = graph.get([key], as_of=as_of).get(key)
    if found is None:
        raise NotFound(kind.replace("_", " "), name, tuple(declared(graph, kind, as_of=as_of))[:10])
    return read(found)


def declare(
    graph: GraphStore,
    kind: str,
    name: str,
    document: Mapping[str, Json],
    *,
    check: Callable[[str, Json], object],
    stamp: Stamp,
    expected: int | None = None,
) -> None:
    """Write a declaration that ``check`` (where, document) reads without error; ``expected`` 0: it must be new.

    Raises ``Invalid``, ``PreconditionFailed``.
    """
    check(f"{kind} {name}", dict(document))
    key = declaration_key(kind, name)
    node = Node(key, DECLARATION, kind, name, body=dict(document))
    graph.apply(Batch(nodes=[node], expect={} if expected is None else {key: expected}), stamp)


def declare_all(
    graph: GraphStore,
    kind: str,
    documents: Mapping[str, Mapping[str, Json]],
    *,
    check: Callable[[str, Json], object],
    stamp: Stamp,
) -> None:
    """Write declarations by name in one revision, in place of those of the same names. Raises ``Invalid``."""
    for name, document in documents.items():
        check(f"{kind} {name}", dict(document))
    nodes = [
        Node(declaration_key(kind, name), DECLARATION, kind, name, body=dict(document))
        for name, document in documents.items()
    ]
    graph.apply(Batch(nodes=nodes), stamp)


def drop(graph: GraphStore, kind: str, name: str, *, stamp: Stamp, expected: int | None = None) -> None:
    """Remove a declaration. Raises ``NotFound``, ``PreconditionFailed``."""
    found = find_declared(graph, kind, name)
    if expected is not None and found.revision != expected:
        raise PreconditionFailed(declaration_key(kind, name), expected, found.revision)
    graph.apply(Batch(remove_nodes=[declaration_key(kind, name)]), stamp)
