"""Nodes and relations looked up by what identifies them, now and in the past."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from cmdb.model import Claim, Key, RelationId
from cmdb.store.neo4j.between import between
from cmdb.store.neo4j.names import escape, quote
from cmdb.store.neo4j.ordered import ordered
from cmdb.store.neo4j.present import chunks
from cmdb.store.neo4j.shape import claim_id, digest, indexed, relation_of, stored_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cmdb.model import Relation, Stored
    from cmdb.store.neo4j.connect import Row, Work

__all__ = ["VALID", "find_relations", "get_nodes", "get_relations", "holders", "owned", "relations_ever"]

FAR = 2**62  # a revision that no store comes to, for those asked beyond what a query can hold

# What was valid at a revision, be it still so or kept since.
VALID = "{0}.since <= $at AND ({0}.until IS NULL OR {0}.until > $at)"


def ask(work: Work, query: str, items: Iterable[object], at: int | None = None) -> Iterator[Row]:
    """Yield the rows of a query over many items."""
    for chunk in chunks(items):
        yield from work.rows(query, items=chunk, at=FAR if at is None else min(at, FAR))


def ask_each(work: Work, queries: Iterable[str], items: Iterable[object], at: int | None) -> Iterator[Row]:
    """Yield the rows of several queries over the same items."""
    asked = list(items)
    return (row for query in queries for row in ask(work, query, asked, at))


# ---------------------------------------------------------------- nodes

# Every lookup of many names its index; see ``between``.
NODES_NOW = (
    "UNWIND $items AS x MATCH (n:Node) USING INDEX SEEK n:Node(key) WHERE n.key = x RETURN n.record, n.last_seen"
)
OWNED_NOW = NODES_NOW.replace("key", "owner")
NODES_THEN = (
    "UNWIND $items AS x MATCH (n:Node) USING INDEX SEEK n:Node(key) WHERE n.key = x AND n.since <= $at RETURN n.record",
    """
    UNWIND $items AS x
    MATCH (n:Version) USING INDEX SEEK n:Version(key) WHERE n.key = x AND n.since <= $at AND n.until > $at
    RETURN n.record
    """,
)
OWNED_THEN = tuple(query.replace("key", "owner") for query in NODES_THEN)
HOLDERS = """
UNWIND $items AS id MATCH (c:Claim {id: id}) USING INDEX SEEK c:Claim(id) RETURN id, c.holder
"""


def get_nodes(work: Work, keys: Iterable[Key], at: int | None) -> Mapping[Key, Stored]:
    """Return those of the nodes that exist, in the order asked."""
    asked = dict.fromkeys(keys)
    rows = ask_each(work, (NODES_NOW,) if at is None else NODES_THEN, map(ordered, asked), at)
    found = {stored.node.key: stored for stored in (stored_of(*row) for row in rows)}
    return {key: found[key] for key in asked if key in found}


def owned(work: Work, owners: Iterable[Key], kind: str | None, at: int | None) -> Sequence[Stored]:
    """Return the nodes whose owner is one of these, by key. The database finds them by normal form."""
    asked = set(owners)
    rows = ask_each(work, (OWNED_NOW,) if at is None else OWNED_THEN, {indexed(owner) for owner in asked}, at)
    found = (stored_of(*row) for row in rows)
    wanted = [s for s in found if s.node.owner in asked and (kind is None or s.node.kind == kind)]
    return sorted(wanted, key=lambda stored: stored.node.key)


def holders(work: Work, claims: Iterable[Claim]) -> Mapping[Claim, Key]:
    """Return who holds each claim, in the order asked."""
    asked = {claim_id(claim): claim for claim in claims}
    found = {row[0]: Key(row[1]) for row in ask(work, HOLDERS, asked)}
    return {claim: found[name] for name, claim in asked.items() if name in found}


# ---------------------------------------------------------------- relations

KEPT_BY_ID = """
UNWIND $items AS id
MATCH (r:RelationVersion {id: id}) USING INDEX SEEK r:RelationVersion(id)
WHERE r.since <= $at AND r.until > $at RETURN r.record
"""
AT_NODES = """
UNWIND $items AS key
MATCH (n:Node {{key: key}}){}-[r{}]-{}() USING INDEX SEEK n:Node(key)
WHERE r.since <= $at
RETURN r.record
"""
EVER_AT_NODES = (
    "UNWIND $items AS key MATCH (n:Node {key: key})-[r]-() USING INDEX SEEK n:Node(key) RETURN r.record",
    *(
        f"UNWIND $items AS key MATCH (r:RelationVersion {{{end}: key}}) USING INDEX SEEK r:RelationVersion({end}) "
        "RETURN r.record"
        for end in ("source", "target")
    ),
)
KEPT_AT_NODES = """
UNWIND $items AS key
MATCH (r:RelationVersion {{{0}: key}}) USING INDEX SEEK r:RelationVersion({0})
WHERE r.since <= $at AND r.until > $at RETURN r.record
"""
ENDS = {"out": ("source",), "in": ("target",), "both": ("source", "target")}
ARROWS = {"out": ("", ">"), "in": ("<", ""), "both": ("", "")}


def get_relations(work: Work, ids: Iterable[RelationId], at: int | None) -> Mapping[RelationId, tuple[Relation, int]]:
    """Return those of the relations that exist, in the order asked, each with its revision."""
    asked = dict.fromkeys(ids)
    found = {relation.id: (relation, since) for relation, since in relations_by_id(work, asked, at)}
    return {identity: found[identity] for identity in asked if identity in found}


def relations_by_id(work: Work, ids: Iterable[RelationId], at: int | None) -> Iterator[tuple[Relation, int]]:
    """Yield relations of these identities."""
    for query, same, items in between(ids, "AND r.since <= $at RETURN r.record"):
        yield from (relation_of(row[0]) for row in ask(work, query, items, at))
        if at is not None:
            yield from (relation_of(row[0]) for row in ask(work, KEPT_BY_ID, (digest(*i) for i in same), at))


def find_relations(
    work: Work,
    keys: Iterable[Key],
    direction: Literal["out", "in", "both"],
    types: Iterable[str] | None,
    at: int | None,
) -> Sequence[tuple[Relation, int]]:
    """Return the relations at these nodes, ordered by identity, each once."""
    wanted = None if types is None else set(types)
    if wanted is not None and not wanted:
        return []
    asked = [ordered(key) for key in set(keys)]
    left, right = ARROWS[direction]
    any_of = "" if wanted is None else ":" + "|".join(quote(escape(kind)) for kind in sorted(wanted))
    queries = [AT_NODES.format(left, any_of, right)]
    if at is not None:
        queries += [KEPT_AT_NODES.format(end) for end in ENDS[direction]]
    rows = ask_each(work, queries, asked, at)
    found = {relation.id: (relation, since) for relation, since in (relation_of(row[0]) for row in rows)}
    return [found[identity] for identity in sorted(found) if wanted is None or identity.type in wanted]


def relations_ever(work: Work, keys: Iterable[Key]) -> Sequence[RelationId]:
    """Return the relations that these nodes have or had, by identity."""
    rows = ask_each(work, EVER_AT_NODES, [ordered(key) for key in set(keys)], None)
    return sorted({relation_of(row[0])[0].id for row in rows})
