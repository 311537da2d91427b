"""What was deployed before an incident: deployments on what it stands on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from cmdb.entities import instant_json
from cmdb.model import Key
from cmdb.store.port import GraphStore
from cmdb.values import Json
from itsm.deployment.practice import DEPLOYMENT
from itsm.kernel.desk import links_of
from itsm.kernel.record import Record, read_record

__all__ = ["deployments_before"]

MOST = 20


def near(record: Record, at: datetime, length: timedelta) -> bool:
    """Say whether something was deployed in a time before an instant: whether it failed or not, it touched its CIs."""
    start, end = record.instant("opened_at"), record.instant("closed_at")
    return (
        record.practice == DEPLOYMENT.name and start is not None and start <= at and (end is None or end >= at - length)
    )


def deployments_before(graph: GraphStore, cis: Iterable[str], at: datetime, length: timedelta) -> list[Json]:
    """Return the deployments on some CIs in a time before an instant, the latest first."""
    wanted = [Key(each) for each in sorted(cis)]
    touching: dict[Key, set[str]] = {}
    for link in links_of(graph, wanted) if wanted else ():
        if link.role == "affects" and link.target in wanted and link.record.startswith(f"{DEPLOYMENT.prefix}-"):
            touching.setdefault(link.record, set()).add(link.target)
    records = [read_record(each) for each in graph.get(sorted(touching)).values()]
    found = [each for each in records if near(each, at, length)]
    found.sort(key=lambda each: (str(instant_json(each.instant("opened_at"))), each.key), reverse=True)
    return [
        {
            "key": each.key,
            "title": each.title,
            "state": each.state,
            "environment": each.text("environment"),
            "version": each.text("version"),
            "started_at": instant_json(each.instant("opened_at")),
            "minutes_before": minutes_before(each, at),
            "authorisation": each.text("authorisation"),
            "cis": list[Json](sorted(touching[each.key])),
        }
        for each in found[:MOST]
    ]


def minutes_before(record: Record, at: datetime) -> int:
    """Return how long before an instant a deployment began, in minutes."""
    start = record.instant("opened_at") or at
    return round((at - start).total_seconds() / 60)
