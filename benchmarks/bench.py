"""What all rows of one run share: the estate, its graph, its relations in SQLite, and a folder that goes afterwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.estate import Estate, make_estate
from benchmarks.sources import Source
from benchmarks.stored import Stored
from impact import Graph, build_graph_from_columns

__all__ = ["Bench"]

SEED = 1


class Bench:
    """One run at one size. Everything is made when first asked for, and made the same for the same size."""

    def __init__(self, size: int, folder: Path) -> None:
        self.size = size
        self.folder = folder
        self.filled: Path | None = None
        """A store's file with the estate in it, once a part has imported it."""

    @cached_property
    def estate(self) -> Estate:
        """Return the estate as columns."""
        return make_estate(self.size, SEED)

    @cached_property
    def graph(self) -> Graph:
        """Return the engine's graph of the estate."""
        return build_graph_from_columns(self.estate.cis, self.estate.edges, self.estate.groups)

    @cached_property
    def source(self) -> Source:
        """Return the estate as a source reports it."""
        return Source(self.estate, self.folder)

    @cached_property
    def stored(self) -> Stored:
        """Return the estate in a store."""
        return Stored(self.source, self.folder, self.filled)

    @cached_property
    def pairs(self) -> list[tuple[int, int]]:
        """Return the relations as (consumer, provider), by number in the estate."""
        edges = self.estate.edges
        return list(zip(edges.consumer.tolist(), edges.provider.tolist(), strict=True))

    @cached_property
    def relations(self) -> sqlite3.Connection:
        """Return a SQLite file with the relations in a table, indexed by provider: what a query would walk."""
        connection = sqlite3.connect(self.folder / "relations.db")
        connection.execute("CREATE TABLE edge (consumer INTEGER NOT NULL, provider INTEGER NOT NULL)")
        connection.executemany("INSERT INTO edge VALUES (?, ?)", self.pairs)
        connection.execute("CREATE INDEX edge_provider ON edge (provider, consumer)")
        connection.commit()
        return connection

    def numbers(self, keys: Iterable[str]) -> npt.NDArray[np.int64]:
        """Return the engine's numbers of some keys."""
        return self.graph.indices_of(keys)

    @property
    def core(self) -> str:
        """Return the key of a core switch: the hottest of hot spots."""
        return self.estate.keys_of("core_switch")[0]

    @property
    def core_pair(self) -> list[str]:
        """Return the keys of two core switches that stand in for each other."""
        return self.estate.keys_of("core_switch")[:2]

    def key_set(self, numbers: Iterable[int]) -> set[str]:
        """Return the keys of numbers in the estate."""
        keys = self.estate.keys
        return {keys[number] for number in numbers}
