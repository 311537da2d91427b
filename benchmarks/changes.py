"""The row about carrying a graph forward: a thousand changed relations beside building it anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import cast

import numpy as np
import numpy.typing as npt

from benchmarks.bench import Bench
from benchmarks.measure import Row, Side, compared, faster
from impact import EdgeRow, Failure, Graph, Scenario, analyse, build_graph_from_columns

__all__ = ["change_rows"]

CHANGES = 1_000
Numbers = npt.NDArray[np.int64]


def change_rows(bench: Bench) -> Iterator[Row]:
    """Yield the row: half of the changes take a relation away, half make one."""
    gone, made = changed(bench)
    removed, added = [edge_row(bench, bench.pairs[place], place) for place in gone.tolist()], added_rows(bench, made)
    graph = bench.graph
    ours: Side[None] = Side(
        "faultline",
        lambda _: graph.with_changes(changed_edges=added, removed_edges=removed),
        answer=lambda found: verdict(bench, cast("Graph", found)),
    )
    theirs: Side[None] = Side(
        "rebuild from columns",
        lambda _: rebuilt(bench, gone, made),
        answer=lambda found: verdict(bench, cast("Graph", found)),
    )
    what = f"snapshot, {gone.size + len(made):,} changes"
    yield compared(what, bench.size, ours, theirs, faster(20), most=7)


def changed(bench: Bench) -> tuple[Numbers, list[tuple[int, int]]]:
    """Return the places of relations that go, and pairs that are new: applications that now need a server.

    Only relations between ends that have no other one go: of two that are alike, a store would hold one.
    """
    rng = np.random.default_rng(7)
    edges, estate = bench.estate.edges, bench.estate
    assert edges.group_code is not None  # noqa: S101  # the estate always says
    half = min(CHANGES // 2, estate.count["application"])
    ends = edges.consumer * len(estate.keys) + edges.provider
    _, inverse, count = np.unique(ends, return_inverse=True, return_counts=True)
    lone = np.flatnonzero((edges.group_code < 0) & (count[inverse] == 1))
    gone = np.sort(rng.choice(lone, half, replace=False))
    consumers = rng.choice(estate.numbers("application"), half, replace=False)
    return gone, list(zip(consumers.tolist(), rng.choice(estate.numbers("server"), half).tolist(), strict=True))


def edge_row(bench: Bench, pair: tuple[int, int], place: int) -> EdgeRow:
    """Return a relation of the estate as a row."""
    estate, edges, (consumer, provider) = bench.estate, bench.estate.edges, pair
    assert edges.type_code is not None  # noqa: S101  # the estate always says
    assert edges.soft is not None  # noqa: S101  # the same
    kind = edges.type_names[int(edges.type_code[place])]
    return EdgeRow(estate.keys[consumer], estate.keys[provider], kind, "soft" if edges.soft[place] else "hard")


def added_rows(bench: Bench, made: list[tuple[int, int]]) -> list[EdgeRow]:
    """Return new relations as rows."""
    keys = bench.estate.keys
    return [EdgeRow(keys[consumer], keys[provider], "depends_on") for consumer, provider in made]


def rebuilt(bench: Bench, gone: Numbers, made: list[tuple[int, int]]) -> Graph:
    """Return a graph built from the changed columns."""
    edges = bench.estate.edges
    assert edges.type_code is not None  # noqa: S101  # the estate always says
    assert edges.group_code is not None  # noqa: S101  # the same
    assert edges.soft is not None  # noqa: S101  # the same
    new = np.array(made, dtype=np.int64)
    kind = list(edges.type_names).index("depends_on")
    columns = replace(
        edges,
        consumer=np.append(np.delete(edges.consumer, gone), new[:, 0]),
        provider=np.append(np.delete(edges.provider, gone), new[:, 1]),
        type_code=np.append(np.delete(edges.type_code, gone), np.full(len(made), kind)),
        group_code=np.append(np.delete(edges.group_code, gone), np.full(len(made), -1)),
        soft=np.append(np.delete(edges.soft, gone), np.zeros(len(made), dtype=np.bool_)),
    )
    return build_graph_from_columns(bench.estate.cis, columns, bench.estate.groups)


def verdict(bench: Bench, graph: Graph) -> set[tuple[str, str, int]]:
    """Return what a graph says when two core switches and a few servers go down."""
    down = [*bench.core_pair, *bench.estate.keys_of("server")[:5]]
    answer = analyse(graph, Scenario(tuple(Failure(key) for key in down)))
    return {(each.key, each.state, each.hops) for each in answer.cis}
