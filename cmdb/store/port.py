"""The three ports of a store. Their docstrings are the contract: order, absence, atomicity.

The suite in ``tests/cmdb/store/contract/`` checks each sentence on every backend. All orders by key, identity or
text are by code point.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from cmdb.model import Claim, EntityRef, Key, Node, Relation, RelationId, Revision, Stored, Version
    from cmdb.query import Condition, Page, Query
    from cmdb.values import Json

__all__ = [
    "Batch",
    "Change",
    "Facet",
    "Finding",
    "GraphStore",
    "Maintenance",
    "SideRow",
    "SideStore",
    "Stamp",
    "Store",
]


class Stamp(NamedTuple):
    """Who writes, from which source, why, and in which run. ``at`` None: the store's clock.

    A given ``at`` is for imported history; one before the head's instant is taken as the head's instant, and
    so is the clock's where it went back.
    """

    actor: str
    source: str = ""
    reason: str = ""
    run: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What one revision writes: whole new versions and removals. Each entity may be named once.

    ``expect`` maps an entity, named elsewhere in the batch or not, to the revision that its current version must
    have been written in (0: it must not exist now). ``head`` is the revision number that the store must be at,
    None for any.
    """

    nodes: Sequence[Node] = ()
    remove_nodes: Sequence[Key] = ()
    relations: Sequence[Relation] = ()
    remove_relations: Sequence[RelationId] = ()
    expect: Mapping[EntityRef, int] = field(default_factory=dict)
    head: int | None = None


class Change(NamedTuple):
    """What one revision did to one entity; None for absent."""

    ref: EntityRef
    before: Node | Relation | None
    after: Node | Relation | None


class Facet(NamedTuple):
    """One value of a field in normal form, as it is ``shown``, and how many nodes have it.

    ``shown`` is ``values.shown`` of the first node by key that has it. ``value`` None and ``shown`` empty stand
    for the nodes where the field is absent or a document. A node with an empty list counts nowhere.
    """

    value: str | int | float | None
    shown: str
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody asks of a facet


