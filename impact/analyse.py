"""The one question: given what fails, what else stops working, how badly, and why."""

from __future__ import annotations

import numpy as np

from impact.answer import ENGINE, AffectedCi, Answer, AtRisk, Collision, State
from impact.at_risk import Spent, at_risk
from impact.because import Reasons
from impact.digest import digest
from impact.evidence import weakest
from impact.graph import Graph
from impact.hops import hops
from impact.margin import used_up
from impact.output import cut_off, frontier_of, in_sight, within_sight
from impact.propagate import FALLEN, States
from impact.ragged import Ints
from impact.redact import Visible
from impact.scenario import Scenario
from impact.scenarios import read_scenario, states_before, states_of
from impact.services import service_effects
from impact.surroundings import errors_near, ignored_near, unknown_near

__all__ = ["ENGINE", "analyse"]


def analyse(graph: Graph, scenario: Scenario, *, visible: Visible | None = None) -> Answer:
    """Compute everything that follows from a scenario.

    Parameters
    ----------
    graph : the whole graph
    scenario : what fails, what is immune, what is DOWN already; its depth and limit cut the output only
    visible : what the reader may see; the answer is computed on the full graph and redacted afterwards

    Returns
    -------
    Answer in byte-stable order: affected CIs by state (DOWN first), hops, key

    Raises
    ------
    UnknownCiError : the scenario names a CI that the graph does not have
    ScenarioError : the scenario contradicts itself

    Notes
    -----
    O(relations of what is affected); nothing here walks the whole graph.
    """
    if scenario.timed:
        from impact.timed import analyse_timed  # noqa: PLC0415 - most questions have no times

        return analyse_timed(graph, scenario, visible=visible)
    question = read_scenario(graph, scenario)
    states, before = states_of(graph, question), states_before(graph, question)
    away = hops(graph, states)
    order = _order(graph, states, away)
    seen = in_sight(graph, order, visible)
    shown, cut = cut_off(order[seen], away, scenario)
    services = service_effects(graph, states, before, away)
    risks = _at_risk(graph, states, before)
    unknown, unknown_elsewhere = unknown_near(graph, states.weak.cis)
    errors, errors_elsewhere = errors_near(graph, states.weak.cis)
    ignored, ignored_elsewhere = ignored_near(graph, states.weak.cis)
    answer = Answer(
        engine=ENGINE,
        hash=digest(graph, states, services, risks),
        cis=_affected(graph, states, before, away, shown),
        services=services,
        at_risk=risks,
        unknown=unknown,
        unknown_elsewhere=unknown_elsewhere,
        errors=errors,
        ignored=ignored,
        truncated=bool(cut.size),
        frontier=frontier_of(shown, cut, away),
        evidence=weakest(graph, states),
        total=int(order.size),
        errors_elsewhere=errors_elsewhere,
        ignored_elsewhere=ignored_elsewhere,
        collisions=_collisions(graph, scenario),
    )
    return within_sight(answer, visible, int(order.size - np.count_nonzero(seen)))


def _order(graph: Graph, states: States, away: Ints) -> Ints:
    cis = states.weak.cis
    down = states.down.closed[cis] == FALLEN
    return cis[np.lexsort((graph.key_rank[cis], away[cis], ~down))].astype(np.int64)


def _affected(graph: Graph, states: States, before: States, away: Ints, shown: Ints) -> tuple[AffectedCi, ...]:
    reasons = Reasons(graph, states, away)
    reasons.read(shown)
    keys, names = graph.keys_of(shown), graph.names.many(shown)
    down = (states.down.closed[shown] == FALLEN).tolist()
    already = (before.down.closed[shown] == FALLEN).tolist()
    classes, distances = graph.ci_class[shown].tolist(), away[shown].tolist()
    found: list[AffectedCi] = []
    for i, ci in enumerate(shown.tolist()):
        state: State = "down" if down[i] else "degraded"
        because = tuple(reasons.shown(why) for why in reasons.of(ci))
        cls = graph.word(classes[i]) if classes[i] >= 0 else ""
        found.append(AffectedCi(keys[i], names[i], cls, state, distances[i], already[i], because))
    return tuple(found)


def _at_risk(graph: Graph, states: States, before: States) -> tuple[AtRisk, ...]:
    return at_risk(
        graph,
        [
            Spent(used.gate, used.before, [m for m in graph.gate_members(used.gate) if states.down.closed[m] != FALLEN])
            for used in used_up(graph, states.down, before.down)
        ],
    )


def _collisions(graph: Graph, scenario: Scenario) -> tuple[Collision, ...] | None:
    if not scenario.context:
        return None
    from impact.collisions import collisions_with  # noqa: PLC0415 - most questions have no context

    return collisions_with(graph, scenario)
