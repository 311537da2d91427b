"""What a batch comes to: its checks in the order of the port, and what is left once no-ops are taken out.

A pure decision over a few bulk questions to the backend (``Present``), so that all backends decide alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from cmdb.errors import ClaimTaken, MissingEnd, PreconditionFailed, StillConnected
from cmdb.model import Claim, Key, RelationId
from cmdb.store.encoding import (
    NodeRow,
    RelationRow,
    claims_from_text,
    relation_text,
)
from cmdb.values import check

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from cmdb.model import EntityRef
    from cmdb.store.batch_rows import Encoded
    from cmdb.store.port import Stamp

__all__ = ["Present", "Settled", "check_stamp", "settle"]


class Present(Protocol):
    """What the check asks about the present, each question about many at once. Absent ones are left out."""

    def node_rows(self, keys: Collection[str]) -> Mapping[str, tuple[NodeRow, int]]:
        """Return nodes with the revision of each."""
        ...

    def relation_rows(self, ids: Collection[RelationId]) -> Mapping[RelationId, tuple[RelationRow, int]]:
        """Return relations with the revision of each."""
        ...

    def holders_of(self, claims: Collection[Claim]) -> Mapping[Claim, str]:
        """Return the holder of each claim."""
        ...

    def existing(self, keys: Collection[str]) -> AbstractSet[str]:
        """Return those of the keys that are nodes."""
        ...

    def relations_at(self, keys: Collection[str]) -> Iterable[RelationId]:
        """Return the relations that name one of these nodes at either end."""
        ...


@dataclass(slots=True)
class Settled:
    """What is to be written. ``close_*`` are the current versions that end: replaced or removed ones."""

    nodes: list[NodeRow] = field(default_factory=list)
    relations: list[RelationRow] = field(default_factory=list)
    close_nodes: list[str] = field(default_factory=list)
    close_relations: list[RelationId] = field(default_factory=list)
    removed_nodes: list[str] = field(default_factory=list)
    claims_dropped: list[Claim] = field(default_factory=list)
    claims_added: dict[Claim, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.nodes or self.relations or self.close_nodes or self.close_relations)


# ---------------------------------------------------------------- valid in itself


def check_stamp(stamp: Stamp) -> None:
    """Raise ``Invalid`` for a stamp that cannot be stored."""
    for name, value in zip(("actor", "source", "reason", "run"), stamp, strict=False):
        check(f"stamp {name}", value)
    if stamp.at is not None:
        check("stamp at", stamp.at)


# ---------------------------------------------------------------- against the present


def settle(encoded: Encoded, present: Present, head: int) -> Settled:
    """Return what is to be written onto the present, whose last revision is ``head``.

    Raises ``PreconditionFailed``, ``ClaimTaken``, ``MissingEnd``, ``StillConnected``, in this order.
    """
    if encoded.head is not None and encoded.head != head:
        raise PreconditionFailed("the store", encoded.head, head)
    expected_nodes = [ref for ref in encoded.expect if not isinstance(ref, RelationId)]
    expected_relations = [ref for ref in encoded.expect if isinstance(ref, RelationId)]
    nodes_now = present.node_rows({*encoded.nodes, *encoded.remove_nodes, *expected_nodes})
    relations_now = dict(present.relation_rows(expected_relations)) if expected_relations else {}
    check_expected(encoded.expect, nodes_now, relations_now)

    settled = Settled()
    settle_nodes(encoded, nodes_now, settled)
    settle_claims(encoded, nodes_now, present, settled)
    ends_now = existing_ends(encoded.ends, nodes_now, present)
    check_missing_ends(encoded, ends_now)
    check_still_connected(encoded, present, settled)
    # Where an end is new the relation is, too: a first import asks for none.
    known = [identity for identity in encoded.relations if identity[0] in ends_now and identity[2] in ends_now]
    known += encoded.remove_relations
    if unread := dict.fromkeys(known).keys() - set(expected_relations):
        relations_now |= present.relation_rows(unread)
    settle_relations(encoded, relations_now, settled)
    return settled


def check_expected(
    expect: Mapping[EntityRef, int],
    nodes_now: Mapping[str, tuple[NodeRow, int]],
    relations_now: Mapping[RelationId, tuple[RelationRow, int]],
) -> None:
    """Raise ``PreconditionFailed`` for the first entity that is not at the revision expected."""
    for ref, expected in expect.items():
        if isinstance(ref, RelationId):
            name, found = relation_text(ref), relations_now[ref][1] if ref in relations_now else 0
        else:
            name, found = ref, nodes_now[ref][1] if ref in nodes_now else 0
        if found != expected:
            raise PreconditionFailed(name, expected, found)


def settle_nodes(encoded: Encoded, now: Mapping[str, tuple[NodeRow, int]], settled: Settled) -> None:
    """Note the nodes that differ from the present, and the versions that end."""
    if not now:
        settled.nodes = list(encoded.nodes.values())
        return
    for key, row in encoded.nodes.items():
        before = now.get(key)
        if before is None:
            settled.nodes.append(row)
        elif before[0] != row:
            settled.nodes.append(row)
            settled.close_nodes.append(key)
    settled.removed_nodes = [key for key in encoded.remove_nodes if key in now]
    settled.close_nodes += settled.removed_nodes


def settle_relations(encoded: Encoded, now: Mapping[RelationId, tuple[RelationRow, int]], settled: Settled) -> None:
    """Note the relations that differ from the present, and the versions that end."""
    if not now:
        settled.relations = list(encoded.relations.values())
        return
    for identity, row in encoded.relations.items():
        before = now.get(identity)
        if before is None:
            settled.relations.append(row)
        elif before[0] != row:
            settled.relations.append(row)
            settled.close_relations.append(identity)
    settled.close_relations += [identity for identity in encoded.remove_relations if identity in now]


def settle_claims(encoded: Encoded, now: Mapping[str, tuple[NodeRow, int]], present: Present, settled: Settled) -> None:
    """Note which claims are given up and taken. Raises ``ClaimTaken`` where two would hold one afterwards."""
    before = {claim: key for key in settled.close_nodes for claim in claims_from_row(now[key][0])}
    added: dict[Claim, str] = {}
    for row in settled.nodes if encoded.claims else ():
        for claim in encoded.claims.get(row.key, ()):
            holder = added.setdefault(claim, row.key)
            if holder != row.key:
                raise ClaimTaken(row.key, claim.scope, claim.value, holder)
    settled.claims_dropped = [claim for claim, key in before.items() if added.get(claim) != key]
    settled.claims_added = {claim: key for claim, key in added.items() if before.get(claim) != key}
    unknown = settled.claims_added.keys() - before.keys()
    for claim, holder in present.holders_of(unknown).items() if unknown else ():
        raise ClaimTaken(settled.claims_added[claim], claim.scope, claim.value, holder)


def claims_from_row(row: NodeRow) -> Iterable[Claim]:
    """Return the claims of a row."""
    return claims_from_text(row.claims) if row.claims else ()


def existing_ends(ends: set[str], nodes_now: Mapping[str, object], present: Present) -> set[str]:
    """Return those of the relations' ends that are there before the batch."""
    known = ends & nodes_now.keys()
    unknown = ends - known
    return known | present.existing(unknown) if unknown else known


def check_missing_ends(encoded: Encoded, ends_now: AbstractSet[str]) -> None:
    """Raise ``MissingEnd`` for the batch's first relation to a node that will not be there."""
    missing = encoded.ends - encoded.nodes.keys() - (ends_now - encoded.remove_nodes.keys())
    if not missing:
        return
    for identity in encoded.relations:
        for end in (identity.source, identity.target):
            if end in missing:
                raise MissingEnd(end, relation_text(identity))


def check_still_connected(encoded: Encoded, present: Present, settled: Settled) -> None:
    """Raise ``StillConnected`` for a removed node that a relation outside the batch names."""
    if not settled.removed_nodes:
        return
    removed = set(settled.removed_nodes)
    for identity in present.relations_at(settled.removed_nodes):
        if identity not in encoded.remove_relations:
            end = identity.source if identity.source in removed else identity.target
            raise StillConnected(Key(end), relation_text(identity))