class GraphStore(Protocol):
    """The versioned graph. Reads of content take ``as_of``, a revision number (None: now; 0: before everything).

    A number above the head reads as the head does. ``last_seen`` is None in all that is read with ``as_of``.

    Keys, names and texts are compared byte by byte in ``get``, ``apply`` and ``neighbours``: case and Unicode
    composition are significant there; only ``find`` and ``aggregate`` compare normal forms. Asking for what no
    store could hold, such as a key with NUL, finds nothing. Reads see all that this object has written before.
    After ``close`` every method raises ``StoreClosed``. Where the database does not answer within its time-out a
    method raises ``StoreUnavailable``.
    """

    def apply(self, batch: Batch, stamp: Stamp) -> Revision | None:
        """Write ``batch`` as one revision, whole or not at all; None when it changes nothing (no revision is made).

        Parts equal to the present are left out: they get no version. Equal is what is written alike: 1, 1.0 and
        True differ, as do 0.0 and -0.0; the order of names in a mapping means nothing, and instants are equal in
        any zone. Removing what does not exist is no change. A removed node loses its ``last_seen``.
        Writers of all processes are serialised; revision numbers are gap-free; instants never go back.

        Raises the first of these that holds, also where nothing would change: ``Invalid`` (an entity named
        twice; a key, kind, class, type, attribute name or claim that is empty or over 512 characters; a value that
        ``values.check`` refuses; a relation's field outside what ``RelationFields`` says; a ``stamp`` that cannot
        be stored), ``PreconditionFailed`` (``head``, then ``expect``), ``ClaimTaken`` (two current nodes with one
        claim, judged on the state after the whole batch, so claims can be handed over within it), ``MissingEnd``
        (a relation of the batch to a node absent after it), ``StillConnected`` (a removed node that another
        relation names after the batch).
        """
        ...

    def head(self) -> Revision | None:
        """Return the last revision, None before the first."""
        ...

    def revision(self, number: int) -> Revision:
        """Return one revision. Raises ``NotFound``."""
        ...

    def revision_at(self, instant: datetime) -> int:
        """Return the number of the last revision at or before ``instant``, 0 for none. ``Invalid`` without a zone."""
        ...

    def revisions(
        self, *, run: str | None = None, after: int = 0, limit: int = 1000, newest_first: bool = False
    ) -> Sequence[Revision]:
        """Return revisions with a number above ``after``, oldest first, up to ``limit``.

        With ``newest_first`` they are newest first, below ``after`` when that is above 0. ``run`` keeps one run's.
        """
        ...

    def get(self, keys: Iterable[Key], *, as_of: int | None = None) -> Mapping[Key, Stored]:
        """Return those of the nodes that exist, in the order asked; a key asked twice stands where it came first."""
        ...

    def get_relations(
        self, ids: Iterable[RelationId], *, as_of: int | None = None
    ) -> Mapping[RelationId, tuple[Relation, int]]:
        """Return those of the relations that exist, in the order asked, each with the revision since which it is so."""
        ...

    def holders(self, claims: Iterable[Claim]) -> Mapping[Claim, Key]:
        """Return who holds each claim now, in the order asked; claims that nobody holds are left out."""
        ...

    def owned(self, owners: Iterable[Key], *, kind: str | None = None, as_of: int | None = None) -> Sequence[Stored]:
        """Return the nodes whose ``owner`` is one of these, by key."""
        ...

    def find(self, query: Query, *, as_of: int | None = None) -> Page:
        """Return one page. Pages are stable: a node that stays as it is is on exactly one, whatever is inserted.

        A ``Text`` condition anywhere together with ``as_of`` raises ``AsOfTextRefused``. An unknown field or
        operator, a limit out of range, and a cursor that this query did not make (``where``, ``order`` and
        ``as_of`` count; ``limit`` and ``total`` may differ) raise ``Invalid``.
        """
        ...

    def aggregate(self, where: Condition, field: str, *, limit: int = 50, as_of: int | None = None) -> Sequence[Facet]:
        """Count matching nodes by a field's value: most first, ties by value (numbers before text, absent last).

        A node with a list counts once for each distinct item. ``Text`` in the past and unknown fields are refused
        as in ``find``.
        """
        ...

    def neighbours(
        self,
        keys: Iterable[Key],
        *,
        direction: Literal["out", "in", "both"] = "both",
        types: Iterable[str] | None = None,
        as_of: int | None = None,
    ) -> Sequence[tuple[Relation, int]]:
        """Return the relations at these nodes with the revision of each, ordered by identity, each once.

        ``out`` are those whose source is one of the nodes, ``in`` those whose target is. ``types`` None: any.
        """
        ...

    def relations_ever(self, keys: Iterable[Key]) -> Sequence[RelationId]:
        """Return the identity of every relation that ends, or once ended, at one of these nodes, in order."""
        ...

    def history(self, ref: EntityRef, *, limit: int = 1000) -> Sequence[Version]:
        """Return all versions of an entity, newest first, removals included; empty for one that never was."""
        ...

    def changes(self, after: int, *, until: int | None = None) -> Iterator[tuple[Revision, Sequence[Change]]]:
        """Yield each revision with a number above ``after`` (up to and with ``until``), oldest first, with what it did.

        Changes are ordered: nodes by key, then relations by identity.
        """
        ...

    def stream_nodes(self, kind: str, *, as_of: int | None = None) -> Iterator[Sequence[Stored]]:
        """Yield all nodes of a kind in chunks, by key. What is yielded is one consistent state."""
        ...

    def stream_relations(self, *, as_of: int | None = None) -> Iterator[Sequence[Relation]]:
        """Yield all relations in chunks, ordered by identity. What is yielded is one consistent state."""
        ...

    def touch(self, keys: Iterable[Key], at: datetime) -> None:
        """Set ``last_seen`` of these nodes, and of those that they belong to, to ``at`` where that is later.

        No revision; unknown keys are passed over. Who is seen shows that its owner is there: a CI was last seen when
        one of its observations was.
        """
        ...

    def digests(self, kind: str, prefix: str) -> Mapping[Key, int]:
        """Return ``body["digest"]`` of each current node of a kind whose key starts with ``prefix``, by key.

        Nodes where it is not a signed 64-bit integer are left out. Fast: this is how a re-import finds its few
        changes.
        """
        ...

    def declare_indexes(self, attributes: Iterable[str]) -> None:
        """Make filtering and sorting by these attributes fast, and drop other attribute indexes. Idempotent.

        Answers do not depend on it.
        """
        ...


