"""Small graphs with ride-through and fail-over, and questions with times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from impact.scenario import ContextRecord, Failure, Immunity, Scenario
from tests.impact.strategies import ESTATES, KEYS, OFTEN, SELDOM, SOMETIMES, Case, Estate, different, up_to

if TYPE_CHECKING:
    from impact.graph_input import EdgeRow, GroupRow

__all__ = ["HORIZON", "crowded", "timed_cases", "timed_estates"]

HORIZON = 32
"""Seconds that are compared: to well beyond the last end and what follows it."""

RIDES = st.sampled_from([0, 0, 0, 1, 2, 3, 6])
TAKES = st.sampled_from([1, 2, 5, 9])


def ridden(draw: st.DrawFn, edge: EdgeRow) -> EdgeRow:
    return edge._replace(ride_through_s=float(draw(RIDES)))


def failing_over(draw: st.DrawFn, group: GroupRow) -> GroupRow:
    if not group.rule.get("active_passive"):
        return group
    return group._replace(rule={**group.rule, "failover_s": draw(TAKES)})


@st.composite
def timed_estates(draw: st.DrawFn) -> Estate:
    estate: Estate = draw(ESTATES)
    edges = tuple(ridden(draw, edge) for edge in estate.edges) if draw(OFTEN) else estate.edges
    return estate._replace(edges=edges, groups=tuple(failing_over(draw, group) for group in estate.groups))


@st.composite
def failures(draw: st.DrawFn, key: str) -> Failure:
    """Mostly a short window, now and then one without length, without end or since ever."""
    state = "degraded" if draw(SELDOM) else "down"
    if draw(SELDOM):
        return Failure(key, state)
    start = draw(up_to(9))
    return Failure(key, state, start, None if draw(SELDOM) else draw(up_to(9)))


@st.composite
def timed_scenarios(draw: st.DrawFn, estate: Estate) -> Scenario:
    present = estate.present()
    keys = [key for key in draw(st.lists(st.sampled_from(KEYS), max_size=5)) if key in present]
    listed = [draw(failures(key)) for key in keys]
    immune: list[Immunity] = []
    already: tuple[str, ...] = ()
    if draw(SOMETIMES):
        for key in draw(different(KEYS, 2)):
            if key in present:
                until = None if draw(SELDOM) else draw(up_to(12))
                immune.append(Immunity(key, until_s=until))
                listed = [each for each in listed if each.ci != key or fits(each, until)]
    if draw(SELDOM):
        already = tuple(key for key in draw(different(KEYS, 1)) if key in present and key not in {i.ci for i in immune})
    return Scenario(tuple(listed), tuple(immune), already)


def fits(failure: Failure, until: int | None) -> bool:
    """Whether a failure begins once the immunity has ended, or has no length."""
    if not failure.timed:
        return False
    return failure.duration_s == 0 or (until is not None and (failure.start_s or 0) >= until)


@st.composite
def timed_cases(draw: st.DrawFn) -> Case:
    estate = draw(timed_estates())
    return Case(*estate, draw(timed_scenarios(estate)))


@st.composite
def plan_lists(draw: st.DrawFn, estate: Estate) -> tuple[ContextRecord, ...]:
    """Up to four plans with a window or two each."""
    present = estate.present()
    found: list[ContextRecord] = []
    for number in range(draw(up_to(4, 2))):
        keys = [key for key in draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=2)) if key in present]
        found.append(ContextRecord(f"CHG-{number}", "a change", tuple(draw(failures(key)) for key in keys)))
    return tuple(draw(st.permutations(found)))


@st.composite
def crowded(draw: st.DrawFn) -> tuple[Estate, tuple[ContextRecord, ...]]:
    """An estate and plans for it."""
    estate = draw(timed_estates())
    return estate, draw(plan_lists(estate))
