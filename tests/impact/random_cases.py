"""Random small graphs by seed, with every kind of gate, circles, a plan for each and questions with and without times.

Drawn in a fraction of the time that a Hypothesis example takes, so that a run can look at ten thousand.
"""

from __future__ import annotations

import random
from typing import NamedTuple

from impact.graph_input import CiRow, EdgeRow, GroupRow
from impact.scenario import Failure, Immunity, Scenario
from tests.impact.strategies import Case, Estate

__all__ = ["Drawn", "drawn"]


class Drawn(NamedTuple):
    """An estate with a question, the same estate after a plan, and a question with times."""

    case: Case
    planned: Estate
    windows: Scenario


def drawn(seed: int) -> Drawn:
    """Draw one; the same seed draws the same."""
    rng = random.Random(seed)
    keys = "abcdefgh"[: rng.randint(3, 8)]
    estate = estate_of(rng, keys)
    return Drawn(Case(*estate, question(rng, estate)), after_plan(rng, estate, keys), windows(rng, estate))


def estate_of(rng: random.Random, keys: str) -> Estate:
    cis = tuple(ci(rng, key) for key in keys)
    edges: list[EdgeRow] = []
    groups: list[GroupRow] = []
    ringed = rng.random() < 0.4
    for place in range(len(keys)):
        more = consumer(rng, keys, place, ringed=ringed)
        edges += more[0]
        groups += more[1]
    return Estate(cis, each_once(edges), tuple(groups))


def each_once(edges: list[EdgeRow]) -> tuple[EdgeRow, ...]:
    """A relation is one by its ends, type and group."""
    return tuple({(e.consumer, e.provider, e.type, e.group): e for e in edges}.values())


def ci(rng: random.Random, key: str) -> CiRow:
    presence = rng.choices(["operational", "maintenance", "absent"], [20, 1, 1])[0]
    figure = rng.choice([None, 0.0, 0.1, 0.5, 1.0, 1e-9])
    service, criticality, users = rng.random() < 0.4, rng.randint(1, 5), rng.choice([0, 9])
    return CiRow(key, f"name of {key}", "server", presence, service, criticality, users, unavailability=figure)


def consumer(rng: random.Random, keys: str, place: int, *, ringed: bool) -> tuple[list[EdgeRow], list[GroupRow]]:
    """What one CI needs: single relations, and groups of any kind, often of its neighbours."""
    key, edges, groups = keys[place], [], []
    for _ in range(rng.choice([0, 0, 1, 1, 2])):
        need = rng.choice(["hard", "hard", "hard", "soft"])
        edges.append(EdgeRow(key, rng.choice(keys), need=need, ride_through_s=ride(rng)))
    for name in rng.choice(["", "g", "g", "gh"]):
        near = [keys[place - 1], keys[(place + 1) % len(keys)]] if ringed else []
        members = sorted({*near, *rng.sample(keys, rng.randint(0 if near else 1, min(4, len(keys))))})
        weights = {member: rng.choice([1, 1, 1, 2, 3]) for member in members}
        need = "soft" if rng.random() < 0.08 else "hard"
        edges += [EdgeRow(key, m, need=need, group=name, weight=weights[m], ride_through_s=ride(rng)) for m in members]
        groups.append(GroupRow(key, name, rule(rng, weights)))
    return edges, groups


def ride(rng: random.Random) -> float:
    return float(rng.choice([0, 0, 0, 0, 1, 2]))


def rule(rng: random.Random, weights: dict[str, int]) -> dict[str, object]:
    n, whole = len(weights), sum(weights.values())
    kind = rng.randrange(8)
    found: dict[str, object]
    if kind == 0:
        demand = rng.randint(1, whole + 1)
        found = {"demand": demand, "min": rng.randint(0, demand)}
    elif kind == 1:
        found = {"active_passive": True, "primary": rng.choice(sorted(weights)), "failover_s": rng.choice([1, 3])}
    elif kind == 2:
        found = {"min_up": rng.choice(["quorum", "34%", "50%", "66%"])}
    elif kind == 3:
        found = {"min_up": rng.randint(0, n + 1), "n_full": rng.randint(1, n + 1)}
    else:
        found = {"min_up": rng.choice([1, 1, rng.randint(1, n)])}
    return found | ({"peers": True} if rng.random() < 0.1 else {})


def question(rng: random.Random, estate: Estate) -> Scenario:
    present = estate.present()
    chosen = rng.sample(present, min(len(present), rng.choice([0, 1, 1, 2, 3])))
    immune = {chosen.pop()} if len(chosen) > 1 and rng.random() < 0.3 else set[str]()
    already = (chosen.pop(),) if len(chosen) > 1 and rng.random() < 0.2 else ()
    failures = tuple(Failure(key, rng.choice(["down", "down", "down", "degraded"])) for key in chosen)
    return Scenario(failures, tuple(map(Immunity, sorted(immune))), already)


def windows(rng: random.Random, estate: Estate) -> Scenario:
    present = estate.present()
    chosen = rng.choices(present, k=rng.choice([1, 2, 3])) if present else []
    return Scenario(tuple(Failure(key, "down", rng.randrange(4), rng.randrange(5)) for key in chosen))


def after_plan(rng: random.Random, estate: Estate, keys: str) -> Estate:
    """The same with a CI changed, relations taken away and added, and a rule changed."""
    cis = list(estate.cis)
    place = rng.randrange(len(cis))
    cis[place] = cis[place]._replace(presence=rng.choice(["operational", "maintenance", "absent"]))
    if rng.random() < 0.3:
        cis.append(CiRow("new"))
        keys += "n"
    edges = [edge for edge in estate.edges if rng.random() < 0.8]
    pair = rng.sample([row.key for row in cis], 2)
    edges.append(EdgeRow(pair[0], pair[1], "uses"))
    groups = list(estate.groups)
    if groups:
        groups[rng.randrange(len(groups))] = groups[rng.randrange(len(groups))]._replace(rule={"min_up": 1})
    return Estate(tuple(cis), each_once(edges), tuple({(row.ci, row.name): row for row in groups}.values()))
