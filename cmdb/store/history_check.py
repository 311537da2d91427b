"""What a history must be to be loaded: revisions that count up from 1, in time's order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmdb.errors import Invalid
from cmdb.model import Node, Relation, RelationId
from cmdb.store.batch_check import check_stamp
from cmdb.store.port import Batch, Stamp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cmdb.model import Revision
    from cmdb.store.port import Change

__all__ = ["check_next", "replay_batch"]


def check_next(before: Revision | None, revision: Revision) -> None:
    """Raise ``Invalid`` unless ``revision`` can follow ``before`` (None: be the first)."""
    check_stamp(Stamp(revision.actor, revision.source, revision.reason, revision.run, revision.at))
    expected = before.number + 1 if before else 1
    if revision.number != expected:
        raise Invalid("history", "revisions are not gap-free", revision.number, str(expected))
    if before and revision.at < before.at:
        raise Invalid("history", "instants go back", revision.at.isoformat(), f"{before.at.isoformat()} or later")


def replay_batch(changes: Sequence[Change]) -> Batch:
    """Return the batch that does these changes again."""
    gone = [change.ref for change in changes if change.after is None]
    return Batch(
        nodes=[change.after for change in changes if isinstance(change.after, Node)],
        remove_nodes=[ref for ref in gone if not isinstance(ref, RelationId)],
        relations=[change.after for change in changes if isinstance(change.after, Relation)],
        remove_relations=[ref for ref in gone if isinstance(ref, RelationId)],
    )
