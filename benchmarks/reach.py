"""Rows about reach: everything above a core switch, redundancy aside, as every graph library can tell it."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from importlib.metadata import version
from typing import cast

import networkx as nx

from benchmarks.bench import Bench
from benchmarks.measure import Row, Side, Target, compared, faster, missing, timed
from impact.ragged import Ints
from impact.reach import dependents

__all__ = ["reach_rows"]

WHAT = "reach of a core switch"
ABOVE = """
WITH RECURSIVE above (ci) AS (VALUES (?) UNION SELECT edge.consumer FROM above JOIN edge ON edge.provider = above.ci)
SELECT ci FROM above
"""


def reach_rows(bench: Bench) -> Iterator[Row]:
    """Yield a row for each peer."""
    ours = our_side(bench)
    yield compared(WHAT, bench.size, ours, sqlite_side(bench), faster(50))
    yield compared(WHAT, bench.size, ours, networkx_side(bench), faster(50))
    yield rustworkx_row(bench, ours, faster(1.5))


def our_side(bench: Bench) -> Side[None]:
    """Return the engine's walk over its arrays."""
    graph = bench.graph
    start = bench.numbers([bench.core])
    return Side(
        "faultline",
        lambda _: dependents(graph, start),
        answer=lambda found: set(graph.keys_of(cast("Ints", found))),
    )


def sqlite_side(bench: Bench) -> Side[None]:
    """Return a recursive query over the relations' table, indexed by provider."""
    connection, start = bench.relations, bench.estate.first["core_switch"]
    return Side(
        "SQLite recursive CTE",
        lambda _: connection.execute(ABOVE, (start,)).fetchall(),
        answer=lambda rows: bench.key_set(row[0] for row in cast("list[tuple[int]]", rows)),
    )


def networkx_side(bench: Bench) -> Side[None]:
    """Return networkx's ``descendants`` on a graph from provider to consumer."""
    graph = nx.DiGraph((provider, consumer) for consumer, provider in bench.pairs)
    start = bench.estate.first["core_switch"]
    return Side(
        f"networkx {nx.__version__}",
        lambda _: nx.descendants(graph, start),
        answer=lambda found: bench.key_set({start, *cast("set[int]", found)}),
    )


def rustworkx_row(bench: Bench, ours: Side[None], target: Target) -> Row:
    """Return the row of rustworkx's ``descendants``, or say that it is not installed."""
    if importlib.util.find_spec("rustworkx") is None:
        return missing(WHAT, bench.size, timed(ours) * 1e3, "rustworkx (not installed)", "ms", target)
    import rustworkx  # noqa: PLC0415  # an extra

    graph = rustworkx.PyDiGraph()
    graph.add_nodes_from(range(len(bench.estate.keys)))
    graph.add_edges_from_no_data([(provider, consumer) for consumer, provider in bench.pairs])
    start = bench.estate.first["core_switch"]
    theirs: Side[None] = Side(
        f"rustworkx {version('rustworkx')}",
        lambda _: rustworkx.descendants(graph, start),
        answer=lambda found: bench.key_set({start, *cast("set[int]", found)}),
    )
    return compared(WHAT, bench.size, ours, theirs, target)
