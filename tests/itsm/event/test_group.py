"""Grouping alerts by cause, on the engine's own ranking: one group a cause, every CI in one group."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from impact import Graph, build_graph
from impact.graph_input import CiRow, EdgeRow, GroupRow
from impact.root_cause import Cause, root_causes
from itsm.event.group import Ranking, group
from tests.impact.strategies import ESTATES, KEYS, Estate


def star(*sizes: int) -> Graph:
    """Servers that each stand on one of some switches: ``a0``, ``a1`` on ``A``, ``b0`` on ``B``."""
    names = "abcdefgh"[: len(sizes)]
    servers = [(name, f"{name}{n}") for name, size in zip(names, sizes, strict=True) for n in range(size)]
    cis = [CiRow(name.upper()) for name in names] + [CiRow(key) for _, key in servers]
    return build_graph(cis, [EdgeRow(key, name.upper()) for name, key in servers], [])


def ranked(graph: Graph) -> Ranking:
    def rank(left: Sequence[str], top: int) -> Sequence[Cause]:
        return root_causes(graph, left, top=top)

    return rank


def groups(graph: Graph, *down: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(each.cause, each.cis) for each in group(down, ranked(graph))[0]]


def test_a_cause_that_alerts_itself_takes_what_stands_on_it() -> None:
    assert groups(star(3, 2), "A", "a1", "a2") == [(("A",), ("A", "a1", "a2"))]


def test_a_silent_cause_is_believed_where_enough_of_what_it_takes_down_is_seen() -> None:
    assert groups(star(3, 2), "a0", "a1") == [(("A",), ("a0", "a1"))]
    # Two of a hundred servers on one switch have no cause in common by that alone.
    assert groups(star(100), "a0", "a1") == [(("a0",), ("a0",)), (("a1",), ("a1",))]


def test_two_causes_at_once_are_two_groups() -> None:
    found = groups(star(5, 5), *(f"{name}{n}" for name in "ab" for n in range(5)))
    assert found == [
        (("A",), ("a0", "a1", "a2", "a3", "a4")),
        (("B",), ("b0", "b1", "b2", "b3", "b4")),
    ]


def test_two_failures_that_only_together_take_something_down_are_one_group() -> None:
    edges = [EdgeRow("app", "x", group="db"), EdgeRow("app", "y", group="db")]
    graph = build_graph([CiRow(key) for key in ("app", "x", "y")], edges, [GroupRow("app", "db", {"min_up": 1})])
    assert groups(graph, "x", "y", "app") == [(("x", "y"), ("app", "x", "y"))]


@given(ESTATES, st.lists(st.sampled_from(KEYS), min_size=1, max_size=6, unique=True))
def test_every_ci_is_in_one_group_and_order_does_not_matter(estate: Estate, down: list[str]) -> None:
    graph = build_graph(*estate)
    down = [each for each in down if graph.has(each)]
    found, left = group(down, ranked(graph))
    assert not left
    assert sorted(key for each in found for key in each.cis) == sorted(down)
    assert group(down[::-1], ranked(graph)) == (found, left)


def test_what_does_not_fit_into_one_look_waits_for_the_next() -> None:
    found, left = group([f"a{n}" for n in range(9)], ranked(star(400)), most=4)
    assert (len(found), len(left)) == (4, 5)
