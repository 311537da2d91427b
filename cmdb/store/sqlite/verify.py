"""Checking a file: that SQLite finds it sound, and that what stands in it fits together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmdb.store.encoding import NodeRow
from cmdb.store.port import Finding
from cmdb.store.sqlite.normals import normals_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

__all__ = ["verify"]

SAME_RELATION = "r.source = p.source AND r.type = p.type AND r.target = p.target AND r.grp = p.grp"
# Each names what is wrong, and selects where.
CHECKS = (
    (
        "the history has a gap before it",
        (
            "SELECT 'revision ' || number FROM revision "
            "WHERE number > 1 AND number - 1 NOT IN (SELECT number FROM revision)"
        ),
    ),
    (
        "its instant is before that of the revision before it",
        (
            "SELECT 'revision ' || number FROM "
            "(SELECT number, at, lag(at) OVER (ORDER BY number) AS before FROM revision) "
            "WHERE at < before"
        ),
    ),
    (
        "versions overlap",
        (
            "SELECT p.key FROM node_past p JOIN node n ON n.key = p.key WHERE p.until > n.since UNION ALL "
            "SELECT p.key FROM node_past p JOIN node_past later ON later.key = p.key "
            "WHERE later.since > p.since AND later.since < p.until"
        ),
    ),
    (
        "versions overlap",
        (
            f"SELECT p.source FROM relation_past p JOIN relation r ON {SAME_RELATION} WHERE p.until > r.since "
            f"UNION ALL SELECT p.source FROM relation_past p JOIN relation_past r ON {SAME_RELATION} "
            "WHERE r.since > p.since AND r.since < p.until"
        ),
    ),
    (
        "it does not stand at its revision's instant",
        (
            "SELECT key FROM node JOIN revision ON number = since WHERE node.moment <> revision.moment "
            "UNION ALL SELECT 'revision ' || number FROM revision r "
            "WHERE moment <> (SELECT min(number) FROM revision same WHERE same.at = r.at)"
        ),
    ),
    ("a version ends before it begins", "SELECT key FROM node_past WHERE until <= since"),
    ("a version ends before it begins", "SELECT source FROM relation_past WHERE until <= since"),
    (
        "a version belongs to no revision",
        (
            "SELECT key FROM node LEFT JOIN revision ON number = since "
            "WHERE id >= next_node OR number IS NULL UNION ALL "
            "SELECT key FROM node_past LEFT JOIN revision ON number = since WHERE id >= next_node OR number IS NULL"
        ),
    ),
    (
        "a version belongs to no revision",
        (
            "SELECT relation.source FROM relation LEFT JOIN revision ON number = since "
            "WHERE id >= next_relation OR number IS NULL UNION ALL "
            "SELECT p.source FROM relation_past p LEFT JOIN revision ON number = since "
            "WHERE id >= next_relation OR number IS NULL"
        ),
    ),
    (
        "a relation names it, but it does not exist",
        (
            "SELECT source FROM relation WHERE source NOT IN (SELECT key FROM node) "
            "UNION SELECT target FROM relation WHERE target NOT IN (SELECT key FROM node)"
        ),
    ),
    ("it was seen, but does not exist", "SELECT key FROM seen WHERE key NOT IN (SELECT key FROM node)"),
    (
        "its kind, class or lifecycle is not among the words",
        (
            "SELECT key FROM node WHERE ('kind', kind) NOT IN (SELECT field, text FROM word) "
            "OR ('class', cls) NOT IN (SELECT field, text FROM word) "
            "OR ('lifecycle', lifecycle) NOT IN (SELECT field, text FROM word)"
        ),
    ),
    (
        "it makes a claim that it does not hold",
        (
            "SELECT n.key FROM node n, json_each(n.claims) c WHERE n.claims IS NOT NULL AND NOT EXISTS "
            "(SELECT 1 FROM claim WHERE scope = json_extract(c.value, '$[0]') "
            "AND value = json_extract(c.value, '$[1]') AND node = n.key)"
        ),
    ),
    (
        "it holds a claim that it does not make",
        (
            "SELECT held.node FROM claim held WHERE NOT EXISTS "
            "(SELECT 1 FROM node n, json_each(n.claims) c WHERE n.key = held.node "
            "AND json_extract(c.value, '$[0]') = held.scope AND json_extract(c.value, '$[1]') = held.value)"
        ),
    ),
    (
        "full-text search does not know it",
        (
            "SELECT key FROM node JOIN search_state s ON s.kind = node.kind "
            "WHERE node.id <= s.upto AND node.id NOT IN (SELECT id FROM search_docsize)"
        ),
    ),
    (
        "its digest is not that of its body",
        (
            "SELECT key FROM node WHERE digest IS NOT "
            "CASE json_type(body, '$.digest') WHEN 'integer' THEN json_extract(body, '$.digest') END"
        ),
    ),
)
NODES = "SELECT key, kind, cls, name, lifecycle, owner, ifnull(attributes, ''), '', '', id, normal FROM "


def verify(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield what is wrong."""
    for (problem,) in connection.execute("PRAGMA integrity_check(100)"):
        if problem != "ok":
            yield Finding("file", problem)
    for problem, select in CHECKS:
        for (where,) in connection.execute(select):
            yield Finding(str(where), problem)
    for table in ("node", "node_past"):
        yield from check_normals(connection, table)


def check_normals(connection: sqlite3.Connection, table: str) -> Iterator[Finding]:
    """Yield rows beside which other normal forms stand than theirs."""
    for row in connection.execute(NODES + table):
        special, items = normals_of(NodeRow._make(row[:9]))
        if special != row[10]:
            yield Finding(row[0], "its normal forms are not those of its values")
        if items:
            kept = set(connection.execute("SELECT name, value FROM item WHERE id = ?", (row[9],)))
            if kept != set(items):
                yield Finding(row[0], "the items of its lists are not those that are indexed")
