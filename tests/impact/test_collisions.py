"""Changes that are safe alone and defeat a gate together."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings

from impact import (
    CiRow,
    ContextRecord,
    EdgeRow,
    Failure,
    GroupRow,
    Scenario,
    ScenarioError,
    analyse,
    answer_document,
    build_graph,
)
from impact.answer import Collision
from impact.collisions import collisions
from tests.impact.strategies import Estate
from tests.impact.timed_reference import film
from tests.impact.timed_strategies import HORIZON, crowded

FEWER = settings(max_examples=max(60, settings().max_examples // 5))


def in_force(collision: Collision, second: int) -> bool:
    return any((i.start_s or 0) <= second < (HORIZON if i.end_s is None else i.end_s) for i in collision.intervals)


@FEWER
@given(crowded())
def test_every_collision_of_two_is_found_and_no_other(drawn: tuple[Estate, tuple[ContextRecord, ...]]) -> None:
    estate, plans = drawn
    graph = build_graph(*estate)
    found = collisions(graph, plans)
    assert collisions(graph, tuple(reversed(plans))) == found
    references = sorted(plan.reference for plan in plans)

    def down(*names: str) -> list[set[tuple[str, str]]]:
        failures = tuple(f for plan in plans if plan.reference in names for f in plan.failures)
        return film(*estate, Scenario(failures), HORIZON - 1).gates_down

    alone = {name: down(name) for name in references}
    pairs = {pair: down(*pair) for pair in combinations(references, 2)}
    together = down(*references)
    for second in range(HORIZON):
        now = [each for each in found if in_force(each, second)]
        expected = {
            (*site, *pair)
            for pair, gates in pairs.items()
            for site in gates[second] - alone[pair[0]][second] - alone[pair[1]][second]
        }
        assert {(c.ci, c.group, *c.plans) for c in now if len(c.plans) == 2} == expected, second
        explained = set().union(*(gates[second] for gates in (*alone.values(), *pairs.values())))
        of_more = {(c.ci, c.group) for c in now if len(c.plans) > 2}
        if len(references) > 2:
            assert of_more == together[second] - explained, second
    for each in found:
        first = 0 if each.intervals[0].start_s is None else int(each.intervals[0].start_s)
        if len(each.plans) > 2 and first < HORIZON:
            for plan in each.plans:
                fewer = [name for name in each.plans if name != plan]
                assert (each.ci, each.group) not in down(*fewer)[first]


@FEWER
@given(crowded())
def test_asked_of_one_plan_only_its_own_are_named(drawn: tuple[Estate, tuple[ContextRecord, ...]]) -> None:
    estate, plans = drawn
    graph = build_graph(*estate)
    every = collisions(graph, plans)
    for plan in plans:
        own = collisions(graph, plans, of=plan.reference)
        assert all(plan.reference in each.plans for each in own)
        pairs = [each for each in own if len(each.plans) == 2]
        assert pairs == [each for each in every if len(each.plans) == 2 and plan.reference in each.plans]


# ---------------------------------------------------------------- as an operator sees it

CIS = [CiRow("web", service=True, criticality=5, users=100), CiRow("lb-1"), CiRow("lb-2"), CiRow("lb-3")]
EDGES = [EdgeRow("web", f"lb-{i}", group="lb") for i in (1, 2, 3)]


def balancers(min_up: int, members: int = 2):
    return build_graph(CIS[: members + 1], EDGES[:members], [GroupRow("web", "lb", {"min_up": min_up})])


def change(reference: str, ci: str, start_min: int | None, minutes: int | None) -> ContextRecord:
    start = None if start_min is None else start_min * 60
    return ContextRecord(reference, f"Patch {ci}", (Failure(ci, "down", start, minutes and minutes * 60),))


def test_one_change_after_the_other_is_no_collision() -> None:
    plans = [change("CHG-1", "lb-1", 0, 20), change("CHG-2", "lb-2", 20, 20)]
    assert collisions(balancers(1), plans) == ()


def test_two_changes_at_once_collide_while_they_overlap() -> None:
    plans = [change("CHG-2", "lb-2", 15, 20), change("CHG-1", "lb-1", 0, 20)]
    (found,) = collisions(balancers(1), plans)
    assert (found.ci, found.group, found.plans, found.members) == ("web", "lb", ("CHG-1", "CHG-2"), ("lb-1", "lb-2"))
    assert found.taken == {"CHG-1": ("lb-1",), "CHG-2": ("lb-2",)}
    assert [(i.start_s, i.end_s) for i in found.intervals] == [(900, 1200)]
    assert found.first


def test_three_changes_collide_where_no_two_do() -> None:
    plans = [change(f"CHG-{i}", f"lb-{i}", 0, 10) for i in (1, 2, 3)]
    (found,) = collisions(balancers(1, 3), plans)
    assert found.plans == ("CHG-1", "CHG-2", "CHG-3")


def test_an_open_incident_without_end_collides() -> None:
    plans = [change("INC-1", "lb-1", None, None), change("CHG-2", "lb-2", 5, 10)]
    (found,) = collisions(balancers(1), plans)
    assert [(i.start_s, i.end_s) for i in found.intervals] == [(300, 900)]


def test_a_rings_last_ways_out_taken_by_two_changes() -> None:
    cis = [CiRow(key) for key in ("core-1", "core-2", "s1", "s2")]
    edges = [EdgeRow("s1", "core-1", group="up"), EdgeRow("s1", "s2", group="up")]
    edges += [EdgeRow("s2", "core-2", group="up"), EdgeRow("s2", "s1", group="up")]
    graph = build_graph(cis, edges, [GroupRow(ci, "up", {"min_up": 1}) for ci in ("s1", "s2")])
    plans = [change("A", "core-1", 0, 10), change("B", "core-2", 5, 10)]
    found = collisions(graph, plans)
    assert [(each.ci, each.plans, each.first) for each in found] == [("s1", ("A", "B"), True), ("s2", ("A", "B"), True)]


def test_the_answer_names_the_gate_the_members_and_the_other_change() -> None:
    scenario = Scenario(
        (Failure("lb-1", "down", 0, 1200),), context=(change("CHG-2", "lb-2", 10, 20), change("CHG-3", "web", 90, 1))
    )
    answer = analyse(balancers(1), scenario)
    assert answer.collisions is not None
    (found,) = answer.collisions
    assert found.plans == ("", "CHG-2")
    shown = answer_document(answer)
    (said,) = shown["collisions"]  # type: ignore[misc]
    assert said["plans"] == ["this", "CHG-2"]
    assert (said["onset"], said["taken"]) == (600, {"this": ["lb-1"], "CHG-2": ["lb-2"]})
    web = next(each for each in answer.services if each.key == "web")
    assert [(i.state, i.start_s, i.end_s) for i in web.intervals] == [("down", 600, 1200), ("down", 5400, 5460)]
    assert "1 collision with other records" in str(shown["headline"])


def test_lasting_records_collide_with_a_lasting_scenario() -> None:
    answer = analyse(balancers(1), Scenario((Failure("lb-1"),), context=(change("INC-1", "lb-2", None, None),)))
    assert not answer.timed
    assert [each.plans for each in answer.collisions or ()] == [("", "INC-1")]
    assert {ci.key: (ci.state, ci.already) for ci in answer.cis} == {
        "lb-1": ("down", False),
        "lb-2": ("down", True),
        "web": ("down", False),
    }


def test_no_context_no_word_of_collisions() -> None:
    answer = analyse(balancers(1), Scenario((Failure("lb-1"),)))
    assert answer.collisions is None
    assert "collisions" not in answer_document(answer)


def test_a_reference_stands_for_one_plan() -> None:
    with pytest.raises(ScenarioError, match="'CHG-1'"):
        collisions(balancers(1), [change("CHG-1", "lb-1", 0, 1), change("CHG-1", "lb-2", 0, 1)])
