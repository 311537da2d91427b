"""A decision diagram ends in an answer or in "too large": never in a hang, and the same way on every machine."""

from __future__ import annotations

import random
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest

from impact import build_graph, diagram_process
from impact.decision_diagram import TooLargeError, build_diagram
from impact.diagram_process import diagram_of
from impact.exact_probability import derivatives, probability
from impact.fault_tree import FaultTree, grow
from impact.graph_input import CiRow, EdgeRow, GroupRow
from impact.minimal_solutions import minimal_solutions
from impact.sample_words import WORD, WordLattice, lanes_of
from impact.simplify import simplify
from impact.single_points import standing
from impact.structure_function import blocks
from impact.variable_order import variable_orders
from tests.impact.brute_force import tangle, web

if TYPE_CHECKING:
    from impact import Graph


def tree_of(graph: Graph, service: str) -> FaultTree:
    return simplify(grow(graph, graph.index_of(service), standing(graph, None).fallen, "all"))


@pytest.fixture(scope="module")
def large() -> FaultTree:
    return tree_of(web(120, 5), "n00000")


def figures(tree: FaultTree) -> dict[int, float]:
    return {node: 0.01 + 0.001 * node for node, events in enumerate(tree.events) if events}


def test_one_built_apart_is_the_one_built_here(large: FaultTree, monkeypatch: pytest.MonkeyPatch) -> None:
    here = diagram_of(large)
    monkeypatch.setattr(diagram_process, "SMALL", 10)
    apart = diagram_of(large)
    assert tuple(map(tuple, here[:3])) == tuple(map(tuple, apart[:3]))
    assert (here.root, list(here.order)) == (apart.root, list(apart.order))
    assert probability(here, figures(large)) == probability(apart, figures(large))


def test_what_outgrows_its_nodes_is_too_large_here_and_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = tree_of(web(600, 5), "n00000")
    (order, *_) = variable_orders(tree, blocks(tree))
    with pytest.raises(TooLargeError, match="more than 2,000 nodes"):
        build_diagram(tree, order, 2_000)
    with pytest.raises(TooLargeError, match=r"\d+ variables are too many for 100 nodes"):
        diagram_of(tree, limit=100)
    with pytest.raises(TooLargeError, match="none was asked for"):
        diagram_of(tree, limit=0)
    monkeypatch.setattr(diagram_process, "SMALL", 3_000)
    with pytest.raises(TooLargeError, match="more than 4,000 nodes"):
        diagram_of(tree, limit=4_000)


def test_a_process_is_ended_when_its_time_is_over(large: FaultTree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagram_process, "SMALL", 10)
    with pytest.raises(TooLargeError, match=r"not done within 0\.01 s"):
        diagram_of(large, seconds=0.01)


def test_without_an_interpreter_small_ones_are_still_built(large: FaultTree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagram_process.sys, "executable", "")
    assert diagram_of(large).variable
    monkeypatch.setattr(diagram_process, "SMALL", 10)
    with pytest.raises(TooLargeError, match="no interpreter"):
        diagram_of(large)
    monkeypatch.setattr(diagram_process.sys, "executable", "/nowhere/python")
    with pytest.raises(TooLargeError, match="no process"):
        diagram_of(large)


def test_a_process_that_fails_is_said_to_have_failed(large: FaultTree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagram_process, "SMALL", 10)
    monkeypatch.setattr(diagram_process.sys, "executable", "/bin/false")
    with pytest.raises(TooLargeError, match="ended with 1"):
        diagram_of(large)


def test_the_same_tree_fits_or_not_every_time() -> None:
    tree = tree_of(web(200, 9), "n00000")
    order = variable_orders(tree, blocks(tree))[0]

    def fits(limit: int) -> bool:
        try:
            build_diagram(tree, order, limit)
        except TooLargeError:
            return False
        return True

    limits = [1_000, 3_000, 10_000, 30_000]
    first = [fits(limit) for limit in limits]
    assert first == sorted(first), "what fits a limit fits a larger one"
    for _ in range(3):
        assert [fits(limit) for limit in limits] == first


def test_derivatives_are_those_of_the_probability(large: FaultTree) -> None:
    diagram, given = diagram_of(large), figures(large)
    for node, slope in derivatives(diagram, given).items():
        sure, never = (probability(diagram, given | {node: value}) for value in (1.0, 0.0))
        assert slope == pytest.approx(sure - never, abs=1e-12)


def test_sets_are_counted_without_being_listed() -> None:
    """Forty members of two parts each, one part of each must fail: 2**40 sets of forty."""
    members = [f"m{i:02d}" for i in range(40)]
    rows = [CiRow("s"), *(CiRow(member, unavailability=0.0) for member in members)]
    rows += [CiRow(f"{member}-{part}") for member in members for part in "ab"]
    edges = [EdgeRow("s", member, group="g") for member in members]
    edges += [EdgeRow(member, f"{member}-{part}") for member in members for part in "ab"]
    tree = tree_of(build_graph(rows, edges, [GroupRow("s", "g", {"min_up": 1})]), "s")
    family = minimal_solutions(diagram_of(tree))
    assert family.counts(lambda node: len(tree.events[node])) == {40: 2**40}
    assert len(list(family.sets(40))) == 1
    assert list(family.sets(39)) == []
    with pytest.raises(TooLargeError, match="too many minimal cut sets"):
        minimal_solutions(diagram_of(tree), steps=10)


# ---------------------------------------------------------------- words


@pytest.mark.parametrize("seed", range(20))
def test_words_count_as_numbers_do(seed: int) -> None:
    rng = random.Random(seed)
    lattice = WordLattice(3)
    cases = 3 * WORD
    weights = [rng.choice([1, 1, 2, 3, 7, 1000]) for _ in range(rng.randint(1, 9))]
    chosen = [[case for case in range(cases) if rng.random() < 0.4] for _ in weights]
    values = [lattice.only(np.array(cells, dtype=np.int64)) if cells else lattice.never for cells in chosen]
    for at in {1, *weights, sum(weights), sum(weights) + 1, *(sum(pair) for pair in combinations(weights, 2))}:
        found = lanes_of(lattice.reached(values, weights, at), cases).tolist()
        expected = [
            int(sum(w for w, cells in zip(weights, chosen, strict=True) if case in set(cells)) >= at)
            for case in range(cases)
        ]
        assert found == expected


def test_orders_name_each_variable_once() -> None:
    for seed in range(10):
        tree = tree_of(build_graph(*tangle(seed, 16, 12)), "n00")
        nodes = [node for node, events in enumerate(tree.events) if events]
        for order in variable_orders(tree, blocks(tree)):
            assert sorted(order) == nodes
