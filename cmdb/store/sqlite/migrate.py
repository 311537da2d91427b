"""Bringing a file to the format that this release knows: making it, migrating it, or refusing it untouched."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from cmdb.errors import StoreTooNew, StoreUnavailable
from cmdb.store.sqlite import schema
from cmdb.store.sqlite.database import connect, rollback, translated

if TYPE_CHECKING:
    from pathlib import Path

    from cmdb.store.sqlite.address import Address

__all__ = ["backup_path", "bring_up_to_date", "found_format"]

# STRICT tables came last of what the schema uses.
OLDEST_SQLITE = (3, 37, 0)
HEADER_BYTES = 100
MAGIC = b"SQLite format 3\x00"


class Header(NamedTuple):
    """What the first bytes of a SQLite file say, without SQLite opening (and so touching) it."""

    format: int
    application: int


def read_header(path: Path) -> Header | None:
    """Return a file's header; None where there is no file, or an empty one. Raises ``StoreUnavailable``."""
    try:
        with path.open("rb") as file:
            start = file.read(HEADER_BYTES)
    except FileNotFoundError as error:
        if not path.parent.is_dir():
            raise StoreUnavailable(f"{path} cannot be created: there is no directory {path.parent}") from error
        return None
    except OSError as error:
        raise StoreUnavailable(f"{path} cannot be read: {error.strerror}") from error
    if not start:
        return None
    if not start.startswith(MAGIC) or len(start) < HEADER_BYTES:
        raise StoreUnavailable(f"{path} is no store: it is not a SQLite file")
    return Header(int.from_bytes(start[60:64]), int.from_bytes(start[68:72]))


def bring_up_to_date(address: Address) -> None:
    """Make, migrate or refuse the file. Raises ``StoreTooNew`` and ``StoreUnavailable``."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        wanted = ".".join(map(str, OLDEST_SQLITE))
        raise StoreUnavailable(f"this Python has SQLite {sqlite3.sqlite_version}; stores need {wanted} or newer")
    header = read_header(address.path)
    if header is not None and header.application == schema.APPLICATION_ID:
        refuse_newer(header.format)
    with translated(str(address.path)), closing(connect(address)) as connection:
        if found_format(connection, address.path) == schema.FORMAT:
            return
        if not found_format(connection, address.path):
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have been quicker.
            found = found_format(connection, address.path)
            if 0 < found < schema.FORMAT:
                back_up(address, backup_path(address.path, found))
            migrate(connection, found)
            connection.execute("COMMIT")
        except BaseException:
            rollback(connection)
            raise


def found_format(connection: sqlite3.Connection, path: Path) -> int:
    """Return the format of an open file, 0 for an empty one. Raises where it is not ours or too new."""
    ((application,),) = connection.execute("PRAGMA application_id").fetchall()
    ((found,),) = connection.execute("PRAGMA user_version").fetchall()
    if application != schema.APPLICATION_ID:
        if found or connection.execute("SELECT 1 FROM sqlite_schema").fetchone():
            raise StoreUnavailable(f"{path} is no store: another program made it")
        return 0
    refuse_newer(found)
    return int(found)


def refuse_newer(found: int) -> None:
    """Raise ``StoreTooNew`` for a format that only a later release knows."""
    if found > schema.FORMAT:
        raise StoreTooNew(found, schema.FORMAT)


def migrate(connection: sqlite3.Connection, found: int) -> None:
    """Apply the migrations that are missing, within the caller's transaction."""
    for migration in schema.MIGRATIONS[found:]:
        for statement in statements(migration):
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {schema.FORMAT}")


def statements(script: str) -> list[str]:
    """Return a script's statements; ``executescript`` would commit the transaction that they belong to."""
    found: list[str] = []
    pending = ""
    for part in script.split(";"):
        pending += part
        if sqlite3.complete_statement(pending + ";"):
            found.append(pending)
            pending = ""
        else:
            pending += ";"
    return [statement for statement in found if statement.strip()]


def backup_path(path: Path, found: int) -> Path:
    """Return where the copy of an old file is put before it is migrated."""
    return path.with_name(f"{path.name}.format-{found}.backup")


def back_up(address: Address, target: Path) -> None:
    """Copy the file as it is, whole or not at all; an earlier copy of the same format is replaced."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(address.path)) as source, closing(sqlite3.connect(part)) as copy:
        source.backup(copy)
    part.replace(target)
