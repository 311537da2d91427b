"""Take back what a run did to records: each goes back whole, unless something later has changed it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cmdb.model import EntityRef, Key, Node, Relation, RelationId
from cmdb.store.port import GraphStore, Stamp
from cmdb.values import Json
from cmdb.workspace import Workspace

__all__ = ["RecordsBack", "take_records_back"]

RECORD, ACTIVITY = "record", "activity"
MOST = 9_000
CHANGED = "the record has changed again since; take back what came later first"


class RecordsBack(NamedTuple):
    """What became of the records of a run."""

    restored: int = 0
    removed: int = 0
    conflicts: tuple[dict[str, Json], ...] = ()


@dataclass(slots=True)
class Touched:
    """What a run did to one record, its entries and its links: as each was before and after, and when it ended."""

    before: dict[EntityRef, Node | Relation | None] = field(default_factory=dict)
    after: dict[EntityRef, Node | Relation | None] = field(default_factory=dict)
    last: int = 0


def take_records_back(graph: GraphStore, numbers: Sequence[int], stamp: Stamp) -> RecordsBack:
    """Take back what these revisions did to records, in revisions of bounded size."""
    restored = removed = 0
    conflicts: list[dict[str, Json]] = []
    for part in parted(sorted(records_of(graph, numbers).items())):
        work = Workspace(graph)
        work.load_nodes(key for key, _ in part)
        work.load_owned(key for key, _ in part)
        work.load_relations(ref for _, each in part for ref in each.before if isinstance(ref, RelationId))
        ends = ends_of(work, [key for key, _ in part])
        for key, each in part:
            if is_changed(work, key, each, ends.get(key, ())):
                conflicts.append({"key": key, "ci": None, "reason": CHANGED})
                continue
            restored += each.before.get(key) is not None
            removed += each.before.get(key) is None
            put_back(work, each)
        work.commit(stamp)
    return RecordsBack(restored, removed, tuple(conflicts))


def records_of(graph: GraphStore, numbers: Iterable[int]) -> Mapping[Key, Touched]:
    """Return what revisions did to each record."""
    found: dict[Key, Touched] = {}
    for number in numbers:
        for revision, changes in graph.changes(number - 1, until=number):
            for change in changes:
                owner = record_of(change.after or change.before)
                if owner is not None:
                    each = found.setdefault(owner, Touched())
                    each.before.setdefault(change.ref, change.before)
                    each.after[change.ref] = change.after
                    each.last = revision.number
    return found


def record_of(entity: Node | Relation | None) -> Key | None:
    """Return the record that an entity is or belongs to, None for what belongs to none."""
    if isinstance(entity, Relation):
        return entity.id.source if entity.id.links_record else None
    if entity is None or entity.kind not in (RECORD, ACTIVITY):
        return None
    return entity.key if entity.kind == RECORD else entity.owner


def parted(records: Sequence[tuple[Key, Touched]]) -> Iterator[Sequence[tuple[Key, Touched]]]:
    """Yield records in parts of at most ``MOST`` entities."""
    part: list[tuple[Key, Touched]] = []
    size = 0
    for each in records:
        if part and size + len(each[1].before) > MOST:
            yield part
            part, size = [], 0
        part.append(each)
        size += len(each[1].before)
    if part:
        yield part


def ends_of(work: Workspace, keys: Sequence[Key]) -> Mapping[Key, Sequence[tuple[RelationId, int]]]:
    """Return the relations at records with their revisions."""
    wanted, found = set(keys), dict[Key, list[tuple[RelationId, int]]]()
    for relation, since in work.graph.neighbours(keys):
        for end in {relation.id.source, relation.id.target} & wanted:
            found.setdefault(end, []).append((relation.id, since))
    return found


def is_changed(work: Workspace, key: Key, each: Touched, ends: Iterable[tuple[RelationId, int]]) -> bool:
    """Say whether somebody has changed a record since the run, added to it, or linked it."""
    if any(entity_now(work, ref) != after for ref, after in each.after.items()):
        return True
    now: dict[EntityRef, int] = {node.key: since for node, since in work.owned(key, ACTIVITY)} | dict(ends)
    return any(since > each.last for ref, since in now.items() if ref not in each.after)


def entity_now(work: Workspace, ref: EntityRef) -> Node | Relation | None:
    """Return a node or relation as it is."""
    return work.relation(ref) if isinstance(ref, RelationId) else work.node(ref)


def put_back(work: Workspace, each: Touched) -> None:
    """Put a record, its entries and its links back to what they were."""
    for ref, before in each.before.items():
        if isinstance(before, Relation):
            work.relate(before)
        elif before is not None:
            work.put(before)
        elif isinstance(ref, RelationId):
            work.unrelate(ref)
        else:
            work.remove(ref)
