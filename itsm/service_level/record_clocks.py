"""The clocks of many records at once: what they are linked with and what happened to them is read together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from cmdb.model import Key
from cmdb.schema import Schema
from cmdb.store.port import GraphStore
from cmdb.values import Json
from itsm.kernel.activity import ACTIVITY, Activity, in_order, read_activity
from itsm.kernel.desk import links_of
from itsm.kernel.practice import Practice
from itsm.kernel.record import Record
from itsm.service_level.clocks import clocks, services_told
from itsm.service_level.promises import Promises

__all__ = ["left_s", "next_clock", "record_clocks"]


def record_clocks(  # what a clock depends on
    graph: GraphStore,
    practices: Mapping[str, Practice],
    records: Sequence[Record],
    known: Promises,
    schema: Schema,
    *,
    now: datetime,
    as_of: int | None = None,
) -> dict[Key, list[dict[str, Json]]]:
    """Return the clocks of records by key, none for those of practices without priority; ``known``: what is promised.

    ``now`` is when ``as_of`` was, where one is given.
    """
    timed = [each for each in records if practices[each.practice].prioritised]
    keys = [each.key for each in timed]
    entries: defaultdict[Key, list[Activity]] = defaultdict(list)
    for stored in graph.owned(keys, kind=ACTIVITY, as_of=as_of):
        if stored.node.owner is not None:
            entries[stored.node.owner].append(read_activity(stored.node))
    linked: defaultdict[Key, set[Key]] = defaultdict(set)
    for link in links_of(graph, keys, as_of=as_of):
        if link.role == "affects":
            linked[link.record].add(link.target)
    targets = sorted({each for found in linked.values() for each in found})
    services = {key for key, stored in graph.get(targets, as_of=as_of).items() if schema.is_service(stored.node.cls)}
    found: dict[Key, list[dict[str, Json]]] = {each.key: [] for each in records}
    for record in timed:
        told = in_order(entries[record.key])
        hit = (linked[record.key] & services) | services_told(told)
        found[record.key] = clocks(practices[record.practice], record, told, known, hit, now=now)
    return found


def next_clock(found: Sequence[Mapping[str, Json]]) -> Mapping[str, Json] | None:
    """Return the clock to look at first: of those that have not ended the one with the least left."""
    return min((each for each in found if each["state"] != "stopped"), key=left_s, default=None)


def left_s(clock: Mapping[str, Json]) -> float:
    """Return how many open seconds a clock has left, below nothing once its target is passed."""
    return cast("float", clock["target_s"]) - cast("float", clock["elapsed_s"])
