"""What single failures do to circles of redundancy: each is tried, because in a circle support is not a matter of sums.

A circle (`impact.grounding`) reacts to a failure outside it only through its direct providers. Failures that take the
same of these down are one case, tried once; every member's own failure is another.
"""

from __future__ import annotations

import numpy as np

from impact.components import strong_components
from impact.graph import Graph
from impact.grounding import circle_of
from impact.plain_needs import PlainNeeds
from impact.propagate import Fall
from impact.ragged import Ints, ascending
from impact.reach import providers
from impact.whatif import OneMore

__all__ = ["Circles"]


class Circles:
    """The circles of redundancy among some CIs.

    ``member`` (k,) number of the circle that a CI belongs to, -1 for none; ``together`` (k,) the place of the circle's
    first member, the CI's own where it belongs to none.
    """

    def __init__(self, graph: Graph, base: Fall, cis: Ints) -> None:
        self.graph, self.base, self.cis = graph, base, cis
        self.member = np.full(cis.size, -1, dtype=np.int64)
        self.together = np.arange(cis.size)
        if cis.size and graph.down_ci.size:
            at = np.minimum(np.searchsorted(cis, graph.down_ci), cis.size - 1)
            here = cis[at] == graph.down_ci
            self.member[at[here]] = graph.down_component[here]
        self.members: dict[int, Ints] = {}
        inside = np.flatnonzero(self.member >= 0)
        inside = inside[np.argsort(self.member[inside], kind="stable")]
        cuts = np.flatnonzero(np.diff(self.member[inside], prepend=-1))
        for places in np.split(inside, cuts[1:]) if inside.size else ():
            self.members[int(self.member[places[0]])] = places
            self.together[places] = places[0]

    def solve(self, needs: PlainNeeds, layer: Ints, number: int) -> tuple[Ints, Ints]:
        """Find what alone takes each member of the circles of one layer down.

        Members that take each other down get the same label in ``needs``.

        Returns
        -------
        (labels of members, labels of what takes them down), to be laid down as plain needs
        """
        up: list[int] = []
        down: list[int] = []
        for circle, places in self.members.items():
            if layer[places[0]] == number:
                for member, causes in self._solved(needs, circle, places).items():
                    up += [member] * len(causes)
                    down += causes
        return np.array(up, dtype=np.int64), np.array(down, dtype=np.int64)

    def _solved(self, needs: PlainNeeds, circle: int, places: Ints) -> dict[int, list[int]]:
        """For each member's label, the labels of its causes."""
        ground = frozenset(circle_of(self.graph, "down", circle).cis)
        place = dict(zip(self.cis[places].tolist(), places.tolist(), strict=True))
        inner: dict[int, list[int]] = {at: [] for at in place.values()}
        outer: dict[int, list[int]] = {at: [] for at in place.values()}
        for seeds, causes in self._cases(needs, places):
            after = OneMore(self.graph, self.base, ground)
            for seed in seeds:
                after.fail(seed)
            for ci in after.fallen & place.keys():
                outer[place[ci]] += causes
        for ci, at in place.items():
            after = OneMore(self.graph, self.base, ground)
            after.fail(ci)
            for fallen in after.fallen & place.keys():
                if fallen != ci:
                    inner[place[fallen]].append(at)
        self._merge(needs, inner)
        return self._laid(needs, inner, outer)

    def _cases(self, needs: PlainNeeds, places: Ints) -> list[tuple[list[int], list[int]]]:
        """Sets of direct providers outside that single failures take down: (CIs, labels of the failures)."""
        own = self.cis[places]
        outside = ascending(providers(self.graph, own)[0])
        at = np.minimum(np.searchsorted(self.cis, outside), self.cis.size - 1)
        known = (self.cis[at] == outside) & (self.member[at] != self.member[places[0]])
        outside, at = outside[known], at[known]
        labels = ascending(needs.label[at])
        start, below = needs.below_each(labels)
        cis_of: dict[int, list[int]] = {}
        for label, ci in zip(needs.label[at].tolist(), outside.tolist(), strict=True):
            cis_of.setdefault(label, []).append(ci)
        hit: dict[int, list[int]] = {}
        for label, begin, end in zip(labels.tolist(), start.tolist(), start[1:].tolist(), strict=False):
            for cause in below[begin:end].tolist():
                hit.setdefault(cause, []).append(label)
        cases: dict[tuple[int, ...], list[int]] = {}
        for cause, labels_hit in hit.items():
            cases.setdefault(tuple(labels_hit), []).append(cause)
        return [([ci for label in labels_hit for ci in cis_of[label]], causes) for labels_hit, causes in cases.items()]

    @staticmethod
    def _merge(needs: PlainNeeds, inner: dict[int, list[int]]) -> None:
        """Give members that take each other down one label."""
        order = sorted(inner)
        number = {at: i for i, at in enumerate(order)}
        first: dict[int, int] = {}
        for at, part in zip(order, strong_components([[number[c] for c in inner[a]] for a in order]), strict=True):
            needs.label[at] = first.setdefault(part, at)

    @staticmethod
    def _laid(needs: PlainNeeds, inner: dict[int, list[int]], outer: dict[int, list[int]]) -> dict[int, list[int]]:
        label = {at: int(needs.label[at]) for at in inner}
        owner, cause = (
            np.array(column, dtype=np.int64)
            for column in (
                [label[at] for at, causes in outer.items() for _ in causes],
                [cause for causes in outer.values() for cause in causes],
            )
        )
        k = needs.label.size
        key = ascending(owner * k + cause)
        found: dict[int, list[int]] = {at: [] for at in set(label.values())}
        for at, top in zip(*(column.tolist() for column in needs.topmost(key // k, key % k)), strict=True):
            found[at].append(top)
        for at, causes in inner.items():
            own = label[at]
            found[own] += sorted({label[c] for c in causes} - {own} - set(found[own]))
        return found
