"""What changed lately in what some CIs stand on: the first question of whoever is on call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, cast

from api.backend import backend
from api.guard import principal
from api.resources.impact.service import needed
from api.resources.revisions.service import change_document, is_shown
from cmdb.entities import instant_json
from cmdb.model import Key, Node, Revision
from cmdb.store.port import Change, GraphStore

__all__ = ["recent_changes"]

MOST_CHANGES = 500
MOST_LOOKED_AT = 200_000
BLOCK = 20


def recent_changes(given: dict[str, Any]) -> list[dict[str, object]]:
    """Return what changed lately in what some CIs stand on, newest first."""
    here = backend()
    head = here.as_of(given["as_of"]) or here.head()
    shown = needed(given["cis"], given["as_of"])
    hops = dict.fromkeys(cast("list[str]", shown["of"]), 0)
    hops |= {str(each["key"]): int(each["hops"]) for each in cast("list[dict[str, Any]]", shown["cis"])}
    if not head:
        return []
    until = here.graph.revision(head).at if given["as_of"] else here.clock()
    after = here.graph.revision_at(until - timedelta(hours=given["hours"]))
    found: list[dict[str, object]] = []
    for revision, changes in newest_first(here.graph, after, head):
        said = {"revision": revision.number, "at": instant_json(revision.at), "actor": revision.actor}
        said |= {"source": revision.source, "reason": revision.reason}
        found += [
            {"key": key, **said, "edits": change_document(change, {})["edits"], "hops": hops[key]}
            for change in changes
            if (key := concerned(change, hops))
        ]
        if len(found) > MOST_CHANGES:
            break
    return with_names(sorted(found, key=lambda each: (-cast("int", each["revision"]), each["hops"]))[:MOST_CHANGES])


def newest_first(graph: GraphStore, after: int, until: int) -> Iterator[tuple[Revision, Sequence[Change]]]:
    """Yield what each revision did, newest first, until as many changes as may be looked at have been."""
    looked_at = 0
    while until > after and looked_at <= MOST_LOOKED_AT:
        start = max(after, until - BLOCK)
        block = list(graph.changes(start, until=until))
        looked_at += sum(len(changes) for _, changes in block)
        yield from reversed(block)
        until = start


def concerned(change: Change, hops: Mapping[str, int]) -> str | None:
    """Return the CI of the closure that a change concerns, the nearer end of a relation; None for none."""
    if not is_shown(change):
        return None
    if isinstance(change.ref, tuple):
        if change.ref.links_record:
            # That a record was written about a CI changes nothing about the CI.
            return None
        ends = [end for end in (change.ref.source, change.ref.target) if end in hops]
        within = principal().scope is None or len(ends) == len({change.ref.source, change.ref.target})
        return min(ends, key=hops.__getitem__) if ends and within else None
    entity = change.after or change.before
    return change.ref if change.ref in hops and isinstance(entity, Node) and entity.kind == "ci" else None


def with_names(found: list[dict[str, object]]) -> list[dict[str, object]]:
    """Add name and class of each CI."""
    stored = backend().graph.get([Key(str(each["key"])) for each in found])
    for each in found:
        node = stored.get(Key(str(each["key"])))
        each |= {"name": node.node.name if node else each["key"], "class": node.node.cls if node else ""}
    return found
