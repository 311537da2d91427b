"""Collisions of changes: symmetric, never taken away by one more change, and only while windows overlap."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cmdb.entities import instant_json
from cmdb.plan import Plan
from cmdb.taken_down import Window
from impact import Graph, build_graph
from itsm.change.conflicts import Closure, Conflict, Hit, conflicts, overlap
from itsm.change.proposal import Proposal, of_plan
from tests.impact.strategies import ESTATES, KEYS

START = datetime(2026, 12, 5, 20, tzinfo=UTC)
OTHER_WAY = {"upstream": "downstream", "downstream": "upstream"}


def hours(number: float) -> datetime:
    return START + timedelta(hours=number)


def proposal(name: str, down: list[str], begin: float, end: float, *, touched: tuple[str, ...] = ()) -> Proposal:
    """A change that takes some CIs down for its whole window and touches others."""
    window = {"start": instant_json(hours(begin)), "end": instant_json(hours(end))}
    plan = Plan(name, (), {"window": window, "down": [{"ci": each} for each in down]})  # type: ignore[dict-item]
    found = of_plan(plan, key=str, reference=name)
    return Proposal(name, name, "normal", plan, found.window, tuple(sorted({*found.touched, *touched})))


@st.composite
def proposals(draw: st.DrawFn, name: str) -> Proposal:
    begin = draw(st.integers(0, 4))
    length = draw(st.integers(1, 3))
    down = draw(st.lists(st.sampled_from(KEYS[:6]), max_size=2, unique=True))
    touched = draw(st.lists(st.sampled_from(KEYS[:6]), max_size=1))
    return proposal(name, down, begin, begin + length, touched=tuple(touched))


def marks(found: list[Conflict]) -> set[tuple[str, str, str | None, str | None]]:
    """What a collision is, whatever is said of it; where changes meet in several CIs, that they do."""
    return {
        (each.kind, each.other, each.ci if each.kind == "redundancy" else None, each.group)
        for each in found
        if each.kind != "people"
    }


@given(ESTATES, proposals("a"), proposals("b"))
def test_collision_is_symmetric(estate, one, other):
    graph = build_graph(*estate)
    mine = {(OTHER_WAY.get(kind, kind), ci, group) for kind, _, ci, group in marks(conflicts(graph, one, [other]))}
    theirs = {(kind, ci, group) for kind, _, ci, group in marks(conflicts(graph, other, [one]))}
    assert mine == theirs
    if not overlap(one, other):
        assert not mine


@given(ESTATES, proposals("a"), proposals("b"), proposals("c"))
def test_one_more_change_takes_no_collision_away(estate, one, other, third):
    graph = build_graph(*estate)
    before = marks(conflicts(graph, one, [other]))
    assert before <= marks(conflicts(graph, one, [other, third]))
    assert marks(conflicts(graph, one, [third, other])) == marks(conflicts(graph, one, [other, third]))


def two_legs() -> Graph:
    """A service on an application that needs one of two balancers, each on a feed of its own."""
    from impact import CiRow, EdgeRow, GroupRow

    cis = [CiRow("pay", service=True), *(CiRow(each) for each in ("app", "lb-1", "lb-2", "feed-1", "feed-2"))]
    edges = [
        EdgeRow("pay", "app", "depends_on"),
        EdgeRow("app", "lb-1", "depends_on", group="lb"),
        EdgeRow("app", "lb-2", "depends_on", group="lb"),
        EdgeRow("lb-1", "feed-1", "powered_by"),
        EdgeRow("lb-2", "feed-2", "powered_by"),
    ]
    return build_graph(cis, edges, [GroupRow("app", "lb", {"min_up": 1})])


def test_two_changes_on_the_two_feeds_of_one_service_collide_exactly_while_their_windows_overlap():
    graph = two_legs()
    mine = proposal("a", ["feed-1"], 0, 2)
    for begin, end, collides in ((2, 3, False), (1.5, 3, True), (-2, 0, False), (-2, 0.5, True), (0.5, 1, True)):
        found = conflicts(graph, mine, [proposal("b", ["feed-2"], begin, end)])
        assert bool(found) == collides, (begin, end)
        if collides:
            assert [(each.kind, each.ci, each.group, each.severity) for each in found] == [
                ("redundancy", "app", "lb", "high")
            ]
            assert set(found[0].members) == {"lb-1", "lb-2"}


def test_a_rolling_patch_of_two_balancers_does_not_collide_with_itself():
    window = {"start": instant_json(hours(0)), "end": instant_json(hours(1))}
    down = [
        {"ci": "lb-1", "start_minutes": 0, "minutes": 20},
        {"ci": "lb-2", "start_minutes": 25, "minutes": 20},
    ]
    mine = of_plan(Plan("roll", (), {"window": window, "down": down}), key=str, reference="a")  # type: ignore[dict-item]
    assert conflicts(two_legs(), mine, [mine]) == []
    found = conflicts(two_legs(), mine, [proposal("b", ["feed-2"], 0, 0.2)])
    assert {(each.kind, each.ci) for each in found} == {("redundancy", "app"), ("upstream", "feed-2")}
    later = conflicts(two_legs(), mine, [proposal("b", ["feed-2"], 0.5, 1)])
    assert [(each.kind, each.severity) for each in later] == [("upstream", "medium")]


def test_what_a_change_stands_on_and_carries_is_told_with_the_nearest_ci():
    graph = two_legs()
    mine = proposal("a", [], 0, 1, touched=("lb-1",))
    below = conflicts(graph, mine, [proposal("b", [], 0, 1, touched=("feed-1",))])
    above = conflicts(graph, mine, [proposal("c", [], 0, 1, touched=("pay", "app"))])
    assert [(each.kind, each.ci) for each in below] == [("upstream", "feed-1")]
    assert [(each.kind, each.ci, each.members) for each in above] == [("downstream", "app", ("app", "pay"))]


def test_closed_periods_bind_who_they_are_meant_for():
    graph = two_legs()
    mine = proposal("a", [], 0, 1, touched=("lb-1",))
    freeze = Closure("Christmas", "freeze", hours(-10), hours(0.5), "trade")
    assert [(each.kind, each.severity) for each in conflicts(graph, mine, [], closures=[freeze])] == [
        ("freeze", "critical")
    ]
    assert conflicts(graph, mine, [], closures=[freeze._replace(end=hours(0))]) == []
    exempt = freeze._replace(exempt=frozenset({"normal"}))
    assert [each.severity for each in conflicts(graph, mine, [], closures=[exempt])] == ["low"]
    above = freeze._replace(cis=frozenset({"pay"}))
    assert [each.ci for each in conflicts(graph, mine, [], closures=[above])] == ["pay"]
    assert conflicts(graph, mine, [], closures=[freeze._replace(cis=frozenset({"feed-1"}))]) == []


def test_open_incidents_count_by_where_they_are():
    graph = two_legs()
    mine = proposal("a", [], 0, 1, touched=("lb-1",))
    told = [(1, "lb-1"), (4, "lb-1"), (1, "pay"), (1, "lb-2")]
    found = [conflicts(graph, mine, [], incidents=[Hit("i", "t", priority, (ci,))]) for priority, ci in told]
    severities = [(ci, [each.severity for each in one]) for (_, ci), one in zip(told, found, strict=True)]
    assert severities == [("lb-1", ["high"]), ("lb-1", ["medium"]), ("pay", ["low"]), ("lb-2", [])]


def test_the_same_people_cannot_be_in_two_places():
    graph = two_legs()
    mine = proposal("a", [], 0, 1, touched=("lb-1",))
    other = proposal("b", [], 0, 1, touched=("lb-2",))
    for role, severity in (("assignee", "medium"), ("team", "low")):
        one = Proposal(**{**fields(mine), "people": {role: "ann"}})
        two = Proposal(**{**fields(other), "people": {role: "ann"}})
        found = [each for each in conflicts(graph, one, [two]) if each.kind == "people"]
        assert [(each.other, each.severity) for each in found] == [("b", severity)]


def fields(each: Proposal) -> dict[str, object]:
    return {name: getattr(each, name) for name in Proposal.__slots__}


def test_windows_are_half_open():
    assert isinstance(proposal("a", [], 0, 1).window, Window)
    assert not overlap(proposal("a", [], 0, 1), proposal("b", [], 1, 2))
    assert overlap(proposal("a", [], 0, 1.1), proposal("b", [], 1, 2))
