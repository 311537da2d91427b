"""What was: the versions of one entity, and what each revision did."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from itertools import accumulate, chain
from typing import TYPE_CHECKING, NamedTuple

from cmdb.model import Key, RelationId
from cmdb.store.neo4j.between import between
from cmdb.store.neo4j.connect import head_number
from cmdb.store.neo4j.names import escape, quote
from cmdb.store.neo4j.ordered import ordered, restored
from cmdb.store.neo4j.present import chunks
from cmdb.store.neo4j.revisions import numbered
from cmdb.store.neo4j.shape import (
    BORDER,
    REVISION_COLUMNS,
    digest,
    relation_of,
    revision_of,
    stored_of,
)
from cmdb.store.port import Change
from cmdb.store.versions import Span, numbers_in, versions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from cmdb.model import EntityRef, Node, Relation, Revision, Version
    from cmdb.store.neo4j.connect import Connection, Work

    Done = tuple[Revision, Sequence[Change]]

__all__ = ["all_changes", "history_of"]


class Spell(NamedTuple):
    """An entity's record as it was from ``since`` until ``until`` (None: still)."""

    since: int
    until: int | None
    record: str


# ---------------------------------------------------------------- one entity

# What is current comes first: were it replaced between the two, it would be found twice and not missed.
NODE_SPELLS = (
    "MATCH (n:Node {key: $key}) RETURN n.since, null, n.record",
    "MATCH (n:Version {key: $key}) RETURN n.since, n.until, n.record ORDER BY n.since DESC LIMIT $limit",
)
RELATION_SPELLS = (
    """
    MATCH (:Node {key: $source})-[r:%s]->(:Node {key: $target}) WHERE r.group = $group
    RETURN r.since, null, r.record
    """,
    "MATCH (r:RelationVersion {id: $id}) RETURN r.since, r.until, r.record ORDER BY r.since DESC LIMIT $limit",
)


def history_of(work: Work, ref: EntityRef, limit: int) -> Sequence[Version]:
    """Return the versions of an entity, newest first, removals included."""
    if limit < 1:
        return []
    spells = relation_spells(work, ref, limit) if isinstance(ref, RelationId) else node_spells(work, ref, limit)
    entity = relation_entity if isinstance(ref, RelationId) else node_entity
    newest_first = sorted(spells, reverse=True, key=lambda spell: spell.since)
    spans = [Span(entity(spell.record), spell.since, spell.until) for spell in newest_first]
    return versions(ref, spans, limit, numbered(work, numbers_in(spans)).__getitem__)


def node_spells(work: Work, key: Key, limit: int) -> list[Spell]:
    """Return the newest versions of a node."""
    return [Spell(*row) for query in NODE_SPELLS for row in work.rows(query, key=ordered(key), limit=limit)]


def relation_spells(work: Work, ref: RelationId, limit: int) -> list[Spell]:
    """Return the newest versions of a relation."""
    now, kept = RELATION_SPELLS
    source, target = ordered(ref.source), ordered(ref.target)
    rows = work.rows(now % quote(escape(ref.type)), source=source, target=target, group=ordered(ref.group))
    rows += work.rows(kept, id=digest(*ref), limit=limit)
    return [Spell(*row) for row in rows]


def node_entity(record: str) -> Node:
    """Return the node of a record."""
    return stored_of(record).node


def relation_entity(record: str) -> Relation:
    """Return the relation of a record."""
    return relation_of(record)[0]


# ---------------------------------------------------------------- revisions


def all_changes(connection: Connection, after: int, until: int | None) -> Iterator[Done]:
    """Yield each revision above ``after``, up to ``until`` or what is the head now, with what it did."""
    head = connection.read(head_number)
    return read_on(connection, max(after, 0), head if until is None else min(until, head))


def read_on(connection: Connection, after: int, until: int) -> Iterator[Done]:
    """Yield what is read in portions."""
    while after < until:
        found = connection.steadily(partial(changes_after, after=after, until=until))
        yield from found
        after = found[-1][0].number


