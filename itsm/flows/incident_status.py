"""How services are, in plain words: what the engine says of them with what open incidents have taken out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np

from cmdb.estate import Estate
from cmdb.model import Key
from impact import Failure, Graph, Scenario, analyse
from impact.reach import providers
from itsm.change.conflicts import Hit
from itsm.flows.incident_change import open_incidents

__all__ = [
    "Counted",
    "Word",
    "believed",
    "counted",
    "counted_one",
    "near_below",
    "service_states",
    "service_words",
    "words",
]

Word = Literal["working", "restricted", "not working"]
WORDS: Mapping[str, Word] = {"degraded": "restricted", "down": "not working"}
# What comes in by itself counts once somebody has read it; an outage that monitoring observes counts at once.
UNREAD = frozenset({"portal", "event"})
OBSERVED = "event"
NEAR = 2
"""How many steps from what is slow users are told of it: a service's own applications, and what those stand on.

That something is DOWN leads to what the engine proves, however far. That something is slow does so only near by:
further up it may be felt or not, and an incident that names the service says which.
"""


class Report(NamedTuple):
    """What decides how far an incident is believed: where it came from, its state, and the effect that it states."""

    channel: str
    state: str
    effect: str = ""


class Counted(NamedTuple):
    """What one incident alone does to a service as its users are told, None: nothing; and why."""

    state: Literal["down", "degraded"] | None
    why: str


FAR = Counted(None, f"slow more than {NEAR} hops below; what is slow counts up to {NEAR} hops")


def believed(report: Report) -> Literal["down", "degraded"] | None:
    """Return what everybody is told that an incident does to its CIs, None for nothing.

    What nobody has read yet is not told, but for an outage that monitoring observes. DOWN is only what the incident
    states to be so.
    """
    down = report.effect == "down"
    if report.channel in UNREAD and report.state == "new" and not (down and report.channel == OBSERVED):
        return None
    return "down" if down else "degraded"


def words(states: Mapping[str, str], services: Iterable[str]) -> Mapping[str, Word]:
    """Return how services are in plain words; ``states`` are the engine's of what is not OK.

    Less redundancy (AT RISK) is nothing that users notice.
    """
    return {each: WORDS.get(states.get(each, "ok"), "working") for each in services}


def service_words(estate: Estate, services: Iterable[str]) -> Mapping[str, Word]:
    """Return how services are now, in plain words by key; those that are not in service are left out."""
    states = service_states(estate, services)
    return words(states, states)


def service_states(estate: Estate, services: Iterable[str]) -> Mapping[str, str]:
    """Return the states in which services are for their users now; those that are not in service are left out."""
    graph = estate.snapshots.at(None).graph
    failures = failures_of(estate, open_incidents(estate.graph))
    known = graph.find([each.ci for each in failures]).tolist()
    failed = [each for each, number in zip(failures, known, strict=True) if number >= 0]
    wanted = list(services)
    there = [each for each, number in zip(wanted, graph.find(wanted).tolist(), strict=True) if number >= 0]
    states = noticed(graph, failed)
    return {each: states.get(each, "ok") for each in there}


def counted(estate: Estate, incidents: Iterable[Hit], service: str) -> Mapping[str, Counted]:
    """Return what each incident does to a service, by key."""
    graph, found = estate.snapshots.at(None).graph, list(incidents)
    reports, near = reports_of(estate, found), near_below(graph, service)
    return {each.key: counted_one(graph, each.cis, believed(reports[each.key]), service, near) for each in found}


def counted_one(
    graph: Graph, cis: Sequence[str], effect: Literal["down", "degraded"] | None, service: str, near: frozenset[str]
) -> Counted:
    """Return what CIs that are down or slow do to a service; ``near``: as ``near_below`` has it."""
    if effect is None:
        return Counted(None, "nobody has taken it up yet")
    if effect == "degraded" and near.isdisjoint(cis):
        # Most incidents are this, and need no analysis of a large estate.
        return FAR
    there = [each for each, number in zip(cis, graph.find(cis).tolist(), strict=True) if number >= 0]
    answer = analyse(graph, Scenario(failures=tuple(Failure(each, effect) for each in there)))
    reached = {each.key: each for each in answer.cis}.get(service)
    if reached is None:
        less = any(service == each.key or service in each.services for each in answer.at_risk)
        return Counted(None, "costs redundancy, which users do not notice" if less else "alone it changes nothing here")
    if effect == "degraded" and reached.hops > NEAR:
        return FAR
    state, away = reached.state, f"{reached.hops} {'hop' if reached.hops == 1 else 'hops'} below"
    what = "out" if effect == "down" else "slow"
    return Counted(
        "down" if state == "down" else "degraded", f"{what} {away}" if reached.hops else f"it is {what} itself"
    )


def near_below(graph: Graph, service: str) -> frozenset[str]:
    """Return a service and what it stands on within ``NEAR`` steps, redundancy aside; nothing where it is not there."""
    numbers = graph.find([service]).astype(np.int64)
    found = step = numbers[numbers >= 0]
    for _ in range(NEAR):
        step = providers(graph, np.unique(step))[0]
        found = np.concatenate([found, step])
    return frozenset(graph.keys_of(np.unique(found)))


def noticed(graph: Graph, failures: Sequence[Failure]) -> Mapping[str, str]:
    """Return the states that users notice, by key: all that follows from outages, and near by from what is slow."""
    out = tuple(each for each in failures if each.state == "down")
    far = {each.key: each.state for each in analyse(graph, Scenario(failures=out)).cis}
    every = analyse(graph, Scenario(failures=tuple(failures)))
    return far | {each.key: each.state for each in every.cis if each.hops <= NEAR}


def failures_of(estate: Estate, incidents: Iterable[Hit]) -> list[Failure]:
    """Return what believed incidents have taken out, each CI once, the worst first."""
    found = list(incidents)
    reports = reports_of(estate, found)
    worst: dict[str, Literal["down", "degraded"]] = {}
    for each in found:
        effect = believed(reports[each.key])
        for ci in each.cis:
            if effect == "down" or (effect and ci not in worst):
                worst[ci] = effect
    return [Failure(ci, state) for ci, state in sorted(worst.items())]


def reports_of(estate: Estate, incidents: Iterable[Hit]) -> Mapping[str, Report]:
    """Return what decides how far incidents are believed, by key."""
    records = estate.graph.get([Key(each.key) for each in incidents])
    said = {key: stored.node for key, stored in records.items()}
    return {
        key: Report(str(node.attributes.get("channel", "")), node.lifecycle, str(node.attributes.get("effect", "")))
        for key, node in said.items()
    }
