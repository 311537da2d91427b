"""The verbs of changes: draft from a plan, plan anew, vote, and the steps that decide, carry out and merge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from cmdb.errors import Invalid, NotFound
from cmdb.estate import Estate
from cmdb.merge import merge, preview
from cmdb.model import Key
from cmdb.observed import MANUAL
from cmdb.plan import Plan, parse_plan
from cmdb.store.port import Stamp
from cmdb.values import Json
from itsm.change.approval import (
    ANYBODY,
    DECISIONS,
    OWN,
    Electorate,
    Rule,
    Seat,
    Standing,
    check_override,
    level_decided_on,
    needed,
    standing,
    votes,
)
from itsm.change.approval_rules import approval_rules, circumstances
from itsm.change.practice import CHANGE, MERGED
from itsm.change.proposal import PLAN, Proposal, canonical, of_record, record_fields
from itsm.change.standard import BEFOREHAND, check_as_made, check_beforehand, decided_as, unseen
from itsm.change.way_back import Settled, merged_revisions, take_back
from itsm.change.work import DONE, check_complete, done_edits
from itsm.kernel import desk
from itsm.kernel.activity import Activity
from itsm.kernel.draft import Draft
from itsm.kernel.link import Link
from itsm.kernel.people import as_known, same_person
from itsm.kernel.record import Record

__all__ = [
    "REPLANNED",
    "approve",
    "change_record",
    "draft",
    "proposal_of",
    "replan",
    "standing_of",
    "take_step",
    "vote",
]

REPLANNED = ("draft", "assessment")
"""States in which another plan may be put in the place of a change's."""


def draft(
    estate: Estate, document: Json, *, act: desk.Act, fields: Mapping[str, Json] | None = None, template: str = ""
) -> Key:
    """Open a change from a plan document and return its key; ``template`` names the one that made the document.

    Raises ``Invalid``, ``NotFound``, ``Ambiguous``.
    """
    proposal, kept = canonical(estate, document)
    check_beforehand(proposal, template)
    check_laid(estate, proposal)
    title = proposal.title or "Untitled change"
    follows = record_fields(proposal)
    description = {"description": follows.pop("description")} if "description" in follows else {}
    said = {**description, **(fields or {})}
    links = links_of_plan(estate, proposal)
    body: dict[str, Json] = {PLAN: kept}
    if template:
        follows["template"] = template
    if proposal.kind == "standard":
        body[BEFOREHAND] = template
    given = Draft(title, said, links, body=body, follows=follows)
    return desk.open_record(estate.graph, CHANGE, given, act=act)


def links_of_plan(estate: Estate, proposal: Proposal) -> dict[str, tuple[str, ...]]:
    """Return the links of a change: what its plan touches."""
    known = estate.graph.get([Key(each) for each in proposal.touched])
    return {"configures": tuple(known)} if known else {}


def check_laid(estate: Estate, proposal: Proposal) -> None:
    """Raise ``Invalid`` where the plan breaks the rules of the graph; a conflict is no fault of a draft."""
    for each in preview(estate.graph, estate.rules, proposal.plan).outcomes:
        if each.status == "invalid":
            raise Invalid(each.field or each.where, each.reason, each.to, each.allowed)


def replan(estate: Estate, record: Record, document: Json, *, act: desk.Act, expected: int | None = None) -> None:
    """Put another plan in the place of a draft's.

    While a change is carried out its plan is fixed but for the settling of conflicts: an edit may say anew what it saw,
    or be left out. Raises ``Invalid``, ``NotFound``, ``PreconditionFailed``.
    """
    proposal, kept = canonical(estate, document)
    if record.state == "implementing":
        check_settles(of_record(record, estate.schema).plan, proposal.plan)
    elif record.state not in REPLANNED:
        allowed = "a change in draft or under assessment; revise it first"
        raise Invalid("plan", f"is fixed in state {record.state}", record.key, allowed)
    else:
        check_still_standard(estate, record, proposal)
    check_laid(estate, proposal)
    fields = record_fields(proposal)
    # Which edits were done was said of the plan as it was.
    body: dict[str, Json] = {PLAN: kept, DONE: None}
    if proposal.kind != "standard":
        body[BEFOREHAND] = None
    desk.replace_body(estate.graph, CHANGE, record.key, body, act=act, fields=fields, expected=expected)
    before = {each.target for each in desk.links_of(estate.graph, [record.key]) if each.role == "configures"}
    after = set(links_of_plan(estate, proposal).get("configures", ()))
    for target in sorted(after - before):
        desk.link(estate.graph, CHANGE, Link(record.key, "configures", Key(target)), stamp=act.stamp)
    for target in sorted(before - after):
        desk.unlink(estate.graph, Link(record.key, "configures", Key(target)), stamp=act.stamp)


