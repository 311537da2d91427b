"""The store in memory: the smallest, and the oracle that the other backends are compared with."""

from __future__ import annotations

from typing import Self

from cmdb.store.memory.data import Holder
from cmdb.store.memory.graph import MemoryGraph
from cmdb.store.memory.maintenance import MemoryMaintenance
from cmdb.store.memory.side import MemorySide
from cmdb.store.port import Store

__all__ = ["MemoryStore", "open_memory"]


class MemoryStore(Store):
    """A store that lives as long as this object; threads may share it."""

    def __init__(self, url: str = "memory:") -> None:
        self.url = url
        self.holder = Holder()
        self.graph = MemoryGraph(self.holder)
        self.side = MemorySide(self.holder)
        self.maintenance = MemoryMaintenance(self.holder)

    def close(self) -> None:
        """Forget everything."""
        self.holder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_memory(url: str = "memory:") -> Store:
    """Open a new, empty store."""
    return MemoryStore(url)
