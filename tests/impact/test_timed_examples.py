"""Timed scenarios as an operator knows them, and the edges of what can be asked."""

from __future__ import annotations

import math
import time

import pytest

from impact import (
    CiRow,
    EdgeRow,
    Failure,
    GroupRow,
    Immunity,
    Scenario,
    ScenarioError,
    analyse,
    answer_document,
    build_graph,
    explain,
    margins,
    why_not,
)
from impact.answer import Answer
from impact.document import duration
from impact.graph import Graph

pytestmark = pytest.mark.usefixtures("each_kernel")


def down(ci: str, start: int | None = None, length: int | None = None) -> Failure:
    return Failure(ci, "down", start, length)


def when(answer: Answer, key: str) -> list[tuple[str, float | None, float | None]]:
    return [(i.state, i.start_s, i.end_s) for ci in answer.cis if ci.key == key for i in ci.intervals]


def at_risk(answer: Answer) -> list[tuple[str, list[tuple[float | None, float | None]]]]:
    return [(risk.key, [(i.start_s, i.end_s) for i in risk.intervals]) for risk in answer.at_risk]


def graph_of(keys: str, edges: list[EdgeRow], **groups: dict[str, object]) -> Graph:
    rows = [GroupRow(name.split("__")[0], name.split("__")[1], rule) for name, rule in groups.items()]
    return build_graph([CiRow(key, service=key == "web", users=10) for key in keys.split()], edges, rows)


BALANCED = graph_of(
    "web lb1 lb2",
    [EdgeRow("web", "lb1", group="lb"), EdgeRow("web", "lb2", group="lb")],
    web__lb={"min_up": 1},
)
ROLLING = Scenario((down("lb1", 0, 1200), down("lb2", 1500, 1200)))


def test_a_rolling_change_is_not_simultaneous() -> None:
    answer = analyse(BALANCED, ROLLING)
    assert when(answer, "web") == []
    assert answer.services == ()
    assert at_risk(answer) == [("web", [(0, 1200), (1500, 2700)])]
    assert [risk.left for risk in answer.at_risk] == [("lb2",)]


def test_side_by_side_it_takes_the_service_down_for_the_overlap() -> None:
    answer = analyse(BALANCED, Scenario((down("lb1", 0, 1200), down("lb2", 600, 1200))))
    assert when(answer, "web") == [("down", 600, 1200)]
    (service,) = answer.services
    assert [(i.state, i.start_s, i.end_s) for i in service.intervals] == [("down", 600, 1200)]
    assert at_risk(answer) == [("web", [(0, 600), (1200, 1800)])]
    assert str(answer_document(answer)["headline"]).startswith("web goes DOWN for 10 min")


def test_the_end_of_one_window_is_the_beginning_of_the_next() -> None:
    answer = analyse(BALANCED, Scenario((down("lb1", 0, 60), down("lb2", 60, 60))))
    assert when(answer, "web") == []


POWERED = graph_of(
    "feed srv app", [EdgeRow("srv", "feed", ride_through_s=600), EdgeRow("app", "srv", ride_through_s=30)]
)


def test_ride_through_adds_up_along_the_way() -> None:
    answer = analyse(POWERED, Scenario((down("feed", 0, 3600),)))
    assert when(answer, "srv") == [("down", 600, 3600)]
    assert when(answer, "app") == [("down", 630, 3600)]


@pytest.mark.parametrize("length", [1, 599, 600])
def test_an_outage_no_longer_than_the_ride_through_is_not_noticed(length: int) -> None:
    assert when(analyse(POWERED, Scenario((down("feed", 5, length),))), "srv") == []


def test_overlapping_failures_of_one_ci_are_one_outage() -> None:
    whole = analyse(POWERED, Scenario((down("feed", 0, 700),)))
    parts = analyse(POWERED, Scenario((down("feed", 0, 400), down("feed", 300, 100), down("feed", 400, 300))))
    assert parts.hash == whole.hash
    assert when(parts, "srv") == [("down", 600, 700)]


def test_what_has_lasted_since_ever_is_past_every_ride_through() -> None:
    answer = analyse(POWERED, Scenario((down("feed"), down("app", 5, 5))))
    assert when(answer, "srv") == [("down", None, None)]


def test_a_duration_without_a_start_begins_at_0() -> None:
    assert when(analyse(POWERED, Scenario((down("feed", None, 900),))), "srv") == [("down", 600, 900)]


def test_a_start_without_a_duration_lasts() -> None:
    assert when(analyse(POWERED, Scenario((down("feed", -60),))), "app") == [("down", 570, None)]


STANDBY = graph_of(
    "db p s",
    [EdgeRow("db", "p", group="nodes", ride_through_s=5), EdgeRow("db", "s", group="nodes")],
    db__nodes={"active_passive": True, "primary": "p", "failover_s": 30},
)


def test_failing_over_degrades_until_the_standby_has_taken_over() -> None:
    answer = analyse(STANDBY, Scenario((down("p", 10, 600),)))
    assert when(answer, "db") == [("degraded", 15, 45)]
    (because,) = next(ci for ci in answer.cis if ci.key == "db").because
    assert (because.rule, because.failed) == ("active_passive, failing over", ("p",))
    assert next(ci for ci in answer.cis if ci.key == "db").hops == 1
    assert at_risk(answer) == [("db", [(10, 610)])]


def test_losing_the_standby_is_no_fail_over() -> None:
    assert when(analyse(STANDBY, Scenario((down("s", 10, 600),))), "db") == []


def test_no_member_left_while_failing_over_is_down() -> None:
    answer = analyse(STANDBY, Scenario((down("p", 0, 600), down("s", 20, 5))))
    assert when(answer, "db") == [("degraded", 5, 20), ("down", 20, 25), ("degraded", 25, 35)]


