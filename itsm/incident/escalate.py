"""Getting more people onto an incident: escalation, and the major incident with its roles and status updates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cmdb.errors import Invalid
from cmdb.model import Key
from cmdb.store.port import GraphStore
from cmdb.values import Json, Value, normal_text
from cmdb.workspace import Workspace
from itsm.incident.practice import INCIDENT
from itsm.kernel import desk
from itsm.kernel.activity import Activity
from itsm.kernel.record import Record

__all__ = ["HIGHEST", "declare_major", "escalate", "escalated", "made_major", "update_status"]

HIGHEST = 3
Changed = tuple[Mapping[str, Value], Mapping[str, Json]]
"""Attributes to set, and the facts of the entry that tells of it."""


def still_open(record: Record) -> None:
    """Raise ``Invalid`` for an incident that is over."""
    if INCIDENT.lifecycle.states[record.state].phase != "open":
        raise Invalid("state", "is over and goes no further up", record.state, "an open incident; reopen it first")


def escalated(record: Record, level: int, reason: str, team: str = "") -> Changed:
    """Decide what an escalation sets. Raises ``Invalid``: only upwards, only while it is open, only with a reason."""
    still_open(record)
    now = record.number("escalation") or 0
    if not now < level <= HIGHEST:
        raise Invalid(
            "level", "is not above the present level", level, f"{now + 1} to {HIGHEST}" if now < HIGHEST else ""
        )
    if not reason.strip():
        raise Invalid("reason", "is missing", reason, "why it goes up")
    fields: dict[str, Value] = {"escalation": level, **({"team": team} if team else {})}
    return fields, {"escalation": level, "was": now, "team": team or None}


def made_major(record: Record, commander: str, communications: str) -> Changed:
    """Decide what declaring a major incident sets. Raises ``Invalid``: two people, once, and while it is open."""
    still_open(record)
    if record.attributes.get("major") is True:
        raise Invalid("major", "is declared already", record.key, "a status update, or other roles by an edit")
    if normal_text(commander) == normal_text(communications):
        raise Invalid("communications", "leads it already", communications, "somebody else than the commander")
    fields: dict[str, Value] = {"major": True, "commander": commander, "communications": communications}
    # At the top it is, whoever was asked before.
    fields["escalation"] = HIGHEST
    return fields, {"major": True, "commander": commander, "communications": communications}


def escalate(graph: GraphStore, key: Key, level: int, reason: str, *, team: str = "", act: desk.Act) -> None:
    """Take an incident up. Raises ``NotFound``, ``Invalid``."""

    def build(work: Workspace) -> None:
        _, record = desk.wanted(work, key, None)
        fields, facts = escalated(record, level, reason, team)
        entries = [Activity(key, act.id, "escalation", act.now, act.stamp.actor, reason, facts=facts)]
        if team and team != record.text("team"):
            said: dict[str, Json] = {"team": team, "assignee": record.text("assignee") or None}
            said["team_was"] = record.text("team") or None
            entries.append(Activity(key, f"{act.id}-team", "assignment", act.now, act.stamp.actor, facts=said))
        write(work, key, fields, entries)

    desk.committed(graph, build, act.stamp)


def declare_major(
    graph: GraphStore, key: Key, *, commander: str, communications: str, reason: str, act: desk.Act
) -> None:
    """Declare a major incident with who leads it and who tells the others. Raises ``NotFound``, ``Invalid``."""

    def build(work: Workspace) -> None:
        _, record = desk.wanted(work, key, None)
        fields, facts = made_major(record, commander, communications)
        write(work, key, fields, [Activity(key, act.id, "status", act.now, act.stamp.actor, reason, facts=facts)])

    desk.committed(graph, build, act.stamp)


def update_status(graph: GraphStore, key: Key, text: str, *, next_minutes: int | None, act: desk.Act) -> None:
    """Tell those concerned how it stands, and when they hear again. Raises ``NotFound``."""
    facts: dict[str, Json] = {"next_minutes": next_minutes} if next_minutes is not None else {}
    entry = Activity(key, act.id, "status", act.now, act.stamp.actor, text, public=True, facts=facts)
    desk.add(graph, INCIDENT, entry, stamp=act.stamp)


def write(work: Workspace, key: Key, fields: Mapping[str, Value], entries: Sequence[Activity]) -> None:
    """Write attributes and entries in one go."""
    node, record = desk.wanted(work, key, None)
    desk.write(work, INCIDENT, node, replace(record, attributes={**record.attributes, **fields}), entries)
