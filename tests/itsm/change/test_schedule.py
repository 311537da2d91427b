"""The schedule: all pairs at once say what each change judged alone says."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from impact import build_graph
from itsm.change.conflicts import Closure, conflicts
from itsm.change.free import Span, anything, free_spans, obstacles
from itsm.change.schedule import on_schedule, schedule_conflicts
from itsm.change.surroundings import Surroundings
from itsm.change.window import View
from itsm.judgement import DEFAULT_HOURS
from tests.impact.strategies import ESTATES, KEYS
from tests.itsm.change.test_conflicts import hours, proposals, two_legs
from tests.itsm.change.test_conflicts import proposal as proposed

CHANGES = st.tuples(*(proposals(name) for name in ("one", "two", "three", "four")))
CLOSED = (
    Closure("freeze", "freeze", hours(1), hours(3), "Year end"),
    Closure("others", "maintenance", hours(0), hours(9), "", frozenset(KEYS[:3])),
)


@given(ESTATES, CHANGES)
def test_all_at_once_is_each_after_the_other(estate, changes):
    graph = build_graph(*estate)
    ordered = on_schedule(changes)
    alone = [
        (mine.reference, each)
        for number, mine in enumerate(ordered)
        for each in conflicts(graph, mine, ordered[number + 1 :], closures=CLOSED)
    ]
    assert schedule_conflicts(graph, ordered, closures=CLOSED) == alone


def test_two_legs_collide_only_while_both_are_away():
    graph = two_legs()
    first, second = proposed("one", ["feed-1"], 0, 2), proposed("two", ["feed-2"], 1, 3)
    found = schedule_conflicts(graph, [first, second])
    assert [(change, each.kind, each.other) for change, each in found] == [("one", "redundancy", "two")]
    assert schedule_conflicts(graph, [first, proposed("two", ["feed-2"], 2, 3)]) == []


def test_free_is_what_nothing_takes():
    taken = anything([proposed("one", ["feed-1"], 1, 2), proposed("two", [], 1.5, 4)], CLOSED[:1])
    assert [each.by for each in taken] == ["one", "freeze", "two"]
    assert free_spans(taken, Span(hours(0), hours(6)), timedelta(hours=1)) == [
        Span(hours(0), hours(1)),
        Span(hours(4), hours(6)),
    ]
    assert free_spans(taken, Span(hours(0), hours(6)), timedelta(hours=1.5)) == [Span(hours(4), hours(6))]
    assert free_spans(taken, Span(hours(1.2), hours(3)), timedelta(minutes=1)) == []
    assert free_spans([], Span(hours(0), hours(1)), timedelta(hours=1)) == [Span(hours(0), hours(1))]


def test_only_what_gets_in_its_way_takes_a_slot():
    others = [proposed("leg", ["feed-2"], 1, 2), proposed("elsewhere", [], 3, 4)]
    exempt = Closure("exempt", "freeze", hours(4), hours(5), "", None, frozenset({"normal"}))
    view = View(two_legs(), Surroundings(others, (*CLOSED, exempt)), DEFAULT_HOURS, hours(0))
    found = obstacles(view, proposed("mine", ["feed-1"], 8, 9))
    assert [(each.kind, each.by) for each in found] == [("change", "leg"), ("freeze", "freeze")]
