"""A change as the engine sees it: what it touches, what it takes down and when, who carries it out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from cmdb.entities import instant_json
from cmdb.errors import Invalid
from cmdb.estate import Estate
from cmdb.plan import Add, Edit, Plan, Relate, Unrelate, parse_plan, plan_document
from cmdb.schema import Schema
from cmdb.taken_down import Window, taken_down, window_of
from cmdb.values import Json
from impact import ContextRecord, Failure
from itsm.kernel.record import Record

__all__ = ["KINDS", "PLAN", "Proposal", "canonical", "of_plan", "of_record", "record_fields"]

PLAN = "plan"
KINDS = ("standard", "normal", "emergency")
MOST_TEXT = 4_000


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change to be judged.

    ``touched`` are the CIs that it edits or takes down, by key, ascending. ``until`` is when it is over at the
    latest: the window's end and ``backout``, the time to back out. ``people`` are its assignee and team.
    ``kind_reason`` says why it is judged as of another kind than its plan says, "": it is not.
    """

    reference: str
    title: str
    kind: str
    plan: Plan
    window: Window | None
    touched: tuple[str, ...]
    people: Mapping[str, str] = field(default_factory=dict)
    backout: timedelta = timedelta(0)
    kind_reason: str = ""

    @property
    def until(self) -> datetime | None:
        """Return when it is over, backing out included."""
        return self.window.end + self.backout if self.window else None

    def planned(self, start: datetime | None = None) -> ContextRecord:
        """Return what it takes down as planned, on the timeline that begins at ``start``."""
        return ContextRecord(self.reference, self.title, tuple(self.moved(taken_down(self.plan, timed=True), start)))

    def failing(self, start: datetime | None = None) -> ContextRecord:
        """Return what is DOWN if it goes wrong: each CI that it touches, until backing out has ended."""
        length = None
        if self.window is not None:
            length = round((self.window.end + self.backout - self.window.start).total_seconds())
        begins = 0 if self.window is not None else None
        failures = (Failure(ci, "down", begins, length) for ci in self.touched)
        return ContextRecord(self.reference, self.title, tuple(self.moved(failures, start)))

    def moved(self, failures: Iterable[Failure], start: datetime | None) -> list[Failure]:
        """Return failures on the timeline that begins at ``start``."""
        if start is None or self.window is None:
            return list(failures)
        later = round((self.window.start - start).total_seconds())
        return [each if each.start_s is None else replace(each, start_s=each.start_s + later) for each in failures]


def minutes_in(plan: Plan) -> int:
    """Return the minutes to back out. Raises ``Invalid``."""
    said = plan.rest.get("backout_minutes", 0)
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 <= said <= 60 * 24 * 366:
        raise Invalid("plan.backout_minutes", "cannot be", str(said)[:64], "minutes, 0 or more")
    return round(said)


def of_plan(
    plan: Plan,
    *,
    key: Callable[[str], str],
    reference: str = "this",
    people: Mapping[str, str] | None = None,
) -> Proposal:
    """Return a plan as a proposal; ``key`` finds the CI that a text names. Raises ``Invalid``, ``NotFound``."""
    window = window_of(plan)
    said = plan.rest.get("kind", "normal")
    if said not in KINDS:
        raise Invalid("plan.kind", "is no kind of change", str(said)[:64], ", ".join(KINDS))
    backout = timedelta(minutes=minutes_in(plan))
    down = {key(each.ci) for each in taken_down(plan, timed=False)}
    touched = down | {key(text) for text in edited(plan)}
    return Proposal(reference, plan.title, str(said), plan, window, tuple(sorted(touched)), people or {}, backout)


def edited(plan: Plan) -> Iterable[str]:
    """Yield what a plan calls the CIs that it edits; of a relation both ends, of what it adds nothing."""
    for edit in plan.edits:
        if isinstance(edit, Relate | Unrelate):
            yield from (end for end in (edit.source, edit.target) if not end.startswith("$"))
        elif not isinstance(edit, Add) and not edit.ci.startswith("$"):
            yield edit.ci


def of_record(record: Record, schema: Schema) -> Proposal:
    """Return a change record as a proposal; its plan names CIs by key. Raises ``Invalid``."""
    plan = parse_plan(record.body.get(PLAN, {"edits": []}), schema)
    people = {name: record.text(name) for name in ("assignee", "team") if record.text(name)}
    return of_plan(plan, key=str, reference=record.key, people=people)


def check_length(window: Window | None) -> None:
    """Raise ``Invalid`` for a window in which nothing can be done: it ends as it begins."""
    if window is not None and window.end <= window.start:
        start, end = (str(instant_json(each)) for each in window)
        raise Invalid("plan.window.end", f"is not after the start, {start}", end, f"later than {start}")


def canonical(estate: Estate, document: Json) -> tuple[Proposal, dict[str, Json]]:
    """Read a plan document; return it as a proposal and as a document that names every CI by key.

    Raises ``Invalid``, also for a window without any length, ``NotFound``, ``Ambiguous``.
    """
    plan = parse_plan(document, estate.schema)
    check_length(window_of(plan))
    known: dict[str, str] = {}

    def key(text: str) -> str:
        if text.startswith("$"):
            return text
        if text not in known:
            known[text] = estate.key(text)
        return known[text]

    edits = tuple(renamed(edit, key) for edit in plan.edits)
    rest = dict(plan.rest)
    listed = rest.get("down", [])
    if isinstance(listed, list):
        taken_down(plan, timed=True)
        rest["down"] = [{**each, "ci": key(str(each["ci"]))} for each in listed if isinstance(each, dict)]
    plan = Plan(plan.title, edits, rest)
    return of_plan(plan, key=str), plan_document(plan)


def renamed(edit: Edit, key: Callable[[str], str]) -> Edit:
    """Return an edit that names its CIs by key."""
    if isinstance(edit, Relate | Unrelate):
        return replace(edit, source=key(edit.source), target=key(edit.target))
    if isinstance(edit, Add):
        return replace(edit, parent=key(edit.parent)) if edit.parent else edit
    return replace(edit, ci=key(edit.ci))


def record_fields(proposal: Proposal) -> dict[str, Json]:
    """Return the attributes of a change record that follow from its plan."""
    rest = proposal.plan.rest
    fields: dict[str, Json] = {"kind": proposal.kind, "backout_minutes": minutes_in(proposal.plan)}
    fields["starts_at"] = proposal.window.start.isoformat() if proposal.window else None
    fields["ends_at"] = proposal.window.end.isoformat() if proposal.window else None
    for name, attribute in (("backout", "backout"), ("tests", "tests"), ("description", "description")):
        if isinstance(text := rest.get(name), str):
            fields[attribute] = text[:MOST_TEXT]
    return fields
