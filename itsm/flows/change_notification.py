"""A change that waits for approval asks those who may decide: who is asked, in which words, and what they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast
from urllib.parse import urlencode

from cmdb.entities import instant_json
from cmdb.estate import Estate
from cmdb.model import Node
from cmdb.values import Json
from itsm.change.approval import needed
from itsm.change.practice import CHANGE
from itsm.change.standard import decided_as
from itsm.change.verbs import change_record, requester_of
from itsm.flows.change_board import Facing, face
from itsm.kernel.activity import Activity
from itsm.kernel.record import Record
from itsm.notification.message import Ask

__all__ = ["approval_request", "asked_by"]

APPROVAL = "approval"
MOST_REASONS = 3


def asked_by(estate: Estate, node: Node, entry: Activity) -> str | None:
    """Return whose change it is for which an entry asks for voices; None where it asks for none, or no longer.

    What is approved beforehand asks for none.
    """
    asks = entry.kind == "transition" and entry.facts.get("to") == APPROVAL
    if not asks or node.cls != CHANGE.name or node.lifecycle != APPROVAL:
        return None
    record = change_record(estate, node.key)
    # The level decides how many voices are needed, the kind whether there are any.
    rule = needed(decided_as(estate.graph, record).kind, "low")
    return requester_of(estate, record) if rule.votes else None


def approval_request(estate: Estate, record: Record, *, now: datetime) -> Ask:
    """Return what is said to whoever is asked for a decision; the link names the facts that the words tell of."""
    each = face(estate, record, now=now)
    words = [window_words(record), *judged_words(each)]
    words.append("The link leads to the change, after signing in. It decides nothing by itself: you confirm there.")
    query = {"decide": "approve"} | ({"seen": each.seen} if each.seen else {})
    return Ask("Please decide", "\n".join(words), urlencode(query))


def window_words(record: Record) -> str:
    """Return when a change is to be carried out."""
    start, end = record.instant("starts_at"), record.instant("ends_at")
    return f"Window: {instant_json(start)} to {instant_json(end)}" if start and end else "Window: none yet"


def judged_words(each: Facing) -> list[str]:
    """Return risk and impact in a few lines; where it cannot be judged, why."""
    if not each.judged:
        return [f"It cannot be judged as it is: {each.fault}"]
    risk = cast("Mapping[str, Json]", each.judged["risk"])
    impact = cast("Mapping[str, Mapping[str, Json]]", each.judged["impact"])
    factors = cast("Sequence[Mapping[str, Json]]", risk["factors"])
    reasons = [one for one in factors if cast("float", one["contribution"]) > 0][:MOST_REASONS]
    level = each.level.replace("_", " ").capitalize()
    why = "; ".join(str(one["value"]) for one in reasons)
    return [
        f"Risk: {level}, {each.score:g} of 100 points{f': {why}' if why else ''}",
        f"As planned: {impact['planned']['headline']}",
        f"If it fails: {impact['if_it_fails']['headline']}",
    ]
