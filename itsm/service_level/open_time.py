"""Open seconds of a calendar for whole columns of instants at once: a running sum that two look-ups subtract."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from itsm.kernel.calendar import Calendar

__all__ = ["OpenTime"]

Column = npt.NDArray[np.float64]
MARGIN = timedelta(days=2)
LATEST = datetime(9990, 1, 1, tzinfo=UTC)


class OpenTime:
    """The open intervals of a calendar between two instants (seconds since 1970, UTC), and their running sum."""

    def __init__(self, calendar: Calendar, first: float, last: float) -> None:
        begin = datetime.fromtimestamp(first, UTC) - MARGIN
        end = min(datetime.fromtimestamp(last, UTC) + MARGIN, LATEST)
        found: list[tuple[float, float]] = []
        for start, stop in calendar.open_from(begin):
            if start > end:
                break
            found.append((start.timestamp(), stop.timestamp()))
        spans = np.array(found, dtype=np.float64).reshape(-1, 2)
        self.starts, self.ends = spans[:, 0], spans[:, 1]
        self.before: Column = np.concatenate(([0.0], np.cumsum(self.ends - self.starts)))

    def passed(self, instants: Column) -> Column:
        """Return how many open seconds had passed at each instant since the beginning; NaN stays NaN."""
        if not self.starts.size:
            return np.where(np.isnan(instants), np.nan, 0.0)
        place = np.searchsorted(self.starts, instants, side="right") - 1
        known = np.maximum(place, 0)
        inside = np.clip(instants, self.starts[known], self.ends[known]) - self.starts[known]
        return np.where(np.isnan(instants), np.nan, np.where(place < 0, 0.0, self.before[known] + inside))

    def between(self, start: Column, end: Column) -> Column:
        """Return the open seconds between instants, 0 where the end is before the start."""
        return np.maximum(self.passed(end) - self.passed(start), 0.0)

    def when(self, passed: Column) -> Column:
        """Return when so many open seconds will have passed since the beginning; NaN where that is beyond the end."""
        if not self.starts.size:
            return np.full(passed.shape, np.nan)
        place = np.searchsorted(self.before, passed, side="left") - 1
        known = np.clip(place, 0, self.starts.size - 1)
        found = self.starts[known] + (passed - self.before[known])
        return np.where(np.isnan(passed) | (passed > self.before[-1]), np.nan, found)