def test_a_fail_over_once_begun_runs_its_course() -> None:
    assert when(analyse(STANDBY, Scenario((down("p", 0, 10),))), "db") == [("degraded", 5, 35)]


def test_lasting_failures_are_after_any_fail_over() -> None:
    assert when(analyse(STANDBY, Scenario((down("p"), down("s", 5, 1)))), "db") == [("down", 5, 6)]


def test_immune_until_a_moment() -> None:
    scenario = Scenario((down("feed", 0, 3600),), (Immunity("srv", until_s=1000),))
    assert when(analyse(POWERED, scenario), "srv") == [("down", 1000, 3600)]
    with pytest.raises(ScenarioError, match="immune and failing at once: srv"):
        analyse(POWERED, Scenario((down("srv", 999, 5),), (Immunity("srv", until_s=1000),)))
    assert when(analyse(POWERED, Scenario((down("srv", 1000, 5),), (Immunity("srv", until_s=1000),))), "srv")


def test_a_ring_falls_when_its_last_way_out_is_past_its_ride_through() -> None:
    graph = graph_of(
        "core s1 s2",
        [
            EdgeRow("s1", "core", group="up", ride_through_s=30),
            EdgeRow("s1", "s2", group="up"),
            EdgeRow("s2", "core", group="up", ride_through_s=10),
            EdgeRow("s2", "s1", group="up"),
        ],
        s1__up={"min_up": 1},
        s2__up={"min_up": 1},
    )
    answer = analyse(graph, Scenario((down("core", 0, 100),)))
    assert when(answer, "s1") == when(answer, "s2") == [("down", 30, 100)]
    assert explain(graph, Scenario((down("core", 0, 100),)), "s2")[0].because[0].rule == "own cycle"


# ---------------------------------------------------------------- the edges


def test_a_window_of_no_length_changes_nothing() -> None:
    answer = analyse(BALANCED, Scenario((down("lb1", 5, 0), down("lb2", 5, 0))))
    assert (answer.cis, answer.services, answer.at_risk) == ((), (), ())
    assert answer.timed


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (down("lb1", 0, -1), "duration_s -1"),
        (down("lb1", 0, 10**12), "duration_s 1000000000000"),
        (Failure("lb1", "down", 0, 1.5), "duration_s 1.5"),  # type: ignore[arg-type]
        (Failure("lb1", "down", "now", 1), "start_s 'now'"),  # type: ignore[arg-type]
        (Failure("lb1", "down", True, 1), "start_s True"),
        (Failure("lb1", "lost", 0, 1), "'lost'"),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_time_is_refused(failure: Failure, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        analyse(BALANCED, Scenario((failure,)))


def test_margins_are_asked_of_one_moment() -> None:
    with pytest.raises(ScenarioError, match="has times"):
        margins(BALANCED, ROLLING)


def test_durations_in_the_millions() -> None:
    answer = analyse(POWERED, Scenario((down("feed", 2_000_000, 9_000_000),)))
    assert when(answer, "app") == [("down", 2_000_630, 11_000_000)]


@pytest.mark.parametrize("ride", [math.inf, 1e300])
def test_a_ride_through_without_end_is_never_over(ride: float) -> None:
    graph = graph_of("a b", [EdgeRow("a", "b", ride_through_s=ride)])
    assert when(analyse(graph, Scenario((down("b", 0),))), "a") == []


@pytest.mark.parametrize("ride", [-5.0, math.nan])
def test_a_ride_through_that_is_none_counts_as_0(ride: float) -> None:
    graph = graph_of("a b", [EdgeRow("a", "b", ride_through_s=ride)])
    assert when(analyse(graph, Scenario((down("b", 0, 9),))), "a") == [("down", 0, 9)]


def test_parts_of_a_second_count() -> None:
    graph = graph_of("a b", [EdgeRow("a", "b", ride_through_s=0.25)])
    assert when(analyse(graph, Scenario((down("b", 0, 1),))), "a") == [("down", 0.25, 1)]


def test_thousands_of_windows() -> None:
    keys = [f"h{i}" for i in range(200)]
    graph = graph_of(
        " ".join(["web", *keys]),
        [EdgeRow("web", key, group="hosts", ride_through_s=1) for key in keys],
        web__hosts={"min_up": 199},
    )
    one_by_one = Scenario(tuple(down(keys[i % 200], 10 * i, 10) for i in range(2000)))
    begun = time.perf_counter()
    answer = analyse(graph, one_by_one)
    assert when(answer, "web") == []
    assert len(when(answer, "h0")) == 10
    # Each begins two seconds before the one before it ends; of these, the consumer does without one for a second.
    overlapping = analyse(graph, Scenario(tuple(down(keys[i % 200], 10 * i, 12) for i in range(2000))))
    assert when(overlapping, "web")[:2] == [("down", 11, 12), ("down", 21, 22)]
    assert len(when(overlapping, "web")) == 1999
    assert time.perf_counter() - begun < 60


def test_why_not_looks_at_the_hardest_moment() -> None:
    found = why_not(BALANCED, ROLLING, "web")
    assert found.state == "ok"
    assert found.reason == "1 of 2 lb still up"


def test_untimed_answers_have_no_times() -> None:
    shown = answer_document(analyse(BALANCED, Scenario((down("lb1"), down("lb2")))))
    assert "timed" not in shown
    assert all("onset" not in each and "intervals" not in each for each in shown["cis"])  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (0.5, "0.5 s"),
        (59, "59 s"),
        (60, "1 min"),
        (90, "1 min 30 s"),
        (7200, "2 h"),
        (90061, "1 d 1 h"),
        (86400, "1 d"),
    ],
)
def test_lengths_of_time_in_words(length: float, said: str) -> None:
    assert duration(length) == said