def check_still_standard(estate: Estate, record: Record, proposal: Proposal) -> None:
    """Raise ``Invalid`` where another plan says it is standard and is not what the change's template made."""
    template = str(record.body.get(BEFOREHAND) or "")
    check_beforehand(proposal, template)
    if template and proposal.kind == "standard":
        check_as_made(of_record(record, estate.schema).plan, proposal.plan, template)


def check_settles(before: Plan, after: Plan) -> None:
    """Raise ``Invalid`` where a plan differs from the approved one in more than what its edits saw, or leave out."""
    allowed = "the approved plan, its edits with what is there now, or fewer of them"
    if (before.title, dict(before.rest)) != (after.title, dict(after.rest)):
        raise Invalid("plan", "is fixed while it is carried out", after.title, allowed)
    approved = [unseen(each) for each in before.edits]
    for each in after.edits:
        if unseen(each) not in approved:
            raise Invalid(each.where, "was not approved", each.where, allowed)


def vote(
    estate: Estate,
    record: Record,
    decision: str,
    *,
    act: desk.Act,
    reason: str = "",
    seen: str = "",
    seat: Seat = OWN,
) -> None:
    """Give one's voice on a change that waits for approval, from a seat of its board. Raises ``Invalid``."""
    if decision not in DECISIONS:
        raise Invalid("decision", "is no decision", decision, ", ".join(DECISIONS))
    if record.state != "approval":
        raise Invalid("decision", "is not asked for", record.state, "a change that waits for approval")
    if decision in ("reject", "conditions") and not reason:
        raise Invalid("reason", f"is needed to {decision}", None, "a sentence")
    if same_person(act.stamp.actor, requester_of(estate, record)):
        raise Invalid("decision", "nobody decides on their own change", act.stamp.actor, "somebody else's voice")
    facts: dict[str, Json] = {"decision": decision, "hash": seen}
    facts |= {name: value for name, value in seat._asdict().items() if value}
    at = desk.after_last(desk.timeline(estate.graph, record.key), act.now)
    entry = Activity(record.key, act.id, "vote", at, act.stamp.actor, reason, facts=facts)
    desk.add(estate.graph, CHANGE, entry, stamp=act.stamp)


def standing_of(  # what a decision stands on
    estate: Estate,
    record: Record,
    *,
    level: str,
    judged: Mapping[str, Json],
    now: str = "",
    voters: Electorate = ANYBODY,
) -> Standing:
    """Return how the decision on a change stands; ``level`` is its risk's, ``now`` the hash of today's facts.

    ``judged`` is its judgement, {} where it cannot be judged; ``voters`` say who may decide.
    """
    given = votes(desk.timeline(estate.graph, record.key))
    rule, reason = rule_for(estate, record, level, judged)
    requester = requester_of(estate, record)
    return standing(
        rule, given, requester=requester, now=now, reason=reason, lost=voters.lost(given), meant=voters.meant
    )


def rule_for(estate: Estate, record: Record, level: str, judged: Mapping[str, Json]) -> tuple[Rule, str]:
    """Return which rule decides on a change, and why it is not that of the kind which the change says."""
    kind, reason = decided_as(estate.graph, record)
    rules = approval_rules(estate.graph)
    around = circumstances(estate, of_record(record, estate.schema), judged)
    return needed(kind, level_decided_on(record, level), rules, around), reason


def requester_of(estate: Estate, record: Record) -> str:
    """Return whose change it is: who is named, else who opened it."""
    if record.text("requester"):
        return record.text("requester")
    return next((each.by for each in desk.timeline(estate.graph, record.key) if each.kind == "opened"), "")


