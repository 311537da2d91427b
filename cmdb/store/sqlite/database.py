"""Connections to the file: a pool that threads share, reads of one state, and writes one after the other."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections import deque
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from cmdb.errors import StoreClosed, StoreUnavailable
from cmdb.store.sqlite.binding import as_list
from cmdb.store.sqlite.functions import add_functions
from cmdb.values import parse_instant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from cmdb.store.sqlite.address import Address

__all__ = ["Database", "connect", "translated"]

# The one that writes keeps the upper levels of all indexes in memory; those that read are many.
WRITER_KIB = 65_536
READER_KIB = 8_192
# Pages in the log before it is copied into the file. SQLite's 1,000 would copy the same pages after every chunk of
# an import: a fifth of its time.
CHECKPOINT_PAGES = 16_000
REMEMBERED = 100_000


def connect(address: Address, cache_kib: int = READER_KIB) -> sqlite3.Connection:
    """Open one connection, ready for use by any one thread at a time."""
    connection = sqlite3.connect(
        address.path, timeout=address.timeout, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    connection.execute(f"PRAGMA cache_size = -{cache_kib}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    # A revision that has been returned survives a power cut, not only a crash of the process.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("CREATE TEMP TABLE wanted (source TEXT, type TEXT, target TEXT, grp TEXT)")
    add_functions(connection)
    return connection


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Turn the driver's errors into ours. What cannot be the caller's fault means that the file cannot be used."""
    try:
        yield
    except sqlite3.ProgrammingError as error:
        if "closed database" in str(error):
            raise StoreClosed("the store is closed") from error
        raise
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname == "SQLITE_ERROR":
            raise  # a statement of ours is wrong, not the file
        if "locked" in str(error) or "busy" in str(error):
            raise StoreUnavailable(f"{where} is held by another process for too long: {error}") from error
        raise StoreUnavailable(f"{where} cannot be read or written: {error}") from error
    except sqlite3.DatabaseError as error:
        raise StoreUnavailable(f"{where} is damaged or no store: {error}") from error


class Database:
    """One file. Any thread may read and write; writers of this process queue up before those of others."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.where = str(address.path)
        self.idle: deque[sqlite3.Connection] = deque()
        self.writing = threading.Lock()
        self.writer: sqlite3.Connection | None = None
        self.closed = False
        self.process = os.getpid()
        self.known_instants: dict[int, datetime] = {}

    def instants(self, connection: sqlite3.Connection, numbers: set[int]) -> Mapping[int, datetime]:
        """Return when revisions were made. They never change, so they are read once."""
        known = self.known_instants
        missing = [number for number in numbers if number not in known]
        if missing:
            if len(known) > REMEMBERED:
                known = self.known_instants = {}
                missing = list(numbers)
            select = "SELECT number, at FROM revision WHERE number IN (SELECT value FROM json_each(?))"
            known.update((row[0], parse_instant(row[1])) for row in connection.execute(select, (as_list(missing),)))
        return known

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection for reading to one thread. Raises ``StoreClosed``."""
        connection = self.take()
        try:
            with translated(self.where):
                yield connection
        finally:
            self.idle.append(connection)
            self.close_idle()

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Read one state, whatever is written meanwhile."""
        with self.connection() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                rollback(connection)

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Write whole or, when the block raises, not at all."""
        self.check_open()
        # Threads of one process wait here in turn; SQLite's own waiting polls, and starves the unlucky.
        if not self.writing.acquire(timeout=self.address.timeout or 0.01):
            raise StoreUnavailable(f"{self.where} is held by another writer for too long")
        try:
            with translated(self.where):
                connection = self.own_writer()
                connection.execute("BEGIN IMMEDIATE")
                with committing(connection):
                    yield connection
        finally:
            self.writing.release()
            self.close_idle()

    @contextmanager
    def write_if_free(self) -> Iterator[sqlite3.Connection | None]:
        """Write as ``write`` does, but give None at once when somebody else is writing."""
        self.check_open()
        if not self.writing.acquire(blocking=False):
            yield None
            return
        try:
            with translated(self.where):
                connection = self.own_writer()
                if not begin_at_once(connection, self.address):
                    yield None
                    return
                with committing(connection):
                    yield connection
        finally:
            self.writing.release()
            self.close_idle()

    def check_open(self) -> None:
        """Raise ``StoreClosed`` once the store is closed."""
        if self.closed:
            raise StoreClosed("the store is closed")
        if self.process != os.getpid():
            # After a fork the parent's connections are not ours to use or to close: SQLite forbids both.
            self.process, self.parents = os.getpid(), (self.idle, self.writer)
            self.idle, self.writer, self.writing = deque(), None, threading.Lock()

    def take(self) -> sqlite3.Connection:
        """Return an idle connection, or a new one."""
        self.check_open()
        try:
            return self.idle.pop()
        except IndexError:
            with translated(self.where):
                return connect(self.address)

    def own_writer(self) -> sqlite3.Connection:
        """Return the connection that writes, for who holds the lock."""
        if self.writer is None:
            self.check_open()
            self.writer = connect(self.address, WRITER_KIB)
        return self.writer

    def close(self) -> None:
        """Close what is idle now, and what is in use as soon as it is given back."""
        self.closed = True
        self.close_idle()

    def close_idle(self) -> None:
        """Close what is not in use, once the store is closed."""
        if not self.closed:
            return
        with suppress(IndexError):
            while True:
                self.idle.pop().close()
        if self.writing.acquire(blocking=False):
            if self.writer is not None:
                self.writer.close()
                self.writer = None
            self.writing.release()


@contextmanager
def committing(connection: sqlite3.Connection) -> Iterator[None]:
    """End the transaction that was begun, with or without what it wrote."""
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        rollback(connection)
        raise


def begin_at_once(connection: sqlite3.Connection, address: Address) -> bool:
    """Begin to write unless another process is writing; return whether it was possible."""
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname != "SQLITE_BUSY":
            raise
        return False
    finally:
        connection.execute(f"PRAGMA busy_timeout = {int(address.timeout * 1000)}")
    return True


def rollback(connection: sqlite3.Connection) -> None:
    """End a transaction that wrote nothing, or whose writes are not wanted."""
    if connection.in_transaction:
        connection.execute("ROLLBACK")
