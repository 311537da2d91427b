"""The versioned graph in memory: each read of the port, said as plainly as it can be."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, TypeVar

from cmdb.errors import NotFound
from cmdb.model import Key, RelationId, Revision, Stored, Version
from cmdb.query import TOTAL_CAP, Page
from cmdb.store.batch_check import check_stamp, settle
from cmdb.store.batch_rows import encode_batch
from cmdb.store.cursor import read_cursor, write_cursor
from cmdb.store.encoding import NodeRow, node_from_row, relation_from_row
from cmdb.store.facets import count_values, ordered
from cmdb.store.matching import matches, original
from cmdb.store.memory.data import Row, Spell, at
from cmdb.store.port import Change
from cmdb.store.question import check_condition, check_field, check_query
from cmdb.store.sorting import place_of, sort_key
from cmdb.store.versions import Span, versions
from cmdb.values import INT_MAX, INT_MIN, check

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cmdb.model import Claim, EntityRef, Relation
    from cmdb.query import Condition, Query, Step
    from cmdb.store.memory.data import Data, Holder
    from cmdb.store.port import Batch, Facet, Stamp

__all__ = ["MemoryGraph", "changes_of"]

CHUNK = 10_000
T = TypeVar("T")


class MemoryGraph:
    """The port ``GraphStore`` over ``Data``."""

    def __init__(self, holder: Holder) -> None:
        self.open = holder.open

    def apply(self, batch: Batch, stamp: Stamp) -> Revision | None:
        """Write one revision."""
        with self.open() as data:
            check_stamp(stamp)
            settled = settle(encode_batch(batch), data, data.head)
            if settled.empty:
                return None
            revision = next_revision(data.revisions, stamp)
            data.write(settled, revision)
            return revision

    # ------------------------------------------------------------ revisions

    def head(self) -> Revision | None:
        """Return the last revision."""
        with self.open() as data:
            return data.revisions[-1] if data.revisions else None

    def revision(self, number: int) -> Revision:
        """Return one revision."""
        with self.open() as data:
            if not 1 <= number <= data.head:
                raise NotFound("revision", str(number))
            return data.revisions[number - 1]

    def revision_at(self, instant: datetime) -> int:
        """Return the number of the last revision at or before an instant."""
        check("instant", instant)
        with self.open() as data:
            return sum(revision.at <= instant for revision in data.revisions)

    def revisions(
        self, *, run: str | None = None, after: int = 0, limit: int = 1000, newest_first: bool = False
    ) -> Sequence[Revision]:
        """Return some revisions."""
        with self.open() as data:
            found = [revision for revision in data.revisions if run is None or revision.run == run]
            if not newest_first:
                return [revision for revision in found if revision.number > after][: max(limit, 0)]
            return [revision for revision in reversed(found) if not 0 < after <= revision.number][: max(limit, 0)]

    # ------------------------------------------------------------ entities

    def get(self, keys: Iterable[Key], *, as_of: int | None = None) -> Mapping[Key, Stored]:
        """Return nodes by key."""
        with self.open() as data:
            found = ((key, at(data.nodes.get(key, ()), as_of)) for key in dict.fromkeys(keys))
            return {key: stored(data, spell, as_of) for key, spell in found if spell}

    def get_relations(
        self, ids: Iterable[RelationId], *, as_of: int | None = None
    ) -> Mapping[RelationId, tuple[Relation, int]]:
        """Return relations by identity."""
        with self.open() as data:
            found = ((identity, at(data.relations.get(identity, ()), as_of)) for identity in dict.fromkeys(ids))
            return {identity: (relation_from_row(spell.row), spell.since) for identity, spell in found if spell}

    def holders(self, claims: Iterable[Claim]) -> Mapping[Claim, Key]:
        """Return who holds each claim."""
        with self.open() as data:
            return {claim: Key(data.claims[claim]) for claim in claims if claim in data.claims}

    def owned(self, owners: Iterable[Key], *, kind: str | None = None, as_of: int | None = None) -> Sequence[Stored]:
        """Return the nodes that belong to these."""
        wanted = set(owners)
        with self.open() as data:
            return [
                found
                for found in nodes_at(data, as_of)
                if found.node.owner in wanted and kind in {None, found.node.kind}
            ]

    def neighbours(
        self,
        keys: Iterable[Key],
        *,
        direction: Literal["out", "in", "both"] = "both",
        types: Iterable[str] | None = None,
        as_of: int | None = None,
    ) -> Sequence[tuple[Relation, int]]:
        """Return the relations at these nodes."""
        wanted, types = set(keys), None if types is None else set(types)
        with self.open() as data:
            ever = sorted({identity for key in wanted for identity in data.ever_at.get(key, ())})
            spells = (
                at(data.relations[identity], as_of)
                for identity in ever
                if (types is None or identity.type in types) and bool(ends(identity, direction) & wanted)
            )
            return [(relation_from_row(spell.row), spell.since) for spell in spells if spell]

    # ------------------------------------------------------------ questions

    def find(self, query: Query, *, as_of: int | None = None) -> Page:
        """Return one page of nodes."""
        check_query(query, as_of)
        after = read_cursor(query, as_of)
        with self.open() as data:
            found = matching(data, query.where, as_of)
            total = min(len(found), TOTAL_CAP + 1) if query.total else None
            placed = [(place_of(item, query.order), item) for item in found]
            rest = sorted(
                (
                    (place, item)
                    for place, item in placed
                    if after is None or sort_key(place, query.order) > sort_key(after, query.order)
                ),
                key=lambda pair: sort_key(pair[0], query.order),
            )
            page = rest[: query.limit]
            more = write_cursor(query, as_of, page[-1][0]) if len(rest) > len(page) else None
            return Page(tuple(item for _, item in page), more, total)

    def aggregate(self, where: Condition, field: str, *, limit: int = 50, as_of: int | None = None) -> Sequence[Facet]:
        """Count nodes by a field's value."""
        check_field(field)
        check_condition(where, as_of)
        with self.open() as data:
            found = matching(data, where, as_of)
            return ordered(count_values(original(item, field) for item in found), limit)

    # ------------------------------------------------------------ history

    def relations_ever(self, keys: Iterable[Key]) -> Sequence[RelationId]:
        """Return the relations that these nodes have or had."""
        with self.open() as data:
            return sorted({identity for key in set(keys) for identity in data.ever_at.get(key, ())})

    def history(self, ref: EntityRef, *, limit: int = 1000) -> Sequence[Version]:
        """Return the versions of one entity."""
        with self.open() as data:
            spans = spans_of(data, ref)
            return versions(ref, spans, limit, lambda number: data.revisions[number - 1])

    def changes(self, after: int, *, until: int | None = None) -> Iterator[tuple[Revision, Sequence[Change]]]:
        """Yield what each revision did."""
        with self.open() as data:
            last = data.head if until is None else min(until, data.head)
            return iter([changes_of(data, number) for number in range(max(after, 0) + 1, last + 1)])

    # ------------------------------------------------------------ in bulk

    def stream_nodes(self, kind: str, *, as_of: int | None = None) -> Iterator[Sequence[Stored]]:
        """Yield all nodes of a kind."""
        with self.open() as data:
            return chunks([found for found in nodes_at(data, as_of) if found.node.kind == kind])

    def stream_relations(self, *, as_of: int | None = None) -> Iterator[Sequence[Relation]]:
        """Yield all relations."""
        with self.open() as data:
            spells = (at(data.relations[identity], as_of) for identity in sorted(data.relations))
            return chunks([relation_from_row(spell.row) for spell in spells if spell])

    def touch(self, keys: Iterable[Key], at: datetime) -> None:
        """Note when nodes were last seen."""
        check("at", at)
        instant = at.astimezone(UTC)
        with self.open() as data:
            seen = data.existing(set(keys))
            owners = {owner for key in seen if (owner := data.nodes[key][-1].row.owner)}
            for key in {*seen, *data.existing(owners)}:
                data.last_seen[key] = max(data.last_seen.get(key, instant), instant)

    def digests(self, kind: str, prefix: str) -> Mapping[Key, int]:
        """Return the digests of nodes."""
        with self.open() as data:
            found = (
                (item.node.key, item.node.body.get("digest"))
                for item in nodes_at(data, None)
                if item.node.kind == kind and item.node.key.startswith(prefix)
            )
            return {key: digest for key, digest in found if type(digest) is int and INT_MIN <= digest <= INT_MAX}

    def declare_indexes(self, attributes: Iterable[str]) -> None:
        """Do nothing: memory is fast enough for what is kept in it."""
        with self.open():
            list(attributes)


