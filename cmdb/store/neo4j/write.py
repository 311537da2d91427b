"""What a settled batch does to the database, in chunks within one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from cmdb.errors import MissingEnd
from cmdb.store.encoding import relation_text
from cmdb.store.neo4j.between import between
from cmdb.store.neo4j.connect import GATE
from cmdb.store.neo4j.names import escape
from cmdb.store.neo4j.ordered import ordered
from cmdb.store.neo4j.present import chunks, identity_of
from cmdb.store.neo4j.shape import (
    BORDER,
    claim_id,
    digest,
    labels_of,
    node_properties,
    relation_record,
)
from cmdb.values import instant_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cmdb.model import RelationId, Revision
    from cmdb.store.batch_check import Settled
    from cmdb.store.encoding import NodeRow, RelationRow
    from cmdb.store.neo4j.connect import Work
    from cmdb.store.neo4j.present import PresentGraph

__all__ = ["write_revision"]


def write_revision(work: Work, settled: Settled, present: PresentGraph, revision: Revision) -> None:
    """Write what is settled and the revision itself; what ends goes first, to make room.

    The gate comes last: who holds it keeps commits off, but not the work before them.
    """
    written = {identity_of(row) for row in settled.relations}
    gone = [identity for identity in settled.close_relations if identity not in written]
    keep_relation_versions(work, settled.close_relations, present, revision.number)
    many(work, KEEP_NODE_VERSIONS, map(ordered, settled.close_nodes), until=revision.number)
    for query, _, items in between(gone, "DELETE r"):
        many(work, query, items)
    many(work, REMOVE_NODES, map(ordered, settled.removed_nodes))
    write_claims(work, settled)
    write_nodes(work, settled, present, revision)
    write_relations(work, settled.relations, present, revision.number)
    write_journal(work, settled, gone, revision)
    work.run(GATE)


def many(work: Work, query: str, items: Iterable[object], **parameters: object) -> int:
    """Run a query over many items; return the sum of what it returns, for those that return a count."""
    total = 0
    for chunk in chunks(items):
        row = work.one(query, items=chunk, **parameters)
        total += row[0] if row else 0
    return total


# ---------------------------------------------------------------- what ends

KEEP_NODE_VERSIONS = """
UNWIND $items AS key
MATCH (n:Node {key: key}) USING INDEX SEEK n:Node(key)
CREATE (v:Version)
SET v = properties(n)
SET v += {until: $until, last_seen: null, text: null, Text: null, digest: null, claims: null}
"""
KEEP_RELATION_VERSIONS = "UNWIND $items AS item CREATE (v:RelationVersion) SET v = item"
REMOVE_NODES = "UNWIND $items AS key MATCH (n:Node {key: key}) USING INDEX SEEK n:Node(key) DELETE n"


def keep_relation_versions(work: Work, ids: Iterable[RelationId], present: PresentGraph, until: int) -> None:
    """Keep relations as they were."""
    items = (
        {
            "id": digest(*identity),
            "source": ordered(identity.source),
            "target": ordered(identity.target),
            "type": escape(identity.type),
            "group": ordered(identity.group),
            "since": present.relations[identity].since,
            "until": until,
            "record": present.relations[identity].record,
        }
        for identity in ids
    )
    many(work, KEEP_RELATION_VERSIONS, items)


# ---------------------------------------------------------------- what begins

DROP_CLAIMS = "UNWIND $items AS id MATCH (c:Claim {id: id}) USING INDEX SEEK c:Claim(id) DELETE c"
TAKE_CLAIMS = """
UNWIND $items AS item
MERGE (c:Claim {id: item.id}) SET c.scope = item.scope, c.value = item.value, c.holder = item.holder
"""
CREATE_NODES = """
UNWIND $items AS item
CREATE (n:Node) SET n = item.properties SET n:$(item.labels)
"""
REPLACE_NODES = """
UNWIND $items AS item
MATCH (n:Node {key: item.properties.key}) USING INDEX SEEK n:Node(key)
WITH n, item, n.last_seen AS last_seen
SET n = item.properties SET n.last_seen = last_seen
"""
RELABEL_NODES = """
UNWIND $items AS item
MATCH (n:Node {key: item.properties.key}) USING INDEX SEEK n:Node(key)
REMOVE n:$(item.lost) SET n:$(item.labels)
"""
CREATE_RELATIONS = """
UNWIND $items AS item
MATCH (source:Node {key: item.source}) USING INDEX SEEK source:Node(key)
MATCH (target:Node {key: item.target}) USING INDEX SEEK target:Node(key)
CREATE (source)-[r:$(item.type)]->(target)
SET r = item.properties
RETURN count(*)
"""


def write_claims(work: Work, settled: Settled) -> None:
    """Give up claims and take others."""
    dropped = (claim for claim in settled.claims_dropped if claim not in settled.claims_added)
    many(work, DROP_CLAIMS, map(claim_id, dropped))
    taken = (
        {"id": claim_id(claim), "scope": claim.scope, "value": claim.value, "holder": holder}
        for claim, holder in settled.claims_added.items()
    )
    many(work, TAKE_CLAIMS, taken)


def write_nodes(work: Work, settled: Settled, present: PresentGraph, revision: Revision) -> None:
    """Write nodes, new and replaced ones."""
    at = instant_text(revision.at)
    replaced = set(settled.close_nodes)
    created = (row for row in settled.nodes if row.key not in replaced)
    many(work, CREATE_NODES, (node_item(row, revision.number, at) for row in created))
    relabelled = []
    for rows in chunks(row for row in settled.nodes if row.key in replaced):
        items = [node_item(row, revision.number, at) for row in rows]
        work.run(REPLACE_NODES, items=items)
        for row, item in zip(rows, items, strict=True):
            lost = present.labels[row.key] - {"Node", *item["labels"]}
            if lost or len(item["labels"]) >= len(present.labels[row.key]):
                relabelled.append({"properties": {"key": ordered(row.key)}, "labels": item["labels"], "lost": [*lost]})
    many(work, RELABEL_NODES, relabelled)


class NodeItem(TypedDict):
    """A node as the queries take it."""

    properties: dict[str, object]
    labels: tuple[str, ...]


def node_item(row: NodeRow, since: int, at: str) -> NodeItem:
    """Return a node as the queries take it."""
    properties = node_properties(row, since, at)
    return {"properties": properties, "labels": labels_of(properties)}


def write_relations(work: Work, rows: list[RelationRow], present: PresentGraph, since: int) -> None:
    """Write relations, new and replaced ones. Raises ``MissingEnd`` should the database not have written all."""
    created = [row for row in rows if identity_of(row) not in present.relations]
    replaced = {identity_of(row): row for row in rows if identity_of(row) in present.relations}
    # A MATCH that finds no end writes nothing and succeeds, so what was written is counted.
    written = many(work, CREATE_RELATIONS, (relation_item(row, since) for row in created))
    for query, ids, ends in between(replaced, "SET r += item.properties RETURN count(*)"):
        properties = (relation_properties(replaced[identity], since) for identity in ids)
        items = ({**end, "properties": new} for end, new in zip(ends, properties, strict=True))
        written += many(work, query, items)
    if written != len(rows):
        raise MissingEnd(rows[0].source, f"{relation_text(identity_of(rows[0]))} or one written with it")


def relation_item(row: RelationRow, since: int) -> dict[str, object]:
    """Return a new relation as the query takes it."""
    return {
        "source": ordered(row.source),
        "target": ordered(row.target),
        "type": escape(row.type),
        "properties": relation_properties(row, since),
    }


def relation_properties(row: RelationRow, since: int) -> dict[str, object]:
    """Return all properties of a relation."""
    return {"group": ordered(row.group), "since": since, "record": relation_record(row, since)}


# ---------------------------------------------------------------- the revision

KEEP_PARTS = "UNWIND $items AS item CREATE (p:Part) SET p = item"
END = """
CREATE (r:Revision) SET r = $revision
WITH r MATCH (head:Store {name: 'head'}) SET head.number = r.number, head.at = r.at
"""
REFS_IN_PART = 2000


def write_journal(work: Work, settled: Settled, gone: Iterable[RelationId], revision: Revision) -> None:
    """Write the revision and what it touched, move the counter, and close the gate."""
    nodes = [*(row.key for row in settled.nodes), *settled.removed_nodes]
    relations = [BORDER.join(ref) for ref in (*map(identity_of, settled.relations), *gone)]
    parts = [
        {"revision": revision.number, "what": what, "refs": refs}
        for what, all_refs in (("nodes", nodes), ("relations", relations))
        for refs in chunks(all_refs, REFS_IN_PART)
    ]
    for items in chunks(parts, 10):
        work.run(KEEP_PARTS, items=items)
    number, at, actor, source, reason, run = revision
    work.run(
        END,
        revision={
            "number": number,
            "at": instant_text(at),
            "actor": actor,
            "source": source,
            "reason": reason,
            "run": run,
            "run_digest": digest(run),
            "size": len(nodes) + len(relations),
        },
    )
