"""The versioned graph in a file: the port, each method over the module that answers its question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from cmdb.store.sqlite import entities, history, revisions, stream
from cmdb.store.sqlite.aggregate import aggregate
from cmdb.store.sqlite.apply import apply
from cmdb.store.sqlite.find import find
from cmdb.store.sqlite.indexes import declare_indexes
from cmdb.values import INT_MAX, check, instant_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from cmdb.model import Claim, EntityRef, Key, Relation, RelationId, Revision, Stored, Version
    from cmdb.query import Condition, Page, Query
    from cmdb.store.port import Batch, Change, Facet, Stamp
    from cmdb.store.sqlite.database import Database

__all__ = ["SqliteGraph"]


class SqliteGraph:
    """The port ``GraphStore``."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def apply(self, batch: Batch, stamp: Stamp) -> Revision | None:
        """Write one revision."""
        return apply(self.database, batch, stamp)

    def head(self) -> Revision | None:
        """Return the last revision."""
        return revisions.head(self.database)

    def revision(self, number: int) -> Revision:
        """Return one revision."""
        return revisions.revision(self.database, number)

    def revision_at(self, instant: datetime) -> int:
        """Return the number of the last revision at or before an instant."""
        check("instant", instant)
        return revisions.revision_at(self.database, instant_text(instant))

    def revisions(
        self, *, run: str | None = None, after: int = 0, limit: int = 1000, newest_first: bool = False
    ) -> Sequence[Revision]:
        """Return some revisions."""
        return revisions.revisions(self.database, run, after, limit, newest_first=newest_first)

    def get(self, keys: Iterable[Key], *, as_of: int | None = None) -> Mapping[Key, Stored]:
        """Return nodes by key."""
        return entities.get(self.database, keys, as_of)

    def get_relations(
        self, ids: Iterable[RelationId], *, as_of: int | None = None
    ) -> Mapping[RelationId, tuple[Relation, int]]:
        """Return relations by identity."""
        return entities.get_relations(self.database, ids, as_of)

    def holders(self, claims: Iterable[Claim]) -> Mapping[Claim, Key]:
        """Return who holds each claim."""
        return entities.holders(self.database, claims)

    def owned(self, owners: Iterable[Key], *, kind: str | None = None, as_of: int | None = None) -> Sequence[Stored]:
        """Return the nodes that belong to these."""
        return entities.owned(self.database, owners, kind, as_of)

    def find(self, query: Query, *, as_of: int | None = None) -> Page:
        """Return one page of nodes."""
        return find(self.database, query, as_of)

    def aggregate(self, where: Condition, field: str, *, limit: int = 50, as_of: int | None = None) -> Sequence[Facet]:
        """Count nodes by a field's value."""
        return aggregate(self.database, where, field, limit, as_of)

    def neighbours(
        self,
        keys: Iterable[Key],
        *,
        direction: Literal["out", "in", "both"] = "both",
        types: Iterable[str] | None = None,
        as_of: int | None = None,
    ) -> Sequence[tuple[Relation, int]]:
        """Return the relations at these nodes."""
        return entities.neighbours(self.database, keys, direction, types, as_of)

    def relations_ever(self, keys: Iterable[Key]) -> Sequence[RelationId]:
        """Return the relations that these nodes have or had."""
        return entities.relations_ever(self.database, keys)

    def history(self, ref: EntityRef, *, limit: int = 1000) -> Sequence[Version]:
        """Return the versions of one entity."""
        return history.history(self.database, ref, limit)

    def changes(self, after: int, *, until: int | None = None) -> Iterator[tuple[Revision, Sequence[Change]]]:
        """Yield what each revision did."""
        self.database.check_open()
        return stream.stream_changes(self.database, max(after, 0) + 1, INT_MAX if until is None else until)

    def stream_nodes(self, kind: str, *, as_of: int | None = None) -> Iterator[Sequence[Stored]]:
        """Yield all nodes of a kind."""
        self.database.check_open()
        return stream.stream_nodes(self.database, kind, as_of)

    def stream_relations(self, *, as_of: int | None = None) -> Iterator[Sequence[Relation]]:
        """Yield all relations."""
        self.database.check_open()
        return stream.stream_relations(self.database, as_of)

    def touch(self, keys: Iterable[Key], at: datetime) -> None:
        """Note when nodes were last seen."""
        check("at", at)
        self.database.check_open()
        entities.touch(self.database, keys, instant_text(at))

    def digests(self, kind: str, prefix: str) -> Mapping[Key, int]:
        """Return the digests of nodes."""
        return stream.digests(self.database, kind, prefix)

    def declare_indexes(self, attributes: Iterable[str]) -> None:
        """Make the indexes of these attributes, and drop others."""
        declare_indexes(self.database, attributes)
