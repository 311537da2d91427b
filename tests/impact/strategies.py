"""Small graphs with everything that goes wrong in real ones, as Hypothesis strategies.

Thousands are drawn in a run, so the strategies are made once and each draw decides as much as it can.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import strategies as st

from impact.graph_input import CiRow, EdgeRow, GroupRow
from impact.scenario import Failure, Immunity, Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["ESTATES", "Case", "Estate", "cases", "reordered", "scenarios"]


class Estate(NamedTuple):
    cis: tuple[CiRow, ...]
    edges: tuple[EdgeRow, ...]
    groups: tuple[GroupRow, ...]

    def present(self) -> list[str]:
        return [row.key for row in self.cis if row.presence != "absent"]


class Case(NamedTuple):
    """An estate and the question put to it."""

    cis: tuple[CiRow, ...]
    edges: tuple[EdgeRow, ...]
    groups: tuple[GroupRow, ...]
    scenario: Scenario


KEYS = "abcdefghi"
NOWHERE = "z"
"""A key that no CI has: an edge to it is ignored and listed."""

Rule = dict[str, object]


@cache
def some(values: Sequence[str], at_most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), max_size=at_most)


@cache
def several(values: Sequence[str], at_most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=at_most)


@cache
def different(values: Sequence[str], at_most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), max_size=at_most, unique=True)


@cache
def up_to(most: int, least: int = 0) -> st.SearchStrategy[int]:
    return st.integers(least, most)


def one_in(odds: int) -> st.SearchStrategy[bool]:
    """True once in ``odds``, and never in the simplest example."""
    return up_to(odds - 1).map(lambda drawn: drawn == odds - 1)


RARELY, SELDOM, SOMETIMES, OFTEN = one_in(20), one_in(9), one_in(4), one_in(2)


# ---------------------------------------------------------------- rules


PERCENTAGES = ["1%", "33%", "34%", "50%", "51%", "66%", "67%", "100%"]


@cache
def counting_rules(n: int) -> st.SearchStrategy[Rule]:
    inside, around = list(range(1, n + 1)), [0, n + 1, "0%", "101%", -1]
    min_up = [*inside * 12, *PERCENTAGES * 2, *["quorum"] * 6, *around]
    n_full = [None] * 20 + [0, *inside * 4, "50%", "50%", "100%", n + 1, "150%"]
    return st.sampled_from(
        [{"min_up": up} if full is None else {"min_up": up, "n_full": full} for up, full in product(min_up, n_full)]
    )


@cache
def capacity_rules(weight: int) -> st.SearchStrategy[Rule]:
    return st.sampled_from(
        [{"demand": demand} for demand in range(1, weight + 2)]
        + [{"demand": demand, "min": least} for demand in range(1, weight + 2) for least in range(demand + 1)]
        + [{"demand": weight + 2, "min": weight + 1}]
    )


@cache
def standby_rules(members: Sequence[str]) -> st.SearchStrategy[Rule]:
    return st.sampled_from([{"active_passive": True, "primary": key, "failover_s": 30} for key in members])


@st.composite
def rules(draw: st.DrawFn, weights: Mapping[str, int]) -> Rule:
    """A rule for a group with these members, of any kind, sometimes with peers."""
    kind = draw(up_to(3))
    if kind == 3 and weights:
        rule = draw(standby_rules(tuple(sorted(weights))))
    elif kind == 2:
        rule = draw(capacity_rules(sum(weights.values())))
    else:
        rule = draw(counting_rules(len(weights)))
    return {**rule, "peers": True} if draw(SELDOM) else rule


# ---------------------------------------------------------------- estates


PRESENCE = ["operational"] * 20 + ["maintenance", "absent"]
ROWS = st.sampled_from(
    [
        CiRow("", "", cls, presence, service, criticality, users, 0.0, missing)
        for presence, service, criticality, cls, users, missing in product(
            PRESENCE, [False, False, True], [1, 3, 5], ["server", "service"], [0, 9, 1200], [(), (), (), ("runs_on",)]
        )
    ]
)
SINGLE = st.sampled_from(["hard", "hard", "hard", "soft"])
MEMBERSHIPS = st.sampled_from(
    [(kind, weight) for kind in ["depends_on", "depends_on", "uses"] for weight in [1, 0, 1, 2, 3, 4]]
)
NAMES = st.sampled_from(["", "g", "g", "gh"])


@st.composite
def cis_of(draw: st.DrawFn, keys: Sequence[str]) -> tuple[CiRow, ...]:
    return tuple(draw(ROWS)._replace(key=key, name=f"name of {key}") for key in keys)


@st.composite
def group_of(draw: st.DrawFn, consumer: str, name: str, members: Sequence[str]) -> tuple[list[EdgeRow], list[GroupRow]]:
    """The relations and the rule of one group; sometimes soft, mixed, empty, or without a rule."""
    soft, mixed = draw(SELDOM), draw(RARELY)
    edges: list[EdgeRow] = []
    weights: dict[str, int] = {}
    for number, provider in enumerate(members):
        kind, weight = draw(MEMBERSHIPS)
        need = "soft" if soft or (mixed and number == 0) else "hard"
        edges.append(EdgeRow(consumer, provider, kind, need, name, weight))
        if provider != NOWHERE:
            weights[provider] = max(weight, weights.get(provider, 0))
    if draw(RARELY):
        return edges, []
    return edges, [GroupRow(consumer, name, draw(rules(weights)))]


@st.composite
def wild(draw: st.DrawFn) -> Estate:
    """Any graph at all."""
    keys = KEYS[: draw(up_to(9, 1))]
    known = keys + NOWHERE if draw(RARELY) else keys
    edges: list[EdgeRow] = []
    groups: list[GroupRow] = []
    for key in keys:
        edges += [EdgeRow(key, provider, need=draw(SINGLE)) for provider in draw(some(known, 2))]
        for name in draw(NAMES):
            more = draw(group_of(key, name, draw(some(known, 5) if draw(SELDOM) else several(known, 5))))
            edges += more[0]
            groups += more[1]
    return Estate(draw(cis_of(keys)), tuple(edges), tuple(groups))


@st.composite
def rings(draw: st.DrawFn) -> Estate:
    """Neighbours that keep each other up, with a few ways out, and something that hangs on them."""
    size = draw(up_to(5, 2))
    ring = KEYS[:size]
    roots = KEYS[size : size + draw(st.sampled_from([1, 0, 1, 2]))]
    keys = KEYS[: size + len(roots) + draw(up_to(2))]
    everyone = draw(OFTEN)
    plain = draw(OFTEN)
    edges: list[EdgeRow] = []
    groups: list[GroupRow] = []
    for place, key in enumerate(ring):
        near = ring if everyone else {ring[(place + 1) % size], ring[place - 1]}
        members = [*sorted(near), *(draw(different(roots, 2)) if roots else [])]
        if plain:
            edges += [EdgeRow(key, provider, group="g") for provider in members if provider != key]
            groups.append(GroupRow(key, "g", {"min_up": draw(up_to(2, 1))}))
        else:
            more = draw(group_of(key, "g", members))
            edges += more[0]
            groups += more[1]
            edges += [EdgeRow(key, provider, need=draw(SINGLE)) for provider in draw(some(keys, 1))]
    for key in keys[size:]:
        edges += [EdgeRow(key, provider, need=draw(SINGLE)) for provider in draw(some(keys, 1))]
        if draw(SOMETIMES):
            more = draw(group_of(key, "h", draw(several(keys, 4))))
            edges += more[0]
            groups += more[1]
    return Estate(draw(cis_of(keys)), tuple(edges), tuple(groups))


@st.composite
def stacked(draw: st.DrawFn) -> Estate:
    """Rings on rings: an upper one that is held by a lower one, which is held by roots, now and then by the upper."""
    keys = KEYS[: draw(up_to(9, 4))]
    cut = draw(up_to(len(keys) - 1, 2))
    lower, upper = keys[:cut], keys[cut:]
    roots = lower[-1:] if draw(OFTEN) else ""
    edges: list[EdgeRow] = []
    groups: list[GroupRow] = []
    for key in keys:
        if key in roots:
            continue
        own, other = (lower, upper) if key in lower else (upper, lower)
        members = draw(different(own, 3)) + (draw(different(other, 2)) if key in upper or draw(SOMETIMES) else [])
        if draw(SELDOM):
            more = draw(group_of(key, "g", members))
            edges += more[0]
            groups += more[1]
            continue
        edges += [EdgeRow(key, provider, group="g") for provider in members]
        groups.append(GroupRow(key, "g", {"min_up": draw(MOSTLY_ONE)}))
        if draw(SELDOM):
            edges.append(EdgeRow(key, draw(st.sampled_from(keys)), need=draw(SINGLE)))
    return Estate(draw(cis_of(keys)), tuple(edges), tuple(groups))


@st.composite
def tied(draw: st.DrawFn) -> Estate:
    """Circles in which some watch a single other one, as a peer or plainly: they stand and fall with it."""
    keys = KEYS[: draw(up_to(6, 3))]
    edges: list[EdgeRow] = []
    groups: list[GroupRow] = []
    for key in keys[:-1]:
        members = draw(several(keys, 2))
        edges += [EdgeRow(key, provider, group="g") for provider in members]
        groups.append(GroupRow(key, "g", {"min_up": 1, "peers": True} if draw(SOMETIMES) else {"min_up": 1}))
        if draw(SOMETIMES):
            edges.append(EdgeRow(key, draw(st.sampled_from(keys)), need=draw(SINGLE)))
    return Estate(draw(cis_of(keys)), tuple(edges), tuple(groups))


MOSTLY_ONE = st.sampled_from([1, 1, 1, 2])
ESTATES = st.one_of(wild(), rings(), rings(), stacked(), tied())


# ---------------------------------------------------------------- questions


QUESTIONS = st.sampled_from(["down", "down", "down", "down", "degraded", "degraded", "immune", "already"])
FOUR_QUESTIONS = st.lists(QUESTIONS, min_size=4, max_size=4)


@st.composite
def scenarios(draw: st.DrawFn, estate: Estate) -> Scenario:
    """What fails, is immune or was DOWN before; sometimes everything that all the rest stands on."""
    present = estate.present()
    consumers = {edge.consumer for edge in estate.edges}
    asked = dict(zip(draw(different(KEYS, 4)), draw(FOUR_QUESTIONS), strict=False))
    if draw(SOMETIMES):
        asked = dict.fromkeys((key for key in present if key not in consumers), "down") | asked
    failures: list[Failure] = []
    immune: list[Immunity] = []
    already: list[str] = []
    for key, question in asked.items():
        if key not in present:
            continue
        if question == "immune":
            immune.append(Immunity(key, "ops", "failed over", "tomorrow"))
        elif question == "already":
            already.append(key)
        else:
            failures.append(Failure(key, question))
    return Scenario(tuple(failures), tuple(immune), tuple(already))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    estate = draw(ESTATES)
    return Case(*estate, draw(scenarios(estate)))


@st.composite
def reordered(draw: st.DrawFn, case: Case) -> Case:
    """The same estate and question, with every list in another order."""
    return Case(
        tuple(draw(st.permutations(case.cis))),
        tuple(draw(st.permutations(case.edges))),
        tuple(draw(st.permutations(case.groups))),
        Scenario(
            tuple(draw(st.permutations(case.scenario.failures))),
            tuple(draw(st.permutations(case.scenario.immune))),
            tuple(draw(st.permutations(case.scenario.already_down))),
        ),
    )