class SideRow(NamedTuple):
    """One row of a small table; ``expires`` None: never. ``version`` counts the row's writes, from 1."""

    key: str
    value: Json
    version: int
    expires: datetime | None = None


class SideStore(Protocol):
    """Small unversioned tables with expiry: sessions, tokens, jobs, leases, run reports. Never in history.

    A row whose ``expires`` is not after ``now`` does not exist for a method that takes ``now``: it counts as
    absent for ``expect``, and writing it starts again at version 1. ``drop`` and ``drop_prefix`` know no time and
    remove such rows as any other. Keys, values and instants that ``values`` refuses raise ``Invalid``.
    """

    def put(
        self,
        table: str,
        key: str,
        value: Json,
        *,
        now: datetime,
        expires: datetime | None = None,
        expect: int | None = None,
    ) -> int:
        """Write one row, expiry included, and return its new version.

        ``expect`` is the version that the row must have (0: absent); else ``PreconditionFailed``. Atomic across
        processes.
        """
        ...

    def put_many(self, table: str, rows: Mapping[str, Json], *, now: datetime) -> None:
        """Write many rows without expiry, all or none."""
        ...

    def read(self, table: str, key: str, *, now: datetime) -> SideRow | None:
        """Return one row, None when absent."""
        ...

    def scan(
        self,
        table: str,
        *,
        now: datetime,
        prefix: str = "",
        after: str = "",
        limit: int = 1000,
        descending: bool = False,
    ) -> Sequence[SideRow]:
        """Return up to ``limit`` rows whose key starts with ``prefix`` and is above ``after``, by key.

        ``descending``: from the highest key down, those below ``after``; an empty one is no bound.
        """
        ...

    def drop(self, table: str, key: str, *, expect: int | None = None) -> bool:
        """Remove one row; False when it was absent. ``expect`` as in ``put``, checked first."""
        ...

    def drop_prefix(self, table: str, prefix: str) -> int:
        """Remove all rows whose key starts with ``prefix`` and return how many."""
        ...

    def sweep(self, now: datetime) -> int:
        """Remove the rows of all tables that have expired and return how many."""
        ...


class Finding(NamedTuple):
    """Something that ``verify`` found wrong."""

    where: str
    problem: str


class Maintenance(Protocol):
    """Keeping a store: moving its whole content, checking it, bringing its format up to date."""

    def dump(self) -> Iterator[tuple[Revision, Sequence[Change]]]:
        """Yield the whole history as ``changes(0)`` does, from one consistent state."""
        ...

    def load(self, history: Iterable[tuple[Revision, Sequence[Change]]]) -> int:
        """Fill an empty store with a history, revision numbers and instants kept; return the last number.

        Whole or not at all. ``before`` of the changes is not read. Raises ``PreconditionFailed`` when the store is
        not empty, ``Invalid`` for a history that does not count up from 1 or whose instants go back, and what
        ``apply`` raises for what it would not write.
        """
        ...

    def verify(self) -> Sequence[Finding]:
        """Check that history is gap-free, versions do not overlap, ends exist, claims are unique, indexes agree."""
        ...

    def format_number(self) -> int:
        """Return the format that the store is in."""
        ...

    def last_seen(self) -> Iterator[tuple[Key, datetime]]:
        """Yield when each node was last seen, by key; nodes never seen are left out."""
        ...


class Store(AbstractContextManager["Store"], Protocol):
    """One opened store: its three ports.

    Opening migrates an older format after an automatic backup and refuses a newer one (``StoreTooNew``).
    """

    graph: GraphStore
    side: SideStore
    maintenance: Maintenance
    url: str

    def close(self) -> None:
        """Release everything; safe to call twice."""
        ...
