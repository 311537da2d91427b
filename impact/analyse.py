"""The one question: given what fails, what else stops working, how badly, and why."""

from __future__ import annotations

import numpy as np

from impact.answer import AffectedCi, Answer, AtRisk, DataError, Ignored, State, Unknown
from impact.because import Reasons
from impact.defects import data_errors, ignored_relations, unknown_cis
from impact.digest import digest
from impact.evidence import weakest
from impact.graph import Graph
from impact.hops import hops
from impact.margin import used_up
from impact.propagate import FALLEN, States
from impact.ragged import Bools, Ints, among, ascending
from impact.reach import consumers, dependents, footing, marked_above
from impact.redact import Visible, keys_in, redacted
from impact.scenario import Scenario
from impact.scenarios import read_scenario, states_before, states_of
from impact.services import service_effects

__all__ = ["ENGINE", "analyse"]

ENGINE = "1"
"""Version of what the engine computes; a change of meaning raises it."""

ELSEWHERE = 100
"""Up to so many data errors, or ignored relations, all are listed; of more, only those near what is affected."""


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
    question = read_scenario(graph, scenario)
    states, before = states_of(graph, question), states_before(graph, question)
    away = hops(graph, states)
    order = _order(graph, states, away)
    seen = _seen(graph, order, visible)
    shown, cut = _cut(order[seen], away, scenario)
    services = service_effects(graph, states)
    risks = _at_risk(graph, states, before)
    unknown, unknown_elsewhere = _unknown(graph, states)
    errors, errors_elsewhere = _errors(graph, states)
    ignored, ignored_elsewhere = _ignored(graph, states)
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
        frontier=_frontier(shown, cut, away),
        evidence=weakest(graph, states),
        total=int(order.size),
        errors_elsewhere=errors_elsewhere,
        ignored_elsewhere=ignored_elsewhere,
    )
    if visible is None:
        return answer
    keys = keys_in(answer)
    may = dict(zip(keys, visible(keys), strict=True))
    return redacted(answer, may.__getitem__, int(order.size - np.count_nonzero(seen)))


def _order(graph: Graph, states: States, away: Ints) -> Ints:
    cis = states.weak.cis
    down = states.down.closed[cis] == FALLEN
    return cis[np.lexsort((graph.key_rank[cis], away[cis], ~down))].astype(np.int64)


def _seen(graph: Graph, order: Ints, visible: Visible | None) -> Bools:
    if visible is None:
        return np.ones(order.size, dtype=np.bool_)
    return np.asarray(visible(graph.keys_of(order)), dtype=np.bool_).reshape(order.shape)


def _cut(order: Ints, away: Ints, scenario: Scenario) -> tuple[Ints, Ints]:
    """What is shown and what is left out."""
    near = away[order] <= scenario.depth if scenario.depth is not None else np.ones(order.size, dtype=np.bool_)
    shown = order[near][: scenario.limit]
    cut = np.concatenate([order[near][shown.size :], order[~near]])
    return shown, cut


def _frontier(shown: Ints, cut: Ints, away: Ints) -> int:
    """CIs left out that are at most one hop beyond what is shown."""
    deepest = int(away[shown].max(initial=0))
    return int(np.count_nonzero(away[cut] <= deepest + 1))


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
    gates = used_up(graph, states.down, before.down)
    owners = ascending(graph.gate_owner[np.array([u.gate for u in gates], dtype=np.int64)].astype(np.int64))
    cone = dependents(graph, owners)
    services = graph.by_key(cone[graph.ci_service[cone]])
    above = marked_above(graph, cone, services, owners)
    gate = np.array([u.gate for u in gates], dtype=np.int64)
    members = [
        [member for member in graph.gate_members(number) if states.down.closed[member] != FALLEN]
        for number in gate.tolist()
    ]
    named = {*services.tolist(), *owners.tolist(), *(m for left in members for m in left)}
    numbers = graph.by_key(np.array(sorted(named), dtype=np.int64))
    place = {ci: i for i, ci in enumerate(numbers.tolist())}
    key = graph.keys_of(numbers)
    names = {ci: key[i] for ci, i in place.items()}
    felt = {ci: tuple([names[service] for service in above[ci]]) for ci in owners.tolist()}
    found = [
        AtRisk(
            names[owner],
            graph.group_name(risk.gate) or "",
            risk.before,
            0,
            tuple(key[i] for i in sorted(place[member] for member in left)),
            felt[owner],
        )
        for risk, owner, left in zip(gates, graph.gate_owner[gate].tolist(), members, strict=True)
    ]
    return tuple(sorted(found, key=lambda r: (r.key, r.group)))


def _unknown(graph: Graph, states: States) -> tuple[tuple[Unknown, ...], int]:
    """Unknown CIs that the affected services stand on, and how many others there are."""
    cis, lacks = unknown_cis(graph)
    services = graph.by_key(states.weak.cis[graph.ci_service[states.weak.cis]].astype(np.int64))
    if not cis.size or not services.size:
        return (), int(cis.size)
    cone = footing(graph, services)
    concerned = cis[among(cis, cone)]
    above = marked_above(graph, cone, services, concerned)
    found = [Unknown(graph.key_at(ci), lacks[ci], tuple(graph.keys_of(above[ci]))) for ci in above]
    return tuple(sorted(found, key=lambda u: u.key)), int(cis.size) - len(found)


def _near(graph: Graph, states: States) -> set[str]:
    """Keys of the affected CIs and of those that a failure reached without taking them along."""
    reached, _ = consumers(graph, states.weak.cis)
    return set(graph.keys_of(ascending(np.concatenate([states.weak.cis, reached]))))


def _errors(graph: Graph, states: States) -> tuple[tuple[DataError, ...], int]:
    """Data errors: all of a few, of many only those near what is affected; and how many others there are."""
    errors = data_errors(graph)
    if len(errors) <= ELSEWHERE:
        return errors, 0
    near = _near(graph, states)
    listed = [error for error in errors if error.key in near]
    return tuple(listed), len(errors) - len(listed)


def _ignored(graph: Graph, states: States) -> tuple[tuple[Ignored, ...], int]:
    """Ignored relations, as `_errors`."""
    ignored = ignored_relations(graph)
    if len(ignored) <= ELSEWHERE:
        return ignored, 0
    near = _near(graph, states)
    listed = [relation for relation in ignored if relation.consumer in near or relation.provider in near]
    return tuple(listed), len(ignored) - len(listed)
