"""How failure spreads: the least fixpoint of the gates and of support, one level at a time.

A level is "up" (what falls is DOWN) or "OK" (what falls is DEGRADED or DOWN). Both run over the same rows with other
thresholds, frontier by frontier: what fell in this round is charged to the gates that count it, and gates that reach
their threshold make their owner fall in the next. When nothing moves any more, circles of redundancy that were
touched are asked for support (`impact.grounding`), and those that hold themselves up only by themselves fall together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impact.delays import Delays
from impact.graph import Graph
from impact.grounding import Level
from impact.kernels import kernels
from impact.ragged import Bytes, Ints, ascending
from impact.support import unsupported_among

__all__ = ["Fall", "States", "fall", "propagate", "weakened"]

FALLEN, IMMUNE = 1, 2
NOBODY = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Fall:
    """What falls at one level.

    ``cis`` in order of falling; ``closed`` (n,) 1 fallen, 2 immune, 0 holds; ``round`` (n,) when a CI fell, 0 by
    itself (anything where it has not); ``lost`` (m,) weight that each gate has lost; ``touched`` gates that have lost
    anything, each once; ``circular`` the rounds in which whole circles fell for want of support.
    """

    cis: Ints
    closed: Bytes
    round: Ints
    lost: Ints
    touched: Ints
    circular: frozenset[int]


@dataclass(frozen=True, slots=True)
class States:
    """The states of a scenario: ``down`` at the level of up, ``weak`` at the level of OK (DOWN ones included).

    ``sources`` are the CIs that fail by themselves, ascending.
    At one moment of a timeline: ``delays`` which outages have reached whom (DOWN, not OK); ``failing_over`` gates
    that are DEGRADED until their standby has taken over, ascending.
    """

    down: Fall
    weak: Fall
    sources: Ints
    delays: tuple[Delays, Delays] | None = None
    failing_over: Ints | None = None

    def level(self, ci: int) -> int:
        """0 OK, 1 DEGRADED, 2 DOWN."""
        return int(self.weak.closed[ci] == FALLEN) + int(self.down.closed[ci] == FALLEN)


def fall(
    graph: Graph, level: Level, seeds: Ints, immune: Ints, also: Ints | None = None, delays: Delays | None = None
) -> Fall:
    """Let CIs fall and everything that cannot stand without them.

    Parameters
    ----------
    seeds : (k,) CIs that fall by themselves, each once
    immune : (i,) CIs that never fall
    also : CIs that fall in the first round for another reason
    delays : which outages have reached whom, at one moment of a timeline; default: all

    Notes
    -----
    O(relations of what falls), plus the size of touched circles for each time they are asked. Unique and independent
    of order: the operator is monotone and this is its least fixpoint.
    """
    closed = graph.scratch.take(graph.size, "|u1")
    closed[immune] = IMMUNE
    wave = kernels().wave(graph, level, closed, delays)
    rides = delays.rides if delays is not None else None
    circular: set[int] = set()
    wave.take(np.asarray(seeds, dtype=np.int64))
    wave.spread(NOBODY if also is None else also)
    while circles := wave.circles():
        if wave.take(unsupported_among(graph, level, circles, closed, rides)):
            circular.add(wave.number)
        wave.spread(NOBODY)
    cis, touched = wave.done()
    graph.scratch.settle(closed, np.concatenate([cis, immune]))
    graph.scratch.settle(wave.lost, touched)
    return Fall(cis, closed, wave.round, wave.lost, touched, frozenset(circular))


def propagate(graph: Graph, down: Ints, degraded: Ints, immune: Ints) -> States:
    """States of every CI when some fail by themselves.

    Parameters
    ----------
    down, degraded : CIs that fail by themselves, each once; one that is in both is DOWN
    immune : CIs that stay OK whatever their providers do; not among the others

    Notes
    -----
    O(relations of what is DOWN or DEGRADED). DOWN never depends on DEGRADED, so the levels run one after the other.
    """
    return weakened(graph, fall(graph, "down", down, immune), down, degraded, immune)


def weakened(
    graph: Graph,
    fallen: Fall,
    down: Ints,
    degraded: Ints,
    immune: Ints,
    *,
    delays: tuple[Delays, Delays] | None = None,
    failing_over: Ints | None = None,
) -> States:
    """States once it is known what is DOWN; parameters as `propagate` and `States`."""
    also = _soft_groups_out(graph, fallen)
    if failing_over is not None:
        also = np.concatenate([also, graph.gate_owner[failing_over]])
    weak_seeds = np.concatenate([fallen.cis, degraded[fallen.closed[degraded] != FALLEN]])
    weak = fall(graph, "ok", weak_seeds, immune, also, delays[1] if delays else None)
    return States(fallen, weak, ascending(np.concatenate([down, degraded])), delays, failing_over)


def _soft_groups_out(graph: Graph, fallen: Fall) -> Ints:
    """Owners of soft groups that "would be DOWN" although enough members would count as full."""
    if not graph.would_gate.size:
        return np.zeros(0, dtype=np.int64)
    out = fallen.lost[graph.would_gate] >= graph.would_at
    return graph.gate_owner[graph.would_gate[out]]
