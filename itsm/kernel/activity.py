"""What happened to a record, when, and by whom: entries that are only ever added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from cmdb.model import Key, Node
from cmdb.values import Json, Value

__all__ = ["ACTIVITY", "Activity", "Kind", "activity_node", "entry_key", "in_order", "read_activity"]

ACTIVITY = "activity"

Kind = Literal[
    "opened",
    "transition",
    "note",
    "assignment",
    "link",
    "outage",
    "vote",
    "alert",
    "survey",
    "task",
    "status",
    "mail",
    "attachment",
    "escalation",
    "comment",
]
"""The kinds that there are. ``status`` is an update to those concerned, ``task`` a step of a plan, ``comment`` speaks
of a line of a plan."""


@dataclass(frozen=True, slots=True)
class Activity:
    """One entry.

    ``id`` is unique within the record and comes from whoever adds it, so that the same entry twice is one.
    ``occurred_at`` is when it happened (UTC), which may be long before it was written down. ``public`` entries are
    shown to the requester. ``facts`` hold what the kind needs: ``from``, ``to``, ``step`` of a transition ...
    """

    record: Key
    id: str
    kind: Kind
    occurred_at: datetime
    by: str
    text: str = ""
    public: bool = False
    facts: Mapping[str, Json] = field(default_factory=dict)


def entry_key(record: Key, id_: str) -> Key:
    """Return under which key the graph keeps an entry."""
    return Key(f"act:{record}:{id_}")


def activity_node(entry: Activity) -> Node:
    """Return an entry as the graph keeps it."""
    attributes: dict[str, Value] = {"occurred_at": entry.occurred_at, "by": entry.by, "public": entry.public}
    body: dict[str, Json] = {"facts": dict(entry.facts)} if entry.facts else {}
    if entry.text:
        body["text"] = entry.text
    return Node(
        entry_key(entry.record, entry.id), ACTIVITY, entry.kind, owner=entry.record, attributes=attributes, body=body
    )


def read_activity(node: Node) -> Activity:
    """Read an entry from the graph."""
    occurred_at, facts, owner = node.attributes["occurred_at"], node.body.get("facts", {}), node.owner or Key("")
    assert isinstance(occurred_at, datetime)  # noqa: S101  # as it was written
    assert isinstance(facts, dict)  # noqa: S101  # as it was written
    return Activity(
        record=owner,
        id=node.key.removeprefix(f"act:{owner}:"),
        kind=node.cls,  # type: ignore[arg-type]  # as it was written
        occurred_at=occurred_at,
        by=str(node.attributes["by"]),
        text=str(node.body.get("text", "")),
        public=node.attributes.get("public") is True,
        facts=facts,
    )


def in_order(entries: Iterable[Activity]) -> Sequence[Activity]:
    """Return entries by when they happened; those of one instant by id."""
    return sorted(entries, key=lambda entry: (entry.occurred_at, entry.id))
