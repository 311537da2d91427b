"""How is a merged change taken back? The inverse of what it wrote, and where the graph has moved since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from cmdb.errors import MergeConflict
from cmdb.estate import Estate
from cmdb.invert import inverse_of
from cmdb.merge import merge, preview
from cmdb.model import EntityRef, Key, Node, Relation, RelationId
from cmdb.observed import MANUAL, fields_json
from cmdb.plan import Change, Edit, Plan, Relate, Remove, SetFields, Unrelate
from cmdb.store.port import Change as Written
from cmdb.store.port import GraphStore, Stamp
from cmdb.values import Json

__all__ = ["Settled", "WayBack", "conflict_document", "merged_revisions", "take_back", "way_back"]

BACK = "/back-out"
"""The run in which a change is taken back is named apart from the one that merged it."""


class Settled(NamedTuple):
    """How one conflict is settled: ``keep`` what is there now, or ``restore`` over it what was before.

    ``now`` is what whoever settles it has seen; where it has moved again, it is a conflict again.
    """

    ci: str
    field: str
    take: Literal["keep", "restore"]
    now: Json = None


@dataclass(frozen=True, slots=True)
class Moved:
    """One place where the graph is no longer as the change left it."""

    ci: str
    field: str
    left: Json
    now: Json
    before: Json
    reason: str


@dataclass(frozen=True, slots=True)
class WayBack:
    """The plan that takes a change back as far as it is settled, and the conflicts that are not."""

    revisions: tuple[int, ...]
    plan: Plan
    conflicts: tuple[Moved, ...]


def merged_revisions(graph: GraphStore, key: str) -> tuple[int, ...]:
    """Return the revisions in which a change was merged, oldest first."""
    return tuple(each.number for each in graph.revisions(run=key))


def written(graph: GraphStore, revisions: Iterable[int]) -> list[Written]:
    """Return what some revisions did to each entity, from before the first to after the last of them."""
    found: dict[EntityRef, Written] = {}
    for number in revisions:
        for _, changes in graph.changes(number - 1, until=number):
            for each in changes:
                first = found.get(each.ref)
                found[each.ref] = Written(each.ref, first.before if first else each.before, each.after)
    return [each for each in found.values() if each.before != each.after]


def way_back(estate: Estate, key: str, settled: Sequence[Settled] = ()) -> WayBack:
    """Return how a change is taken back now. What is as before already is left out.

    Nothing is written. Raises ``Invalid`` where today's schema cannot take what was.
    """
    graph = estate.graph
    revisions = merged_revisions(graph, key)
    changes = {each.ref: each for each in written(graph, revisions)}
    inverse = inverse_of(list(changes.values()), f"Back out {key}")
    says = {(each.ci, each.field): each for each in settled}
    edits: list[Edit] = []
    conflicts: list[Moved] = []
    for edit in inverse.edits:
        kept, moved = judged(estate, edit, changes, says)
        edits += [kept] if kept is not None else []
        conflicts += moved
    return WayBack(revisions, Plan(inverse.title, tuple(edits)), tuple(conflicts))


def judged(
    estate: Estate, edit: Edit, changes: Mapping[EntityRef, Written], says: Mapping[tuple[str, str], Settled]
) -> tuple[Edit | None, list[Moved]]:
    """Return one edit of the way back as it is settled (None: nothing is left of it), and what is not."""
    if isinstance(edit, SetFields):
        return judged_fields(estate, edit, says)
    if isinstance(edit, Relate | Unrelate):
        ref = RelationId(Key(edit.source), edit.type, Key(edit.target), edit.group)
        return judged_relation(estate.graph, edit, changes[ref], says)
    if isinstance(edit, Remove):
        return judged_removal(estate.graph, edit, changes, says)
    return edit, []


def judged_fields(
    estate: Estate, edit: SetFields, says: Mapping[tuple[str, str], Settled]
) -> tuple[Edit | None, list[Moved]]:
    """Judge the restoration of a CI field by field."""
    if not estate.graph.get([Key(edit.ci)]):
        return None, []
    fields = dict(edit.fields)
    conflicts: list[Moved] = []
    for each in preview(estate.graph, estate.rules, Plan("", (edit,))).outcomes:
        if each.status != "conflict":
            continue
        said = says.get((edit.ci, each.field))
        if said is not None and said.take == "keep":
            fields.pop(each.field)
        elif said is not None and said.now == each.now:
            fields[each.field] = Change(fields[each.field].to, each.now)
        else:
            conflicts.append(Moved(edit.ci, each.field, each.was, each.now, each.to, "was changed since"))
    return (replace(edit, fields=fields) if fields else None), conflicts


def judged_relation(
    graph: GraphStore, edit: Relate | Unrelate, change: Written, says: Mapping[tuple[str, str], Settled]
) -> tuple[Edit | None, list[Moved]]:
    """Judge the restoration or removal of a relation."""
    ref = RelationId(Key(edit.source), edit.type, Key(edit.target), edit.group)
    if len(graph.get([ref.source, ref.target])) < len({ref.source, ref.target}):
        # It went with one of its ends.
        return None, []
    stored = graph.get_relations([ref]).get(ref)
    now = fields_json(stored[0]) if stored else None
    left, before = (said_by(each) for each in (change.after, change.before))
    if now == before:
        return None, []
    name = f"{edit.type} {edit.target}" + (f" ({edit.group})" if edit.group else "")
    said = says.get((edit.source, name))
    if said is not None and said.take == "keep":
        return None, []
    if now == left or (said is not None and said.now == now):
        return (replace(edit, was=now) if isinstance(edit, Relate) else edit), []
    return edit, [Moved(edit.source, name, left, now, before, "the relation was changed since")]


def said_by(entity: Node | Relation | None) -> Json:
    """Return what a relation says, None for none."""
    return fields_json(entity) if isinstance(entity, Relation) else None


def judged_removal(
    graph: GraphStore, edit: Remove, changes: Mapping[EntityRef, Written], says: Mapping[tuple[str, str], Settled]
) -> tuple[Edit | None, list[Moved]]:
    """Judge the removal of a CI that the change added: what somebody has said of it since would go with it."""
    key = Key(edit.ci)
    stored = graph.get([key]).get(key)
    if stored is None:
        return None, []
    said = says.get((edit.ci, ""))
    if said is not None and said.take == "keep":
        return None, []
    left = changes[key].after
    same = isinstance(left, Node) and alike(left, stored.node)
    others = sorted({str(each.id) for each, _ in graph.neighbours([key]) if each.id not in changes})
    if same and not others:
        return edit, []
    now: Json = stored.since
    if said is not None and said.now == now:
        return edit, []
    reason = f"has got relations since: {', '.join(others[:3])}" if others else "was edited since it was added"
    return edit, [Moved(edit.ci, "", None, now, None, reason)]


def alike(left: Node, now: Node) -> bool:
    """Say whether a CI still says what it did."""
    return (left.name, left.cls, left.lifecycle, dict(left.attributes), left.body.get("groups")) == (
        now.name,
        now.cls,
        now.lifecycle,
        dict(now.attributes),
        now.body.get("groups"),
    )


def take_back(estate: Estate, key: str, title: str, settled: Sequence[Settled], *, stamp: Stamp) -> int | None:
    """Take a merged change back as one revision and return its number, None where all is as before already.

    Raises ``MergeConflict`` for every conflict that is not settled, ``Invalid``; then nothing is written.
    """
    found = way_back(estate, key, settled)
    if found.conflicts:
        raise MergeConflict(Key(found.conflicts[0].ci), [conflict_document(each) for each in found.conflicts])
    if not found.plan.edits:
        return None
    said = Stamp(stamp.actor, MANUAL, f"{key} {title}: backed out", f"{key}{BACK}")
    revision, _ = merge(estate.graph, estate.rules, found.plan, said)
    return revision.number if revision else None


def conflict_document(each: Moved) -> dict[str, Json]:
    """Return a conflict as JSON: what the change left there, what is there now, and what was before the change."""
    return {
        "ci": each.ci,
        "field": each.field,
        "left": each.left,
        "now": each.now,
        "before": each.before,
        "reason": each.reason,
    }
