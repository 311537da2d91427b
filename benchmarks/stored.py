"""The estate in a store: imported once, for the rows that ask it through the command line or over HTTP."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from benchmarks.sources import Source, run_import
from cmdb.estate import Estate
from cmdb.store import open_store
from impact import Graph
from impact.reach import dependents

__all__ = ["Stored"]

LARGEST_ANSWER = 2_500
SMALLEST_ANSWER = 5


class Stored:
    """A store in a file with the whole estate in it, and a folder for its snapshots."""

    def __init__(self, source: Source, folder: Path, filled: Path | None = None) -> None:
        self.url = f"sqlite:///{filled or source.fresh_file()}"
        self.cache = folder / "cache"
        self.store = open_store(self.url)
        if filled is None:
            run_import(self.store, source.observations)

    @cached_property
    def estate(self) -> Estate:
        """Return the store as an opened estate."""
        return Estate(self.store, self.cache)

    @cached_property
    def graph(self) -> Graph:
        """Return the engine's graph of what is in the store."""
        return self.estate.snapshots.now().graph

    @cached_property
    def server(self) -> str:
        """Return the key of a typical server: its answer is neither a handful nor above the target's size."""
        graph = self.graph
        keys = [key for key in graph.keys_of(range(graph.size)) if key.startswith("srv-")]
        for key in sorted(keys):
            above = dependents(graph, graph.indices_of([key]))
            if SMALLEST_ANSWER <= above.size <= LARGEST_ANSWER:
                return key
        return keys[0]

    def close(self) -> None:
        """Close the store."""
        self.store.close()