def take_step(
    estate: Estate,
    record: Record,
    step: str,
    *,
    act: desk.Act,
    said: desk.Said,
    settled: Sequence[Settled] = (),
) -> str:
    """Take a step of a change's lifecycle other than ``approve`` and return its state then.

    ``complete`` of a successful change merges its plan, of one carried out in part the edits that were done; both not
    while a required check is open or failed. ``back_out`` takes back what was merged; ``settled`` says how where the
    graph has moved since. Raises ``NotFound``, ``Invalid`` (also for one's own change), ``MergeConflict`` (the graph
    has moved: nothing is written and the change stays as it is).
    """
    CHANGE.lifecycle.step(record.state, step)
    check_override({**record.attributes, **said.fields})
    if step == "submit":
        check_ready(record)
    elif step == "approve":
        raise Invalid("step", "is taken by the last voice that is needed", step, "a voice on the change")
    elif step == "complete":
        outcome = str(said.fields.get("outcome") or record.text("outcome"))
        check_complete(estate.graph, record, outcome)
        if outcome in MERGED:
            merge_plan(estate, record, outcome, act)
    elif step == "back_out":
        said = backed_out(said)
        if merged_revisions(estate.graph, record.key):
            take_back(estate, record.key, record.title, settled, stamp=act.stamp)
    elif step == "close":
        check_reviewed(record, said)
    return desk.move(estate.graph, CHANGE, record.key, step, act=act, said=said)


def check_ready(record: Record) -> None:
    """Raise ``Invalid`` where a change lacks what its judgement needs."""
    if record.instant("starts_at") is None or record.instant("ends_at") is None:
        raise Invalid("window", "is needed to submit a change", None, "a start and an end")


def backed_out(said: desk.Said) -> desk.Said:
    """Return what is said with backing out, its outcome being so. Raises ``Invalid`` for another."""
    outcome = said.fields.get("outcome") or "backed_out"
    if outcome not in ("backed_out", "failed"):
        raise Invalid("outcome", "does not fit a change that is backed out", str(outcome), "backed_out, failed")
    return said._replace(fields={**said.fields, "outcome": outcome})


def check_reviewed(record: Record, said: desk.Said) -> None:
    """Raise ``Invalid`` where an emergency is closed without a review that was written for it now."""
    if record.text("kind") == "emergency" and not str(said.fields.get("review") or "").strip():
        reason = "is needed to close an emergency: it was decided in haste, so it is looked back upon"
        raise Invalid("review", reason, None, "what was learned, said with this step")


def approve(  # what approving takes
    estate: Estate,
    record: Record,
    *,
    act: desk.Act,
    said: desk.Said,
    judged: Mapping[str, Json],
    seat: Seat = OWN,
    voters: Electorate = ANYBODY,
) -> str:
    """Give one's voice for a change from a seat, approve it when enough have, and return its state then.

    ``judged`` is its judgement, ``voters`` say who may decide. Raises ``Invalid``, also for one's own
    change.
    """
    CHANGE.lifecycle.step(record.state, "approve")
    check_override({**record.attributes, **said.fields})
    level = str(cast("Mapping[str, Json]", judged["risk"])["level"])
    rule, _ = rule_for(estate, record, level, judged)
    before = votes(desk.timeline(estate.graph, record.key)).get(as_known(act.stamp.actor))
    stands = before is not None and before.decision in ("approve", "conditions") and not before.seat.why_not
    if rule.votes and not stands:
        vote(estate, record, "approve", act=act, reason=said.text, seat=seat)
    found = standing_of(estate, record, level=level, judged=judged, voters=voters)
    if not found.approved:
        return record.state
    step_id = act._replace(id=f"{act.id}-approved")
    return desk.move(estate.graph, CHANGE, record.key, "approve", act=step_id, said=said)


def merge_plan(estate: Estate, record: Record, outcome: str, act: desk.Act) -> None:
    """Write what was done of a change's plan into the graph as one revision. Raises ``MergeConflict``, ``Invalid``."""
    plan = done_edits(record, parse_plan(record.body.get(PLAN, {"edits": []}), estate.schema), outcome)
    if plan.edits:
        stamp = Stamp(act.stamp.actor, MANUAL, f"{record.key} {record.title}", record.key)
        merge(estate.graph, estate.rules, plan, stamp)


def proposal_of(estate: Estate, key: str) -> Proposal:
    """Return a change record as a proposal. Raises ``NotFound``, ``Invalid``."""
    return of_record(change_record(estate, key), estate.schema)


def change_record(estate: Estate, key: str, *, as_of: int | None = None) -> Record:
    """Return a change. Raises ``NotFound``."""
    record = desk.find_record(estate.graph, key, as_of=as_of)
    if record.practice != CHANGE.name:
        raise NotFound("change", key)
    return record
