"""Rows about snapshots: opening a saved one, carrying one forward by a thousand changes, and the bytes of one."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator
from typing import cast

import numpy as np
import numpy.typing as npt

from benchmarks.bench import Bench
from benchmarks.measure import Row, Side, at_most, compared, faster, held
from cmdb.snapshot_file import open_graph, save_graph
from impact import Graph
from impact.graph import Relation

__all__ = ["bytes_row", "snapshot_rows"]

Pairs = set[tuple[str, str]]
TOPOLOGY = ("in_", "out_", "gate_", "would_", "flaw_", "down_", "ok_")
LIMIT = 60


def snapshot_rows(bench: Bench) -> Iterator[Row]:
    """Yield the row about opening."""
    path = bench.folder / "graph.snapshot"
    save_graph(bench.graph, path)
    ours: Side[None] = Side("faultline", lambda _: open_graph(path), answer=our_pairs)
    theirs: Side[None] = Side(
        "np.fromiter over SQLite rows",
        lambda _: from_rows(bench.relations),
        answer=lambda found: peer_pairs(bench, cast("npt.NDArray[np.int64]", found)),
    )
    yield compared("open a saved snapshot", bench.size, ours, theirs, faster(20))


def from_rows(connection: sqlite3.Connection) -> npt.NDArray[np.int64]:
    """Return the relations as an array of pairs, read row by row."""
    rows = connection.execute("SELECT consumer, provider FROM edge")
    return np.fromiter(itertools.chain.from_iterable(rows), dtype=np.int64).reshape(-1, 2)


def our_pairs(graph: object) -> Pairs:
    """Return the relations of a graph as pairs of keys."""
    found = cast("Graph", graph)
    relations: Iterator[Relation] = itertools.chain.from_iterable(map(found.relations_of, range(found.size)))
    keys = found.keys_of(range(found.size))
    return {(keys[each.consumer], keys[each.provider]) for each in relations}


def peer_pairs(bench: Bench, found: npt.NDArray[np.int64]) -> Pairs:
    """Return an array of pairs as pairs of keys."""
    keys = bench.estate.keys
    return {(keys[consumer], keys[provider]) for consumer, provider in found.tolist()}


def bytes_row(bench: Bench) -> Iterator[Row]:
    """Yield the bytes of all arrays that hold relations and gates, both directions, for each CI."""
    arrays = bench.graph.arrays().items()
    topology = sum(array.nbytes for name, array in arrays if name.startswith(TOPOLOGY))
    target = at_most(LIMIT, "bytes a CI")
    yield held("topology arrays", bench.size, topology / bench.graph.size, "limit", LIMIT, "bytes a CI", target)
