"""The requests that wait for the person who asks, and their voice on one."""

from __future__ import annotations

from api.backend import backend
from api.guard import principal
from api.resources.portal.own import answers_document, item_document
from api.resources.records.service import act
from cmdb.access import sees
from cmdb.errors import NotFound
from cmdb.model import Key
from cmdb.schema import json_value
from cmdb.values import Json, normal_text
from itsm.kernel.record import RECORD, Record, read_record
from itsm.request.approvals import Waiting, give_voice, is_asked, waiting_for
from itsm.request.catalogue import approval_of
from itsm.request.practice import REQUEST

__all__ = ["decide", "waiting"]


def waiting() -> dict[str, object]:
    """Return the requests that wait for the person's voice, the oldest first."""
    who = principal()
    found = waiting_for(backend().graph, who.name, who.roles)
    return {"items": [document(each) for each in found if within_reach(each.record)], "next": None}


def within_reach(record: Record) -> bool:
    """Say whether the person is asked by name, or has rights where the request belongs."""
    who, approval = principal(), approval_of("approval", record.body.get("approval"))
    if approval is None or not is_asked(approval, who.name, who.roles):
        return False
    named = normal_text(who.name) in map(normal_text, approval.accounts)
    stored = backend().graph.get([record.key]).get(record.key)
    return named or (stored is not None and sees(who, stored.node))


def document(each: Waiting) -> dict[str, Json]:
    """Return a request as whoever decides on it sees it."""
    record, opened = each.record, each.record.attributes.get("opened_at")
    return {
        "key": record.key,
        "title": record.title,
        "requester": record.text("requester"),
        "opened_at": None if opened is None else json_value(opened),
        "item": item_document(record),
        "answers": list[Json](answers_document(record)),
        "agreed": each.agreed,
        "votes": each.votes,
    }


def decide(key: str, decision: str, reason: str) -> dict[str, Json]:
    """Give the person's voice on a request. One that does not ask them is not found. Raises ``NotFound``."""
    graph, who = backend().graph, principal()
    stored = graph.get([Key(key)]).get(Key(key))
    if stored is None or stored.node.kind != RECORD or stored.node.cls != REQUEST.name:
        raise NotFound("request", key)
    record = read_record(stored)
    if not within_reach(record):
        raise NotFound("request", key)
    state = give_voice(graph, record, decision, act=act(), roles=who.roles, reason=reason)
    return {"key": key, "state": state, "state_label": REQUEST.lifecycle.states[state].label}
