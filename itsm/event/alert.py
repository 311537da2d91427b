"""An alert as it is kept: one row for all messages about it, with what was found out about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast

from cmdb.entities import instant_json
from cmdb.values import Json
from itsm.event.report import Names, Report, Severity, State

__all__ = ["Alert", "alert_document", "merged", "read_alert", "told_apart"]

INSTANTS = ("since", "first_at", "last_at", "resolved_at")


@dataclass(frozen=True, slots=True)
class Alert:
    """What is known of one alert.

    ``since``: it fires; ``first_at``, ``last_at``: messages came; ``count``: how many. ``tries`` tell what was tried to
    find the CI, ``looked_at`` at which revision. ``suppressed`` is why it opens no incident now, "" for not.
    ``told`` counts what the incident's timeline says of it.
    """

    key: str
    source: str
    id: str
    state: State
    severity: Severity
    summary: str
    since: datetime
    first_at: datetime
    last_at: datetime
    count: int = 1
    resolved_at: datetime | None = None
    names: Names = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    ci: str = ""
    tries: tuple[Mapping[str, Json], ...] = ()
    looked_at: int = -1
    suppressed: str = ""
    incident: str = ""
    told: int = 0

    @property
    def firing(self) -> bool:
        """Say whether it fires."""
        return self.state == "firing"

    @property
    def urgent(self) -> bool:
        """Say whether it is one that incidents are opened for: it fires, unexpected, at a CI that is known."""
        return self.firing and bool(self.ci) and not self.suppressed and self.severity != "info"


def merged(known: Alert | None, report: Report, now: datetime) -> Alert:
    """Return an alert after one more message about it; of messages out of order the later instant holds."""
    if known is None:
        over = report.at if report.state == "resolved" else None
        return Alert(
            report.key,
            report.source,
            report.id,
            report.state,
            report.severity,
            report.summary,
            report.at,
            now,
            now,
            resolved_at=over,
            names=report.names,
            labels=report.labels,
        )
    counted = replace(known, count=known.count + 1, last_at=now)
    if report.state == known.state:
        found = replace(counted, severity=report.severity, summary=report.summary) if known.firing else counted
        # Another name may lead to another CI.
        return found if report.names == known.names else replace(found, names=report.names, looked_at=-1)
    if report.state == "resolved":
        return replace(counted, state="resolved", resolved_at=max(report.at, known.since), suppressed="")
    if known.resolved_at is not None and report.at < known.resolved_at and report.at <= known.since:
        # An old message about what is over since.
        return counted
    return replace(
        counted,
        state="firing",
        since=report.at,
        resolved_at=None,
        severity=report.severity,
        summary=report.summary,
        names=report.names,
        looked_at=known.looked_at if report.names == known.names else -1,
    )


def told_apart(reports: Iterable[Report]) -> dict[str, list[Report]]:
    """Return messages by the alert that they are about, in the order in which they came."""
    found: dict[str, list[Report]] = {}
    for each in reports:
        found.setdefault(each.key, []).append(each)
    return found


def alert_document(alert: Alert) -> dict[str, Json]:
    """Return an alert as JSON, as it is kept and shown."""
    found: dict[str, Json] = {name: getattr(alert, name) for name in alert.__slots__}
    found["labels"] = dict(alert.labels)
    for name in INSTANTS:
        found[name] = instant_json(getattr(alert, name))
    found["names"] = [list[Json](each) for each in alert.names]
    found["tries"] = [dict(each) for each in alert.tries]
    return found


def read_alert(row: Json) -> Alert:
    """Read an alert from a row, as ``alert_document`` made it."""
    given = dict(cast("dict[str, Json]", row))
    for name in INSTANTS:
        if (text := given[name]) is not None:
            given[name] = cast("Json", datetime.fromisoformat(str(text)))
    given["names"] = cast(
        "Json", tuple((str(each[0]), str(each[1])) for each in cast("list[list[str]]", given["names"]))
    )
    given["tries"] = cast("Json", tuple(cast("list[Json]", given["tries"])))
    return Alert(**given)  # type: ignore[arg-type]  # as it was written
