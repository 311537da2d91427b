"""The answer to "how are we doing": every measure over a period, by dimension, as a series, and what is behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from cmdb.errors import Invalid
from cmdb.values import Json
from itsm.measures.catalogue import MEASURES
from itsm.measures.columns import Coded, Floats
from itsm.measures.definition import Asked, Behind, Measure, Sample
from itsm.measures.keep import Standing
from itsm.measures.period import Every, Period, buckets
from itsm.measures.settings import Setting

__all__ = ["DIMENSIONS", "Question", "behind", "measures_document", "series_document"]

DIMENSIONS = ("team", "priority", "category", "service", "agreement")
NONE = "(none)"
NINETY = 0.9


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the columns: over which period, by which dimension or only of one group of it, by whose rights.

    ``scope`` None: the whole estate. ``services`` are those that the person sees, None for all.
    """

    standing: Standing
    period: Period
    now: datetime
    by: str = ""
    group: str | None = None
    scope: str | None = None
    services: Mapping[str, str] | None = None
    health: Callable[[], tuple[int, int]] | None = None

    def asked(self, measure: Measure, period: Period) -> Asked:
        """Return what a measure's function takes."""
        columns, now = self.standing.columns, self.now.timestamp()
        seen = np.ones(columns.size, dtype=bool)
        if self.scope is not None:
            seen = columns.scope.codes == columns.scope.number(self.scope)
        known = self.standing.services if self.services is None else self.services
        start, end = period.start.timestamp(), min(period.end.timestamp(), now)
        setting = self.standing.settings.get(measure.name, Setting())
        return Asked(columns, self.standing.clocks, seen, start, end, now, setting, known, self.health)


def check(by: str) -> None:
    """Raise ``Invalid`` for a dimension that does not exist."""
    if by and by not in DIMENSIONS:
        raise Invalid("by", "is no dimension", by, ", ".join(DIMENSIONS))


def measures_document(question: Question, names: Iterable[str] = tuple(MEASURES)) -> list[dict[str, Json]]:
    """Return measures over the period: one entry each, or one for each group of the dimension."""
    check(question.by)
    found: list[dict[str, Json]] = []
    for name in names:
        measure = MEASURES[name]
        asked = question.asked(measure, question.period)
        whole = measure.figures(asked)
        if question.by and question.group is None:
            found += groups_document(measure, asked, whole, question)
        else:
            found.append(entry(measure, narrowed(whole, asked, question), question.period, asked.setting))
    return found


def series_document(question: Question, name: str, every: Every) -> list[dict[str, Json]]:
    """Return one measure day by day, week by week or month by month, oldest first."""
    check(question.by)
    measure = MEASURES[name]
    found: list[dict[str, Json]] = []
    for period in buckets(question.period, every):
        found += measures_document(replace(question, period=period), (measure.name,))
    return found


def behind(question: Question, name: str) -> Sequence[Behind]:
    """Return the records behind a measure over the period, each with what it adds: by key, outages the latest first."""
    check(question.by)
    measure = MEASURES[name]
    asked = question.asked(measure, question.period)
    if measure.behind is not None:
        return measure.behind(replace(asked, services=services_asked(asked, question)))
    found = narrowed(measure.figures(asked), asked, question)
    keys = asked.columns.keys
    pairs = zip(found.rows.tolist(), found.values.tolist(), strict=True)
    return sorted((Behind(keys[row], value) for row, value in pairs), key=lambda each: (each.key, each.value))


def services_asked(asked: Asked, question: Question) -> Mapping[str, str]:
    """Return the services that a question about them is of: all, the one of the group, none of another dimension's."""
    if question.group is None or not question.by:
        return asked.services
    return {key: name for key, name in asked.services.items() if question.by == "service" and key == question.group}


# ---------------------------------------------------------------- groups


def groups_document(measure: Measure, asked: Asked, whole: Sample, question: Question) -> list[dict[str, Json]]:
    """Return one entry for each group that there is; what cannot be told apart so is one entry that says it."""
    if whole.services is not None and question.by != "service":
        reason = f"is of services and not told apart by {question.by}"
        nothing = entry(measure, Sample(reason=reason, known=False), question.period, asked.setting)
        return [{**nothing, "by": question.by, "group": None}]
    found = []
    for name, part in parts(whole, asked, question.by):
        shown = entry(measure, part, question.period, asked.setting)
        found.append({**shown, "by": question.by, "group": name})
    if found:
        return found
    return [{**entry(measure, whole, question.period, asked.setting), "by": question.by, "group": None}]


