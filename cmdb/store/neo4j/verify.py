"""Whether a store is in itself as it should be."""

from __future__ import annotations

from itertools import chain, pairwise
from typing import TYPE_CHECKING

from cmdb.store.encoding import claims_from_text, relation_text
from cmdb.store.neo4j.connect import head_number
from cmdb.store.neo4j.entities import holders
from cmdb.store.neo4j.names import unescape
from cmdb.store.neo4j.ordered import restored
from cmdb.store.neo4j.present import identity_of
from cmdb.store.neo4j.shape import digest, labels_of, node_properties, read_node_record, read_relation_record
from cmdb.store.neo4j.stream import SOURCES, Keys, Span, windows
from cmdb.store.neo4j.write import relation_properties
from cmdb.store.port import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cmdb.model import RelationId
    from cmdb.store.neo4j.connect import Connection, Row, Work

__all__ = ["findings"]

ALL_KEYS = Keys(SOURCES.now, SOURCES.now)


def findings(connection: Connection) -> Sequence[Finding]:
    """Return what is wrong, nothing for a sound store."""
    in_chunks = (windows(connection, None, ALL_KEYS, check, {}) for check in (check_nodes, check_relations))
    return [
        *connection.steadily(check_revisions),
        *connection.steadily(check_versions),
        *connection.steadily(check_claims),
        *chain.from_iterable(chain.from_iterable(in_chunks)),
    ]


# ---------------------------------------------------------------- history

REVISIONS = "MATCH (r:Revision) RETURN r.number, r.at ORDER BY r.number"
PARTS = """
MATCH (r:Revision)
OPTIONAL MATCH (p:Part {revision: r.number}) USING INDEX SEEK p:Part(revision)
WITH r, sum(size(p.refs)) AS named WHERE named <> r.size
RETURN r.number, r.size, named ORDER BY r.number
"""
OVERLAPS = (
    """
    MATCH (a:Version)
    MATCH (b:Node {key: a.key}) USING INDEX SEEK b:Node(key)
    WHERE b.since < a.until
    RETURN DISTINCT a.key, b.since
    """,
    """
    MATCH (a:Version)
    MATCH (b:Version {key: a.key}) USING INDEX SEEK b:Version(key)
    WHERE b.since >= a.since AND b.since < a.until AND elementId(a) <> elementId(b)
    RETURN DISTINCT a.key, b.since
    """,
    """
    MATCH (a:RelationVersion)
    MATCH (b:RelationVersion {id: a.id}) USING INDEX SEEK b:RelationVersion(id)
    WHERE b.since >= a.since AND b.since < a.until AND elementId(a) <> elementId(b)
    RETURN DISTINCT a.source + ' -' + a.type + '-> ' + a.target, b.since
    """,
)


def check_revisions(work: Work) -> Sequence[Finding]:
    """Return where revisions are missing, go back in time, or do not name what they touched."""
    rows = work.rows(REVISIONS)
    head = head_number(work)
    found = [
        Finding(f"revision {number}", f"numbered {number} at place {place}")
        for place, (number, _) in enumerate(rows, start=1)
        if number != place
    ]
    found += [
        Finding(f"revision {number}", "is before the one before it")
        for (_, before), (number, at) in pairwise(rows)
        if at < before
    ]
    if head != len(rows):
        found.append(Finding("the counter", f"stands at {head}, there are {len(rows)} revisions"))
    found += [
        Finding(f"revision {number}", f"touched {size}, names {named}") for number, size, named in work.rows(PARTS)
    ]
    return found


def check_versions(work: Work) -> Sequence[Finding]:
    """Return where versions of one entity overlap."""
    return [
        Finding(unescape(restored(name)), f"versions overlap at revision {since}")
        for query in OVERLAPS
        for name, since in work.rows(query)
    ]


# ---------------------------------------------------------------- the present

NODES = "MATCH (n:Node) USING INDEX n:Node(key) WHERE n.key > $after AND n.key <= $upto RETURN properties(n), labels(n)"
RELATIONS = """
MATCH (n:Node)-[r]->(m) USING INDEX n:Node(key) WHERE n.key > $after AND n.key <= $upto
RETURN r.record, properties(r), n.key, type(r), m.key, m:Node
"""
CLAIMS = "MATCH (c:Claim) RETURN count(*)"
STATED = "MATCH (n:Node) RETURN sum(coalesce(n.claims, 0))"


def check_nodes(work: Work, span: Span) -> Sequence[Finding]:
    """Return where what a node is searched by differs from what it is, and claims that it does not hold."""
    rows = work.rows(NODES, **span._asdict())
    return [*chain.from_iterable(map(node_differences, rows)), *lost_claims(work, rows)]


def node_differences(row: Row) -> Iterator[Finding]:
    """Yield where the properties or labels of one node are not those of its record."""
    properties, labels = row
    found, since, changed_at = read_node_record(properties["record"])
    expected = node_properties(found, since, changed_at)
    properties.pop("last_seen", None)
    for name in sorted(expected.keys() | properties.keys()):
        if expected.get(name) != properties.get(name):
            yield Finding(found.key, f"property {name} disagrees with the record")
    if set(labels) != {"Node", *labels_of(expected)}:
        yield Finding(found.key, f"labels {', '.join(sorted(labels))} disagree with the record")


def lost_claims(work: Work, rows: Sequence[Row]) -> Iterator[Finding]:
    """Yield claims that a node states and does not hold."""
    nodes = [read_node_record(properties["record"])[0] for properties, _ in rows]
    stated = [(claim, node.key) for node in nodes if node.claims for claim in claims_from_text(node.claims)]
    held = holders(work, (claim for claim, _ in stated))
    for claim, key in stated:
        if held.get(claim) != key:
            yield Finding(key, f"claim {claim.scope} {claim.value!r} is not held as it should be")


def check_claims(work: Work) -> Sequence[Finding]:
    """Return that claims are held which no node states."""
    held, stated = work.rows(CLAIMS)[0][0], work.rows(STATED)[0][0]
    return [] if held == stated else [Finding("claims", f"{held} are held, {stated} are stated")]


STILL_KEPT = """
UNWIND $items AS item
MATCH (v:RelationVersion {id: item[0]}) USING INDEX SEEK v:RelationVersion(id) WHERE v.until > item[1]
RETURN v.record, item[1]
"""


def check_relations(work: Work, span: Span) -> Sequence[Finding]:
    """Return relations that are not where their record says, there twice, or kept from a time that is not past."""
    found: list[Finding] = []
    seen: dict[RelationId, int] = {}
    for record, properties, source, kind, target, is_node in work.rows(RELATIONS, **span._asdict()):
        row, since = read_relation_record(record)
        identity = identity_of(row)
        if (restored(source), unescape(kind)) != (row.source, row.type) or not is_node:
            found.append(Finding(relation_text(identity), "does not lie where its record says"))
        elif restored(target) != row.target or properties != relation_properties(row, since):
            found.append(Finding(relation_text(identity), "disagrees with its record"))
        if identity in seen:
            found.append(Finding(relation_text(identity), "is there twice"))
        seen[identity] = since
    kept = work.rows(STILL_KEPT, items=[[digest(*identity), since] for identity, since in seen.items()])
    for record, since in kept:
        name = relation_text(identity_of(read_relation_record(record)[0]))
        found.append(Finding(name, f"versions overlap at revision {since}"))
    return found
