"""What a measure is: its definition in words, and one function from columns to the figures that it is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from itsm.measures.columns import Bools, Clocks, Columns, Floats, Ints
from itsm.measures.settings import Setting

__all__ = ["NOTHING", "Asked", "Behind", "Measure", "OutageBehind", "Sample", "sample"]

NO_ROWS: Ints = np.zeros(0, dtype=np.int64)
NO_VALUES: Floats = np.zeros(0, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a measure: the columns, what the person may see, and from when to when.

    ``start`` and ``end`` are seconds since 1970; ``end`` is never after ``now``. ``seen`` says which rows count.
    ``services`` are those that count, by key. ``health`` answers how many CIs there are and how many are in order.
    """

    columns: Columns
    clocks: Clocks
    seen: Bools
    start: float
    end: float
    now: float
    setting: Setting
    services: Mapping[str, str] = field(default_factory=dict)
    health: Callable[[], tuple[int, int]] | None = None

    def within(self, instants: Floats) -> Bools:
        """Say which instants lie in the period."""
        found: Bools = (instants >= self.start) & (instants < self.end)
        return found

    def resolved(self, *practices: str) -> Ints:
        """Return the rows of records that were resolved in the period, and not given up."""
        columns = self.columns
        return np.flatnonzero(columns.of(*practices) & self.seen & self.within(columns.resolved))


class Sample(NamedTuple):
    """The figures that a measure is made of.

    ``values`` holds one figure each, ``rows`` the record that it comes from. Measures of services say instead of which
    service each figure is (``services``, keys). ``whole`` is the value where it is no mean or sum of the figures.
    ``reason`` says why there is no value.
    """

    values: npt.NDArray[np.float64] = NO_VALUES
    rows: Ints = NO_ROWS
    services: tuple[str, ...] | None = None
    whole: float | None = None
    reason: str = ""
    known: bool = True


NOTHING = Sample(reason="nothing of the kind happened in the period", known=False)


def sample(values: Floats, rows: Ints) -> Sample:
    """Return figures with their records; those that are not known are left out."""
    known = ~np.isnan(values)
    return Sample(values[known], rows[known]) if known.any() else NOTHING


class OutageBehind(NamedTuple):
    """An outage behind a figure: of which service, from, until (None: it lasts), and how many seconds of the period."""

    service: str
    since: float
    until: float | None
    out_s: float
    of_s: float


class Behind(NamedTuple):
    """A record behind a figure, by key, with what it adds to it; None: nothing by itself. ``outage`` says by which."""

    key: str
    value: float | None
    outage: OutageBehind | None = None


Unit = Literal["seconds", "share", "tickets", "money", "incidents", "per week"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One definition. ``value`` says how figures become one; ``spread``: mean, median and p90 say something too.

    ``behind`` gives what is behind the figure where that is not a record for each, but outages of services.
    ``of_cis``: it is of CIs, and CIs are behind it.
    """

    name: str
    label: str
    formula: str
    population: str
    exclusions: str
    unit: Unit
    better: Literal["up", "down"]
    figures: Callable[[Asked], Sample]
    value: Literal["mean", "sum"] = "mean"
    spread: bool = True
    target: float | None = None
    behind: Callable[[Asked], Sequence[Behind]] | None = None
    of_cis: bool = False
