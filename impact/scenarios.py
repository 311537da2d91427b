"""A scenario's keys turned into CI numbers, checked once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impact.errors import ScenarioError
from impact.graph import Graph
from impact.propagate import States, propagate
from impact.ragged import Ints, among, ascending
from impact.scenario import Scenario

__all__ = ["Question", "check_limits", "read_scenario", "states_before", "states_of"]


@dataclass(frozen=True, slots=True)
class Question:
    """A scenario in CI numbers, each array ascending and each number once.

    ``before`` is DOWN already: context and maintenance. ``down`` includes it, as ``degraded`` does
    ``before_degraded``.
    """

    down: Ints
    degraded: Ints
    immune: Ints
    before: Ints
    failures: Ints
    before_degraded: Ints


def read_scenario(graph: Graph, scenario: Scenario) -> Question:
    """Read a scenario against a graph.

    Raises
    ------
    UnknownCiError : a key that no CI has
    ScenarioError : a CI fails and is immune at once, a state that is none, a depth or limit below 0, or the scenario
        has times

    Notes
    -----
    Immunity speaks about a CI's providers: one in maintenance stays DOWN.
    """
    check_limits(scenario)
    if scenario.timed:
        raise ScenarioError("the scenario has times; allowed here: failures that last")
    for failure in scenario.all_failures():
        if failure.state not in {"down", "degraded"}:
            raise ScenarioError(f"{failure.ci!r} fails as {failure.state!r}; allowed: down, degraded")
    going_on = [failure for record in scenario.context for failure in record.failures]
    immune = ascending(graph.indices_of(i.ci for i in scenario.immune))
    down = ascending(graph.indices_of(f.ci for f in scenario.failures if f.state == "down"))
    before_degraded = ascending(graph.indices_of(f.ci for f in going_on if f.state == "degraded"))
    degraded = ascending(graph.indices_of(f.ci for f in scenario.failures if f.state == "degraded"))
    degraded = ascending(np.concatenate([degraded, before_degraded]))
    already = [*scenario.already_down, *(f.ci for f in going_on if f.state == "down")]
    context = ascending(graph.indices_of(already))
    failing = np.concatenate([down, degraded, context])
    both = immune[among(immune, failing)]
    if both.size:
        keys = ", ".join(graph.keys_of(graph.by_key(both)))
        raise ScenarioError(f"immune and failing at once: {keys}; a CI is one of the two")
    before = ascending(np.concatenate([context, graph.maintenance_ci]))
    down = ascending(np.concatenate([down, before]))
    degraded = degraded[~among(degraded, down)]
    before_degraded = before_degraded[~among(before_degraded, before)]
    immune = immune[~among(immune, before)]
    return Question(down, degraded, immune, before, ascending(failing), before_degraded)


def check_limits(scenario: Scenario) -> None:
    """Raise ``ScenarioError`` for a depth or limit below 0."""
    for name, value in (("depth", scenario.depth), ("limit", scenario.limit)):
        if value is not None and value < 0:
            raise ScenarioError(f"{name} is {value}; allowed: 0 and more")


def states_of(graph: Graph, question: Question) -> States:
    """States in the scenario."""
    return propagate(graph, question.down, question.degraded, question.immune)


def states_before(graph: Graph, question: Question) -> States:
    """States without the scenario: only what is DOWN already; the lifecycle's part is remembered on the graph."""
    nothing = np.zeros(0, dtype=np.int64)
    if question.before_degraded.size:
        return propagate(graph, question.before, question.before_degraded, nothing)
    if np.array_equal(question.before, graph.maintenance_ci):
        return graph.cached("before", lambda: propagate(graph, graph.maintenance_ci.astype(np.int64), nothing, nothing))
    return propagate(graph, question.before, nothing, nothing)
