"""A timed scenario in CI numbers: who fails, and who is immune, from when until when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from impact.errors import ScenarioError
from impact.graph import Graph
from impact.intervals import BEGIN, END, PER_SECOND
from impact.ragged import Bools, Ints, among, ascending
from impact.scenario import Failure, Immunity, Scenario

__all__ = ["Times", "Windows", "read_failures", "read_times", "span_of"]

FARTHEST_S = 10**11
"""Seconds from 0 within which a timeline may run: three thousand years."""


@dataclass(frozen=True, slots=True)
class Windows:
    """k windows ``[start, end)`` in milliseconds, each of a CI by number; (k,) each."""

    ci: Ints
    start: Ints
    end: Ints

    @classmethod
    def of(cls, rows: Sequence[tuple[int, int, int]]) -> Windows:
        """Windows from (CI, start, end)."""
        table = np.array(rows, dtype=np.int64).reshape(len(rows), 3)
        return cls(table[:, 0], table[:, 1], table[:, 2])

    def joined(self, other: Windows) -> Windows:
        """These and others."""
        pairs = ((self.ci, other.ci), (self.start, other.start), (self.end, other.end))
        return Windows(*(np.concatenate(pair) for pair in pairs))

    def at(self, moment: int) -> Ints:
        """CIs whose window is open at a moment, each once, ascending."""
        return ascending(self.ci[(self.start <= moment) & (moment < self.end)])

    def without(self, cis: Ints) -> Windows:
        """These without those of some CIs."""
        keep: Bools = ~among(self.ci, cis)
        return Windows(self.ci[keep], self.start[keep], self.end[keep])


@dataclass(frozen=True, slots=True)
class Times:
    """What happens when: own failures and immunities, overlapping as they come."""

    down: Windows
    degraded: Windows
    immune: Windows


def span_of(failure: Failure) -> tuple[int, int]:
    """When a failure lasts, in milliseconds.

    Raises
    ------
    ScenarioError : a time that is no whole number of seconds, a duration below 0, or one beyond all calendars
    """
    if not failure.timed:
        return BEGIN, END
    start = _whole(failure.ci, "start_s", 0 if failure.start_s is None else failure.start_s, -FARTHEST_S)
    if failure.duration_s is None:
        return start * PER_SECOND, END
    duration = _whole(failure.ci, "duration_s", failure.duration_s, 0)
    return start * PER_SECOND, (start + duration) * PER_SECOND


def _whole(ci: str, name: str, value: object, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= FARTHEST_S:
        raise ScenarioError(f"{ci!r} has {name} {value!r}; allowed: whole seconds from {least} to {FARTHEST_S}")
    return value


def read_failures(graph: Graph, failures: Iterable[Failure]) -> tuple[Windows, Windows]:
    """Read failures as windows: (DOWN, DEGRADED).

    Raises
    ------
    UnknownCiError : a key that no CI has
    ScenarioError : a state that is none, or a time that is none
    """
    listed = list(failures)
    for each in listed:
        if each.state not in {"down", "degraded"}:
            raise ScenarioError(f"{each.ci!r} fails as {each.state!r}; allowed: down, degraded")
    numbers = graph.indices_of(each.ci for each in listed).tolist()
    rows = [(number, *span_of(each), each.state) for number, each in zip(numbers, listed, strict=True)]
    down, degraded = (Windows.of([row[:3] for row in rows if row[3] == state]) for state in ("down", "degraded"))
    return down, degraded


def read_times(graph: Graph, scenario: Scenario, *, own: bool = True) -> Times:
    """Read a scenario against a graph.

    Parameters
    ----------
    own : False leaves out the scenario's own failures and immunities: what would be without it

    Raises
    ------
    UnknownCiError : a key that no CI has
    ScenarioError : a CI fails while it is immune, or a state or time that is none
    """
    context = [failure for record in scenario.context for failure in record.failures]
    down, degraded = read_failures(graph, [*context, *(scenario.failures if own else ())])
    lasting = np.concatenate([graph.maintenance_ci.astype(np.int64), graph.indices_of(scenario.already_down)])
    immune = _immune(graph, scenario.immune if own else ())
    _refuse_both(graph, immune, [down, degraded, _always(graph.indices_of(scenario.already_down))])
    return Times(down.joined(_always(lasting)), degraded, immune.without(ascending(lasting)))


def _always(cis: Ints) -> Windows:
    return Windows(cis, np.full(cis.size, BEGIN, dtype=np.int64), np.full(cis.size, END, dtype=np.int64))


def _immune(graph: Graph, immune: Sequence[Immunity]) -> Windows:
    numbers = graph.indices_of(each.ci for each in immune).tolist()
    ends = [
        END if each.until_s is None else _whole(each.ci, "until_s", each.until_s, -FARTHEST_S) * PER_SECOND
        for each in immune
    ]
    return Windows.of([(number, BEGIN, end) for number, end in zip(numbers, ends, strict=True)])


def _refuse_both(graph: Graph, immune: Windows, failing: Iterable[Windows]) -> None:
    """Raise ``ScenarioError`` where a CI fails before its immunity ends."""
    until = dict(sorted(zip(immune.ci.tolist(), immune.end.tolist(), strict=True)))
    both = {
        ci
        for windows in failing
        for ci, start, end in zip(windows.ci.tolist(), windows.start.tolist(), windows.end.tolist(), strict=True)
        if start < until.get(ci, BEGIN) and start < end
    }
    if both:
        keys = ", ".join(graph.keys_of(graph.by_key(np.array(sorted(both), dtype=np.int64))))
        raise ScenarioError(f"immune and failing at once: {keys}; a CI is one of the two")
