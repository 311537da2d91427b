"""How services held: measured availability, time between failures, time to restore."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from itsm.availability.measured import Measured, measured
from itsm.measures.columns import Ints
from itsm.measures.definition import NOTHING, Asked, Sample

__all__ = ["availability", "between_failures", "measured_services", "to_restore"]


def measured_services(asked: Asked) -> tuple[Mapping[str, Measured], Ints]:
    """Return each service as measured in the period, and the records that tell of its outages.

    Nothing is known of the time before the first record was opened, so it does not count.
    """
    columns = asked.columns
    start = max(asked.start, columns.earliest) if columns.earliest < asked.end else asked.end
    if start >= asked.end or not asked.services:
        return {}, np.zeros(0, dtype=np.int64)
    spans: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    rows = set()
    for row, service, begin, end in columns.outages:
        until = asked.now if np.isnan(end) else end
        if asked.seen[row] and not columns.given_up[row] and service in asked.services:
            spans[service].append((begin, until))
            if begin < asked.end and until > start:
                rows.add(row)
    found = measured(asked.services, spans, start, asked.end)
    return found, np.array(sorted(rows), dtype=np.int64)


def availability(asked: Asked) -> Sample:
    """Return the share of the period in which each service was not out."""
    found, rows = measured_services(asked)
    if not found:
        return Sample(reason="there is no service, or no record of the time", known=False)
    return Sample(np.array([each.availability for each in found.values()]), rows, tuple(found))


def between_failures(asked: Asked) -> Sample:
    """Return the time up per failure of each service that failed."""
    found, rows = measured_services(asked)
    failed = {name: each for name, each in found.items() if each.failures}
    if not failed:
        return Sample(reason="no service failed in the period", known=False)
    values = np.array([(each.length_s - each.down_s) / each.failures for each in failed.values()])
    up = sum(each.length_s - each.down_s for each in failed.values())
    return Sample(values, rows, tuple(failed), up / sum(each.failures for each in failed.values()))


def to_restore(asked: Asked) -> Sample:
    """Return how long each outage lasted that ended in the period."""
    found, rows = measured_services(asked)
    pairs = [(name, length) for name, each in found.items() for length in each.repairs]
    if not pairs:
        return NOTHING
    return Sample(np.array([length for _, length in pairs]), rows, tuple(name for name, _ in pairs))
