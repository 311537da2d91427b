"""When does a gate give way: thresholds of every group, judged from its rule and its members.

Every gate is brought to one form. Its members carry weights (1 each, unless the rule is about capacity); it is DOWN
when the weight of its DOWN members reaches ``down_at``, and not OK when the weight of its members that are not OK
reaches ``ok_at``. "2 of 3" has ``down_at`` 2, "all needed" has 1, "never" has `NEVER`. A relation that is needed by
itself needs no gate at all; a soft one is a gate of one member that is never DOWN.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from impact.ragged import Bools, Bytes, Ints
from impact.rules import LARGEST, GroupRule

__all__ = ["NEVER", "Flaw", "Members", "Thresholds", "judge"]

NEVER = 2**62
"""A threshold that no loss reaches."""


class Flaw:
    """Bits that say what is wrong with a group; all but the last two make it "all needed"."""

    NO_RELATION = 1
    NO_PROVIDER = 2
    NO_RULE = 4
    UNREADABLE = 8
    TWICE = 16
    MIXED = 32
    MIN_UP_HIGH = 64
    MIN_UP_LOW = 128
    MIN_HIGH = 256
    N_FULL_HIGH = 512
    DEMAND_HIGH = 1024

    FATAL = NO_RULE | UNREADABLE | TWICE | MIXED | MIN_UP_HIGH | MIN_UP_LOW | MIN_HIGH
    EMPTY = NO_RELATION | NO_PROVIDER


@dataclass(frozen=True, slots=True)
class Members:
    """What the members of each of m groups add up to.

    ``n`` distinct operational providers; ``weight`` the sum of their weights; ``hard``/``soft``: some relation is.
    ``relations``: relations that name the group, operational or not.
    """

    n: Ints
    weight: Ints
    hard: Bools
    soft: Bools
    relations: Ints


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The verdict on m groups. ``would_at`` is where a soft group "would be DOWN"; ``flaw`` holds `Flaw` bits."""

    down_at: Ints
    ok_at: Ints
    would_at: Ints
    total: Ints
    weighted: Bools
    soft: Bools
    peers: Bools
    flaw: Ints


class _Table:
    """The figures of the distinct rules as columns, looked up by rule number (-1: none)."""

    def __init__(self, rules: Sequence[GroupRule]) -> None:
        none = GroupRule()
        rows = [*rules, none]
        self.kind = np.array([_KINDS[r.kind] for r in rows], dtype=np.int64)
        self.wrong = np.array([r.wrong is not None for r in rows])
        self.peers = np.array([r.peers for r in rows])
        full = [r.n_full or r.min_up for r in rows]
        self.min_up = [np.array(c, dtype=np.int64) for c in zip(*[_figures(r.min_up) for r in rows], strict=True)]
        self.n_full = [np.array(c, dtype=np.int64) for c in zip(*[_figures(f) for f in full], strict=True)]
        self.demand = np.array([r.demand for r in rows], dtype=np.int64)
        self.least = np.array([-1 if r.least is None else r.least for r in rows], dtype=np.int64)


_KINDS = {"none": 0, "min_up": 1, "active_passive": 1, "demand": 2}


def _figures(share: object) -> tuple[int, int, int]:
    return {"count": 0, "percent": 1, "quorum": 2}[share.kind], share.num, share.den  # type: ignore[attr-defined]


def _needed(figures: Sequence[Ints], rule: Ints, n: Ints) -> Ints:
    kind, num, den = (column[rule] for column in figures)
    percent = -(-n * np.where(kind == 1, num, 0) // den)
    return np.where(kind == 2, n // 2 + 1, np.where(kind == 1, percent, num))  # noqa: PLR2004


def judge(members: Members, rule: Ints, rules: Sequence[GroupRule], *, twice: Bools) -> Thresholds:
    """Judge groups by their rules.

    Parameters
    ----------
    members : what the members add up to, (m,) each
    rule : (m,) number of each group's rule in ``rules``, -1 where none is declared
    rules : the distinct rules
    twice : (m,) the group is declared more than once, with different rules

    Returns
    -------
    Thresholds, (m,) each. A flawed group is "all needed" (threshold 1), an empty one holds for ever.

    Notes
    -----
    O(m + rules). Figures are 64-bit integers; shares are rounded up exactly, never through floating point.
    """
    table = _Table(rules)
    capacity = table.kind[rule] == 2  # noqa: PLR2004
    flaw = _flaws(members, rule, table, twice=twice)
    empty = (flaw & Flaw.EMPTY) != 0
    fatal = (flaw & Flaw.FATAL) != 0
    weighted = capacity & ~fatal
    total = np.where(weighted, members.weight, members.n)
    demand = np.minimum(table.demand[rule], members.weight)
    least = np.where(table.least[rule] < 0, demand, table.least[rule])
    full = np.minimum(_needed(table.n_full, rule, members.n), members.n)
    must = np.where(weighted, least, _needed(table.min_up, rule, members.n))
    should = np.where(weighted, demand, full)
    must, should = (np.where(fatal, members.n, need) for need in (must, should))
    would_at, ok_at = (np.where(empty | (need <= 0), NEVER, total - need + 1) for need in (must, should))
    soft = members.soft & ~members.hard
    return Thresholds(np.where(soft, NEVER, would_at), ok_at, would_at, total, weighted, soft, table.peers[rule], flaw)


def _flaws(members: Members, rule: Ints, table: _Table, *, twice: Bools) -> Ints:
    n, weight = members.n, members.weight
    kind = table.kind[rule]
    counted, capacity = kind == 1, kind == 2  # noqa: PLR2004
    min_up = _needed(table.min_up, rule, n)
    checks = (
        (Flaw.NO_RULE, (kind == 0) & ~table.wrong[rule] & ~twice),
        (Flaw.UNREADABLE, table.wrong[rule]),
        (Flaw.TWICE, twice),
        (Flaw.MIXED, members.hard & members.soft),
        (Flaw.MIN_UP_HIGH, counted & (min_up > n)),
        (Flaw.MIN_UP_LOW, counted & (min_up < 1)),
        (Flaw.MIN_HIGH, capacity & (table.least[rule] > weight)),
        (Flaw.N_FULL_HIGH, counted & (_needed(table.n_full, rule, n) > n)),
        (Flaw.DEMAND_HIGH, capacity & (table.demand[rule] > weight)),
    )
    flaw = np.zeros(n.size, dtype=np.int64)
    for bit, found in checks:
        flaw |= np.where(found, bit, 0)
    flaw = np.where(flaw & Flaw.FATAL, flaw & Flaw.FATAL, flaw)
    return np.where(n > 0, flaw, np.where(members.relations > 0, Flaw.NO_PROVIDER, Flaw.NO_RELATION))


def capped(weight: Ints) -> Ints:
    """Bring weights into 0 .. 2**40, so that sums of them stay exact."""
    return np.clip(weight, 0, LARGEST)


def as_flags(soft: Bools, weighted: Bools, peers: Bools) -> Bytes:
    """Pack what a gate is into one byte: 1 soft, 2 weighted, 4 peers."""
    flags: Bytes = (soft * 1 + weighted * 2 + peers * 4).astype(np.uint8)
    return flags
