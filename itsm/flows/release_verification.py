"""Did a release do what its changes said, and nothing else? CIs against the baseline, checks, incidents since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from cmdb.entities import instant_json
from cmdb.estate import Estate
from cmdb.model import Key, Node
from cmdb.plan import Relate, Retire, SetFields, Unrelate
from cmdb.schema import json_value
from cmdb.values import Json
from itsm.change.practice import MERGED
from itsm.change.proposal import of_record
from itsm.change.tasks import Task
from itsm.change.work import done_of, tasks_of
from itsm.flows.change_release import Baseline, live
from itsm.incident.practice import INCIDENT
from itsm.kernel.desk import links_of
from itsm.kernel.record import Record, read_record

__all__ = ["Difference", "Found", "checks_of", "differences", "incidents_since"]

Word = Literal["as_planned", "not_done", "otherwise", "unplanned"]
RELATION = "relation"


class Wanted(NamedTuple):
    """What a change says that a field is to be; ``done`` is False where it was not carried out so."""

    change: str
    to: Json
    done: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a CI that differs from the baseline, or should. ``planned`` are the changes that speak of it."""

    ci: str
    name: str
    field: str
    before: Json
    now: Json
    planned: Json
    changes: tuple[str, ...]
    word: Word
    reason: str


class Found(NamedTuple):
    """A check or task of a change in the package, as it stands."""

    change: str
    task: Task


def differences(estate: Estate, baseline: Baseline, package: Sequence[Record]) -> list[Difference]:
    """Return what differs between the baseline and now, and what should, by CI and field.

    O(CIs of the release and their relations). New CIs of a plan are told by their relations.
    """
    keys = [Key(each) for each in baseline.cis]
    before, now = estate.graph.get(keys, as_of=baseline.revision), estate.graph.get(keys)
    wanted = planned_fields(estate, package)
    found: list[Difference] = []
    for key in keys:
        was = before[key].node if key in before else None
        is_now = now[key].node if key in now else None
        name = (is_now or was).name if is_now or was else str(key)  # type: ignore[union-attr]  # one of them is there
        old, new = fields_of(was), fields_of(is_now)
        for field in sorted(old.keys() | new.keys() | {name for ci, name in wanted if ci == key}):
            said = wanted.get((str(key), field), ())
            each = judged((str(key), name), field, old.get(field), new.get(field), said)
            if each is not None:
                found.append(each)
    return [*found, *relation_differences(estate, baseline, package)]


def fields_of(node: Node | None) -> dict[str, Json]:
    """Return the fields of a CI as JSON."""
    if node is None:
        return {}
    found: dict[str, Json] = {"name": node.name, "class": node.cls, "lifecycle": node.lifecycle}
    for name, value in node.attributes.items():
        found[f"attributes.{name}"] = json_value(value)
    return found


def planned_fields(estate: Estate, package: Sequence[Record]) -> Mapping[tuple[str, str], Sequence[Wanted]]:
    """Return what the changes of a package say of fields, by CI and field."""
    found: dict[tuple[str, str], list[Wanted]] = {}
    for change in live(package):
        plan = of_record(change, estate.schema).plan
        for place, edit in enumerate(plan.edits):
            done = is_done(change, place)
            if isinstance(edit, SetFields):
                for name, said in edit.fields.items():
                    found.setdefault((edit.ci, name), []).append(Wanted(change.key, said.to, done))
            elif isinstance(edit, Retire):
                stored = estate.graph.get([Key(edit.ci)]).get(Key(edit.ci))
                retired = estate.schema.lifecycle(stored.node.cls).retired if stored else "retired"
                found.setdefault((edit.ci, "lifecycle"), []).append(Wanted(change.key, retired, done))
    return found


def is_done(change: Record, place: int) -> bool:
    """Say whether an edit of a change is to be found in the graph: not where it failed, nor where it was left out."""
    outcome = change.text("outcome")
    if outcome and outcome not in MERGED:
        return False
    done = done_of(change) if outcome == "partial" else None
    return done is None or place in done


def judged(ci: tuple[str, str], field: str, before: Json, now: Json, said: Sequence[Wanted]) -> Difference | None:
    """Judge one field; None where nothing is said of it and nothing differs."""
    key, name = ci
    changes = tuple(sorted({each.change for each in said}))
    planned = [each for each in said if each.done]
    if not planned:
        if before == now:
            return None
        why = f"{', '.join(changes)} was not carried out so" if changes else "no change of the package says so"
        return Difference(key, name, field, before, now, None, changes, "unplanned", why)
    if any(now == each.to for each in planned):
        fits = next(each for each in planned if now == each.to)
        return Difference(key, name, field, before, now, fits.to, changes, "as_planned", f"as {fits.change} says")
    last = planned[-1]
    if now == before:
        reason = f"{last.change} says {worded(last.to)}; it is still {worded(now)}"
        return Difference(key, name, field, before, now, last.to, changes, "not_done", reason)
    reason = f"{last.change} says {worded(last.to)}; it is {worded(now)}"
    return Difference(key, name, field, before, now, last.to, changes, "otherwise", reason)