# ---------------------------------------------------------------- the reads, over the data


def next_revision(revisions: Sequence[Revision], stamp: Stamp) -> Revision:
    """Return the revision that a stamp makes."""
    instant = datetime.now(UTC) if stamp.at is None else stamp.at.astimezone(UTC)
    if revisions:
        instant = max(instant, revisions[-1].at)
    return Revision(len(revisions) + 1, instant, stamp.actor, stamp.source, stamp.reason, stamp.run)


def stored(data: Data, spell: Spell[NodeRow], as_of: int | None) -> Stored:
    """Return a version of a node as the port hands it out."""
    node = node_from_row(spell.row)
    last_seen = data.last_seen.get(node.key) if as_of is None else None
    return Stored(node, spell.since, data.revisions[spell.since - 1].at, last_seen)


def nodes_at(data: Data, as_of: int | None) -> Iterator[Stored]:
    """Yield all nodes at a revision, by key."""
    for key in sorted(data.nodes):
        spell = at(data.nodes[key], as_of)
        if spell:
            yield stored(data, spell, as_of)


def matching(data: Data, where: Condition, as_of: int | None) -> list[Stored]:
    """Return the nodes that fulfil a condition, by key."""

    def neighbours(item: Stored, step: Step) -> Iterator[Stored]:
        key = item.node.key
        for identity in data.ever_at.get(key, ()):
            if step.types is not None and identity.type not in step.types:
                continue
            if at(data.relations[identity], as_of):
                for end in far_ends(identity, key, step.direction):
                    spell = at(data.nodes[end], as_of)
                    if spell:
                        yield stored(data, spell, as_of)

    return [item for item in nodes_at(data, as_of) if matches(where, item, neighbours)]


