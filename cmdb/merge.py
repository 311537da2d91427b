"""Lay a plan over the present: what each edit would do, what conflicts, and the merge as one revision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from cmdb.errors import ClaimTaken, FaultlineError, Invalid, MergeConflict
from cmdb.lay import Laying, Outcome, lay
from cmdb.model import Key, Revision
from cmdb.plan import Add, Edit, Plan, Relate, Unrelate
from cmdb.refresh import Rules
from cmdb.store.port import GraphStore, Stamp
from cmdb.values import Json
from cmdb.workspace import Workspace

__all__ = ["Preview", "merge", "preview"]


@dataclass(frozen=True, slots=True)
class Preview:
    """All outcomes of a plan, the keys that its placeholders would get, and the workspace that holds the edits."""

    work: Workspace
    outcomes: Sequence[Outcome]
    keys: Mapping[str, Key]

    @property
    def wanting(self) -> Sequence[Outcome]:
        """Return the outcomes that stand in the way of a merge."""
        return [each for each in self.outcomes if each.status in ("conflict", "invalid")]

    @property
    def mergeable(self) -> bool:
        """Say whether the whole plan can be merged now."""
        return not self.wanting


def preview(graph: GraphStore, rules: Rules, plan: Plan, *, as_of: int | None = None) -> Preview:
    """Lay a plan over the graph without writing. Edits that cannot be are outcomes, never exceptions."""
    laying = Laying(Workspace(graph, as_of=as_of), rules)
    for edit in plan.edits:
        try:
            lay(edit, laying)
        except ClaimTaken as error:
            reason = f"{error.scope} {error.value!r} already identifies {error.holder}"
            laying.note(edit, named_ci(edit), error.scope, status="conflict", reason=reason, to=error.value)
        except Invalid as error:
            place = error.where if error.where.startswith(edit.where) else f"{edit.where}.{error.where}"
            facts = {"reason": error.reason, "to": shown_refused(error.value), "allowed": error.allowed}
            laying.note(edit, named_ci(edit), place, status="invalid", **facts)
        except FaultlineError as error:
            laying.note(edit, named_ci(edit), "", status="invalid", reason=str(error))
    return Preview(laying.work, laying.outcomes, laying.keys)


def merge(graph: GraphStore, rules: Rules, plan: Plan, stamp: Stamp) -> tuple[Revision | None, Preview]:
    """Write a plan as one revision (None when all of it is so already).

    Raises ``MergeConflict`` where the present differs from what the plan saw, ``Invalid`` where it breaks the
    schema; then nothing is written. The store's own checks refuse a present that moves meanwhile.
    """
    laid = preview(graph, rules, plan)
    invalid = [each for each in laid.outcomes if each.status == "invalid"]
    if invalid:
        first = invalid[0]
        raise Invalid(first.field or first.where, first.reason, first.to, first.allowed)
    if not laid.mergeable:
        raise MergeConflict(laid.wanting[0].ci, [each._asdict() for each in laid.wanting])
    return laid.work.commit(stamp), laid


def shown_refused(value: object) -> Json:
    """Return what was refused as JSON; what is none is said as text."""
    return cast("Json", value) if value is None or isinstance(value, str | int | float | bool) else str(value)


def named_ci(edit: Edit) -> str:
    """Return the CI that an edit is about, as it names it."""
    if isinstance(edit, Add):
        return edit.placeholder or edit.name
    return edit.source if isinstance(edit, Relate | Unrelate) else edit.ci