def worded(value: Json) -> str:
    """Return a value in words."""
    return "nothing" if value is None or value == "" else str(value)[:200]


# ---------------------------------------------------------------- relations


Line = tuple[str, str, str]


def relation_differences(estate: Estate, baseline: Baseline, package: Sequence[Record]) -> list[Difference]:
    """Return the relations at the release's CIs that came or went, or should have."""
    cis = set(baseline.cis)
    old, new = lines_at(estate, cis, baseline.revision), lines_at(estate, cis, None)
    come: dict[Line, list[str]] = {}
    go: dict[Line, list[str]] = {}
    for change in live(package):
        for place, edit in enumerate(of_record(change, estate.schema).plan.edits):
            if isinstance(edit, Relate | Unrelate) and is_done(change, place):
                line = (edit.source, edit.type, edit.target)
                (come if isinstance(edit, Relate) else go).setdefault(line, []).append(change.key)
    found = [
        *(
            relation_judged(line, "", "there", come.get(line) or partly(line, come), came=True)
            for line in sorted(new - old)
        ),
        *(relation_judged(line, "there", "", go.get(line), came=False) for line in sorted(old - new)),
    ]
    for line in sorted(each for each in come if each not in new and not any(end.startswith("$") for end in each)):
        reason = f"{', '.join(come[line])} says that it is there; it is not"
        found.append(relation_difference(line, ("", "", "there"), come[line], "not_done", reason))
    for line in sorted(each for each in go if each in new):
        reason = f"{', '.join(go[line])} says that it goes; it is still there"
        found.append(relation_difference(line, ("there", "there", ""), go[line], "not_done", reason))
    return found


def lines_at(estate: Estate, cis: Iterable[str], as_of: int | None) -> set[Line]:
    """Return the relations between CIs at some CIs."""
    keys = [Key(each) for each in sorted(cis)]
    pairs = estate.graph.neighbours(keys, as_of=as_of) if keys else ()
    return {(str(each.id.source), each.id.type, str(each.id.target)) for each, _ in pairs if not each.id.links_record}


def partly(line: Line, come: Mapping[Line, list[str]]) -> list[str] | None:
    """Return the changes that plan such a relation of a CI that their plan adds, which has its key only now."""
    source, kind, target = line
    for (one, name, other), changes in come.items():
        new_end = (one.startswith("$") or one == source) and (other.startswith("$") or other == target)
        if name == kind and new_end and (one.startswith("$") or other.startswith("$")):
            return changes
    return None


def relation_judged(line: Line, before: str, now: str, changes: list[str] | None, *, came: bool) -> Difference:
    """Judge a relation that came or went."""
    if changes:
        return relation_difference(line, (before, now, now), changes, "as_planned", f"as {', '.join(changes)} says")
    verb = "came" if came else "went"
    return relation_difference(line, (before, now, ""), (), "unplanned", f"it {verb}; no change of the package says so")


def relation_difference(
    line: Line, states: tuple[str, str, str], changes: Iterable[str], word: Word, reason: str
) -> Difference:
    """Return a difference of a relation; ``states`` are before, now, planned."""
    source, kind, target = line
    before, now, planned = states
    field = f"{RELATION} {kind} {target}"
    return Difference(source, "", field, before, now, planned or None, tuple(sorted(set(changes))), word, reason)


# ---------------------------------------------------------------- checks and incidents


def checks_of(estate: Estate, package: Iterable[Record]) -> list[Found]:
    """Return the tasks and checks of the changes in a package, change after change."""
    return [Found(change.key, task) for change in live(package) for task in tasks_of(estate.graph, change)]


def incidents_since(
    estate: Estate, cis: Iterable[str], package: Iterable[Record], start: datetime, end: datetime
) -> list[dict[str, Json]]:
    """Return the incidents opened in a time on what a release touched, or linked as caused by its changes."""
    graph = estate.graph
    changes = {each.key for each in package}
    wanted = [Key(each) for each in sorted(cis)]
    hit: dict[Key, set[str]] = {}
    caused: dict[Key, set[str]] = {}
    for link in links_of(graph, [*wanted, *sorted(changes)]) if wanted or changes else ():
        if link.role in ("affects", "caused_by_ci") and link.target in wanted:
            hit.setdefault(link.record, set()).add(link.target)
        elif link.role == "caused_by" and link.target in changes:
            caused.setdefault(link.record, set()).add(link.target)
    found: list[dict[str, Json]] = []
    for key, stored in sorted(graph.get(sorted(hit.keys() | caused.keys())).items()):
        record = read_record(stored)
        opened = record.instant("opened_at")
        if record.practice != INCIDENT.name or opened is None or not start <= opened <= end:
            continue
        near = ", ".join(sorted(hit.get(key, ())))
        reason = f"caused by {', '.join(sorted(caused[key]))}" if key in caused else f"opened since, on {near}"
        found.append(
            {
                "key": key,
                "title": record.title,
                "state": record.state,
                "phase": INCIDENT.lifecycle.states[record.state].phase,
                "opened_at": instant_json(opened),
                "cis": list[Json](sorted(hit.get(key, ()))),
                "linked": key in caused,
                "reason": reason,
            }
        )
    return found
