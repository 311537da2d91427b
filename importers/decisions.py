"""What a row came to: created, updated, unchanged or rejected, with every field and relation that it changed."""

from __future__ import annotations

from collections.abc import Iterable

from cmdb.entities import edits_between
from cmdb.errors import FaultlineError, Invalid
from cmdb.identify import attempts_document
from cmdb.model import RelationId
from cmdb.refresh import touched
from cmdb.values import Json
from cmdb.workspace import Workspace
from importers.observation import CiObservation, Reference, RelationObservation
from importers.prepare import rejection
from importers.report import RowDecision
from importers.taken import Taken

__all__ = ["rejected_relation", "row_of"]

KNOWN_ENDS = "a CI of the same source, or a key, class:name or name in the store"


def row_of(work: Workspace, each: Taken, about: Iterable[RelationId]) -> RowDecision:
    """Return the decision on one row, which speaks or spoke ``about`` these relations."""
    now = work.node(each.owner)
    edits = edits_between(each.before, now) if each.before != now else []
    edits += relation_edits(work, each, about)
    decision = "created" if each.created else "updated" if edits else "unchanged"
    return RowDecision(
        row=each.prepared.said.row,
        where=each.prepared.said.where,
        decision=decision,  # type: ignore[arg-type]  # one of three decisions
        key=each.owner,
        cls=now.cls if now else each.prepared.said.cls,
        name=now.name if now else each.prepared.said.name,
        edits=tuple(edits),
        attempts=tuple(attempts_document(each.identification.attempts)),  # type: ignore[arg-type]  # JSON
    )


def relation_edits(work: Workspace, each: Taken, about: Iterable[RelationId]) -> list[Json]:
    """Return what the row changed of the relations that it reports or reported."""
    if each.new:
        made = (relation for one in sorted(about) if (relation := work.relation(one)) is not None)
        return [edit for relation in made for edit in edits_between(None, relation)]
    found: list[Json] = []
    for one in sorted(touched(work, work.node(each.prepared.key), work.seen_nodes.get(each.prepared.key))):
        was, now = work.seen_relations.get(one), work.relation(one)
        same = (
            was is not None
            and now is not None
            and was.fields._replace(reported_by=()) == now.fields._replace(reported_by=())
        )
        if was != now and not same:
            found += edits_between(was, now)
    return found


def rejected_relation(said: CiObservation, relation: RelationObservation, error: FaultlineError) -> RowDecision:
    """Return the record of a relation that cannot be taken."""
    row = rejection(said, error, f"{relation.type}: {error.reason if isinstance(error, Invalid) else error}")
    return RowDecision(
        row=row.row,
        where=relation.where or row.where,
        decision="rejected",
        cls=row.cls,
        name=row.name,
        reason=row.reason,
        value=row.value or spoken(relation.other),
        allowed=row.allowed or KNOWN_ENDS,
        raw=row.raw,
    )


def spoken(reference: Reference) -> str:
    """Return a reference as it was written."""
    return reference.native_id or reference.key or reference.name
