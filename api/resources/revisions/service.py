"""What one revision changed, as its page shows it."""

from __future__ import annotations

from collections.abc import Iterable

from api.backend import backend
from api.guard import principal
from cmdb.access import sees
from cmdb.entities import edits_between, relation_ref, revision_document
from cmdb.errors import NotFound
from cmdb.model import Key, Node, Relation
from cmdb.store.port import Change
from cmdb.values import INT_MAX, Json

__all__ = ["change_document", "revision_detail"]

MOST_CHANGES = 1000
SHOWN = frozenset({"ci", "class", "relation_type", "lifecycle"})


def revision_detail(number: int) -> dict[str, object]:
    """Return a revision with its changes to CIs, relations and the schema. Raises ``NotFound``."""
    if not 1 <= number <= INT_MAX:
        raise NotFound("revision", str(number)[:50])
    graph = backend().graph
    revision = graph.revision(number)
    _, changes = next(iter(graph.changes(number - 1, until=number)))
    shown = [change for change in changes if is_shown(change)]
    seen = [change for change in shown if may_see(change)]
    names = names_of(seen[:MOST_CHANGES])
    return {
        **revision_document(revision),
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
    kind, name = (node.kind, node.name) if isinstance(node, Node) else ("", "")
    return {"ref": change.ref, "kind": kind, "name": name, "edits": edits}
