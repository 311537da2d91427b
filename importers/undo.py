"""Take back a run, or everything that a source has said: observations go back, CIs follow from what remains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from cmdb.errors import NotFound
from cmdb.model import Key, Node
from cmdb.observed import OBSERVATION
from cmdb.overlay import load_rules
from cmdb.refresh import Rules, refresh_ci, refresh_relations, touched, withdraw
from cmdb.store.port import GraphStore, Stamp
from cmdb.values import Json
from cmdb.workspace import Workspace
from importers.complete import observations_of
from importers.undo_records import RecordsBack, take_records_back

__all__ = ["TakenBack", "undo_run", "withdraw_source"]

CHUNK = 1_500


class TakenBack(NamedTuple):
    """What was taken back: observations and records restored and removed, those changed since, the last revision."""

    restored: int
    removed: int
    conflicts: tuple[dict[str, Json], ...]
    revision: int

    def document(self) -> dict[str, Json]:
        """Return it as JSON."""
        return {
            "restored": self.restored,
            "removed": self.removed,
            "conflicts": list(self.conflicts),
            "revision": self.revision,
        }


class Effect(NamedTuple):
    """What a run did to one observation, over all its revisions."""

    before: Node | None
    after: Node | None


def undo_run(graph: GraphStore, run: str, stamp: Stamp) -> TakenBack:
    """Take a run back. Observations and records that something later has changed stay, and are named as conflicts.

    Raises ``NotFound`` for a run that wrote nothing or never was.
    """
    effects, numbers = effects_of(graph, run), list(revisions_of(graph, run))
    records = take_records_back(graph, numbers, stamp)
    if not effects and records == RecordsBack():
        raise NotFound("run with changes", run)
    rules = load_rules(graph)
    conflicts: list[dict[str, Json]] = list(records.conflicts)
    restored, removed = records.restored, records.removed
    items = sorted(effects.items())
    for start in range(0, len(items), CHUNK):
        part = items[start : start + CHUNK]
        work = Workspace(graph)
        load(work, part)
        for key, effect in part:
            present = work.node(key)
            if present != effect.after:
                conflicts.append({"key": key, "ci": effect.after.owner if effect.after else None, "reason": CHANGED})
                continue
            restored += effect.before is not None
            removed += effect.before is None
            take_back(work, rules, present, effect.before)
        work.commit(stamp)
    return TakenBack(restored, removed, tuple(conflicts), last_revision(graph))


CHANGED = "changed again since; take back what came later first"


def effects_of(graph: GraphStore, run: str) -> Mapping[Key, Effect]:
    """Return what a run did to each observation: as it was before the first, and after the last of its revisions."""
    effects: dict[Key, Effect] = {}
    for number in revisions_of(graph, run):
        for _, changes in graph.changes(number - 1, until=number):
            for change in changes:
                node = change.after or change.before
                if isinstance(node, Node) and node.kind == OBSERVATION:
                    first = effects.get(node.key)
                    before = first.before if first else change.before
                    effects[node.key] = Effect(as_node(before), as_node(change.after))
    return {key: effect for key, effect in effects.items() if effect.before != effect.after}


def as_node(entity: object) -> Node | None:
    """Return a node, None for absent."""
    return entity if isinstance(entity, Node) else None


def revisions_of(graph: GraphStore, run: str) -> Iterator[int]:
    """Yield the numbers of a run's revisions, oldest first."""
    after = 0
    while found := graph.revisions(run=run, after=after):
        yield from (revision.number for revision in found)
        after = found[-1].number


def load(work: Workspace, part: Sequence[tuple[Key, Effect]]) -> None:
    """Read what a chunk will ask for in a few strokes."""
    work.load_nodes(key for key, _ in part)
    owners = [node.owner for _, effect in part for node in effect if node is not None and node.owner]
    work.load_nodes(owners)
    work.load_owned(owners)


def take_back(work: Workspace, rules: Rules, present: Node | None, before: Node | None) -> None:
    """Put one observation back to what it was; its CI and relations follow."""
    if before is None:
        if present is not None:
            withdraw(work, rules, present, remove_ci=True)
        return
    work.put(before)
    owner = before.owner or Key("")
    refresh_ci(work, rules, owner)
    refresh_relations(work, rules, owner, touched(work, present, before))


def withdraw_source(graph: GraphStore, source: str, stamp: Stamp) -> TakenBack:
    """Drop everything that a source has said; CIs that nobody else speaks of go too.

    Raises ``NotFound`` for a source that has said nothing.
    """
    rules = load_rules(graph)
    observations = list(observations_of(graph, source))
    if not observations:
        raise NotFound("source", source)
    for start in range(0, len(observations), CHUNK):
        part = observations[start : start + CHUNK]
        work = Workspace(graph)
        load(work, [(each.key, Effect(None, each)) for each in part])
        for each in part:
            withdraw(work, rules, each, remove_ci=True)
        work.commit(stamp)
    return TakenBack(0, len(observations), (), last_revision(graph))


def last_revision(graph: GraphStore) -> int:
    """Return the number of the last revision."""
    head = graph.head()
    return head.number if head else 0
