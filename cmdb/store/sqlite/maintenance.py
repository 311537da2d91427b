"""Moving a file's whole content, and checking it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmdb.errors import PreconditionFailed
from cmdb.store.batch_rows import encode_batch
from cmdb.store.history_check import check_next, replay_batch
from cmdb.store.sqlite.apply import read_head, write_revision
from cmdb.store.sqlite.schema import FORMAT
from cmdb.store.sqlite.stream import stream_changes, stream_last_seen
from cmdb.store.sqlite.verify import verify
from cmdb.values import INT_MAX

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from cmdb.model import Key, Revision
    from cmdb.store.port import Change, Finding
    from cmdb.store.sqlite.database import Database

__all__ = ["SqliteMaintenance"]


class SqliteMaintenance:
    """The port ``Maintenance``."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def dump(self) -> Iterator[tuple[Revision, Sequence[Change]]]:
        """Yield the whole history."""
        self.database.check_open()
        return stream_changes(self.database, 1, INT_MAX)

    def load(self, history: Iterable[tuple[Revision, Sequence[Change]]]) -> int:
        """Fill an empty store, in one transaction."""
        with self.database.write() as connection:
            head = read_head(connection)
            if head.number:
                raise PreconditionFailed("the store", 0, head.number)
            before: Revision | None = None
            for revision, changes in history:
                check_next(before, revision)
                batch = encode_batch(replay_batch(changes))
                head = write_revision(connection, batch, revision, head, also_empty=True) or head
                before = revision
        return head.number

    def verify(self) -> Sequence[Finding]:
        """Check the file and what stands in it."""
        with self.database.read() as connection:
            return list(verify(connection))

    def format_number(self) -> int:
        """Return the format; a file of another one is not opened."""
        self.database.check_open()
        return FORMAT

    def last_seen(self) -> Iterator[tuple[Key, datetime]]:
        """Yield when each node was last seen."""
        self.database.check_open()
        return stream_last_seen(self.database)
