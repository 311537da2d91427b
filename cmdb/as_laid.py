"""How much of a plan can be laid over the graph as it is? What it takes down alone where edits conflict, and why."""

from __future__ import annotations

import json
from typing import NamedTuple

from cmdb.errors import Invalid
from cmdb.estate import Estate
from cmdb.lay import Outcome
from cmdb.merge import preview
from cmdb.plan import Plan
from cmdb.values import Json

__all__ = ["AsLaid", "as_far_as_laid", "while_carried_out"]


class AsLaid(NamedTuple):
    """What of a plan is asked about, and the conflicts that keep it from being the whole of it, in words."""

    plan: Plan
    not_laid: tuple[str, ...] = ()


def as_far_as_laid(estate: Estate, plan: Plan, *, as_of: int | None = None) -> AsLaid:
    """Return a plan without its edits where some conflict with the graph.

    The edits that would still apply are left out too: together with the others they were planned, without them they
    may leave a graph that nobody wants. A plan with an edit that cannot be at all is returned whole.
    """
    wanting = preview(estate.graph, estate.rules, plan, as_of=as_of).wanting
    if not wanting or any(each.status == "invalid" for each in wanting):
        return AsLaid(plan)
    return AsLaid(Plan(plan.title, (), plan.rest), tuple(map(conflict_words, wanting)))


def while_carried_out(estate: Estate, reference: str, plan: Plan, *, as_of: int | None = None) -> AsLaid:
    """Return the plan of a change as far as it is asked about while it is carried out.

    Raises ``Invalid`` naming the change where an edit of its plan cannot be at all.
    """
    for each in preview(estate.graph, estate.rules, plan, as_of=as_of).wanting:
        if each.status == "invalid":
            reason = f"the plan of {reference} cannot be: {subject(each)}"
            allowed = f"{each.allowed}; to be put right on the page of {reference}".removeprefix("; ")
            raise Invalid("change", f"{reason}: {each.reason}", each.to, allowed)
    return as_far_as_laid(estate, plan, as_of=as_of)


def conflict_words(each: Outcome) -> str:
    """Return a conflict with the CI, the field and the values."""
    values = f"planned from {shown(each.was)} to {shown(each.to)}, now {shown(each.now)}"
    return f"{subject(each)}: {each.reason}; {values}"


def subject(each: Outcome) -> str:
    """Return the CI and the field that an outcome is about."""
    return f"{each.ci} {each.field.removeprefix('attributes.')}".rstrip()


def shown(value: Json) -> str:
    """Return a value as people read it."""
    return "nothing" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
