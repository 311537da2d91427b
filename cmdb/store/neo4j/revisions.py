"""The revisions themselves: which was the last, which were made when, which belong to a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmdb.errors import NotFound
from cmdb.store.neo4j.shape import REVISION_COLUMNS, digest, revision_of
from cmdb.values import INT_MAX, INT_MIN, check, instant_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from cmdb.model import Revision
    from cmdb.store.neo4j.connect import Work

__all__ = ["list_revisions", "numbered", "read_head", "read_revision", "revision_at"]

# By the index and not by the counter: of a commit that is being applied the counter may be seen first.
HEAD = f"MATCH (r:Revision) WHERE r.number > 0 RETURN {REVISION_COLUMNS} ORDER BY r.number DESC LIMIT 1"
NUMBERED = f"UNWIND $numbers AS number MATCH (r:Revision {{number: number}}) RETURN {REVISION_COLUMNS}"


def read_head(work: Work) -> Revision | None:
    """Return the last revision, None before the first."""
    row = work.one(HEAD)
    return None if row is None else revision_of(row)


def read_revision(work: Work, number: int) -> Revision:
    """Return one revision. Raises ``NotFound``."""
    found = numbered(work, [number])
    if not found:
        raise NotFound("revision", str(number))
    return found[number]


def numbered(work: Work, numbers: Iterable[int]) -> dict[int, Revision]:
    """Return revisions by number."""
    asked = [number for number in numbers if INT_MIN <= number <= INT_MAX]
    rows = work.rows(NUMBERED, numbers=asked)
    return {revision.number: revision for revision in map(revision_of, rows)}


def revision_at(work: Work, instant: datetime) -> int:
    """Return the number of the last revision at or before an instant, 0 for none."""
    check("instant", instant)
    query = "MATCH (r:Revision) WHERE r.at <= $at RETURN r.number ORDER BY r.at DESC, r.number DESC LIMIT 1"
    row = work.one(query, at=instant_text(instant))
    return 0 if row is None else int(row[0])


def list_revisions(work: Work, *, run: str | None, after: int, limit: int, newest_first: bool) -> Sequence[Revision]:
    """Return revisions beyond ``after`` in either direction, those of one run where it is given."""
    if newest_first:
        bound, order = "r.number < $after" if after > 0 else "r.number > 0", "DESC"
    else:
        bound, order = "r.number > $after", "ASC"
    of_run = "" if run is None else "AND r.run_digest = $run_digest"
    rows = work.rows(
        f"MATCH (r:Revision) WHERE {bound} {of_run} RETURN {REVISION_COLUMNS} ORDER BY r.number {order} LIMIT $limit",
        after=after,
        run_digest=digest(run or ""),
        limit=max(limit, 0),
    )
    return [revision_of(row) for row in rows]
