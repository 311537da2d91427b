"""Edits of one CI or relation by a person: each is a small plan, merged at the head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cmdb.errors import Invalid, NotFound, PreconditionFailed
from cmdb.merge import Preview, merge
from cmdb.model import EntityRef, Key, RelationId
from cmdb.plan import Add, Change, Edit, Plan, Relate, Retire, SetFields, Unrelate
from cmdb.refresh import Rules
from cmdb.store.port import GraphStore, Stamp
from cmdb.values import Json

__all__ = ["create_ci", "edit_ci", "edit_relation", "relate", "retire_ci", "unrelate"]


def create_ci(graph: GraphStore, rules: Rules, add: Add, stamp: Stamp, relations: Sequence[Relate] = ()) -> Key:
    """Create a CI with relations in one revision; ends named "$new" mean the new CI.

    Raises ``Invalid``, ``NotFound``, ``MergeConflict`` (it exists already).
    """
    edits: tuple[Edit, ...] = (add, *relations)
    laid = merged(graph, rules, Plan("create", edits), stamp)
    return laid.keys[add.placeholder]


def edit_ci(
    graph: GraphStore,
    rules: Rules,
    key: Key,
    fields: Mapping[str, Json],
    stamp: Stamp,
    *,
    expected: int | None = None,
) -> None:
    """Set fields (``name``, ``attributes.os`` ...) of a CI that is still at revision ``expected``.

    Raises ``NotFound``, ``Invalid``, ``PreconditionFailed``.
    """
    expect(graph, key, expected)
    edit = SetFields("edit", key, {name: Change(value) for name, value in fields.items()})
    merged(graph, rules, Plan("edit", (edit,)), stamp)


def retire_ci(graph: GraphStore, rules: Rules, key: Key, stamp: Stamp, *, expected: int | None = None) -> None:
    """Retire a CI. Raises ``NotFound``, ``PreconditionFailed``."""
    expect(graph, key, expected)
    merged(graph, rules, Plan("retire", (Retire("retire", key),)), stamp)


def relate(graph: GraphStore, rules: Rules, edit: Relate, stamp: Stamp) -> None:
    """Add a relation. Raises ``NotFound`` for a missing end, ``Invalid``."""
    merged(graph, rules, Plan("relate", (edit,)), stamp)


def edit_relation(
    graph: GraphStore, rules: Rules, ref: RelationId, fields: Mapping[str, Json], stamp: Stamp, *, expected: int | None
) -> None:
    """Change what a relation says. Raises ``NotFound``, ``Invalid``, ``PreconditionFailed``."""
    expect(graph, ref, expected)
    merged(graph, rules, Plan("edit", (Relate("edit", ref.source, ref.type, ref.target, ref.group, fields),)), stamp)


def unrelate(graph: GraphStore, rules: Rules, ref: RelationId, stamp: Stamp, *, expected: int | None = None) -> None:
    """Remove a relation. Raises ``NotFound``, ``PreconditionFailed``."""
    expect(graph, ref, expected)
    merged(graph, rules, Plan("unrelate", (Unrelate("unrelate", *ref),)), stamp)


def merged(graph: GraphStore, rules: Rules, plan: Plan, stamp: Stamp) -> Preview:
    """Merge what one request asks for. Raises as ``merge`` does; a place is named as the request names it."""
    try:
        _, laid = merge(graph, rules, plan, stamp)
    except Invalid as error:
        place = error.where.removeprefix(f"{plan.edits[0].where}.")
        raise Invalid(place, error.reason, error.value, error.allowed) from error
    return laid


def expect(graph: GraphStore, ref: EntityRef, expected: int | None) -> None:
    """Raise ``NotFound`` for an entity that is not there, ``PreconditionFailed`` for one that has moved."""
    if isinstance(ref, RelationId):
        relation = graph.get_relations([ref]).get(ref)
        found = relation[1] if relation else None
    else:
        stored = graph.get([ref]).get(ref)
        found = stored.since if stored and stored.node.kind == "ci" else None
    if found is None:
        raise NotFound("relation" if isinstance(ref, RelationId) else "CI", str(ref))
    if expected is not None and found != expected:
        raise PreconditionFailed(Key(str(ref)), expected, found)
