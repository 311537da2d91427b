"""Is a change approved beforehand? Only as a template of standard changes made it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from cmdb.errors import Invalid
from cmdb.model import Key
from cmdb.plan import ABSENT, Change, Edit, Plan, Relate, SetFields
from cmdb.store.port import GraphStore
from cmdb.values import Json
from itsm.change.proposal import Proposal
from itsm.kernel.declared import declared
from itsm.kernel.record import Record
from itsm.kernel.template import TEMPLATE

__all__ = ["BEFOREHAND", "Decided", "check_as_made", "check_beforehand", "decided_as", "judged_as", "unseen"]

BEFOREHAND = "beforehand"
"""Where a change keeps which template of standard changes made it."""

STANDARD = "standard"
FREE = frozenset({"description", "window"})
"""What may be said anew of a standard change, beside its title."""


class Decided(NamedTuple):
    """The kind that a change is decided on as; ``reason`` says why it is not the one that it says, "": it is."""

    kind: str
    reason: str = ""


def check_beforehand(proposal: Proposal, template: str) -> None:
    """Raise ``Invalid`` for a plan that says it is standard without the template that makes it so."""
    if proposal.kind == STANDARD and not template:
        reason = "is approved beforehand by a template of standard changes, and no template made this plan"
        raise Invalid("plan.kind", reason, STANDARD, "normal, emergency; or open it from a template")


def check_as_made(before: Plan, after: Plan, template: str) -> None:
    """Raise ``Invalid`` where a standard change would do something else than what its template made."""
    allowed = "another title, description or window; or kind normal"
    if [unseen(each) for each in before.edits] != [unseen(each) for each in after.edits]:
        raise Invalid("plan.edits", f"are those of template {template}", str(len(after.edits)), allowed)
    made, said = fixed(before), fixed(after)
    for name in sorted(made.keys() | said.keys()):
        if said.get(name) != made.get(name):
            reason = f"follows from template {template} in a standard change"
            raise Invalid(f"plan.{name}", reason, str(said.get(name))[:64], allowed)


def fixed(plan: Plan) -> dict[str, Json]:
    """Return what stands in a plan beside its edits and may not be said anew; what is empty is not said."""
    found: dict[str, Json] = {}
    for name, value in plan.rest.items():
        if isinstance(value, list) and name == "down":
            found[name] = [{"state": "down", **each} if isinstance(each, dict) else each for each in value]
        else:
            found[name] = value.strip() if isinstance(value, str) else value
    return {name: value for name, value in found.items() if name not in FREE and value not in ("", [], None)}


def unseen(edit: Edit) -> Edit:
    """Return an edit without its place and without what it saw."""
    if isinstance(edit, SetFields):
        return replace(edit, where="", fields={name: Change(each.to) for name, each in edit.fields.items()})
    return replace(edit, where="", was=ABSENT) if isinstance(edit, Relate) else replace(edit, where="")


def decided_as(graph: GraphStore, record: Record) -> Decided:
    """Return the kind that a change is decided on as: a standard one only while its template says so."""
    return decided(graph, record.text("kind") or "normal", record.body.get(BEFOREHAND))


def judged_as(graph: GraphStore, proposal: Proposal) -> Proposal:
    """Return a proposal as of the kind that it would be decided on as; what is no change yet is no standard one."""
    if proposal.kind != STANDARD:
        return proposal
    stored = graph.get([Key(proposal.reference)]).get(Key(proposal.reference))
    kind, reason = decided(graph, proposal.kind, stored.node.body.get(BEFOREHAND) if stored else None)
    return replace(proposal, kind=kind, kind_reason=reason)


def decided(graph: GraphStore, kind: str, template: object) -> Decided:
    """Return what a kind comes to where a template made the change (none: no text)."""
    if kind != STANDARD:
        return Decided(kind)
    if not isinstance(template, str) or not template:
        reason = "it says standard and no template of standard changes made it, so it is decided on as a normal change"
        return Decided("normal", reason)
    found = declared(graph, TEMPLATE).get(template)
    if found is None or not says_standard(found.document):
        reason = f"template {template} is no template of standard changes any more, so it is decided on as a normal one"
        return Decided("normal", reason)
    return Decided(kind)


def says_standard(document: Mapping[str, object]) -> bool:
    """Say whether a template, as it is kept, makes standard changes."""
    plan = document.get("plan")
    return document.get("practice") == "change" and isinstance(plan, dict) and plan.get("kind") == STANDARD
