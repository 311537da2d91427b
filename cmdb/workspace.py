"""Pending writes laid over a store: reads see them, nothing is written until ``commit``. Dry runs never commit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from cmdb.model import Claim, EntityRef, Key, Node, Relation, RelationId, Revision
from cmdb.observed import Report
from cmdb.store.port import Batch, Change, GraphStore, Stamp

__all__ = ["Workspace"]


class Workspace:
    """A view of the graph with edits on top. What has been read once is kept, with the revision it was read at."""

    def __init__(self, graph: GraphStore, *, as_of: int | None = None) -> None:
        self.graph = graph
        self.as_of = as_of
        self.seen_nodes: dict[Key, Node | None] = {}
        self.seen_relations: dict[RelationId, Relation | None] = {}
        self.since: dict[EntityRef, int] = {}
        self.nodes_now: dict[Key, Node | None] = {}
        self.relations_now: dict[RelationId, Relation | None] = {}
        self.claims_now: dict[Claim, Key | None] = {}
        self.claims_seen: dict[Claim, Key | None] = {}
        self.owned_seen: dict[Key, set[Key]] = {}
        self.ends_seen: dict[Key, set[RelationId]] = {}
        self.owned_now: defaultdict[Key, set[Key]] = defaultdict(set)
        self.ends_now: defaultdict[Key, set[RelationId]] = defaultdict(set)
        self.without_ends: list[RelationId] = []
        self.memo: dict[int, tuple[Node, Mapping[RelationId, Report]]] = {}
        self.gathered: dict[tuple[Key, str], Sequence[tuple[Node, int]]] = {}
        self.kinds_gathered: set[str] = set()
        self.settled: Sequence[Change] | None = None

    # ------------------------------------------------------------ reading

    def load_nodes(self, keys: Iterable[Key]) -> None:
        """Read these nodes from the store in one go, those not read before."""
        wanted = [key for key in dict.fromkeys(keys) if key not in self.seen_nodes]
        if not wanted:
            return
        found = self.graph.get(wanted, as_of=self.as_of)
        for key in wanted:
            stored = found.get(key)
            self.seen_nodes[key] = stored.node if stored else None
            self.since[key] = stored.since if stored else 0

    def node(self, key: Key) -> Node | None:
        """Return a node as it will be, None for absent."""
        if key in self.nodes_now:
            return self.nodes_now[key]
        if key not in self.seen_nodes:
            self.load_nodes([key])
        return self.seen_nodes[key]

    def known_absent(self, keys: Iterable[Key]) -> None:
        """Take these as absent without asking the store; ``commit`` will check it."""
        for key in keys:
            if key not in self.seen_nodes:
                self.seen_nodes[key] = None
                self.since[key] = 0

    def load_holders(self, claims: Iterable[Claim]) -> None:
        """Read who holds these claims in one go."""
        wanted = [claim for claim in dict.fromkeys(claims) if claim not in self.claims_seen]
        if wanted:
            found = self.graph.holders(wanted)
            self.claims_seen.update({claim: found.get(claim) for claim in wanted})

    def holder(self, claim: Claim) -> Key | None:
        """Return who will hold a claim."""
        if claim in self.claims_now:
            return self.claims_now[claim]
        if claim not in self.claims_seen:
            self.load_holders([claim])
        return self.claims_seen[claim]

    def load_owned(self, owners: Iterable[Key]) -> None:
        """Read the nodes that belong to these owners in one go."""
        wanted = [owner for owner in dict.fromkeys(owners) if owner not in self.owned_seen]
        if not wanted:
            return
        for owner in wanted:
            self.owned_seen[owner] = set()
        for stored in self.graph.owned(wanted, as_of=self.as_of):
            self.seen_nodes.setdefault(stored.node.key, stored.node)
            self.since.setdefault(stored.node.key, stored.since)
            if stored.node.owner is not None:
                self.owned_seen[stored.node.owner].add(stored.node.key)

    def known_empty(self, owners: Iterable[Key]) -> None:
        """Take these owners as new: nothing belongs to them and no relation names them."""
        for owner in owners:
            self.owned_seen.setdefault(owner, set())
            self.ends_seen.setdefault(owner, set())

    def owned(self, owner: Key, kind: str) -> Sequence[tuple[Node, int]]:
        """Return an owner's nodes of a kind as they will be, by key, with revisions (pending: the next)."""
        found = self.gathered.get((owner, kind))
        if found is None:
            self.load_owned([owner])
            keys = sorted(self.owned_seen[owner] | self.owned_now.get(owner, set()))
            found = self.gathered[owner, kind] = self.with_revision(keys, owner, kind)
            self.kinds_gathered.add(kind)
        return found

    def forget(self, node: Node | None) -> None:
        """Gather anew what belongs to a node's owner: the node changes."""
        self.settled = None
        if node is not None and node.owner is not None:
            for kind in self.kinds_gathered:
                self.gathered.pop((node.owner, kind), None)

    def with_revision(self, keys: Iterable[Key], owner: Key, kind: str) -> Sequence[tuple[Node, int]]:
        """Return those of the nodes that belong to ``owner`` and are of ``kind``, with their revision."""
        found = []
        for key in keys:
            node = self.node(key)
            if node is not None and node.owner == owner and node.kind == kind:
                found.append((node, PENDING if key in self.nodes_now else self.since[key]))
        return found

    def load_relations(self, ids: Iterable[RelationId]) -> None:
        """Read these relations in one go."""
        wanted = [each for each in dict.fromkeys(ids) if each not in self.seen_relations]
        if not wanted:
            return
        found = self.graph.get_relations(wanted, as_of=self.as_of)
        for each in wanted:
            relation, since = found.get(each, (None, 0))
            self.seen_relations[each] = relation
            self.since[each] = since

    def known_absent_relations(self, ids: Iterable[RelationId]) -> None:
        """Take these relations as absent without asking the store; ``commit`` will check it."""
        for each in ids:
            if each not in self.seen_relations:
                self.seen_relations[each] = None
                self.since[each] = 0

    def relation(self, ref: RelationId) -> Relation | None:
        """Return a relation as it will be, None for absent."""
        if ref in self.relations_now:
            return self.relations_now[ref]
        if ref not in self.seen_relations:
            self.load_relations([ref])
        return self.seen_relations[ref]

    def load_relations_at(self, keys: Iterable[Key]) -> None:
        """Read all relations at some nodes together."""
        wanted = [key for key in keys if key not in self.ends_seen]
        if not wanted:
            return
        self.ends_seen.update((key, set()) for key in wanted)
        asked = set(wanted)
        for relation, since in self.graph.neighbours(wanted, as_of=self.as_of):
            self.seen_relations.setdefault(relation.id, relation)
            self.since.setdefault(relation.id, since)
            for end in asked & {relation.id.source, relation.id.target}:
                self.ends_seen[end].add(relation.id)

    def relations_at(self, key: Key) -> Sequence[Relation]:
        """Return all relations at a node as they will be, ordered by identity."""
        self.load_relations_at([key])
        self.note_ends()
        found = (self.relation(each) for each in sorted(self.ends_seen[key] | self.ends_now.get(key, set())))
        return [relation for relation in found if relation is not None]

    # ------------------------------------------------------------ writing

    def add(self, node: Node) -> None:
        """Write a node that is neither in the store nor pending, which the caller has seen to."""
        self.known_absent([node.key])
        self.write(node)

    def put(self, node: Node) -> None:
        """Write a node, its claims taken over from the version before."""
        before = self.node(node.key)
        if before is not None:
            self.release(before, keep=node.claims)
            self.forget(before)
        self.write(node)

    def write(self, node: Node) -> None:
        """Make a node pending, with its claims."""
        self.forget(node)
        self.nodes_now[node.key] = node
        if node.owner is not None:
            self.owned_now[node.owner].add(node.key)
        for claim in node.claims:
            self.claims_now[claim] = node.key

    def remove(self, key: Key) -> None:
        """Remove a node and free its claims."""
        before = self.node(key)
        self.release(before, keep=frozenset())
        self.forget(before)
        self.nodes_now[key] = None

    def release(self, node: Node | None, *, keep: frozenset[Claim]) -> None:
        """Free the claims of a version that is going."""
        if node is not None and node.claims:
            for claim in node.claims - keep:
                self.claims_now[claim] = None

    def relate(self, relation: Relation) -> None:
        """Write a relation."""
        self.relation(relation.id)
        self.relate_new((relation,))

    def relate_new(self, relations: Sequence[Relation]) -> None:
        """Write relations that the store cannot hold, because an end of each is new: they need not be looked for."""
        self.settled = None
        self.relations_now.update((relation.id, relation) for relation in relations)
        self.without_ends += [relation.id for relation in relations]

    def note_ends(self) -> None:
        """Note at which nodes relations have been written; few ask."""
        for each in self.without_ends:
            self.ends_now[each.source].add(each)
            self.ends_now[each.target].add(each)
        self.without_ends = []

    def unrelate(self, ref: RelationId) -> None:
        """Remove a relation."""
        self.relation(ref)
        self.settled = None
        self.relations_now[ref] = None

    def take_back(self, key: Key, pending: Node | None, *, was_pending: bool) -> None:
        """Undo the last ``put`` of a node: it is again as pending before, or as in the store."""
        before = self.node(key)
        self.release(before, keep=frozenset())
        self.forget(before)
        self.forget(pending)
        if was_pending:
            self.nodes_now[key] = pending
        else:
            self.nodes_now.pop(key, None)
        for claim in pending.claims if pending else ():
            self.claims_now[claim] = key

    # ------------------------------------------------------------ what comes of it

    def changes(self) -> Sequence[Change]:
        """Return what differs from the store: nodes by key, then relations by identity."""
        if self.settled is None:
            self.settled = self.differences()
        return self.settled

    def differences(self) -> Sequence[Change]:
        """Compare what is pending with what was read."""
        nodes = [Change(key, self.seen_nodes.get(key), now) for key, now in sorted(self.nodes_now.items())]
        relations = [Change(ref, self.seen_relations.get(ref), now) for ref, now in sorted(self.relations_now.items())]
        return [change for change in (*nodes, *relations) if change.before != change.after]

    def size(self) -> int:
        """Return how many entities are pending."""
        return len(self.nodes_now) + len(self.relations_now)

    def batch(self) -> Batch:
        """Return the pending writes, each expecting what was read."""
        changes = self.changes()
        return Batch(
            nodes=[each.after for each in changes if isinstance(each.after, Node)],
            remove_nodes=[key_of(each) for each in changes if isinstance(each.before, Node) and each.after is None],
            relations=[each.after for each in changes if isinstance(each.after, Relation)],
            remove_relations=[
                each.before.id for each in changes if isinstance(each.before, Relation) and not each.after
            ],
            # A relation of a new node cannot be there: that the node is not is expected already.
            expect={each.ref: self.since[each.ref] for each in changes if each.ref in self.since},
        )

    def commit(self, stamp: Stamp) -> Revision | None:
        """Write what is pending as one revision; None when nothing differs. Errors: ``GraphStore.apply``."""
        return self.graph.apply(self.batch(), stamp)


PENDING = 2**62


def key_of(change: Change) -> Key:
    """Return the key of a node's change."""
    assert isinstance(change.ref, str)  # noqa: S101  # a node's ref is its key
    return change.ref
