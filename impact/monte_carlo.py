"""The unavailability of a service by sampling: seeded, unbiased, sixty-four samples a word.

Each CI has one Bernoulli trial in each sample, drawn by skipping from failure to failure: gaps between successes of
trials with one probability are geometric. CIs of nearby figures are drawn together with the next power of two above
them, and each success is kept with the probability that remains. The service's single points of failure are not
sampled but reckoned: where none of them fails the rest decides, so only that rest is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import numpy as np

from impact.errors import ScenarioError
from impact.fault_tree import FaultTree
from impact.ragged import Ints, Reals
from impact.sample_words import WORD, WordLattice, Words, lanes_of
from impact.shared_trial import Do, shared
from impact.structure_function import blocks, evaluate, most_at_once

__all__ = ["CONFIDENCE", "SAMPLES", "Sampled", "drawing", "sample", "wilson"]

SAMPLES = 100_000
"""Samples drawn unless said otherwise."""

MOST = 1_000_000_000

CONFIDENCE = 0.95
Z = 1.959963984540054
"""Standard normal quantile of 1 - (1 - CONFIDENCE) / 2."""

CELLS = 1 << 23
"""Words held at once: 64 MB."""

WIDEST = 1 << 12
"""Words of one batch at most, 262,144 samples."""

BATCHES = 4
"""Into how many batches samples are divided at least, so that they can be shared and end early."""

NARROWEST = 1 << 8
"""Words below which a batch is not divided: looking at a node costs as much as so many."""

NOBODY = np.zeros(0, dtype=np.int64)

DRAWN = 1 << 23
"""Failures in one batch at most, in expectation."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """What was seen of the part of a tree that is sampled.

    ``hits`` samples of ``samples`` in which the top is DOWN although none of its own events happened; ``joint`` for
    each basic event how many of the hits it had part in.
    """

    samples: int
    hits: int
    joint: Mapping[int, int]


def wilson(hits: int, samples: int) -> tuple[float, float]:
    """Return Wilson's interval for a proportion at 95 %.

    References
    ----------
    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", J. American Statistical
    Association 22(158), 1927, doi:10.1080/01621459.1927.10502953.
    """
    share, square = hits / samples, Z * Z
    middle = (share + square / (2 * samples)) / (1 + square / samples)
    half = Z / (1 + square / samples) * math.sqrt(share * (1 - share) / samples + square / (4 * samples * samples))
    return (0.0 if hits == 0 else max(0.0, middle - half), 1.0 if hits == samples else min(1.0, middle + half))


def sample(
    tree: FaultTree,
    figures: Reals,
    *,
    samples: int = SAMPLES,
    seed: int = 1,
    progress: Callable[[int, int], bool] | None = None,
    workers: int = 1,
) -> Sampled:
    """Draw samples of everything but the top's own events.

    Parameters
    ----------
    tree : a simplified fault tree
    figures : (e,) unavailability of each basic event
    samples : how many to draw
    seed : the same seed draws the same samples
    progress : told (drawn, wanted) after each batch; once it returns False, what was drawn so far is the answer
    workers : processes that share the batches; the answer is the same however many there are

    Raises
    ------
    ScenarioError : no samples, more than 1e9 of them, or a seed below 0

    Notes
    -----
    O(failures drawn + members x samples / 64); memory is bounded whatever the number of samples.
    """
    if not 1 <= samples <= MOST:
        raise ScenarioError(f"samples is {samples}; allowed: 1 to {MOST}")
    if seed < 0:
        raise ScenarioError(f"seed is {seed}; allowed: 0 and more")
    run = _Run(tree, figures)
    widest = min(WIDEST, CELLS // most_at_once(tree, run.order), int(DRAWN / (WORD * run.expected)))
    batch = WORD * max(1, min(widest, max(NARROWEST, -(-samples // (WORD * BATCHES))), -(-samples // WORD)))
    starts = range(0, samples, batch)
    parts = ((number, min(batch, samples - begin)) for number, begin in enumerate(starts))
    hits = done = 0
    joint = np.zeros(figures.size, dtype=np.int64)
    with closing(shared(drawing, tree, {"figures": figures.tolist(), "seed": seed}, parts, workers)) as found:
        for begin, (more, events, counts) in zip(starts, found, strict=False):
            hits, done = hits + more, min(begin + batch, samples)
            joint[events] += np.array(counts, dtype=np.int64)
            if progress is not None and not progress(done, samples):
                break
    seen = np.flatnonzero(joint)
    return Sampled(done, hits, dict(zip(seen.tolist(), joint[seen].tolist(), strict=True)))


def drawing(tree: FaultTree, given: Mapping[str, Any]) -> Do:
    """Get ready to draw batches, (number, samples) each: hits, and events with how many of these they had part in."""
    run = _Run(tree, np.array(given["figures"], dtype=np.float64))

    def batch(part: Sequence[int]) -> tuple[int, list[int], list[int]]:
        number, size = part
        hits, joint = run.batch(np.random.default_rng([given["seed"], number]), size)
        events = np.flatnonzero(joint)
        return hits, events.tolist(), joint[events].tolist()

    return batch


class _Run:
    """What stays the same from batch to batch: who is drawn, with which probability, and where it shows."""

    def __init__(self, tree: FaultTree, figures: Reals) -> None:
        self.tree = tree
        self.figures = figures
        self.order = blocks(tree)
        self.node_of = np.full(figures.size, -1, dtype=np.int64)
        for node, events in enumerate(tree.events):
            if node != tree.top:
                self.node_of[events] = node
        drawn = np.flatnonzero((self.node_of >= 0) & (figures > 0))
        self.expected = max(float(figures[drawn].sum()), 1e-9)
        # The least power of two at or above each figure: 2**-0 for those above a half.
        power = np.floor(-np.log2(figures[drawn])).astype(np.int64)
        self.buckets = [(2.0 ** -int(p), drawn[power == p]) for p in sorted(set(power.tolist()))]

    def batch(self, rng: np.random.Generator, size: int) -> tuple[int, Ints]:
        """Draw some samples; return how many hits, and for each event how many of them it had part in."""
        lattice = WordLattice(-(-size // WORD))
        drawn = [self._drawn(rng, size, together, events) for together, events in self.buckets]
        event, case = (np.concatenate([found[i] for found in drawn] or [NOBODY]) for i in (0, 1))
        by_node = np.argsort(self.node_of[event], kind="stable")
        event, case = event[by_node], case[by_node]
        start = np.searchsorted(self.node_of[event], np.arange(self.tree.size + 1)).tolist()

        def own(node: int) -> Words:
            cases = case[start[node] : start[node + 1]]
            return lattice.only(cases) if cases.size else lattice.never

        down = lanes_of(evaluate(self.tree, lattice, own, self.order), size) == 1
        joint = np.bincount(event[down[case]], minlength=self.figures.size)
        return int(np.count_nonzero(down)), joint

    def _drawn(self, rng: np.random.Generator, size: int, together: float, events: Ints) -> tuple[Ints, Ints]:
        """Failures of some events, (event, sample) each: every pair is one trial."""
        parts: list[tuple[Ints, Ints]] = []
        step = max(1, int(DRAWN / (size * together)))
        for begin in range(0, events.size, step):
            some = events[begin : begin + step]
            place = _successes(rng, some.size * size, together)
            event = some[place // size]
            kept = rng.random(place.size) * together < self.figures[event]
            parts.append((event[kept], (place % size)[kept]))
        return np.concatenate([event for event, _ in parts]), np.concatenate([case for _, case in parts])


def _successes(rng: np.random.Generator, trials: int, probability: float) -> Ints:
    """Places of the successes among independent trials of one probability, ascending."""
    if probability >= 1:
        return np.arange(trials, dtype=np.int64)
    parts: list[Ints] = []
    last = -1
    while last < trials:
        expected = (trials - last) * probability
        gaps = rng.geometric(probability, size=int(expected + 4 * math.sqrt(expected) + 8))
        # Gaps are cut where they lead beyond the end, so that sums of them stay far from overflowing.
        places = last + np.cumsum(np.minimum(gaps, trials + 1))
        parts.append(places[places < trials])
        last = int(places[-1])
    return np.concatenate(parts)
