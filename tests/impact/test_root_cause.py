"""Root causes: the true one first where all was seen, near the top where something was seen wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from impact import CiRow, EdgeRow, Failure, GroupRow, Scenario, ScenarioError, UnknownCiError, analyse, build_graph
from impact.graph import Graph
from impact.root_cause import Cause, Prior, root_causes
from tests.impact.strategies import ESTATES, Estate

FEWER = settings(max_examples=max(100, settings().max_examples // 3))


def affected(graph: Graph, *failing: str) -> dict[str, str]:
    return {ci.key: ci.state for ci in analyse(graph, Scenario(tuple(Failure(key) for key in failing))).cis}


@st.composite
def incidents(draw: st.DrawFn) -> tuple[Graph, list[str], str]:
    """A graph, the CIs that take part and hold, and the one that failed."""
    estate: Estate = draw(ESTATES)
    graph = build_graph(*estate)
    calm = affected(graph)
    able = [key for key in estate.present() if key not in calm]
    assume(able)
    return graph, able, draw(st.sampled_from(able))


def seen(graph: Graph, able: Sequence[str], *failing: str) -> tuple[list[str], list[str]]:
    states = affected(graph, *failing)
    return [key for key in able if states.get(key) == "down"], [key for key in able if key not in states]


@FEWER
@given(incidents())
def test_fully_observed_the_true_cause_comes_first(incident: tuple[Graph, list[str], str]) -> None:
    graph, able, cause = incident
    down, up = seen(graph, able, cause)
    (first, *rest) = root_causes(graph, down, up, top=5)
    assert (down, up) in [seen(graph, able, *each.cause) for each in (first, *rest)]
    assert first.score == 1.0
    # Of what is DEGRADED nothing can be said; where nothing is, everything has been seen.
    if len(down) + len(up) == len(able):
        assert seen(graph, able, *first.cause) == (down, up)
    assert set(first.explains) == set(down)
    assert (first.misses, first.contradicts) == ((), ())


@FEWER
@given(incidents(), st.data())
def test_one_wrong_observation_does_not_hide_it(incident: tuple[Graph, list[str], str], data: st.DataObject) -> None:
    graph, able, cause = incident
    down, up = seen(graph, able, cause)
    assume(len(down) > 1 or up)
    wrong = data.draw(st.sampled_from([key for key in (*down, *up) if len(down) > 1 or key not in down]))
    told = [key for key in down if key != wrong] + ([wrong] if wrong in up else [])
    well = [key for key in up if key != wrong] + ([wrong] if wrong in down else [])
    predictions = [seen(graph, able, *each.cause) for each in root_causes(graph, told, well, top=50)]
    different = [each for place, each in enumerate(predictions) if each not in predictions[:place]]
    assert (down, up) in different[:5]


@FEWER
@given(incidents(), st.data())
def test_the_answer_is_never_empty_and_independent_of_order(
    incident: tuple[Graph, list[str], str], data: st.DataObject
) -> None:
    graph, able, _ = incident
    down = data.draw(st.lists(st.sampled_from(able), min_size=1, unique=True))
    up = data.draw(st.lists(st.sampled_from(able), unique=True).map(lambda keys: [k for k in keys if k not in down]))
    found = root_causes(graph, down, up)
    assert found
    assert root_causes(graph, list(reversed(down)), list(reversed(up))) == found
    for each in found:
        states = affected(graph, *each.cause)
        assert list(each.explains) == sorted(key for key in down if states.get(key) == "down")
        assert list(each.partly) == sorted(key for key in down if states.get(key) == "degraded")
        assert list(each.misses) == sorted(key for key in down if key not in states)
        assert list(each.contradicts) == sorted(key for key in up if states.get(key) == "down")
        assert list(each.doubts) == sorted(key for key in up if states.get(key) == "degraded")
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


# ---------------------------------------------------------------- as an operator sees it

CIS = [CiRow(key) for key in ("pay", "shop", "app", "web", "db", "lb-1", "lb-2", "sw", "hr")]
EDGES = [
    EdgeRow("pay", "app"),
    EdgeRow("shop", "web"),
    EdgeRow("app", "db"),
    EdgeRow("web", "lb-1", group="lb"),
    EdgeRow("web", "lb-2", group="lb"),
    EdgeRow("db", "sw"),
    EdgeRow("lb-1", "sw"),
    EdgeRow("lb-2", "sw"),
]
GRAPH = build_graph(CIS, EDGES, [GroupRow("web", "lb", {"min_up": 1})])


def causes(found: Sequence[Cause]) -> list[tuple[str, ...]]:
    return [each.cause for each in found]


def test_the_switch_below_everything() -> None:
    (first, *_) = root_causes(GRAPH, ["pay", "shop"], ["hr"])
    assert first.cause == ("sw",)
    assert first.reasons == ("explains 2 of 2 seen DOWN",)


def test_what_is_seen_healthy_rules_it_out() -> None:
    (first, *_) = root_causes(GRAPH, ["pay"], ["shop", "db"])
    assert first.cause == ("pay",)
    assert ("sw",) not in causes(root_causes(GRAPH, ["pay"], ["shop", "db"], top=2))
    switch = next(each for each in root_causes(GRAPH, ["pay"], ["shop", "db"]) if each.cause == ("sw",))
    assert switch.contradicts == ("db", "shop")
    assert "2 seen healthy would be DOWN" in switch.reasons


def test_two_that_failed_together() -> None:
    (first, *_) = root_causes(GRAPH, ["lb-1", "lb-2", "web", "shop"], ["sw", "db", "pay"])
    assert first.cause == ("lb-1", "lb-2")
    assert first.explains == ("lb-1", "lb-2", "shop", "web")


def test_a_recent_change_decides_between_equals() -> None:
    def priors(keys: Sequence[str]) -> Mapping[str, Prior]:
        return {"db": Prior(2.0, "changed 5 min before")} if "db" in keys else {}

    plain = root_causes(GRAPH, ["pay", "app"], ["shop"])
    assert plain[0].cause == ("app",)
    (first, *_) = root_causes(GRAPH, ["pay", "app"], ["shop"], priors=priors)
    assert (first.cause, first.prior) == (("db",), 2.0)
    assert "db: changed 5 min before" in first.reasons


def test_what_is_in_maintenance_anyway_is_no_riddle() -> None:
    rows = [row._replace(presence="maintenance") if row.key == "lb-1" else row for row in CIS]
    graph = build_graph(rows, EDGES, [GroupRow("web", "lb", {"min_up": 1})])
    (first, *_) = root_causes(graph, ["lb-1", "web"], ["pay"])
    assert first.cause in {("lb-2",), ("web",)}
    assert first.explains == ("web",)
    assert root_causes(graph, ["lb-1"], ["pay"])


def test_what_contradicts_itself_is_refused() -> None:
    with pytest.raises(ScenarioError, match="seen DOWN and healthy at once: pay"):
        root_causes(GRAPH, ["pay"], ["pay"])
    with pytest.raises(ScenarioError, match="top is 0"):
        root_causes(GRAPH, ["pay"], top=0)
    with pytest.raises(UnknownCiError):
        root_causes(GRAPH, ["nobody"])


def test_nothing_seen_no_cause() -> None:
    assert root_causes(GRAPH, [], ["pay"]) == ()