def parts(whole: Sample, asked: Asked, by: str) -> list[tuple[str, Sample]]:
    """Return the groups of a sample with their names, in order of the names."""
    if whole.services is not None:
        return service_parts(whole)
    if by == "service":
        return pair_parts(whole, asked)
    coded = dimension(asked, by)
    codes = coded.codes[whole.rows]
    order = np.argsort(codes, kind="stable")
    edges = np.searchsorted(codes[order], np.arange(len(coded.names) + 1))
    return [
        (name or NONE, Sample(whole.values[order[start:end]], whole.rows[order[start:end]]))
        for name, start, end in zip(coded.names, edges[:-1].tolist(), edges[1:].tolist(), strict=True)
        if end > start
    ]


def dimension(asked: Asked, by: str) -> Coded:
    """Return a dimension of the rows."""
    columns = asked.columns
    if by == "team":
        return columns.team
    if by == "category":
        return columns.category
    if by == "agreement":
        return asked.clocks.agreement
    return columns.by_priority


def service_parts(whole: Sample) -> list[tuple[str, Sample]]:
    """Return figures of services by service."""
    names = np.array(whole.services or (), dtype=object)
    return [
        (service, Sample(whole.values[names == service], services=(service,)))
        for service in sorted(set(whole.services or ()))
    ]


def pair_parts(whole: Sample, asked: Asked) -> list[tuple[str, Sample]]:
    """Return figures of records by service: a record that hits two counts for both, one that hits none for neither."""
    columns = asked.columns
    place = np.full(columns.size, -1, dtype=np.int64)
    place[whole.rows] = np.arange(whole.rows.size)
    pairs = place[columns.service_row]
    found = []
    for number, service in enumerate(columns.service.names):
        mine = pairs[(columns.service.codes == number) & (pairs >= 0)]
        if mine.size and service in asked.services:
            found.append((service, Sample(whole.values[mine], whole.rows[mine])))
    return found


def narrowed(whole: Sample, asked: Asked, question: Question) -> Sample:
    """Return the part of a sample that is of the group asked for; the whole where none is."""
    if question.group is None or not question.by:
        return whole
    if whole.services is not None and question.by != "service":
        return Sample(reason=f"is of services and not told apart by {question.by}", known=False)
    found = dict(parts(whole, asked, question.by))
    return found.get(question.group, Sample(reason=whole.reason or "nothing of the kind in this group", known=False))


# ---------------------------------------------------------------- figures


def entry(measure: Measure, found: Sample, period: Period, setting: Setting) -> dict[str, Json]:
    """Return one measure's entry; ``reason`` stands where there is no value."""
    count = int(found.values.size)
    ordered = np.sort(found.values)
    mean = float(ordered.mean()) if count else None
    value = mean if measure.value == "mean" else float(ordered.sum()) if found.known else None
    if found.whole is not None:
        value = found.whole
    shown: dict[str, Json] = {
        "measure": measure.name,
        "unit": setting.currency or measure.unit if measure.unit == "money" else measure.unit,
        "value": figure(value),
        "count": count,
        "mean": figure(mean) if measure.spread else None,
        "median": figure(quantile(ordered, 0.5)) if measure.spread else None,
        "p90": figure(quantile(ordered, NINETY)) if measure.spread else None,
        "target": measure.target if setting.target is None else setting.target,
        "period": period.text,
    }
    return shown if value is not None else {**shown, "reason": found.reason or "there is no figure"}


def quantile(ordered: Floats, share: float) -> float | None:
    """Return a quantile of ascending figures, interpolated between the two nearest; None of none."""
    if not ordered.size:
        return None
    place = share * (ordered.size - 1)
    low = int(place)
    high = min(low + 1, ordered.size - 1)
    return float(ordered[low] + (ordered[high] - ordered[low]) * (place - low))


def figure(value: float | None) -> float | None:
    """Return a figure to six places, so that the order of summing shows nowhere."""
    return None if value is None else round(value, 6) + 0.0
