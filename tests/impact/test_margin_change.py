"""The margins that differ between two scenarios are those that the margins of each, taken alone, say."""

from __future__ import annotations

from hypothesis import given

from impact import CiRow, EdgeRow, GroupRow, Scenario, analyse, build_graph, margins
from impact.margin_change import MarginChange, margin_changes
from tests.impact.strategies import Case, cases


@given(cases())
def test_what_differs_is_what_the_margins_of_both_sides_say(case: Case) -> None:
    """Of gates that hold with redundancy; compared with the margin of every gate of the estate."""
    graph = build_graph(case.cis, case.edges, case.groups)
    calm = Scenario()
    alone = {(each.key, each.group): each.margin for each in margins(graph, case.scenario)}
    before = {(each.key, each.group): each.margin for each in margins(graph, calm)}
    found = margin_changes((graph, calm), (graph, case.scenario), [row.key for row in case.cis])
    for each in found:
        assert each.was != each.margin
        if (each.key, each.group) in alone:
            assert each.margin == alone[each.key, each.group]
        if (each.key, each.group) in before:
            assert each.was == before[each.key, each.group]
    down = {ci.key for ci in analyse(graph, case.scenario).cis if ci.state == "down"}
    differing = {pair for pair, margin in alone.items() if before.get(pair, margin) != margin and pair[0] not in down}
    assert differing <= {(each.key, each.group) for each in found}
    assert not down & {each.key for each in found}
    assert margin_changes((graph, case.scenario), (graph, case.scenario), [row.key for row in case.cis]) == ()


def test_a_group_that_comes_and_goes() -> None:
    """Where one side has no such gate there is no figure."""
    rows = [CiRow("app", service=True), CiRow("a"), CiRow("b")]
    plain = build_graph(rows, [], [])
    edges = [EdgeRow("app", "a", group="g"), EdgeRow("app", "b", group="g")]
    grouped = build_graph(rows, edges, [GroupRow("app", "g", {"min_up": 1})])
    came = margin_changes((plain, Scenario()), (grouped, Scenario()), ["app", "nobody"])
    assert came == (MarginChange("app", "g", None, 1, ("app",)),)
    assert [each.margin for each in margin_changes((grouped, Scenario()), (plain, Scenario()), ["app"])] == [None]
