"""When alerts are expected: while a change is implemented in its window, and in declared maintenance periods."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from cmdb.errors import FaultlineError
from cmdb.estate import Estate
from cmdb.values import Json
from itsm.change.proposal import Proposal
from itsm.change.surroundings import MAINTENANCE, closures, other_changes
from itsm.event.suppress import Quiet
from itsm.kernel.hit import hit

__all__ = ["quiet_times"]

IMPLEMENTING = frozenset({"implementing"})


def quiet_times(estate: Estate, now: datetime) -> list[Quiet]:
    """Return the times that hold now."""
    found = [
        Quiet(
            each.name,
            f"maintenance{f', {each.reason}' if each.reason else ''}",
            each.start,
            each.end,
            dict.fromkeys(each.cis, "named by it") if each.cis is not None else None,
        )
        for each in closures(estate.graph)
        if each.kind == MAINTENANCE and each.start <= now < each.end
    ]
    for change in other_changes(estate, None, None, states=IMPLEMENTING):
        window = change.window
        quiet = Quiet(change.reference, f"{change.title} is being implemented", None, None)
        quiet = Quiet(quiet.name, quiet.reason, window.start, change.until) if window else quiet
        if quiet.holds(now):
            found.append(Quiet(quiet.name, quiet.reason, quiet.start, quiet.end, concerned(estate, change)))
    return found


def concerned(estate: Estate, change: Proposal) -> dict[str, str]:
    """Return the CIs of which alerts are expected: those touched, and what goes DOWN with those taken down."""
    found = dict.fromkeys(change.touched, "touched by it")
    planned = sorted({each.ci for each in change.planned().failures if each.state == "down"})
    if planned:
        try:
            answer = hit(estate, planned)
        except FaultlineError:
            # A plan may name what is not there any more; what it touches is known all the same.
            return found
        for each in cast("list[dict[str, Json]]", answer["cis"]):
            found.setdefault(str(each["key"]), f"{each['state']} while it is carried out")
    return found
