"""The versioned graph in Neo4j: each method of the port, handed to the file that answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from cmdb.store.cursor import read_cursor
from cmdb.store.neo4j import entities, past, revisions, stream
from cmdb.store.neo4j.aggregate import count_facets
from cmdb.store.neo4j.apply import apply_batch
from cmdb.store.neo4j.find import find_page
from cmdb.store.neo4j.schema import declare_attribute_indexes
from cmdb.store.neo4j.touch import touch_nodes
from cmdb.store.question import check_condition, check_field, check_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from cmdb.model import Claim, EntityRef, Key, Relation, RelationId, Revision, Stored, Version
    from cmdb.query import Condition, Page, Query
    from cmdb.store.neo4j.connect import Connection
    from cmdb.store.port import Batch, Change, Facet, Stamp

__all__ = ["Neo4jGraph"]


class Neo4jGraph:
    """The port ``GraphStore`` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def apply(self, batch: Batch, stamp: Stamp) -> Revision | None:
        """Write one revision."""
        return apply_batch(self._connection, batch, stamp)

    # ------------------------------------------------------------ revisions

    def head(self) -> Revision | None:
        """Return the last revision."""
        return self._connection.read(revisions.read_head)

    def revision(self, number: int) -> Revision:
        """Return one revision."""
        return self._connection.read(lambda work: revisions.read_revision(work, number))

    def revision_at(self, instant: datetime) -> int:
        """Return the number of the last revision at or before an instant."""
        return self._connection.read(lambda work: revisions.revision_at(work, instant))

    def revisions(
        self, *, run: str | None = None, after: int = 0, limit: int = 1000, newest_first: bool = False
    ) -> Sequence[Revision]:
        """Return some revisions."""
        return self._connection.read(
            lambda work: revisions.list_revisions(work, run=run, after=after, limit=limit, newest_first=newest_first)
        )

    # ------------------------------------------------------------ entities

    def get(self, keys: Iterable[Key], *, as_of: int | None = None) -> Mapping[Key, Stored]:
        """Return nodes by key."""
        asked = list(keys)
        return self._connection.steadily(lambda work: entities.get_nodes(work, asked, as_of))

    def get_relations(
        self, ids: Iterable[RelationId], *, as_of: int | None = None
    ) -> Mapping[RelationId, tuple[Relation, int]]:
        """Return relations by identity."""
        asked = list(ids)
        return self._connection.steadily(lambda work: entities.get_relations(work, asked, as_of))

    def holders(self, claims: Iterable[Claim]) -> Mapping[Claim, Key]:
        """Return who holds each claim."""
        asked = list(claims)
        return self._connection.steadily(lambda work: entities.holders(work, asked))

    def owned(self, owners: Iterable[Key], *, kind: str | None = None, as_of: int | None = None) -> Sequence[Stored]:
        """Return the nodes that belong to these."""
        asked = list(owners)
        return self._connection.steadily(lambda work: entities.owned(work, asked, kind, as_of))

    def neighbours(
        self,
        keys: Iterable[Key],
        *,
        direction: Literal["out", "in", "both"] = "both",
        types: Iterable[str] | None = None,
        as_of: int | None = None,
    ) -> Sequence[tuple[Relation, int]]:
        """Return the relations at these nodes."""
        asked, wanted = list(keys), None if types is None else list(types)
        return self._connection.steadily(lambda work: entities.find_relations(work, asked, direction, wanted, as_of))

    # ------------------------------------------------------------ questions

    def find(self, query: Query, *, as_of: int | None = None) -> Page:
        """Return one page of nodes."""
        check_query(query, as_of)
        after = read_cursor(query, as_of)
        return self._connection.steadily(lambda work: find_page(work, query, after, as_of))

    def aggregate(self, where: Condition, field: str, *, limit: int = 50, as_of: int | None = None) -> Sequence[Facet]:
        """Count nodes by a field's value."""
        check_field(field)
        check_condition(where, as_of)
        return self._connection.steadily(lambda work: count_facets(work, where, field, limit, as_of))

    # ------------------------------------------------------------ history

    def relations_ever(self, keys: Iterable[Key]) -> Sequence[RelationId]:
        """Return the relations that these nodes have or had."""
        asked = list(keys)
        return self._connection.steadily(lambda work: entities.relations_ever(work, asked))

    def history(self, ref: EntityRef, *, limit: int = 1000) -> Sequence[Version]:
        """Return the versions of one entity."""
        return self._connection.steadily(lambda work: past.history_of(work, ref, limit))

    def changes(self, after: int, *, until: int | None = None) -> Iterator[tuple[Revision, Sequence[Change]]]:
        """Yield what each revision did, up to what is the head now."""
        return past.all_changes(self._connection, after, until)

    # ------------------------------------------------------------ in bulk

    def stream_nodes(self, kind: str, *, as_of: int | None = None) -> Iterator[Sequence[Stored]]:
        """Yield all nodes of a kind."""
        self._connection.check_open()
        return stream.stream_nodes(self._connection, kind, as_of)

    def stream_relations(self, *, as_of: int | None = None) -> Iterator[Sequence[Relation]]:
        """Yield all relations."""
        self._connection.check_open()
        return stream.stream_relations(self._connection, as_of)

    def touch(self, keys: Iterable[Key], at: datetime) -> None:
        """Note when nodes were last seen."""
        touch_nodes(self._connection, list(keys), at)

    def digests(self, kind: str, prefix: str) -> Mapping[Key, int]:
        """Return the digests of nodes."""
        return self._connection.read(lambda work: stream.digests_of(work, kind, prefix))

    def declare_indexes(self, attributes: Iterable[str]) -> None:
        """Index attributes."""
        declare_attribute_indexes(self._connection, list(attributes))
