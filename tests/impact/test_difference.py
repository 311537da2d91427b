"""What a plan changes in an answer."""

from __future__ import annotations

from hypothesis import given, settings

from impact import CiRow, EdgeRow, Failure, GroupRow, Scenario, analyse, build_graph, margins
from impact.difference import difference, difference_document
from tests.impact.strategies import Case, cases

FEWER = settings(max_examples=max(60, settings().max_examples // 10))

CIS = [CiRow("web", service=True, users=10), CiRow("lb-1"), CiRow("lb-2"), CiRow("lb-3"), CiRow("mail", service=True)]
TWO = [EdgeRow("web", f"lb-{i}", group="lb") for i in (1, 2)]
RULE = [GroupRow("web", "lb", {"min_up": 1})]
TODAY = build_graph(CIS, [*TWO, EdgeRow("mail", "lb-1")], RULE)
PLANNED = build_graph(CIS, [*TWO, EdgeRow("web", "lb-3", group="lb"), EdgeRow("mail", "lb-3")], RULE)
LB1 = Scenario((Failure("lb-1"),))


def test_a_plan_that_heals() -> None:
    gates = margins(TODAY, of=["web", "nobody"]), margins(PLANNED, of=["web", "nobody"])
    found = difference(analyse(TODAY, LB1), analyse(PLANNED, LB1), margins=gates)
    assert not found.same
    assert found.newly == ()
    assert [(s.key, s.was, s.now) for s in found.no_longer] == [("mail", "down", "ok")]
    assert [(s.key, s.was, s.now, s.score_was > 0, s.score_now) for s in found.services] == [
        ("mail", "down", "ok", True, 0.0)
    ]
    assert [(r.key, r.left) for r in found.healed] == [("web", ("lb-2",))]
    assert [(m.key, m.group, m.was, m.now) for m in found.margins] == [("web", "lb", 1, 2)]
    shown = difference_document(found)
    assert shown["headline"] == "1 service better, 1 CI no longer affected, 1 no longer at risk, 1 other margins"


def test_and_the_way_back() -> None:
    found = difference(analyse(PLANNED, LB1), analyse(TODAY, LB1))
    assert [(s.key, s.was, s.now) for s in found.newly] == [("mail", "ok", "down")]
    assert [r.key for r in found.at_risk] == ["web"]


def test_states_that_get_worse_or_better_without_beginning_or_ending() -> None:
    soft = build_graph(CIS, [EdgeRow("mail", "lb-1", need="soft")], [])
    hard = build_graph(CIS, [EdgeRow("mail", "lb-1")], [])
    worse = difference(analyse(soft, LB1), analyse(hard, LB1))
    assert [(s.key, s.was, s.now) for s in worse.worse] == [("mail", "degraded", "down")]
    better = difference(analyse(hard, LB1), analyse(soft, LB1))
    assert [(s.key, s.was, s.now) for s in better.better] == [("mail", "down", "degraded")]


def test_only_the_times_differ() -> None:
    short, long = (analyse(TODAY, Scenario((Failure("lb-1", "down", 0, s),))) for s in (60, 120))
    found = difference(short, long)
    assert [(s.key, s.was_s, s.now_s) for s in found.times] == [("lb-1", 60, 120), ("mail", 60, 120)]
    assert [s.key for s in found.services] == ["mail"]
    assert not found.same


@FEWER
@given(cases())
def test_an_answer_does_not_differ_from_itself(case: Case) -> None:
    answer = analyse(build_graph(case.cis, case.edges, case.groups), case.scenario)
    found = difference(answer, answer)
    assert found.same
    assert difference_document(found)["headline"] == "nothing differs"


@FEWER
@given(cases(), cases())
def test_every_ci_stands_in_one_list(one: Case, other: Case) -> None:
    before, after = (analyse(build_graph(c.cis, c.edges, c.groups), c.scenario) for c in (one, other))
    found = difference(before, after)
    old, new = ({ci.key: ci.state for ci in answer.cis} for answer in (before, after))
    listed = [s.key for part in (found.newly, found.no_longer, found.worse, found.better) for s in part]
    assert sorted(listed) == sorted(k for k in old.keys() | new.keys() if old.get(k) != new.get(k))
    mirrored = difference(after, before)
    assert {s.key for s in mirrored.newly} == {s.key for s in found.no_longer}
    assert {(r.key, r.group) for r in mirrored.at_risk} == {(r.key, r.group) for r in found.healed}


@FEWER
@given(cases())
def test_the_margins_of_some_are_those_of_all(case: Case) -> None:
    graph = build_graph(case.cis, case.edges, case.groups)
    every = margins(graph, case.scenario)
    some = {row.key for row in case.cis if row.presence != "absent"} - {"a"}
    assert margins(graph, case.scenario, of=some) == tuple(each for each in every if each.key in some)
