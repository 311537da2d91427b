"""How services held: measured availability, time between failures, time to restore, and the outages behind each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from itsm.availability.measured import Measured, measured
from itsm.availability.outages import merged
from itsm.measures.definition import NOTHING, Asked, Behind, OutageBehind, Sample

__all__ = [
    "Told",
    "availability",
    "behind_availability",
    "behind_between_failures",
    "behind_to_restore",
    "between_failures",
    "measured_services",
    "outages",
    "to_restore",
]


class Told(NamedTuple):
    """An outage of a service, from, until, and the rows of the records that tell of it, who told first in front."""

    service: str
    begin: float
    end: float
    rows: Sequence[int]


def told(asked: Asked) -> Mapping[str, Sequence[tuple[float, float, int]]]:
    """Return what records tell of outages of services that count, by service: from, until, row."""
    columns = asked.columns
    found: defaultdict[str, list[tuple[float, float, int]]] = defaultdict(list)
    for row, service, begin, end in columns.outages:
        if asked.seen[row] and not columns.given_up[row] and service in asked.services:
            found[service].append((begin, asked.now if np.isnan(end) else end, row))
    return found


def known_since(asked: Asked) -> float:
    """Return from when on something is known of the period; its end where nothing is.

    Nothing is known of the time before the first record was opened, so it does not count.
    """
    earliest = asked.columns.earliest
    return max(asked.start, earliest) if earliest < asked.end else asked.end


def measured_services(asked: Asked) -> Mapping[str, Measured]:
    """Return each service as measured in the period; none where nothing is known of it."""
    start = known_since(asked)
    if start >= asked.end or not asked.services:
        return {}
    spans = {service: [(begin, end) for begin, end, _ in each] for service, each in told(asked).items()}
    return measured(asked.services, spans, start, asked.end)


def outages(asked: Asked) -> list[Told]:
    """Return the outages that touch the period, the latest first. Those of one service that touch are one."""
    start = known_since(asked)
    if start >= asked.end:
        return []
    found = [
        Told(service, begin, end, [row for since, until, row in sorted(each) if since <= end and until >= begin])
        for service, each in told(asked).items()
        for begin, end in merged((begin, end) for begin, end, _ in each)
        if begin < asked.end and end >= start
    ]
    return sorted(found, key=lambda each: (-each.begin, each.service))


# ---------------------------------------------------------------- figures


def availability(asked: Asked) -> Sample:
    """Return the share of the period in which each service was not out."""
    found = measured_services(asked)
    if not found:
        return Sample(reason="there is no service, or no record of the time", known=False)
    return Sample(np.array([each.availability for each in found.values()]), services=tuple(found))


def between_failures(asked: Asked) -> Sample:
    """Return the time up per failure of each service that failed."""
    failed = failed_services(asked)
    if not failed:
        return Sample(reason="no service failed in the period", known=False)
    up = sum(each.length_s - each.down_s for each in failed.values())
    return Sample(
        np.array([up_per_failure(each) for each in failed.values()]),
        services=tuple(failed),
        whole=up / sum(each.failures for each in failed.values()),
    )


def to_restore(asked: Asked) -> Sample:
    """Return how long each outage lasted that ended in the period."""
    pairs = [(name, length) for name, each in measured_services(asked).items() for length in each.repairs]
    if not pairs:
        return NOTHING
    return Sample(np.array([length for _, length in pairs]), services=tuple(name for name, _ in pairs))


def failed_services(asked: Asked) -> Mapping[str, Measured]:
    """Return the services of which an outage began in the period."""
    return {name: each for name, each in measured_services(asked).items() if each.failures}


def up_per_failure(each: Measured) -> float:
    """Return the time up of a service that failed, divided by its failures."""
    return (each.length_s - each.down_s) / each.failures


# ---------------------------------------------------------------- what is behind them


def behind_availability(asked: Asked) -> list[Behind]:
    """Return the outages of the period with the share that each takes: 1 and all of them are the figure."""
    start = known_since(asked)
    whole = (asked.end - start) * len(asked.services)
    return told_by(
        asked, (each for each in outages(asked) if each.end > start), lambda each: -out_s(asked, each) / whole
    )


def behind_between_failures(asked: Asked) -> list[Behind]:
    """Return the outages of services that failed; each failure adds the time up of its service per failure.

    The mean of that is the figure. What was out when the period began is no failure and adds nothing.
    """
    failed, start = failed_services(asked), known_since(asked)
    return told_by(
        asked,
        (each for each in outages(asked) if each.service in failed and each.end > start),
        lambda each: up_per_failure(failed[each.service]) if each.begin >= start else None,
    )


def behind_to_restore(asked: Asked) -> list[Behind]:
    """Return the outages that ended in the period with their lengths; the mean of those is the figure."""
    return told_by(asked, (each for each in outages(asked) if each.end < asked.end), lambda each: each.end - each.begin)


def out_s(asked: Asked, each: Told) -> float:
    """Return how many seconds of an outage lie in the period."""
    return max(min(each.end, asked.end) - max(each.begin, known_since(asked)), 0.0)


def told_by(asked: Asked, found: Iterable[Told], value: Callable[[Told], float | None]) -> list[Behind]:
    """Return a line for each record that tells of an outage. An outage counts once: with the record that told first."""
    length = asked.end - known_since(asked)
    return [
        Behind(
            asked.columns.keys[row],
            None if place else value(each),
            OutageBehind(
                each.service, each.begin, None if each.end >= asked.now else each.end, out_s(asked, each), length
            ),
        )
        for each in found
        for place, row in enumerate(dict.fromkeys(each.rows))
    ]
