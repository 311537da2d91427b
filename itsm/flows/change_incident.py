"""What was changed before an incident: change records on what it stands on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from cmdb.entities import instant_json
from cmdb.model import Key
from cmdb.store.port import GraphStore
from cmdb.values import Json
from itsm.change.practice import CHANGE
from itsm.kernel.desk import links_of
from itsm.kernel.record import Record, read_record

__all__ = ["changes_before"]

CARRIED_OUT = frozenset({"implementing", "review", "backed_out", "closed"})


def near(record: Record, at: datetime, length: timedelta) -> bool:
    """Say whether a change was carried out in a time before an instant."""
    if record.practice != CHANGE.name or record.state not in CARRIED_OUT:
        return False
    start = record.instant("starts_at") or record.instant("opened_at")
    end = record.instant("resolved_at") or record.instant("ends_at") or record.changed_at
    return start is not None and start <= at and (end is None or end >= at - length)


def changes_before(graph: GraphStore, cis: Iterable[str], at: datetime, length: timedelta) -> list[Json]:
    """Return the changes on some CIs that were carried out in a time before an instant, the latest first."""
    wanted = [Key(each) for each in sorted(cis)]
    touching: dict[Key, set[str]] = {}
    for link in links_of(graph, wanted) if wanted else ():
        if link.role in ("configures", "affects") and link.target in wanted:
            touching.setdefault(link.record, set()).add(link.target)
    records = [read_record(each) for each in graph.get(sorted(touching)).values()]
    found = [each for each in records if near(each, at, length)]
    found.sort(key=lambda each: (str(instant_json(each.instant("starts_at"))), each.key), reverse=True)
    return [
        {
            "key": each.key,
            "title": each.title,
            "state": each.state,
            "starts_at": instant_json(each.instant("starts_at")),
            "cis": list[Json](sorted(touching[each.key])),
        }
        for each in found
    ]
