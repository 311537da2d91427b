"""The engine's graph at a revision: built from the store once, saved, and carried forward by the history's changes."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cmdb.impact_rows import ci_row, edge_row, group_rows, relation_types_by_consumer, relevant, rows
from cmdb.model import Key, Node, Relation
from cmdb.overlay import load_rules
from cmdb.part import nodes_of, relations_of
from cmdb.reconcile import Rules
from cmdb.schema import Schema
from cmdb.snapshot_file import only_builder, open_graph, save_graph
from cmdb.store.port import Change, GraphStore
from impact import EdgeRow, Graph, build_graph

if TYPE_CHECKING:
    # Only questions about plans load it.
    from cmdb.merge import Preview

__all__ = ["Snapshot", "Snapshots", "build_snapshot", "revision_in"]

MOST_PAST = 4
REBUILD_SHARE = 0.05
SCHEMA_KINDS = frozenset({"class", "relation_type", "lifecycle"})


class Snapshot(NamedTuple):
    """A graph of the engine, and the revision of the store that it shows."""

    graph: Graph
    revision: int


class Delta(NamedTuple):
    """What has happened to the graph since a revision: CIs and relations concerned; ``schema``: classes changed too.

    ``groups`` are those (CI, name) that a CI declared before.
    """

    cis: set[Key]
    removed: set[Key]
    edges: list[EdgeRow]
    dropped: list[EdgeRow]
    groups: set[tuple[str, str]]
    schema: bool


def build_snapshot(graph: GraphStore, schema: Schema, *, as_of: int | None = None) -> Snapshot:
    """Build the engine's graph from the store."""
    revision = as_of if as_of is not None else head_of(graph)
    nodes = nodes_of(graph, None, as_of=revision)
    relations = list(relations_of(graph, None, as_of=revision))
    return Snapshot(build_graph(*rows(schema, nodes, relations)), revision)


def head_of(graph: GraphStore) -> int:
    """Return the number of the last revision, 0 for none."""
    head = graph.head()
    return head.number if head else 0


class Snapshots:
    """The snapshots of one store, for one process. ``folder`` None: nothing is saved (a store in memory)."""

    def __init__(self, graph: GraphStore, folder: Path | None, url: str = "") -> None:
        self.graph = graph
        self.folder = folder
        self.url = url
        self.lock = threading.RLock()
        self.present: Snapshot | None = None
        self.rules: Rules | None = None
        self.rules_revision = 0
        self.past: OrderedDict[int, Snapshot] = OrderedDict()

    def now(self) -> Snapshot:
        """Return the head's snapshot: the one at hand, carried forward where something that bears on it changed."""
        head = head_of(self.graph)
        present = self.present
        if present is not None and present.revision >= head:
            return present
        with self.lock:
            self.present = self.carried(self.present or self.saved(), head)
            return self.present

    def rules_now(self) -> Rules:
        """Return the schema and precedence as they are now."""
        head = head_of(self.graph)
        with self.lock:
            if self.rules is None or self.rules_revision < head:
                if self.rules is None or schema_changed(self.graph, self.rules_revision, head):
                    self.rules = load_rules(self.graph)
                self.rules_revision = head
            return self.rules

    def at(self, as_of: int | None) -> Snapshot:
        """Return the snapshot of a past revision (None: now); a few are kept."""
        if as_of is None or as_of >= head_of(self.graph):
            return self.now()
        with self.lock:
            if as_of not in self.past:
                self.past[as_of] = build_snapshot(self.graph, self.rules_now().schema, as_of=as_of)
                while len(self.past) > MOST_PAST:
                    self.past.popitem(last=False)
            self.past.move_to_end(as_of)
            return self.past[as_of]

    def with_plan(self, laid: Preview, base: Snapshot) -> Snapshot:
        """Return a snapshot with a previewed plan laid over it; nothing is written."""
        schema = self.rules_now().schema
        delta = delta_of(schema, laid.work.changes())
        return Snapshot(changed_graph(base.graph, schema, delta, PlanReader(laid)), base.revision)

    # ------------------------------------------------------------ carrying forward

    def carried(self, old: Snapshot | None, head: int) -> Snapshot:
        """Return the head's snapshot from an older one, or built anew where that is quicker or the schema changed."""
        if old is None or old.revision > head:
            return self.built()
        if old.revision == head:
            return old
        schema = self.rules_now().schema
        changes = [change for _, found in self.graph.changes(old.revision, until=head) for change in found]
        delta = delta_of(schema, changes)
        if delta.schema:
            return self.built()
        if len(delta.cis) > REBUILD_SHARE * max(1_000, old.graph.size):
            return self.built()
        if not (delta.cis or delta.removed or delta.edges or delta.dropped):
            return Snapshot(old.graph, head)
        return Snapshot(changed_graph(old.graph, schema, delta, StoreReader(self.graph)), head)

    def built(self) -> Snapshot:
        """Build the head's snapshot and save it; where another process is at it already, wait and take that one."""
        if self.folder is None:
            return build_snapshot(self.graph, self.rules_now().schema)
        with only_builder(self.folder / f"{self.name}.building"):
            found = self.saved()
            if found is not None and found.revision == head_of(self.graph):
                return found
            snapshot = build_snapshot(self.graph, self.rules_now().schema)
            save_graph(snapshot.graph, self.file(snapshot.revision))
            self.drop_older(snapshot.revision)
            return snapshot

    @property
    def name(self) -> str:
        """Return how the files of this store begin: another store, or another schema, has others."""
        seal = hashlib.sha256(self.url.encode() + self.rules_now().schema.fingerprint)
        return seal.hexdigest()[:16]

    def file(self, revision: int) -> Path:
        """Return where the snapshot of a revision is kept. A store that was made anew has other instants."""
        assert self.folder is not None  # noqa: S101  # the callers have looked
        instant = self.graph.revision(revision).at.timestamp() if revision else 0.0
        return self.folder / f"{self.name}-{revision:012d}-{int(instant * 1e6):017d}.snapshot"

    def saved(self) -> Snapshot | None:
        """Return the newest saved snapshot that is not ahead of the store."""
        if self.folder is None:
            return None
        head = head_of(self.graph)
        for path in sorted(self.folder.glob(f"{self.name}-*.snapshot"), reverse=True):
            revision = revision_in(path)
            if revision > head or path != self.file(revision):
                continue
            if (graph := open_graph(path)) is not None:
                return Snapshot(graph, revision)
        return None

    def drop_older(self, revision: int) -> None:
        """Remove saved snapshots before a revision; a process that has one open keeps reading it."""
        assert self.folder is not None  # noqa: S101  # the callers have looked
        for path in self.folder.glob(f"{self.name}-*.snapshot"):
            if revision_in(path) < revision:
                path.unlink(missing_ok=True)


