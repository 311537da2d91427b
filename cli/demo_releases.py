"""Tell the demo's releases, and what its pipelines have deployed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from cmdb.entities import instant_json
from cmdb.estate import Estate
from cmdb.model import Key
from cmdb.store.port import Stamp
from cmdb.values import Json
from itsm.deployment.event import parse_deployment
from itsm.deployments import take_in_event
from itsm.kernel import desk
from itsm.kernel.link import Link
from itsm.practices import PRACTICES

__all__ = ["tell_deployments", "tell_releases"]

Entry = Mapping[str, Any]
Tell = Callable[[Estate, str, Entry, str, datetime], Key]


def tell_releases(
    estate: Estate, entries: Sequence[Entry], changes: Mapping[str, Key], now: datetime, tell: Tell
) -> dict[str, Key]:
    """Open releases, put their changes into them, and return their keys by title."""
    found = {}
    for number, entry in enumerate(entries):
        key = found[entry["title"]] = tell(estate, "release", entry, f"release-{number}", now)
        stamp = Stamp(entry["by"], "manual", entry["title"])
        for title in entry["changes"]:
            desk.link(estate.graph, PRACTICES["change"], Link(changes[title], "part_of", key), stamp=stamp)
    return found


def tell_deployments(
    estate: Estate, entries: Sequence[Entry], records: Mapping[str, Key], now: datetime, midnight: datetime
) -> None:
    """Take in what pipelines tell, each when it happened; ``records`` are changes and releases by title."""
    for number, entry in enumerate(entries):
        started = now - timedelta(hours=entry.get("hours_ago", 0))
        if "starts" in entry:
            started = midnight + timedelta(days=entry["starts"]["days"], hours=entry["starts"]["hour"])
        said: dict[str, Json] = {
            name: value
            for name, value in entry.items()
            if name not in ("hours_ago", "starts", "minutes", "committed_hours", "change", "release")
        }
        said |= {name: records[entry[name]] for name in ("change", "release") if name in entry}
        said["started_at"] = instant_json(started)
        if entry["status"] != "in_progress":
            said["finished_at"] = instant_json(started + timedelta(minutes=entry["minutes"]))
        if "committed_hours" in entry:
            said["committed_at"] = instant_json(started - timedelta(hours=entry["committed_hours"]))
        event = parse_deployment(f"deployments[{number}]", said, now)
        act = desk.Act(f"deployment-{number}", now, Stamp(entry["source"], "api", "deployments"))
        take_in_event(estate, event, act=act)
