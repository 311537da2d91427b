"""Whose voice does a request wait for? Those whom its item names, but never whoever asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from cmdb.errors import Invalid
from cmdb.paging import every
from cmdb.query import All, Compare
from cmdb.store.port import GraphStore
from cmdb.values import normal_text
from itsm.kernel import desk
from itsm.kernel.record import Record, read_record
from itsm.kernel.search import IS_RECORD
from itsm.request.catalogue import Approval, approval_of
from itsm.request.practice import REQUEST
from itsm.request.verbs import check_approver, own, take_step, voices

__all__ = ["Waiting", "give_voice", "is_asked", "waiting_for"]

WAITS = "approval"


class Waiting(NamedTuple):
    """A request that waits for voices: ``agreed`` have been given of the ``votes`` that are needed."""

    record: Record
    agreed: int
    votes: int


def is_asked(approval: Approval, who: str, roles: Collection[str]) -> bool:
    """Say whether an approval names somebody, by account or by role."""
    return normal_text(who) in map(normal_text, approval.accounts) or bool(set(approval.roles) & set(roles))


def waiting_for(graph: GraphStore, who: str, roles: Collection[str]) -> Sequence[Waiting]:
    """Return the requests that wait for somebody's voice, the oldest first."""
    of_kind = Compare("class", "=", normal_text(REQUEST.name))
    where = All((IS_RECORD, of_kind, Compare("lifecycle", "=", normal_text(WAITS))))
    found = []
    for record in map(read_record, every(graph, where)):
        approval = approval_of("approval", record.body.get("approval"))
        if approval is None or not is_asked(approval, who, roles) or normal_text(who) in own(graph, record):
            continue
        agreed = voices(desk.timeline(graph, record.key))
        if normal_text(who) not in agreed:
            found.append(Waiting(record, len(agreed), approval.votes))
    return sorted(found, key=lambda each: (str(each.record.attributes.get("opened_at")), each.record.key))


def give_voice(
    graph: GraphStore, record: Record, decision: str, *, act: desk.Act, roles: Collection[str], reason: str = ""
) -> str:
    """Agree to a request or decline it, and return its state then.

    Raises ``Invalid`` for one that waits for nobody, a second voice, or declining without a reason, ``Forbidden`` for
    somebody whom it does not ask.
    """
    approval = approval_of("approval", record.body.get("approval"))
    if record.state != WAITS or approval is None:
        raise Invalid("decision", "is waited for no more", record.state, "a request that waits for approval")
    check_approver(graph, record, approval, act.stamp.actor, roles)
    if normal_text(act.stamp.actor) in voices(desk.timeline(graph, record.key)):
        raise Invalid("decision", "was given already", act.stamp.actor, "one voice of each")
    if decision == "reject" and not reason.strip():
        raise Invalid("reason", "is missing", reason, "why it is declined; whoever asked reads it")
    fields = {"resolution": reason} if decision == "reject" else {}
    # Whoever asked is told how it stands.
    return take_step(graph, record, decision, act=act, said=desk.Said(fields, reason, public=True), roles=roles)
