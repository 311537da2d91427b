"""The only write: one batch as one revision, in one transaction, behind the lock that serialises all writers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from cmdb.errors import StoreUnavailable
from cmdb.model import Revision
from cmdb.store.batch_check import check_stamp, settle
from cmdb.store.batch_rows import encode_batch
from cmdb.store.neo4j.connect import RolledBack
from cmdb.store.neo4j.present import PresentGraph
from cmdb.store.neo4j.write import write_revision
from cmdb.values import parse_instant

if TYPE_CHECKING:
    from cmdb.store.batch_rows import Encoded
    from cmdb.store.neo4j.connect import Connection, Work
    from cmdb.store.port import Batch, Stamp

__all__ = ["LOADING", "Head", "apply_batch", "lock_head", "write_batch"]

# The lock lies on the counter and is taken by writing to it, before the counter is read.
LOCK = "MATCH (head:Store {name: 'head'}) SET head.writer = randomUUID()"
HEAD = """
MATCH (head:Store {name: 'head'})
WITH head, datetime.realtime('UTC') AS now
RETURN head.number, head.at, head.loading, now.epochSeconds * 1000000 + now.microsecond
"""
LOADING = "the store is being filled from a history; try again in ten minutes, when a load broken off is taken back"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Head(NamedTuple):
    """The last revision's number (0: none yet) and instant, the mark of a load under way, the server's clock."""

    number: int
    at: datetime | None
    loading: str | None
    now: datetime


def lock_head(work: Work) -> Head:
    """Wait for the writers before this one, and return what they left."""
    work.run(LOCK)
    number, at, loading, clock = work.rows(HEAD)[0]
    return Head(number, parse_instant(at) if at else None, loading, EPOCH + timedelta(microseconds=clock))


def apply_batch(connection: Connection, batch: Batch, stamp: Stamp) -> Revision | None:
    """Write a batch; None when it changes nothing. Raises what ``GraphStore.apply`` says."""
    connection.check_open()
    check_stamp(stamp)
    encoded = encode_batch(batch)

    def work(transaction: Work) -> Revision | None:
        head = lock_head(transaction)
        if head.loading:
            raise StoreUnavailable(LOADING)
        at = (stamp.at or head.now).astimezone(UTC)
        revision = Revision(head.number + 1, max(at, head.at or at), *stamp[:4])
        if not write_batch(transaction, encoded, revision):
            raise RolledBack(None)
        return revision

    return connection.write(work)


def write_batch(work: Work, encoded: Encoded, revision: Revision) -> bool:
    """Write a batch as ``revision`` onto the revision before it; False when it changes nothing."""
    present = PresentGraph(work, empty=revision.number == 1)
    settled = settle(encoded, present, revision.number - 1)
    if settled.empty:
        return False
    write_revision(work, settled, present, revision)
    return True