def revision_in(path: Path) -> int:
    """Return the revision that a saved snapshot's name tells."""
    return int(path.stem.split("-")[1])


def schema_changed(graph: GraphStore, after: int, until: int) -> bool:
    """Say whether a declaration changed after one revision and up to another; long stretches are not searched."""
    if until - after > LONG_STRETCH:
        return True
    declared = SCHEMA_KINDS | {"precedence"}
    return any(kind_of(change) in declared for _, changes in graph.changes(after, until=until) for change in changes)


LONG_STRETCH = 50


class StoreReader:
    """CIs and relations as the store has them now."""

    def __init__(self, graph: GraphStore) -> None:
        self.graph = graph

    def nodes(self, keys: Iterable[Key]) -> list[Node]:
        """Return CIs by key."""
        return [stored.node for stored in self.graph.get(sorted(keys)).values()]

    def relations(self, keys: Iterable[Key]) -> list[Relation]:
        """Return the relations at CIs."""
        return [relation for relation, _ in self.graph.neighbours(sorted(keys))]


class PlanReader:
    """CIs and relations as a previewed plan would leave them."""

    def __init__(self, laid: Preview) -> None:
        self.work = laid.work

    def nodes(self, keys: Iterable[Key]) -> list[Node]:
        """Return CIs by key."""
        return [node for key in sorted(keys) if (node := self.work.node(key)) is not None]

    def relations(self, keys: Iterable[Key]) -> list[Relation]:
        """Return the relations at CIs."""
        return list({each.id: each for key in sorted(keys) for each in self.work.relations_at(key)}.values())


def delta_of(schema: Schema, changes: Sequence[Change]) -> Delta:
    """Return what of these changes bears on impact, each entity by its first and last state."""
    first: dict[object, Change] = {}
    for change in changes:
        before = first[change.ref].before if change.ref in first else change.before
        first[change.ref] = Change(change.ref, before, change.after)
    delta = Delta(set(), set(), [], [], set(), any(kind_of(each) in SCHEMA_KINDS for each in changes))
    for change in first.values():
        if isinstance(change.before or change.after, Relation):
            note_relation(schema, delta, change)
        else:
            note_node(delta, change)
    return delta


def kind_of(change: Change) -> str:
    """Return the kind of a changed node, "" for a relation."""
    entity = change.after or change.before
    return entity.kind if isinstance(entity, Node) else ""


def note_node(delta: Delta, change: Change) -> None:
    """Note a CI whose facts for the engine have changed."""
    before = relevant(change.before if isinstance(change.before, Node) else None)
    after = relevant(change.after if isinstance(change.after, Node) else None)
    if before == after or not isinstance(change.ref, str):
        return
    declared = change.before.body.get("groups") if isinstance(change.before, Node) else None
    if isinstance(declared, dict):
        delta.groups.update((change.ref, name) for name in declared)
    if after is None:
        delta.removed.add(change.ref)
    else:
        delta.cis.add(change.ref)


def note_relation(schema: Schema, delta: Delta, change: Change) -> None:
    """Note a relation that carries failure, and its ends, whose missing relations may differ now."""
    before = edge_row(schema, change.before) if isinstance(change.before, Relation) else None
    after = edge_row(schema, change.after) if isinstance(change.after, Relation) else None
    entity = change.after or change.before
    if (before == after and before is not None) or not isinstance(entity, Relation) or entity.id.links_record:
        return
    delta.cis.update((entity.id.source, entity.id.target))
    if before is not None:
        delta.dropped.append(before)
    if after is not None:
        delta.edges.append(after)


def changed_graph(old: Graph, schema: Schema, delta: Delta, reader: StoreReader | PlanReader) -> Graph:
    """Return the engine's graph with a delta."""
    nodes = reader.nodes(delta.cis - delta.removed)
    relations = reader.relations(node.key for node in nodes)
    has = relation_types_by_consumer(schema, relations)
    edges = [edge for relation in relations if (edge := edge_row(schema, relation)) is not None]
    named: dict[str, dict[str, str]] = {}
    for edge in edges:
        if edge.group is not None:
            named.setdefault(edge.consumer, {}).setdefault(edge.group, edge.type)
    groups = [row for node in nodes for row in group_rows(schema, node, named.get(node.key, {}))]
    return old.with_changes(
        changed_cis=[ci_row(schema, node, has.get(node.key, ())) for node in nodes],
        removed_cis=sorted(delta.removed),
        changed_edges=delta.edges,
        removed_edges=delta.dropped,
        changed_groups=groups,
        removed_groups=sorted(delta.groups - {(row.ci, row.name) for row in groups}),
    )
