"""What a plan takes out of service: it stays and goes DOWN, so that it fails for those who would still need it.

A CI that is simply absent hurts nobody, because relations to it are ignored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeGuard

from cmdb.errors import Invalid
from cmdb.estate import Estate
from cmdb.merge import Preview, preview
from cmdb.plan import Edit, Plan, Retire, SetFields
from cmdb.questions import key_in
from cmdb.schema import Schema
from impact import Graph

__all__ = ["as_outage", "laid_with_retired", "retired_by"]


def laid_with_retired(estate: Estate, plan: Plan, graph: Graph, as_of: int | None) -> tuple[Preview, list[str]]:
    """Return a plan laid but for what retires CIs, and the CIs it retires as it names them.

    ``graph`` is the one without the plan. Raises ``Invalid`` for the first edit of the whole plan that cannot be.
    """

    def takes_part(ci: str) -> bool:
        key = key_in(estate, graph, ci, as_of)
        return graph.has(key) and graph.takes_part(graph.index_of(key))

    def laid(some: Plan) -> Preview:
        found = preview(estate.graph, estate.rules, some, as_of=as_of)
        if (wanting := next(iter(found.wanting), None)) is not None:
            raise Invalid(wanting.where, wanting.reason, wanting.to, wanting.allowed)
        return found

    whole = laid(plan)
    outage, retired = as_outage(plan, estate.schema, takes_part)
    return (laid(outage) if retired else whole), retired


def retired_by(plan: Plan, schema: Schema) -> list[str]:
    """Return the CIs that a plan retires, as it names them; what it adds itself is left out."""
    found = [edit.ci for edit in plan.edits if isinstance(edit, Retire) or says_absent(edit, schema)]
    return [ci for ci in dict.fromkeys(found) if not ci.startswith("$")]


def as_outage(plan: Plan, schema: Schema, takes_part: Callable[[str], bool]) -> tuple[Plan, list[str]]:
    """Return a plan in which what it retires stays, and those CIs as it names them.

    ``takes_part`` tells of a CI whether it is in service or in maintenance now; retiring another changes nothing.
    """
    retired = [ci for ci in retired_by(plan, schema) if takes_part(ci)]
    return (replace(plan, edits=tuple(kept(plan.edits, schema, frozenset(retired)))) if retired else plan), retired


def kept(edits: Iterable[Edit], schema: Schema, retired: frozenset[str]) -> Iterable[Edit]:
    """Yield edits without what retires these CIs."""
    for edit in edits:
        if isinstance(edit, Retire) and edit.ci in retired:
            continue
        if says_absent(edit, schema) and edit.ci in retired:
            left = {name: change for name, change in edit.fields.items() if name != "lifecycle"}
            if left:
                yield replace(edit, fields=left)
            continue
        yield edit


def says_absent(edit: Edit, schema: Schema) -> TypeGuard[SetFields]:
    """Say whether an edit sets a state in which a CI takes no part."""
    if not isinstance(edit, SetFields) or "lifecycle" not in edit.fields:
        return False
    wanted = edit.fields["lifecycle"].to
    states = (state for lifecycle in schema.lifecycles.values() for state in lifecycle.states)
    return any(state.name == wanted and state.presence == "absent" for state in states)
