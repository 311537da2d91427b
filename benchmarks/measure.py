"""Measure two sides of one comparison: the same answer first, then the median of several runs, turn by turn."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

__all__ = [
    "PATIENCE",
    "AnswersDiffer",
    "Ours",
    "Row",
    "Side",
    "Target",
    "at_most",
    "compared",
    "compared_all",
    "faster",
    "held",
    "longer",
    "missing",
]

T = TypeVar("T")
U = TypeVar("U")
PATIENCE = 20.0
"""Seconds after which a comparison is not repeated any more."""


class AnswersDiffer(Exception):
    """Two sides that were asked the same do not say the same: no figure of theirs means anything."""


class Row(NamedTuple):
    """One line of the table. ``ratio`` is what the target speaks of; None where there was nothing to compare with."""

    what: str
    size: int
    ours: float
    peer: str
    peer_value: float | None
    unit: str
    ratio: float | None
    target: str
    holds: bool | None


class Target(NamedTuple):
    """What is to be reached, in words; how the ratio is reckoned from (ours, peer), and when it is good enough."""

    text: str
    ratio: Callable[[float, float], float]
    met: Callable[[float, float], bool]


def faster(times: float) -> Target:
    """Be at least so many times as fast as the peer."""
    return Target(f">= {times:g}x as fast", lambda a, b: b / a, lambda a, b: b >= times * a)


def longer(times: float) -> Target:
    """Take at most so many times as long as the peer."""
    return Target(f"<= {times:g}x as long", lambda a, b: a / b, lambda a, b: a <= times * b)


def at_most(limit: float, unit: str) -> Target:
    """Stay under a fixed limit, which then stands where the peer's figure would."""
    return Target(f"<= {limit:g} {unit}", lambda a, b: a / b, lambda a, b: a <= b)


def itself(answer: object) -> object:
    """Return an answer that can be compared as it is."""
    return answer


def nothing() -> None:
    """Make ready where nothing has to be."""


@dataclass(frozen=True)
class Side(Generic[T]):
    """One side: what is timed, what is made ready before each time (untimed), and how its answer is compared."""

    name: str
    run: Callable[[T], object]
    ready: Callable[[], T] = nothing  # type: ignore[assignment]  # T is None then
    answer: Callable[[object], object] = itself


def compared(
    what: str, size: int, ours: Side[T], theirs: Side[U], target: Target, *, most: int = 15, unit: str = "ms"
) -> Row:
    """Return the row of two sides, taken in turn. Raises ``AnswersDiffer``."""
    return next(compared_all(size, [Ours(what, ours, target)], theirs, most=most, unit=unit))


class Ours(NamedTuple):
    """One of our sides, what its row is called, and its target."""

    what: str
    side: Side[Any]
    target: Target


def compared_all(
    size: int, ours: Sequence[Ours], theirs: Side[U], *, most: int = 15, unit: str = "ms"
) -> Iterator[Row]:
    """Yield a row for each of several of our sides beside one peer, all taken in turn. Raises ``AnswersDiffer``.

    Where nothing is to be repeated (``most`` is 1), the one run is measured whose answers are compared.
    """
    sides: list[Side[Any]] = [*(each.side for each in ours), theirs]
    firsts = [first_of(side, timed=most == 1) for side in sides]
    for each, first in zip(ours, firsts, strict=False):
        if first.answer != firsts[-1].answer:
            differ = f"{each.side.name} says {short(first.answer)}, {theirs.name} says {short(firsts[-1].answer)}"
            raise AnswersDiffer(f"{each.what}: {differ}")
    taken = [list(first.taken) for first in firsts]
    del firsts
    began = time.perf_counter()
    while len(taken[0]) < most and (not taken[0] or time.perf_counter() - began < PATIENCE):
        for side, found in zip(sides, taken, strict=True):
            found.append(timed(side))
    scale = {"s": 1, "ms": 1e3}[unit]
    *mine, peer = (statistics.median(found) * scale for found in taken)
    for each, value in zip(ours, mine, strict=True):
        yield held(each.what, size, value, theirs.name, peer, unit, each.target)


class First(NamedTuple):
    """A side's first answer in the form that is compared, and its seconds where they count."""

    answer: object
    taken: tuple[float, ...]


def first_of(side: Side[T], *, timed: bool) -> First:
    """Return a side's first answer."""
    if not timed:
        return First(answer_of(side), ())
    made = side.ready()
    gc.collect()
    began = time.perf_counter()
    found = side.run(made)
    spent = time.perf_counter() - began
    return First(side.answer(found), (spent,))


def answer_of(side: Side[T]) -> object:
    """Return a side's answer in the form that is compared; the caches of both are warm afterwards."""
    return side.answer(side.run(side.ready()))


def timed(side: Side[T]) -> float:
    """Return the seconds of one run; garbage is collected before it, not in it."""
    made = side.ready()
    gc.collect()
    gc.disable()
    try:
        began = time.perf_counter()
        side.run(made)
        return time.perf_counter() - began
    finally:
        gc.enable()


def held(what: str, size: int, ours: float, peer: str, value: float, unit: str, target: Target) -> Row:
    """Return the row of two figures."""
    ratio = round(target.ratio(ours, value), 3)
    return Row(what, size, rounded(ours), peer, rounded(value), unit, ratio, target.text, target.met(ours, value))


def missing(what: str, size: int, ours: float, peer: str, unit: str, target: Target) -> Row:
    """Return the row of a peer that is not there, visibly so."""
    return Row(what, size, rounded(ours), peer, None, unit, None, target.text, None)


def rounded(value: float) -> float:
    """Return four figures; more would be noise."""
    return float(f"{value:.4g}")


def short(answer: object) -> str:
    """Return the beginning of an answer, and how long a collection is."""
    length = f" ({len(answer):,} items)" if isinstance(answer, (set, frozenset, dict, list, tuple)) else ""
    return repr(answer)[:200] + length
