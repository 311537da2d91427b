"""Rows about reach: everything above a core switch, redundancy aside, as every graph library can tell it."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from importlib.metadata import version
from typing import cast

import networkx as nx

from benchmarks.bench import Bench
from benchmarks.measure import Ours, Row, Side, compared_all, faster, missing, timed
from benchmarks.on_kernels import LABELS, on_each
from impact.kernels import Name
from impact.ragged import Ints
from impact.reach import dependents

__all__ = ["reach_rows"]

WHAT = "reach of a core switch"
LIBRARY: dict[Name, float] = {"plain": 1.5, "compiled": 5}
"""How many times as fast as a library in C or Rust."""
ABOVE = """
WITH RECURSIVE above (ci) AS (VALUES (?) UNION SELECT edge.consumer FROM above JOIN edge ON edge.provider = above.ci)
SELECT ci FROM above
"""


def reach_rows(bench: Bench) -> Iterator[Row]:
    """Yield rows for each peer: on numpy, and on compiled loops where numba is installed."""
    ours = on_each(our_side(bench))
    for peer in (sqlite_side, networkx_side):
        yield from compared_all(bench.size, [Ours(named(name), ours[name], faster(50)) for name in ours], peer(bench))
    for peer, module in ((rustworkx_side, "rustworkx"), (igraph_side, "igraph")):
        sides = [Ours(named(name), ours[name], faster(LIBRARY[name])) for name in ours]
        if importlib.util.find_spec(module) is None:
            for each in sides:
                value = timed(each.side) * 1e3
                yield missing(each.what, bench.size, value, f"{module} (not installed)", "ms", each.target)
        else:
            yield from compared_all(bench.size, sides, peer(bench))


def named(name: Name) -> str:
    """Return what a row is called."""
    return f"{WHAT} ({LABELS[name]})"


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


def rustworkx_side(bench: Bench) -> Side[None]:
    """Return rustworkx's ``descendants``."""
    import rustworkx  # noqa: PLC0415  # an extra

    graph = rustworkx.PyDiGraph()
    graph.add_nodes_from(range(len(bench.estate.keys)))
    graph.add_edges_from_no_data([(provider, consumer) for consumer, provider in bench.pairs])
    start = bench.estate.first["core_switch"]
    return Side(
        f"rustworkx {version('rustworkx')}",
        lambda _: rustworkx.descendants(graph, start),
        answer=lambda found: bench.key_set({start, *cast("set[int]", found)}),
    )


def igraph_side(bench: Bench) -> Side[None]:
    """Return igraph's ``subcomponent``, against the direction of needs."""
    import igraph  # noqa: PLC0415  # an extra

    graph = igraph.Graph(n=len(bench.estate.keys), edges=bench.pairs, directed=True)
    start = bench.estate.first["core_switch"]
    return Side(
        f"igraph {version('igraph')}",
        lambda _: graph.subcomponent(start, mode="in"),
        answer=lambda found: bench.key_set(cast("list[int]", found)),
    )