REVISIONS = f"""
MATCH (r:Revision) WHERE r.number > $after AND r.number <= $until
RETURN r.size, {REVISION_COLUMNS} ORDER BY r.number LIMIT $limit
"""
PARTS = "MATCH (p:Part) WHERE p.revision >= $first AND p.revision <= $last RETURN p.revision, p.what, p.refs"
NODES_BETWEEN = """
UNWIND $items AS key
MATCH (n:Node {key: key}) USING INDEX SEEK n:Node(key) WHERE n.since <= $last
RETURN key, n.since, null, n.record
"""
KEPT_NODES_BETWEEN = """
UNWIND $items AS key
MATCH (n:Version {key: key}) USING INDEX SEEK n:Version(key) WHERE n.since <= $last AND n.until >= $first
RETURN key, n.since, n.until, n.record
"""
RELATIONS_BETWEEN = "AND r.since <= $last RETURN r.since, null, r.record"
KEPT_BETWEEN = """
UNWIND $items AS id
MATCH (r:RelationVersion {id: id}) USING INDEX SEEK r:RelationVersion(id)
WHERE r.since <= $last AND r.until >= $first
RETURN r.since, r.until, r.record
"""
REVISIONS_AT_ONCE = 500
CHANGES_AT_ONCE = 5000


def changes_after(work: Work, after: int, until: int) -> Sequence[Done]:
    """Return some revisions above ``after`` and up to ``until``, oldest first, each with what it did."""
    revisions = revisions_within(work, after, until)
    if not revisions:
        return []
    span = revisions[0].number, revisions[-1].number
    nodes, relations = touched_in(work, *span)
    node_spells = spells_by_key(work, set(chain.from_iterable(nodes.values())), *span)
    relation_spells = spells_by_identity(work, set(chain.from_iterable(relations.values())), *span)
    return [
        (
            revision,
            [
                *(change_of(ref, node_spells[ref], revision.number, node_entity) for ref in nodes[revision.number]),
                *(
                    change_of(ref, relation_spells[ref], revision.number, relation_entity)
                    for ref in relations[revision.number]
                ),
            ],
        )
        for revision in revisions
    ]


def revisions_within(work: Work, after: int, until: int) -> Sequence[Revision]:
    """Return the next revisions: one, or as many as do not do too much at once."""
    rows = work.rows(REVISIONS, after=after, until=until, limit=REVISIONS_AT_ONCE)
    so_far = accumulate(row[0] for row in rows)
    few = [row for size, row in zip(so_far, rows, strict=True) if size <= CHANGES_AT_ONCE]
    return [revision_of(row[1:]) for row in few or rows[:1]]


def touched_in(work: Work, first: int, last: int) -> tuple[dict[int, list[Key]], dict[int, list[RelationId]]]:
    """Return what each revision touched, sorted."""
    nodes: dict[int, list[Key]] = defaultdict(list)
    relations: dict[int, list[RelationId]] = defaultdict(list)
    for number, what, refs in work.rows(PARTS, first=first, last=last):
        if what == "nodes":
            nodes[number] += map(Key, refs)
        else:
            relations[number] += map(identity_from, refs)
    for keys in nodes.values():
        keys.sort()
    for ids in relations.values():
        ids.sort()
    return nodes, relations


def identity_from(ref: str) -> RelationId:
    """Return the identity that a part holds as text."""
    source, kind, target, group = ref.split(BORDER)
    return RelationId(Key(source), kind, Key(target), group)


def spells_by_key(work: Work, keys: Iterable[Key], first: int, last: int) -> Mapping[EntityRef, list[Spell]]:
    """Return the versions of nodes that began or ended between two revisions, or lasted through."""
    found: dict[EntityRef, list[Spell]] = defaultdict(list)
    for chunk in chunks(keys):
        items = list(map(ordered, chunk))
        rows = work.rows(NODES_BETWEEN, items=items, last=last)
        rows += work.rows(KEPT_NODES_BETWEEN, items=items, first=first, last=last)
        for key, *spell in rows:
            found[Key(restored(key))].append(Spell(*spell))
    return found


def spells_by_identity(work: Work, ids: Iterable[RelationId], first: int, last: int) -> Mapping[EntityRef, list[Spell]]:
    """Return the versions of relations that began or ended between two revisions, or lasted through."""
    found: dict[EntityRef, list[Spell]] = defaultdict(list)
    for query, same, items in between(ids, RELATIONS_BETWEEN):
        rows = [row for chunk in chunks(items) for row in work.rows(query, items=chunk, last=last)]
        for chunk in chunks(digest(*identity) for identity in same):
            rows += work.rows(KEPT_BETWEEN, items=chunk, first=first, last=last)
        for row in rows:
            found[relation_of(row[2])[0].id].append(Spell(*row))
    return found


def change_of(ref: EntityRef, spells: Iterable[Spell], number: int, entity: Callable[[str], Node | Relation]) -> Change:
    """Return what a revision did to an entity."""
    before = next((entity(spell.record) for spell in spells if spell.until == number), None)
    after = next((entity(spell.record) for spell in spells if spell.since == number), None)
    return Change(ref, before, after)
