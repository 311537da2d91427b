"""What a batch is checked against: bulk questions about the present, asked within the transaction that writes."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cmdb.model import Key, RelationId
from cmdb.store.neo4j.between import between
from cmdb.store.neo4j.ordered import ordered, restored
from cmdb.store.neo4j.shape import claim_id, read_node_record, read_relation_record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from cmdb.model import Claim
    from cmdb.store.encoding import NodeRow, RelationRow
    from cmdb.store.neo4j.connect import Work

__all__ = ["CHUNK", "PresentGraph", "chunks", "identity_of"]

T = TypeVar("T")

# Rows in one query's parameters: larger ones gain nothing and grow the server's heap.
CHUNK = 5000


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Yield the items in lists of up to ``size``."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def identity_of(row: RelationRow) -> RelationId:
    """Return the identity of a relation's row."""
    return RelationId(Key(row.source), row.type, Key(row.target), row.group)


class Found(NamedTuple):
    """A relation as it is now."""

    record: str
    since: int


class PresentGraph:
    """The present as one transaction sees it; it remembers what it was asked, for the writing afterwards."""

    def __init__(self, work: Work, *, empty: bool) -> None:
        """Ask in ``work``. An ``empty`` store is not asked at all."""
        self._work = work
        self._empty = empty
        self.labels: dict[str, frozenset[str]] = {}
        self.relations: dict[RelationId, Found] = {}

    def node_rows(self, keys: Collection[str]) -> Mapping[str, tuple[NodeRow, int]]:
        """Return nodes with the revision of each."""
        found: dict[str, tuple[NodeRow, int]] = {}
        for record, labels in self._ask(NODES, map(ordered, keys)):
            row, since, _ = read_node_record(record)
            found[row.key] = row, since
            self.labels[row.key] = frozenset(labels)
        return found

    def relation_rows(self, ids: Collection[RelationId]) -> Mapping[RelationId, tuple[RelationRow, int]]:
        """Return relations with the revision of each."""
        found: dict[RelationId, tuple[RelationRow, int]] = {}
        for query, _, items in between(ids, "RETURN r.record"):
            for row in self._ask(query, items):
                relation, since = read_relation_record(row[0])
                found[identity_of(relation)] = relation, since
                self.relations[identity_of(relation)] = Found(row[0], since)
        return found

    def holders_of(self, claims: Collection[Claim]) -> Mapping[Claim, str]:
        """Return the holder of each claim."""
        by_id = {claim_id(claim): claim for claim in claims}
        return {by_id[found]: holder for found, holder in self._ask(HOLDERS, by_id)}

    def existing(self, keys: Collection[str]) -> AbstractSet[str]:
        """Return those of the keys that are nodes."""
        return {restored(row[0]) for row in self._ask(EXISTING, map(ordered, keys))}

    def relations_at(self, keys: Collection[str]) -> Iterable[RelationId]:
        """Return the relations that name one of these nodes at either end, by identity."""
        rows = self._ask(RELATIONS_AT, map(ordered, keys))
        return sorted({identity_of(read_relation_record(row[0])[0]) for row in rows})

    def _ask(self, query: str, items: Iterable[object]) -> Iterator[list[Any]]:
        """Yield the rows of a query over many items."""
        if not self._empty:
            for chunk in chunks(items):
                yield from self._work.rows(query, items=chunk)


NODES = "UNWIND $items AS key MATCH (n:Node {key: key}) USING INDEX SEEK n:Node(key) RETURN n.record, labels(n)"
HOLDERS = "UNWIND $items AS id MATCH (c:Claim {id: id}) USING INDEX SEEK c:Claim(id) RETURN c.id, c.holder"
EXISTING = "UNWIND $items AS key MATCH (n:Node {key: key}) USING INDEX SEEK n:Node(key) RETURN n.key"
RELATIONS_AT = """
UNWIND $items AS key MATCH (n:Node {key: key})-[r]-() USING INDEX SEEK n:Node(key) RETURN DISTINCT r.record
"""
