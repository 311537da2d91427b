"""The indexes of declared attributes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from cmdb.store.question import ATTRIBUTES
from cmdb.store.sqlite.fields import indexable, value_sql

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from cmdb.store.sqlite.database import Database

__all__ = ["declare_indexes", "has_index"]

# Their names tell them from the schema's own.
PREFIX, PREFIX_END = "attribute ", "attribute!"
# Stands for the table where an expression needs one and an index takes none; no attribute's path holds it.
NO_TABLE = "\x01"


def declare_indexes(database: Database, attributes: Iterable[str]) -> None:
    """Make the indexes of these attributes, and drop others."""
    wanted = {index_name(attribute): attribute for attribute in attributes if indexable(attribute)}
    with database.read() as connection:
        if index_names(connection) == wanted.keys():
            return
    with database.write() as connection:
        present = index_names(connection)
        for name in sorted(present - wanted.keys()):
            connection.execute(f"DROP INDEX {identifier(name)}")
        for name in sorted(wanted.keys() - present):
            value = value_sql(f"{ATTRIBUTES}{wanted[name]}", NO_TABLE, None).replace(f"{NO_TABLE}.", "")
            # With kind and key beside the value, pages and counts need not look at the nodes.
            statement = f"CREATE INDEX {identifier(name)} ON node ({value}, kind, key) WHERE {value} IS NOT NULL"
            connection.execute(statement)


def has_index(connection: sqlite3.Connection, attribute: str) -> bool:
    """Return whether an attribute has an index."""
    select = "SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?"
    return indexable(attribute) and connection.execute(select, (index_name(attribute),)).fetchone() is not None


def index_names(connection: sqlite3.Connection) -> set[str]:
    """Return the names of the attribute indexes that there are."""
    select = "SELECT name FROM sqlite_schema WHERE type = 'index' AND name >= ? AND name < ?"
    return {name for (name,) in connection.execute(select, (PREFIX, PREFIX_END))}


def index_name(attribute: str) -> str:
    """Return the name of an attribute's index; SQLite would take names for equal that differ in case alone."""
    return f"{PREFIX}{attribute} {hashlib.blake2b(attribute.encode(), digest_size=4).hexdigest()}"


def identifier(name: str) -> str:
    """Return a name as SQL writes one."""
    return '"' + name.replace('"', '""') + '"'
