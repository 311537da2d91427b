"""The answer to a timed scenario: who is in which state from when until when, and why."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from impact.answer import ENGINE, AffectedCi, Answer, AtRisk, Because, Evidence, Interval, ServiceEffect, State
from impact.at_risk import Spent, at_risk
from impact.because import Reasons
from impact.collisions import collisions_with
from impact.evidence import weakest
from impact.graph import Graph
from impact.hops import hops
from impact.intervals import Spans, difference, seconds
from impact.margin import had_margin
from impact.output import cut_off, frontier_of, in_sight, within_sight
from impact.propagate import States, propagate
from impact.ragged import Ints, ascending
from impact.redact import Visible
from impact.scenario import Scenario
from impact.scenarios import check_limits
from impact.services import score_of
from impact.surroundings import errors_near, ignored_near, unknown_near
from impact.sweep import sweep
from impact.timeline import Timeline
from impact.times import read_times
from impact.track import runs, spans_at_least

__all__ = ["analyse_timed", "timeline_of"]

STATE: tuple[State, State, State] = ("ok", "degraded", "down")
DOWN = 2


def timeline_of(graph: Graph, scenario: Scenario) -> Timeline:
    """States over time in a scenario; errors as `analyse_timed`."""
    return sweep(graph, read_times(graph, scenario))


def analyse_timed(graph: Graph, scenario: Scenario, *, visible: Visible | None = None) -> Answer:
    """Compute everything that follows from a scenario whose failures have times.

    Parameters
    ----------
    graph, scenario, visible : as in `impact.analyse.analyse`

    Returns
    -------
    Answer in which each CI and service has its worst state and its intervals

    Raises
    ------
    UnknownCiError : the scenario names a CI that the graph does not have
    ScenarioError : the scenario contradicts itself, or a time in it is none

    Notes
    -----
    See `impact.timeline.sweep`; reasons take each moment at which some CI became as bad as it ever is once more.
    """
    check_limits(scenario)
    calm = _calm(graph, scenario)
    line = sweep(graph, read_times(graph, scenario), before=calm.down)
    without = None
    if scenario.context:
        without = sweep(graph, read_times(graph, scenario, own=False), before=calm.down)
    affected = ascending(np.array(list(line.cis), dtype=np.int64))
    away = np.zeros(graph.size, dtype=np.int32)
    away[affected] = [line.hops[ci] for ci in affected.tolist()]
    order = _order(graph, line, affected, away)
    seen = in_sight(graph, order, visible)
    shown, cut = cut_off(order[seen], away, scenario)
    because, evidence = _reasons(graph, line, affected, frozenset(shown.tolist()))
    services = _services(graph, line, without, calm, affected)
    risks = _at_risk(graph, line, without, calm)
    unknown, unknown_elsewhere = unknown_near(graph, affected)
    errors, errors_elsewhere = errors_near(graph, affected)
    ignored, ignored_elsewhere = ignored_near(graph, affected)
    answer = Answer(
        engine=ENGINE,
        hash=_digest(graph, line, services, risks),
        cis=_affected(graph, line, without, calm, shown, because),
        services=services,
        at_risk=risks,
        unknown=unknown,
        unknown_elsewhere=unknown_elsewhere,
        errors=errors,
        ignored=ignored,
        truncated=bool(cut.size),
        frontier=frontier_of(shown, cut, away),
        evidence=evidence,
        total=int(order.size),
        errors_elsewhere=errors_elsewhere,
        ignored_elsewhere=ignored_elsewhere,
        timed=True,
        collisions=collisions_with(graph, scenario),
    )
    return within_sight(answer, visible, int(order.size - np.count_nonzero(seen)))


def _calm(graph: Graph, scenario: Scenario) -> States:
    """What is DOWN anyway, whatever the time."""
    lasting = [graph.maintenance_ci.astype(np.int64), graph.indices_of(scenario.already_down)]
    nothing = np.zeros(0, dtype=np.int64)
    return propagate(graph, ascending(np.concatenate(lasting)), nothing, nothing)


def _order(graph: Graph, line: Timeline, affected: Ints, away: Ints) -> Ints:
    down = np.array([line.level(ci) == DOWN for ci in affected.tolist()], dtype=np.bool_)
    order: Ints = affected[np.lexsort((graph.key_rank[affected], away[affected], ~down))]
    return order


def _intervals(changes: list[tuple[int, int]]) -> tuple[Interval, ...]:
    return tuple(Interval(STATE[level], seconds(start), seconds(end)) for start, end, level in runs(changes))


def _reasons(
    graph: Graph, line: Timeline, affected: Ints, shown: frozenset[int]
) -> tuple[dict[int, tuple[Because, ...]], Evidence | None]:
    """Why each CI that is shown became as bad as it ever is, and the weakest evidence of all."""
    at: defaultdict[int, list[int]] = defaultdict(list)
    all_of_them = bool(graph.in_confidence.size or graph.in_verified.size)
    for ci in affected.tolist():
        if all_of_them or ci in shown:
            at[line.worst_at[ci]].append(ci)
    because: dict[int, tuple[Because, ...]] = {}
    evidence: list[Evidence] = []
    for moment in sorted(at):
        states = line.states_at(moment)
        cis = np.array(at[moment], dtype=np.int64)
        if (found := weakest(graph, states, cis)) is not None:
            evidence.append(found)
        listed = [ci for ci in at[moment] if ci in shown]
        reasons = Reasons(graph, states, hops(graph, states))
        reasons.read(np.array(listed, dtype=np.int64))
        for ci in listed:
            because[ci] = tuple(reasons.shown(why) for why in reasons.of(ci))
    return because, _weakest_of(evidence)


def _weakest_of(found: Sequence[Evidence]) -> Evidence | None:
    """The weakest of some evidence, by the rule of `impact.evidence.weakest`."""
    sure = [each for each in found if each.confidence is not None]
    last = "~"
    return min(
        sure or found,
        key=lambda e: (e.confidence or 0.0, e.last_verified or last, e.consumer, e.provider, e.type),
        default=None,
    )


def _affected(
    graph: Graph,
    line: Timeline,
    without: Timeline | None,
    calm: States,
    shown: Ints,
    because: dict[int, tuple[Because, ...]],
) -> tuple[AffectedCi, ...]:
    keys, names, classes = graph.keys_of(shown), graph.names.many(shown), graph.ci_class[shown].tolist()
    found: list[AffectedCi] = []
    for ci, key, name, cls in zip(shown.tolist(), keys, names, classes, strict=True):
        level = line.level(ci)
        already = level == DOWN and _already(line, without, calm, ci)
        word = graph.word(cls) if cls >= 0 else ""
        found.append(
            AffectedCi(key, name, word, STATE[level], line.hops[ci], already, because[ci], _intervals(line.cis[ci]))
        )
    return tuple(found)


def _already(line: Timeline, without: Timeline | None, calm: States, ci: int) -> bool:
    """Whether a CI is just as bad without the scenario."""
    if without is not None:
        return without.cis.get(ci) == line.cis[ci]
    return calm.level(ci) == line.level(ci)


def _services(
    graph: Graph, line: Timeline, without: Timeline | None, calm: States, affected: Ints
) -> tuple[ServiceEffect, ...]:
    cis = affected[graph.ci_service[affected]]
    levels, users = graph.ci_criticality[cis].tolist(), graph.ci_users[cis].tolist()
    found: list[ServiceEffect] = []
    rows = zip(cis.tolist(), graph.keys_of(cis), graph.names.many(cis), levels, users, strict=True)
    for ci, key, name, criticality, count in rows:
        state = STATE[line.level(ci)]
        score, factors = score_of(state, criticality, count)
        was = _already(line, without, calm, ci)
        itself = line.hops[ci] == 0 and not was
        when = _intervals(line.cis[ci])
        found.append(ServiceEffect(key, name, state, score, factors, count, when, was, itself))
    return tuple(sorted(found, key=lambda s: (-s.score, s.key)))


def _at_risk(graph: Graph, line: Timeline, without: Timeline | None, calm: States) -> tuple[AtRisk, ...]:
    """Gates that hold with no member to spare because of the scenario, and when."""
    when: dict[int, Spans] = {}
    for gate in sorted(line.risks):
        spans = spans_at_least(line.risks[gate], 1)
        if without is not None:
            spans = difference(spans, spans_at_least(without.risks.get(gate, []), 1))
        if spans:
            when[gate] = spans
    had = had_margin(graph, calm.down, list(when))
    spent = [
        Spent(
            gate,
            had[gate],
            [m for m in graph.gate_members(gate) if not any(a <= spans[0][0] < b for a, b in line.down(m))],
            tuple(Interval("at_risk", seconds(start), seconds(end)) for start, end in spans),
        )
        for gate, spans in when.items()
    ]
    return at_risk(graph, spent)


def _digest(graph: Graph, line: Timeline, services: Iterable[ServiceEffect], risks: Iterable[AtRisk]) -> str:
    """Fingerprint of states, gates, margins and services over time; O(affected log affected)."""
    seal = hashlib.sha256(b"faultline timed answer 1")
    for ci in graph.by_key(np.array(sorted(line.cis), dtype=np.int64)).tolist():
        seal.update(f"\x1e{graph.key_at(ci)}\x1f{line.cis[ci]}".encode())
    groups = [
        (graph.key_at(int(graph.gate_owner[gate])), graph.group_name(gate), changes)
        for gate, changes in line.gates.items()
        if graph.gate_group[gate] >= 0
    ]
    for owner, group, changes in sorted(groups):
        seal.update(f"\x1d{owner}\x1f{group}\x1f{changes}".encode())
    for risk in risks:
        seal.update(f"\x1c{risk.key}\x1f{risk.group}\x1f{risk.before}\x1f{_times(risk.intervals)}".encode())
    for service in sorted(services, key=lambda s: s.key):
        seal.update(f"\x1b{service.key}\x1f{service.state}\x1f{service.score}".encode())
    return seal.hexdigest()


def _times(intervals: Iterable[Interval]) -> list[tuple[float | None, float | None]]:
    return [(each.start_s, each.end_s) for each in intervals]
