"""What single failures do to circles of redundancy: each is tried, because in a circle support is not a matter of sums.

A circle (`impact.grounding`) reacts to a failure outside it only through its direct providers. Failures that take the
same of these down are one case, tried once; every member's own failure is another.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from impact.circle_failures import CircleFailures
from impact.components import strong_components
from impact.graph import Graph
from impact.plain_needs import PlainNeeds
from impact.propagate import Fall
from impact.ragged import Ints, ascending

__all__ = ["Circles"]


class Circles:
    """The circles of redundancy among some CIs.

    Parameters
    ----------
    cis : (k,) CI numbers, ascending
    up, down : (e,) by place, each relation by which the loss of ``down`` can help to take ``up`` down

    Notes
    -----
    ``member`` (k,) number of the circle that a CI belongs to, -1 for none; ``together`` (k,) the place of the circle's
    first member, the CI's own where it belongs to none.
    """

    def __init__(self, graph: Graph, base: Fall, cis: Ints, up: Ints, down: Ints) -> None:
        self.graph, self.base, self.cis = graph, base, cis
        self.member = np.full(cis.size, -1, dtype=np.int64)
        self.together = np.arange(cis.size)
        if cis.size and graph.down_ci.size:
            at = np.minimum(np.searchsorted(cis, graph.down_ci), cis.size - 1)
            here = cis[at] == graph.down_ci
            self.member[at[here]] = graph.down_component[here]
        self.members: dict[int, Ints] = {}
        self.outside: dict[int, Ints] = {}
        for circle, places in _shares(self.member, np.arange(cis.size)):
            self.members[circle] = places
            self.together[places] = places[0]
        crossing = self.member[up] != self.member[down]
        for circle, rows in _shares(self.member[up], np.flatnonzero(crossing)):
            self.outside[circle] = ascending(down[rows])

    def solve(self, needs: PlainNeeds, layer: Ints, number: int) -> tuple[Ints, Ints]:
        """Find what alone takes each member of the circles of one layer down.

        Members that take each other down get the same label in ``needs``.

        Returns
        -------
        (labels of members, labels of what takes them down), to be laid down as plain needs
        """
        here = [circle for circle, places in self.members.items() if layer[places[0]] == number]
        if not here:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        nowhere = np.zeros(0, dtype=np.int64)
        outside = {circle: self.outside.get(circle, nowhere) for circle in here}
        labels = ascending(needs.label[np.concatenate(list(outside.values()))])
        start, below = needs.below_each(labels)
        causes_of = {
            label: below[begin:end].tolist()
            for label, begin, end in zip(labels.tolist(), start.tolist(), start[1:].tolist(), strict=False)
        }
        inner: list[tuple[int, int]] = []
        outer: list[tuple[int, int]] = []
        for circle in here:
            found = self._tried(circle, self._cases(needs, outside[circle], causes_of))
            self._merge(needs, found[0])
            inner += ((at, cause) for at, causes in found[0].items() for cause in causes)
            outer += found[1]
        k = needs.label.size
        pairs = np.array(outer, dtype=np.int64).reshape(-1, 2)
        key = ascending(needs.label[pairs[:, 0]] * k + pairs[:, 1])
        up, down = needs.topmost(key // k, key % k)
        pairs = needs.label[np.array(inner, dtype=np.int64).reshape(-1, 2)]
        pairs = pairs[pairs[:, 0] != pairs[:, 1]]
        return np.concatenate([up, pairs[:, 0]]), np.concatenate([down, pairs[:, 1]])

    def _cases(
        self, needs: PlainNeeds, outside: Ints, causes_of: dict[int, list[int]]
    ) -> list[tuple[list[int], list[int]]]:
        """Sets of direct providers that single failures take down: (their CIs, labels of the failures)."""
        cis_of: dict[int, list[int]] = {}
        for label, ci in zip(needs.label[outside].tolist(), self.cis[outside].tolist(), strict=True):
            cis_of.setdefault(label, []).append(ci)
        hit: dict[int, list[int]] = {}
        for label in sorted(cis_of):
            for cause in causes_of[label]:
                hit.setdefault(cause, []).append(label)
        cases: dict[tuple[int, ...], list[int]] = {}
        for cause, labels in hit.items():
            cases.setdefault(tuple(labels), []).append(cause)
        return [([ci for label in labels for ci in cis_of[label]], causes) for labels, causes in cases.items()]

    def _tried(
        self, circle: int, cases: list[tuple[list[int], list[int]]]
    ) -> tuple[dict[int, list[int]], list[tuple[int, int]]]:
        """By place: which members take each member down; (member, label of a failure outside that does)."""
        failures = CircleFailures(self.graph, self.base, circle)
        places = self.members[circle]
        place = dict(zip(self.cis[places].tolist(), places.tolist(), strict=True))
        inner: dict[int, list[int]] = {at: [] for at in place.values()}
        outer: list[tuple[int, int]] = []
        for seeds, causes in cases:
            outer += ((place[ci], cause) for ci in failures.after(seeds) & place.keys() for cause in causes)
        for ci, at in place.items():
            for fallen in (failures.after([ci]) & place.keys()) - {ci}:
                inner[place[fallen]].append(at)
        return inner, outer

    @staticmethod
    def _merge(needs: PlainNeeds, inner: dict[int, list[int]]) -> None:
        """Give members that take each other down one label."""
        order = sorted(inner)
        number = {at: i for i, at in enumerate(order)}
        first: dict[int, int] = {}
        for at, part in zip(order, strong_components([[number[c] for c in inner[a]] for a in order]), strict=True):
            needs.label[at] = first.setdefault(part, at)


def _shares(circle: Ints, at: Ints) -> Iterator[tuple[int, Ints]]:
    """Places ``at`` by the circle that stands there, in their order; those of no circle (-1) are left out."""
    at = at[circle[at] >= 0]
    at = at[np.argsort(circle[at], kind="stable")]
    cuts = np.flatnonzero(np.diff(circle[at], prepend=-1))
    for places in np.split(at, cuts[1:]) if at.size else ():
        yield int(circle[places[0]]), places
