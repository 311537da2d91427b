"""The store in one SQLite file: the default, for one machine and any number of its processes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from cmdb.store.port import Store
from cmdb.store.sqlite.address import read_address
from cmdb.store.sqlite.database import Database
from cmdb.store.sqlite.graph import SqliteGraph
from cmdb.store.sqlite.maintenance import SqliteMaintenance
from cmdb.store.sqlite.migrate import bring_up_to_date
from cmdb.store.sqlite.side import SqliteSide

if TYPE_CHECKING:
    from cmdb.store.sqlite.address import Address

__all__ = ["SqliteStore", "open_sqlite"]


class SqliteStore(Store):
    """One opened file; threads may share it, and other processes may open it, too."""

    def __init__(self, url: str, address: Address) -> None:
        self.url = url
        self.database = Database(address)
        self.graph = SqliteGraph(self.database)
        self.side = SqliteSide(self.database)
        self.maintenance = SqliteMaintenance(self.database)

    def close(self) -> None:
        """Close the connections."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_sqlite(url: str) -> Store:
    """Open the file that a URL names, making or migrating it first where that is needed."""
    address = read_address(url)
    bring_up_to_date(address)
    return SqliteStore(url, address)