def far_ends(identity: RelationId, key: str, direction: str) -> set[str]:
    """Return the nodes that a relation leads to from ``key``."""
    found: set[str] = set()
    if direction in {"out", "both"} and identity.source == key:
        found.add(identity.target)
    if direction in {"in", "both"} and identity.target == key:
        found.add(identity.source)
    return found


def ends(identity: RelationId, direction: str) -> set[Key]:
    """Return the ends at which a direction looks from."""
    return {"out": {identity.source}, "in": {identity.target}, "both": {identity.source, identity.target}}[direction]


def spans_of(data: Data, ref: EntityRef) -> list[Span]:
    """Return all versions of an entity, newest first."""
    if isinstance(ref, RelationId):
        found = [Span(relation_from_row(item.row), item.since, item.until) for item in data.relations.get(ref, ())]
    else:
        found = [Span(node_from_row(item.row), item.since, item.until) for item in data.nodes.get(ref, ())]
    return found[::-1]


def changes_of(data: Data, number: int) -> tuple[Revision, Sequence[Change]]:
    """Return what a revision did."""
    refs = data.touched[number - 1]
    nodes = sorted(ref for ref in refs if not isinstance(ref, RelationId))
    relations = sorted(ref for ref in refs if isinstance(ref, RelationId))
    found = [
        Change(
            key,
            *(node_from_row(spell.row) if spell else None for spell in before_and_after(data.nodes[key], number)),
        )
        for key in nodes
    ]
    found += [
        Change(
            ref,
            *(
                relation_from_row(spell.row) if spell else None
                for spell in before_and_after(data.relations[ref], number)
            ),
        )
        for ref in relations
    ]
    return data.revisions[number - 1], found


def before_and_after(spells: Sequence[Spell[Row]], number: int) -> tuple[Spell[Row] | None, Spell[Row] | None]:
    """Return the versions before a revision and from it on."""
    return at(spells, number - 1), at(spells, number)


def chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield the items in chunks."""
    return iter([items[start : start + CHUNK] for start in range(0, len(items), CHUNK)])
