"""What a store in memory holds: every version of every entity, and who holds a claim now."""

from __future__ import annotations

import threading
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from cmdb.errors import StoreClosed
from cmdb.model import Claim, EntityRef, Key, RelationId, Revision
from cmdb.store.encoding import NodeRow, RelationRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from cmdb.store.batch_check import Settled
    from cmdb.store.port import SideRow

__all__ = ["Data", "Holder", "Row", "Spell", "at", "identity_of"]

Row = TypeVar("Row", NodeRow, RelationRow)


class Spell(NamedTuple, Generic[Row]):
    """One version of an entity: from ``since`` until before ``until`` (None: still)."""

    row: Row
    since: int
    until: int | None = None


def at(spells: Sequence[Spell[Row]], as_of: int | None) -> Spell[Row] | None:
    """Return the version that holds at a revision (None: now)."""
    if as_of is None:
        return spells[-1] if spells and spells[-1].until is None else None
    for spell in spells:
        if spell.since <= as_of and (spell.until is None or spell.until > as_of):
            return spell
    return None


def identity_of(row: RelationRow) -> RelationId:
    """Return a row's identity."""
    return RelationId(Key(row.source), row.type, Key(row.target), row.group)


@dataclass(slots=True)
class Data:
    """All content. Versions are never removed, so an entity's list of them is its history."""

    revisions: list[Revision] = field(default_factory=list)
    touched: list[set[EntityRef]] = field(default_factory=list)
    nodes: dict[str, list[Spell[NodeRow]]] = field(default_factory=dict)
    relations: dict[RelationId, list[Spell[RelationRow]]] = field(default_factory=dict)
    ever_at: defaultdict[str, set[RelationId]] = field(default_factory=lambda: defaultdict(set))
    claims: dict[Claim, str] = field(default_factory=dict)
    last_seen: dict[str, datetime] = field(default_factory=dict)
    side: defaultdict[str, dict[str, SideRow]] = field(default_factory=lambda: defaultdict(dict))

    @property
    def head(self) -> int:
        """The number of the last revision."""
        return len(self.revisions)

    def write(self, settled: Settled, revision: Revision) -> None:
        """Write one revision. Nothing here can fail, so it is whole or not at all."""
        for key in settled.close_nodes:
            close(self.nodes[key], revision.number)
        for identity in settled.close_relations:
            close(self.relations[identity], revision.number)
        for row in settled.nodes:
            self.nodes.setdefault(row.key, []).append(Spell(row, revision.number))
        for relation in settled.relations:
            identity = identity_of(relation)
            self.relations.setdefault(identity, []).append(Spell(relation, revision.number))
            self.ever_at[identity.source].add(identity)
            self.ever_at[identity.target].add(identity)
        for claim in settled.claims_dropped:
            del self.claims[claim]
        self.claims |= settled.claims_added
        for key in settled.removed_nodes:
            self.last_seen.pop(key, None)
        self.revisions.append(revision)
        nodes = chain(settled.close_nodes, (row.key for row in settled.nodes))
        self.touched.append({*map(Key, nodes), *settled.close_relations, *map(identity_of, settled.relations)})

    # The questions of ``batch_check.settle``.

    def node_rows(self, keys: Collection[str]) -> Mapping[str, tuple[NodeRow, int]]:
        """Return nodes with the revision of each."""
        now = {key: at(self.nodes.get(key, ()), None) for key in keys}
        return {key: (spell.row, spell.since) for key, spell in now.items() if spell}

    def relation_rows(self, ids: Collection[RelationId]) -> Mapping[RelationId, tuple[RelationRow, int]]:
        """Return relations with the revision of each."""
        now = {identity: at(self.relations.get(identity, ()), None) for identity in ids}
        return {identity: (spell.row, spell.since) for identity, spell in now.items() if spell}

    def holders_of(self, claims: Collection[Claim]) -> Mapping[Claim, str]:
        """Return the holder of each claim."""
        return {claim: self.claims[claim] for claim in claims if claim in self.claims}

    def existing(self, keys: Collection[str]) -> set[str]:
        """Return those of the keys that are nodes."""
        return {key for key in keys if at(self.nodes.get(key, ()), None)}

    def relations_at(self, keys: Collection[str]) -> Iterable[RelationId]:
        """Return the relations that name one of these nodes at either end."""
        ever = {identity for key in keys for identity in self.ever_at.get(key, ())}
        return (identity for identity in sorted(ever) if at(self.relations[identity], None))


def close(spells: list[Spell[Row]], number: int) -> None:
    """End the current version."""
    spells[-1] = spells[-1]._replace(until=number)


class Holder:
    """The data behind one lock, until it is closed."""

    def __init__(self) -> None:
        self.data: Data | None = Data()
        self.lock = threading.RLock()

    @contextmanager
    def open(self) -> Iterator[Data]:
        """Give the data to one thread at a time. Raises ``StoreClosed``."""
        with self.lock:
            if self.data is None:
                raise StoreClosed("the store is closed")
            yield self.data

    def close(self) -> None:
        """Forget the data."""
        with self.lock:
            self.data = None
