"""The array tools under the engine, against plain Python."""

from __future__ import annotations

import gc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact import CiColumns, CiRow, EdgeColumns, EdgeRow, GraphError, build_graph, build_graph_from_columns
from impact.components import circles, strong_components
from impact.ragged import among, ascending, distinct, numbered, positions, spliced
from impact.reach import LARGE, dependents, marked_above
from impact.scratch import Scratch
from impact.text import Text

numbers = st.lists(st.integers(0, 20), max_size=40)
words = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12), max_size=20)
arcs = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=24)


@given(numbers, numbers)
def test_sets_of_numbers(values: list[int], members: list[int]) -> None:
    array, other = np.array(values, dtype=np.int64), np.array(members, dtype=np.int64)
    assert ascending(array).tolist() == sorted(set(values))
    assert distinct(array, np.empty(21, dtype=np.int32)).tolist() == list(dict.fromkeys(values))
    assert among(array, other).tolist() == [value in set(members) for value in values]
    once, places = numbered(array)
    assert once[places].tolist() == values


@given(st.lists(st.lists(st.integers(), max_size=4), min_size=1, max_size=8), st.data())
def test_rows_of_different_length(rows: list[list[int]], data: st.DataObject) -> None:
    flat = [value for row in rows for value in row]
    start = np.cumsum([0, *map(len, rows)])
    asked = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=6))
    at, counts = positions(start, np.array(asked, dtype=np.int64))
    assert [flat[i] for i in at] == [value for i in asked for value in rows[i]]
    assert counts.tolist() == [len(rows[i]) for i in asked]


def test_ranges_of_a_column_are_replaced() -> None:
    column = np.arange(6, dtype=np.int16)
    parts = [np.array([9, 9]), np.array([], dtype=np.int64)]
    assert spliced(column, [(1, 2), (4, 6)], parts).tolist() == [0, 9, 9, 2, 3]


@given(words, words)
def test_text_is_a_list_of_strings(strings: list[str], more: list[str]) -> None:
    text = Text.of(strings)
    assert [text[i] for i in range(len(text))] == strings
    assert text.many(np.arange(len(strings))) == strings
    order = text.sorted_order()
    assert [strings[i] for i in order] == sorted(strings)
    assert [text[i] for i in order] == sorted(strings, key=str.encode)
    longer = text.extended(more)
    assert longer.many(np.arange(len(longer))) == strings + more
    ranked = sorted(strings)
    assert text.places(order, more).tolist() == [sum(each < word for each in ranked) for word in more]


@given(words, st.data())
def test_text_with_some_replaced(strings: list[str], data: st.DataObject) -> None:
    places = st.integers(0, max(0, len(strings) - 1))
    changes = data.draw(st.dictionaries(places, st.text("aä", max_size=5), max_size=4)) if strings else {}
    text = Text.of(strings).replaced(changes.items())
    assert text.many(np.arange(len(text))) == [changes.get(i, each) for i, each in enumerate(strings)]


def test_long_keys_are_found_too() -> None:
    keys = ["a" * 600, "a" * 599, "b", "ä" * 400, ""]
    graph = build_graph(map(CiRow, keys), [], [])
    assert graph.keys_of(graph.indices_of(keys)) == keys
    assert graph.find(["a" * 598, "c"]).tolist() == [-1, -1]


def reachable(edges: list[tuple[int, int]], start: int) -> set[int]:
    seen, todo = {start}, [start]
    while todo:
        at = todo.pop()
        new = {b for a, b in edges if a == at} - seen
        seen |= new
        todo += new
    return seen


@given(arcs)
def test_components_are_what_reaches_each_other(edges: list[tuple[int, int]]) -> None:
    component = strong_components([[b for a, b in edges if a == node] for node in range(8)])
    assert set(component) == set(range(max(component) + 1))
    reach = [reachable(edges, node) for node in range(8)]
    for a in range(8):
        for b in range(8):
            assert (component[a] == component[b]) == (a in reach[b] and b in reach[a])
            if b in reach[a]:
                assert component[a] >= component[b]


def test_what_lies_between_two_circles_is_none() -> None:
    source, target = np.array([0, 1, 1, 2, 3, 4]), np.array([1, 0, 2, 3, 4, 3])
    assert [part.tolist() for part in circles(source, target, 5)] == [[0, 1], [3, 4]]


@given(arcs, st.sampled_from([8, 1000]))
def test_circles_are_the_components_that_close(edges: list[tuple[int, int]], n: int) -> None:
    source, target = (np.array([edge[i] for edge in edges], dtype=np.int64) for i in (0, 1))
    found = {tuple(part.tolist()) for part in circles(source, target, n)}
    reach = [reachable(edges, node) for node in range(8)]
    mutual = {tuple(b for b in range(8) if b in reach[a] and a in reach[b]) for a in range(8)}
    assert found == {part for part in mutual if len(part) > 1 or (part[0], part[0]) in edges}


@given(arcs, st.sets(st.integers(0, 7)), st.booleans())
def test_what_lies_above(edges: list[tuple[int, int]], marked: set[int], walk: bool) -> None:  # noqa: FBT001
    rows = [EdgeRow(f"c{a}", f"c{b}") for a, b in edges if a != b]
    graph = build_graph([CiRow(f"c{i}") for i in range(8)], rows, [])
    number = graph.indices_of([f"c{i}" for i in range(8)])
    cone = dependents(graph, number)
    chosen = number[sorted(marked)]
    many = np.repeat(cone, LARGE) if walk else cone
    found = marked_above(graph, many[: many.size], chosen, number)
    for i in range(8):
        above = {j for j in marked if i in reachable(edges, j)}
        assert set(graph.keys_of(found[int(number[i])])) == {f"c{j}" for j in above}


def test_borrowed_arrays_come_back_clean() -> None:
    scratch = Scratch()
    first = scratch.take(5, "<i4")
    first[[1, 3]] = 7
    view = scratch.settle(first, np.array([1, 3]))[1:]
    del first
    gc.collect()
    other = scratch.take(5, "<i4")
    other[0] = 9
    assert view.tolist() == [7, 0, 7, 0], "a view keeps the array lent"
    del view
    gc.collect()
    again = scratch.take(5, "<i4")
    assert again.tolist() == [0] * 5
    assert not np.shares_memory(again, other)
    del other
    assert scratch.take(5, "<i4").tolist() == [0] * 5, "what was not settled is forgotten"


def test_columns_are_checked() -> None:
    cis = CiColumns(["a", "b"])
    with pytest.raises(GraphError, match=r"provider\[1\] is 2; allowed: 0 to 1"):
        build_graph_from_columns(cis, EdgeColumns(np.array([0, 1]), np.array([1, 2])))
    with pytest.raises(GraphError, match="soft has shape"):
        build_graph_from_columns(cis, EdgeColumns(np.array([0]), np.array([1]), soft=np.array([True, False])))
    with pytest.raises(GraphError, match="type_code"):
        build_graph_from_columns(cis, EdgeColumns(np.array([0]), np.array([1]), type_code=np.array([3])))


def test_an_array_that_may_hold_anything_has_one_borrower_and_stays_apart_from_zeros() -> None:
    scratch = Scratch()
    first, second = scratch.take_any(6, "<i4"), scratch.take_any(6, "<i4")
    first[:], second[:] = 7, 8
    assert first.tolist() == [7] * 6
    del first
    gc.collect()
    third = scratch.take_any(6, "<i4")
    assert third.tolist() == [7] * 6
    assert second.tolist() == [8] * 6
    assert scratch.take(6, "<i4").tolist() == [0] * 6
    assert scratch.take_any(0, "<i4").size == 0
