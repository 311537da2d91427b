"""Which CIs some changes of the graph concern."""

from __future__ import annotations

from collections.abc import Iterable

from cmdb.model import Node
from cmdb.store.port import Change

__all__ = ["changed_cis"]


def changed_cis(changes: Iterable[Change]) -> set[str]:
    """Return the CIs that some changes concern: their own facts, or a relation at either end."""
    found: set[str] = set()
    for change in changes:
        if isinstance(change.ref, tuple):
            found |= set() if change.ref.links_record else {change.ref.source, change.ref.target}
        elif any(isinstance(each, Node) and each.kind == "ci" for each in (change.before, change.after)):
            found.add(change.ref)
    return found
