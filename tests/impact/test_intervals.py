"""Sets of moments agree with sets of numbers; changes of levels are read back as they were said."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.intervals import (
    BEGIN,
    END,
    Spans,
    all_milliseconds,
    difference,
    intersection,
    milliseconds,
    seconds,
    union,
)
from impact.track import Track, level_since, runs, spans_at_least

SPANS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=6)


def moments(spans: Spans | list[tuple[int, int]]) -> set[int]:
    return {moment for start, end in spans for moment in range(start, end)}


def is_normal(spans: Spans) -> bool:
    return all(start < end for start, end in spans) and all(a[1] < b[0] for a, b in pairwise(spans))


@given(SPANS, SPANS)
def test_union_intersection_and_difference(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    a, b = union(one), union(other)
    assert is_normal(a)
    assert moments(a) == moments(one)
    for found, expected in (
        (union(a, b), moments(a) | moments(b)),
        (intersection(a, b), moments(a) & moments(b)),
        (difference(a, b), moments(a) - moments(b)),
    ):
        assert is_normal(found)
        assert moments(found) == expected


@given(st.lists(st.dictionaries(st.integers(0, 5), st.integers(1, 2)), max_size=8))
def test_a_track_is_read_back_as_it_was_said(states: list[dict[int, int]]) -> None:
    track = Track(6)
    worst: dict[int, int] = {}
    for moment, state in enumerate(states):
        numbers = np.array(sorted(state), dtype=np.int64)
        worse = track.record(moment, numbers, np.array([state[n] for n in sorted(state)], dtype=np.uint8))
        assert sorted(worse.tolist()) == sorted(n for n, level in state.items() if level > worst.get(n, 0))
        worst = {n: max(worst.get(n, 0), state.get(n, 0)) for n in {*worst, *state}}
    history = track.history()
    assert set(history) == set(worst)
    for number, changes in history.items():
        for moment, state in enumerate(states):
            level = next((lv for a, b, lv in runs(changes) if a <= moment < b), 0)
            assert level == state.get(number, 0)
            for least in (1, 2):
                since = level_since(changes, moment, least)
                inside = [span for span in spans_at_least(changes, least) if span[0] <= moment < span[1]]
                assert since == (inside[0][0] if inside else END)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, 0), (1.5, 1500), (0.0004, 0), (-3, 0), (math.nan, 0), (math.inf, END // 2), (1e300, END // 2)],
)
def test_seconds_become_milliseconds(value: float, expected: int) -> None:
    assert milliseconds(value) == expected
    assert all_milliseconds(np.array([value], dtype=np.float64)).tolist() == [expected]


@pytest.mark.parametrize(("moment", "expected"), [(BEGIN, None), (END, None), (1500, 1.5), (-2000, -2), (0, 0)])
def test_and_back(moment: int, expected: float | None) -> None:
    assert seconds(moment) == expected
    assert isinstance(seconds(moment), type(expected))
