"""The indexes of declared attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmdb.store.question import ATTRIBUTES
from cmdb.store.sqlite.fields import indexable, value_sql

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from cmdb.store.sqlite.database import Database

__all__ = ["declare_indexes"]

# Their names tell them from the schema's own.
PREFIX = "attribute "


def declare_indexes(database: Database, attributes: Iterable[str]) -> None:
    """Make the indexes of these attributes, and drop others."""
    wanted = {f"{PREFIX}{attribute}": attribute for attribute in attributes if indexable(attribute)}
    with database.read() as connection:
        present = index_names(connection)
    if present == wanted.keys():
        return
    with database.write() as connection:
        present = index_names(connection)
        for name in sorted(present - wanted.keys()):
            connection.execute(f"DROP INDEX {identifier(name)}")
        for name in sorted(wanted.keys() - present):
            # A table's own columns have no alias in an index; all else is the expression that queries use.
            value = value_sql(f"{ATTRIBUTES}{wanted[name]}", "node", None).replace("node.", "")
            connection.execute(f"CREATE INDEX {identifier(name)} ON node (kind, {value}) WHERE {value} IS NOT NULL")


def index_names(connection: sqlite3.Connection) -> set[str]:
    """Return the names of the attribute indexes that there are."""
    rows = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'index' AND name >= ? AND name < ?", (PREFIX, "attribute!")
    )
    return {name for (name,) in rows}


def identifier(name: str) -> str:
    """Return a name as SQL writes one."""
    return '"' + name.replace('"', '""') + '"'
