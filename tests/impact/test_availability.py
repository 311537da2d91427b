from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact import build_graph
from impact.availability import availability
from impact.cut_sets import cut_sets
from impact.errors import GraphError
from impact.graph_input import CiRow, EdgeRow, GroupRow
from impact.monte_carlo import wilson
from tests.impact.brute_force import Asked, pair, tangle, web
from tests.impact.strategies import ESTATES
from tests.impact.test_worked_examples import EXAMPLES, SYSTEMS, rows

if TYPE_CHECKING:
    from tests.impact.strategies import Estate

FEWER = settings(max_examples=max(100, settings().max_examples // 5))


@FEWER
@given(ESTATES, st.data())
def test_the_unavailability_is_the_sum_over_all_sets(estate: Estate, data: st.DataObject) -> None:
    asked = Asked(estate, data)
    figures = {row.key: row.unavailability or 0.0 for row in asked.cis}
    expected = asked.table.probability([figures[key] for key in asked.events])
    found = availability(asked.graph, asked.service, context=asked.context)
    assert found.method == "exact"
    assert found.unavailability == pytest.approx(expected, rel=1e-9, abs=1e-15)
    assert found.interval == (found.unavailability, found.unavailability)
    given_figures = dict(zip(asked.events, (figures[key] for key in asked.events), strict=True))
    for each in found.importance:
        sure, never = (
            asked.table.probability([figures[key] if key != each.key else value for key in asked.events])
            for value in (1.0, 0.0)
        )
        assert each.unavailability == given_figures[each.key]
        assert each.birnbaum == pytest.approx(sure - never, abs=1e-9)
        assert each.fussell_vesely == pytest.approx(1 - never / expected, abs=1e-6)
        assert each.risk_achievement_worth == pytest.approx(sure / expected, rel=1e-6)
        if never > 1e-6 * expected:
            assert each.risk_reduction_worth == pytest.approx(expected / never, rel=1e-3)


def test_maintenance_costs_availability() -> None:
    figures = [CiRow("s"), CiRow("a", unavailability=0.1), CiRow("b", unavailability=0.2)]
    assert availability(pair(*figures), "s").unavailability == pytest.approx(0.02)
    figures[1] = CiRow("a", presence="maintenance", unavailability=0.1)
    assert availability(pair(*figures), "s").unavailability == pytest.approx(0.2)


def test_tiny_figures_keep_their_digits() -> None:
    graph = pair(CiRow("s"), CiRow("a", unavailability=1e-9), CiRow("b", unavailability=1e-9))
    assert availability(graph, "s").unavailability == pytest.approx(1e-18, rel=1e-12)


@pytest.mark.parametrize("figure", [-0.1, 1.5])
def test_a_figure_that_is_no_probability_is_refused(figure: float) -> None:
    graph = pair(CiRow("s"), CiRow("a", unavailability=figure), CiRow("b"))
    with pytest.raises(GraphError, match=f"'a' has unavailability {figure}; allowed: 0 to 1"):
        availability(graph, "s")


# ---------------------------------------------------------------- worked examples


@pytest.fixture(scope="module")
def examples() -> dict[str, dict[str, object]]:
    if not EXAMPLES.exists():
        pytest.skip(
            "the worked examples (../shared/data/reliability/worked-examples.json) are not beside this repository"
        )
    return {example["id"]: example for example in json.loads(EXAMPLES.read_text())["examples"]}


@pytest.mark.parametrize("name", SYSTEMS)
def test_worked_examples(name: str, examples: dict[str, dict[str, object]]) -> None:
    example = examples[name]
    up = example["component_availability"]
    cis, edges, groups = rows(SYSTEMS[name])
    cis = [row._replace(unavailability=1 - up[row.key] if row.key in up else 0.0) for row in cis]
    graph = build_graph(cis, edges, groups)
    found = availability(graph, "system")
    assert found.method == "exact"
    assert found.unavailability == pytest.approx(example["unavailability"], abs=1e-9)
    assert {each.key: each.birnbaum for each in found.importance} == pytest.approx(example["birnbaum"], abs=1e-9)
    sets = cut_sets(graph, "system")
    assert sets.complete
    assert sorted(map(list, sets.cut_sets)) == sorted(example["minimal_cut_sets"])


# ---------------------------------------------------------------- sampling


TREES = 200
COVERED = 181
"""Of 200 intervals at 95 % one expects 190; three standard deviations of the count (3.08 each) are left for chance."""


def test_intervals_hold_the_exact_figure() -> None:
    covered, errors = 0, []
    for seed in range(TREES):
        graph = build_graph(*tangle(seed, 10, 8))
        exact = availability(graph, "n00").unavailability
        found = availability(graph, "n00", limit=0, samples=3000, seed=seed)
        low, high = found.interval
        covered += low <= exact <= high
        if found.method == "monte_carlo" and high > low:
            errors.append((found.unavailability - exact) / (high - low) * 2 * 1.96)
    assert covered >= COVERED
    # Unbiased: the mean of standard errors is within three and a half of its own.
    assert abs(np.mean(errors)) < 3.5 / np.sqrt(len(errors))
    assert 0.8 < np.std(errors) < 1.2


def test_sampled_importance_is_near_the_exact_one() -> None:
    graph = build_graph(*tangle(16, 12, 10))
    exact = {each.key: each for each in availability(graph, "n00").importance}
    sampled = availability(graph, "n00", limit=0, samples=400_000)
    assert sampled.method == "monte_carlo"
    assert sampled.importance
    for each in sampled.importance:
        known = exact[each.key]
        assert each.birnbaum == pytest.approx(known.birnbaum, abs=0.02)
        assert each.fussell_vesely == pytest.approx(known.fussell_vesely, abs=0.05)


def test_single_points_of_failure_are_reckoned_not_sampled() -> None:
    cis = [CiRow("s"), CiRow("a", unavailability=1e-6)]
    cis += [CiRow("b", unavailability=1e-4), CiRow("c", unavailability=1e-4)]
    edges = [EdgeRow("s", "a"), EdgeRow("s", "b", group="g"), EdgeRow("s", "c", group="g")]
    graph = build_graph(cis, edges, [GroupRow("s", "g", {"min_up": 1})])
    found = availability(graph, "s", limit=0, samples=1000)
    assert found.method == "monte_carlo"
    assert found.unavailability == pytest.approx(1e-6)
    assert [each.key for each in found.importance] == ["a"]


def test_the_same_seed_gives_the_same_answer_and_another_one_another() -> None:
    graph = build_graph(*tangle(16, 12, 10))
    one, again, other = (availability(graph, "n00", limit=0, samples=5000, seed=seed) for seed in (1, 1, 2))
    assert one == again
    assert one.unavailability != other.unavailability
    assert (one.samples, one.seed) == (5000, 1)


def test_sampling_tells_how_far_it_is_and_stops_when_told() -> None:
    graph = web(400, 2)
    told: list[tuple[int, int]] = []

    def progress(done: int, wanted: int) -> bool:
        told.append((done, wanted))
        return len(told) < 2

    found = availability(graph, "n00000", limit=0, samples=100_000_000, progress=progress)
    assert found.samples == told[-1][0] < 100_000_000
    assert len(told) == 2


def test_processes_that_share_the_sampling_draw_the_same() -> None:
    graph = web(200, 7)
    alone, together = (availability(graph, "n00000", limit=0, samples=5000, seed=3, workers=n) for n in (1, 2))
    assert together == alone
    assert alone.samples == 5000


@pytest.mark.parametrize(("hits", "samples"), [(0, 10), (10, 10), (1, 1000), (500, 1000)])
def test_wilsons_interval(hits: int, samples: int) -> None:
    """Its ends are the proportions from which what was seen lies 1.96 standard deviations away."""
    share = hits / samples
    for end in wilson(hits, samples):
        if end not in {0.0, 1.0}:
            assert abs(share - end) == pytest.approx(1.959964 * np.sqrt(end * (1 - end) / samples), rel=1e-6)
    low, high = wilson(hits, samples)
    assert 0 <= low <= share <= high <= 1
