"""A request that waits for approval asks those whom its item names: who they are, and in which words."""

from __future__ import annotations

from typing import NamedTuple

from cmdb.model import Node
from cmdb.store.port import GraphStore
from itsm.kernel.activity import Activity
from itsm.kernel.record import Record, read_record
from itsm.notification.message import Ask
from itsm.request.catalogue import Approval, approval_of
from itsm.request.practice import REQUEST
from itsm.request.verbs import own

__all__ = ["Asked", "request_asks", "request_to_decide"]

APPROVAL = "approval"
PLACE = "portal/approvals"


class Asked(NamedTuple):
    """Whom a request names for its approval, and whose it is, by normalised name: these decide on nothing of it."""

    approval: Approval
    own: frozenset[str]


def request_asks(graph: GraphStore, node: Node, entry: Activity) -> Asked | None:
    """Return whom an entry of a request asks for voices; None where it asks for none, or no longer."""
    asks = entry.kind == "transition" and entry.facts.get("to") == APPROVAL
    if not asks or node.cls != REQUEST.name or node.lifecycle != APPROVAL:
        return None
    found = graph.get([node.key]).get(node.key)
    record = read_record(found) if found is not None else None
    approval = approval_of(APPROVAL, record.body.get(APPROVAL)) if record is not None else None
    return Asked(approval, frozenset(own(graph, record))) if record is not None and approval is not None else None


def request_to_decide(record: Record) -> Ask:
    """Return what is said to whoever is asked; the link leads to the page of all that waits for their voice."""
    words = f"{record.text('requester') or 'Somebody'} asked for it, and it waits for your voice."
    words += " The link leads to what waits for you, after signing in. It decides nothing by itself: you confirm there."
    return Ask("Please decide", words, "", PLACE)
