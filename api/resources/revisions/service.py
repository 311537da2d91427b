"""What one revision changed, as its page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from api.backend import backend
from api.guard import principal
from cmdb.access import sees
from cmdb.entities import edits_between, relation_ref, revision_document
from cmdb.errors import NotFound
from cmdb.model import Key, Node, Relation, Revision
from cmdb.store.port import Change, GraphStore
from cmdb.values import INT_MAX, Json

__all__ = ["change_document", "is_shown", "revision_detail", "with_counts"]

MOST_CHANGES = 1000
SHOWN = frozenset({"ci", "class", "relation_type", "lifecycle"})
COUNTS, MOST_KEPT = "revision counts", 10_000
Counts = dict[str, dict[str, int]]


def revision_detail(number: int) -> dict[str, object]:
    """Return a revision with its changes to CIs, relations and the schema. Raises ``NotFound``."""
    if not 1 <= number <= INT_MAX:
        raise NotFound("revision", str(number)[:50])
    graph = backend().graph
    revision = graph.revision(number)
    shown = [change for change in changes_of(graph, number) if is_shown(change)]
    seen = [change for change in shown if may_see(change)]
    names = names_of(seen[:MOST_CHANGES])
    return {
        **revision_document(revision),
        "counts": cast("Json", counts(seen)),
        "changes": [change_document(change, names) for change in seen[:MOST_CHANGES]],
        "hidden": len(shown) - len(seen),
        "truncated": len(seen) > MOST_CHANGES,
    }


def is_shown(change: Change) -> bool:
    """Say whether a change is one that people know: not an observation or a counter."""
    entity = change.after or change.before
    return isinstance(entity, Relation) or (isinstance(entity, Node) and entity.kind in SHOWN)


def may_see(change: Change) -> bool:
    """Say whether the person may see a change; within a scope relations and the schema are left out."""
    who = principal()
    if who.scope is None:
        return True
    entity = change.after or change.before
    return isinstance(entity, Node) and entity.kind == "ci" and sees(who, entity)


def names_of(changes: Iterable[Change]) -> dict[Key, str]:
    """Return the names of the CIs at the ends of relations."""
    ends = {
        end for change in changes if isinstance(change.ref, tuple) for end in (change.ref.source, change.ref.target)
    }
    return {key: stored.node.name for key, stored in backend().graph.get(ends).items()}


def change_document(change: Change, names: dict[Key, str]) -> dict[str, Json]:
    """Return one change."""
    edits = edits_between(change.before, change.after)
    if isinstance(change.ref, tuple):
        source, kind, target, _ = change.ref
        words = f"{names.get(source, source)} {kind} {names.get(target, target)}"
        return {"ref": relation_ref(change.ref), "kind": "relation", "name": words, "edits": edits}
    node = change.after or change.before
    name = node.name if isinstance(node, Node) else ""
    return {"ref": change.ref, "kind": kind_of(change), "name": name, "edits": edits}


# ------------------------------------------------------------------ how much each revision did


def with_counts(revisions: Sequence[Revision]) -> list[dict[str, Json]]:
    """Return revisions with how many entities of each kind they created, changed and removed."""
    counted = counts_of([each.number for each in revisions])
    return [{**revision_document(each), "counts": cast("Json", counted[each.number])} for each in revisions]


def counts_of(numbers: Sequence[int]) -> dict[int, Counts]:
    """Return the counts of revisions. What everybody may see is remembered, for a revision never changes."""
    here = backend()
    if principal().scope is not None:
        return {number: counts_at(here.graph, number) for number in numbers}
    kept = cast("dict[int, Counts]", here.kept.setdefault(COUNTS, {}))
    found = {number: kept[number] if number in kept else counts_at(here.graph, number) for number in numbers}
    if len(kept) > MOST_KEPT:
        kept.clear()
    kept.update(found)
    return found


def counts_at(graph: GraphStore, number: int) -> Counts:
    """Return the counts of one revision, as far as the person may see."""
    return counts(change for change in changes_of(graph, number) if is_shown(change) and may_see(change))


def changes_of(graph: GraphStore, number: int) -> Sequence[Change]:
    """Return what one revision did."""
    return next(iter(graph.changes(number - 1, until=number)))[1]


def counts(changes: Iterable[Change]) -> Counts:
    """Return how many entities of each kind were created, changed and removed, by kind."""
    found: Counts = {}
    for change in changes:
        tally = found.setdefault(kind_of(change), {"created": 0, "changed": 0, "removed": 0})
        tally["created" if change.before is None else "removed" if change.after is None else "changed"] += 1
    return dict(sorted(found.items()))


def kind_of(change: Change) -> str:
    """Return the kind of what changed."""
    entity = change.after or change.before
    return entity.kind if isinstance(entity, Node) else "relation"
