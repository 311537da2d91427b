"""Records that another system tells of: each becomes one of ours, once, and what is told later is added to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from cmdb.errors import FaultlineError, Invalid
from cmdb.keys import last_given, numbered, write_counter
from cmdb.model import EMPTY, Key, Node
from cmdb.paging import every
from cmdb.query import All, Compare, OneOf
from cmdb.reported import RecordOutcome, ReportedRecord
from cmdb.store.port import GraphStore
from cmdb.values import Json, Value, normal_text
from cmdb.workspace import Workspace
from itsm.kernel.activity import ACTIVITY, Activity, activity_node, read_activity
from itsm.kernel.link import Link, link_relation
from itsm.kernel.practice import Practice, Practices
from itsm.kernel.priority import priority
from itsm.kernel.record import RECORD, Record, check_title, checked, record_node, source_claim
from itsm.kernel.timeline import told_of

__all__ = ["Intake"]

TOLD = "told"


class Good(NamedTuple):
    """A reported record that can be taken: its practice, its values, its activities without their record."""

    said: ReportedRecord
    practice: Practice
    title: str
    values: Mapping[str, Value]
    activities: Sequence[Activity]


class Intake:
    """Takes records of the practices; ``cmdb.reported.RecordTaker`` says what that means."""

    def __init__(self, practices: Practices, clock: Callable[[], datetime]) -> None:
        self.practices = practices
        self.clock = clock

    def take(self, work: Workspace, source: str, said: Sequence[ReportedRecord]) -> Sequence[RecordOutcome]:
        """Take reported records into a workspace, in their order."""
        now = self.clock()
        judged = [self.judge(each, now) for each in said]
        good = [each for each in judged if isinstance(each, Good)]
        held = load(work, source, good)
        cis = cis_by_name(work.graph, {name for each in good for names in each.said.cis.values() for name in names})
        fresh = iter(new_keys(work, [each for each, key in zip(good, held, strict=True) if key is None]))
        keys: dict[tuple[str, str], Key] = {}
        outcomes: list[RecordOutcome] = []
        places = iter(held)
        for each in judged:
            if isinstance(each, RecordOutcome):
                outcomes.append(each)
                continue
            name = (each.practice.name, each.said.number)
            key = next(places) or keys.get(name)
            if key is None:
                key = keys[name] = next(fresh)
                outcomes.append(create(work, source, each, key, cis))
            else:
                outcomes.append(update(work, each, key, cis))
        return outcomes

    def judge(self, said: ReportedRecord, now: datetime) -> Good | RecordOutcome:
        """Return a record ready to be taken, or why it cannot be."""
        try:
            practice = self.practices[said.practice]
            values = {name: value for name, value in checked(practice, said.attributes).items() if value is not None}
            activities = [checked_activity(practice, said, number, now) for number in range(len(said.activities))]
            for role in said.cis:
                if role not in practice.roles:
                    raise Invalid("links", f"{practice.plural} have no such link", role, ", ".join(practice.roles))
            return Good(said, practice, check_title(said.title), values, activities)
        except FaultlineError as error:
            facts = error.facts()
            reason = f"{error.where}: {error.reason}" if isinstance(error, Invalid) else str(error)
            value = facts.get("value")
            shown: Json = value if isinstance(value, str | int | float | bool) or value is None else str(value)
            allowed = str(facts.get("allowed", ""))
            return RecordOutcome(said, "rejected", reason=reason, value=shown, allowed=allowed)


def checked_activity(practice: Practice, said: ReportedRecord, number: int, now: datetime) -> Activity:
    """Return an activity of a record whose key is not known yet. Raises ``Invalid``."""
    told = said.activities[number]
    if told.occurred_at > now:
        raise Invalid(f"{told.kind}", "has not happened yet", told.occurred_at.isoformat(), "an instant until now")
    state = told.facts.get("to")
    if told.kind in ("opened", "transition") and state not in practice.lifecycle.states:
        raise Invalid("state", f"is no state of {practice.plural.lower()}", state, ", ".join(practice.lifecycle.states))
    facts = {name: value for name, value in told.facts.items() if value is not None or told.kind == "assignment"}
    return Activity(Key(""), told.id, told.kind, told.occurred_at, told.by, told.text, facts=facts)


# ---------------------------------------------------------------- what is there already


def load(work: Workspace, source: str, good: Sequence[Good]) -> Sequence[Key | None]:
    """Read what a chunk will ask for in a few strokes; return which of ours each record is, None for a new one."""
    claims = [source_claim(each.practice, source, each.said.number) for each in good]
    work.load_holders(claims)
    held = [work.holder(claim) for claim in claims]
    known = [key for key in held if key is not None]
    work.load_nodes(known)
    work.load_owned(known)
    return held


def cis_by_name(graph: GraphStore, names: Iterable[str]) -> Mapping[str, Key]:
    """Return the CIs that have these names, by normal form; a name that several have names none."""
    wanted = frozenset(normal_text(name) for name in names)
    if not wanted:
        return {}
    found: dict[str, list[Key]] = {}
    for stored in every(graph, All((Compare("kind", "=", "ci"), OneOf("name", wanted)))):
        found.setdefault(normal_text(stored.node.name), []).append(stored.node.key)
    return {name: keys[0] for name, keys in found.items() if len(keys) == 1}


def new_keys(work: Workspace, good: Sequence[Good]) -> list[Key]:
    """Return keys for new records in their order, each number once; the counters are written with them."""
    last: dict[str, int] = {}
    seen: set[tuple[str, str]] = set()
    found: list[Key] = []
    for each in good:
        name = (each.practice.name, each.said.number)
        if name in seen:
            continue
        seen.add(name)
        prefix = each.practice.prefix
        last[prefix] = last.get(prefix, 0) or last_given(work, prefix)
        last[prefix] += 1
        found += numbered(prefix, last[prefix], 1)
    for prefix, number in last.items():
        write_counter(work, prefix, number)
    return found


# ---------------------------------------------------------------- taking one


def create(work: Workspace, source: str, good: Good, key: Key, cis: Mapping[str, Key]) -> RecordOutcome:
    """Write a record that is new."""
    practice = good.practice
    entries = [replace(each, record=key) for each in good.activities]
    values = prioritised(practice, good.values)
    record = told_of(practice, Record(key, practice.name, good.title, practice.lifecycle.initial, values, 0), entries)
    claim = source_claim(practice, source, good.said.number)
    work.known_empty([key])
    work.put(record_node(record, frozenset({claim}))._replace(body={TOLD: told_document(good)}))
    for entry in entries:
        work.add(activity_node(entry))
    relate(work, key, good, cis, new=True)
    return RecordOutcome(good.said, "created", key, EMPTY, record.attributes, len(entries))


def update(work: Workspace, good: Good, key: Key, cis: Mapping[str, Key]) -> RecordOutcome:
    """Add what is new to a record that is known."""
    node, practice = work.node(key), good.practice
    if node is None or node.kind != RECORD:
        reason = "its number is held by what is no record"
        return RecordOutcome(good.said, "rejected", reason=reason, value=key, allowed="another source")
    entries = {each.id: each for each in (read_activity(found) for found, _ in work.owned(key, ACTIVITY))}
    added = [replace(each, record=key) for each in good.activities if each.id not in entries]
    for entry in added:
        work.add(activity_node(entry))
    changed, body = said_anew(node, good)
    linked = relate(work, key, good, cis, new=False)
    if not (added or linked or changed or body != node.body):
        return RecordOutcome(good.said, "unchanged", key)
    found = {name: value for name, value in {**node.attributes, **changed}.items() if value is not None}
    record = Record(key, node.cls, node.name, node.lifecycle, found, 0)
    told = told_of(practice, record, [*entries.values(), *added])
    work.put(node._replace(lifecycle=told.state, attributes=told.attributes, body=body))
    same = not (added or linked) and told.attributes == node.attributes
    return RecordOutcome(
        good.said, "unchanged" if same else "updated", key, node.attributes, told.attributes, len(added)
    )


def said_anew(node: Node, good: Good) -> tuple[Mapping[str, Value | None], Mapping[str, Json]]:
    """Return the attributes of which the source says something else than before, and the body that remembers it.

    What it says as it did before is not said anew: a person may have set it since. What it says of an earlier time
    than it has spoken of counts only where it had said nothing.
    """
    before = node.body.get(TOLD)
    told = before if isinstance(before, dict) else {}
    fields = told.get("fields")
    known = fields if isinstance(fields, dict) else {}
    now = said_fields(good)
    at = datetime.fromisoformat(str(told["at"])) if "at" in told else datetime.min.replace(tzinfo=UTC)
    if good.said.said_at >= at:
        news = {name: good.values[name] for name, value in now.items() if known.get(name) != value}
        # Only what a later row leaves out is taken back; the same row with a column less has merely forgotten it.
        gone = {name: None for name in known if name not in now} if good.said.said_at > at else {}
        kept = {**known, **now} if not gone else now
        return {**news, **gone}, {**node.body, TOLD: {"at": good.said.said_at.isoformat(), "fields": kept}}
    news = {name: good.values[name] for name in now if name not in known and name not in node.attributes}
    if not news:
        return {}, node.body
    more = {name: now[name] for name in news}
    return news, {**node.body, TOLD: {**told, "fields": {**known, **more}}}


def said_fields(good: Good) -> dict[str, Json]:
    """Return what the source says of attributes, as it is remembered."""
    return {name: good.said.attributes[name] for name in good.values}


def told_document(good: Good) -> dict[str, Json]:
    """Return what is remembered of what a source said."""
    return {"at": good.said.said_at.isoformat(), "fields": said_fields(good)}


def prioritised(practice: Practice, values: Mapping[str, Value]) -> dict[str, Value]:
    """Return values with a priority where impact and urgency tell one and the source does not."""
    found = dict(values)
    if practice.prioritised and "priority" not in found:
        impact, urgency = found.setdefault("impact", 3), found.setdefault("urgency", 2)
        level = priority(int(str(impact)), int(str(urgency)))
        found |= {"priority": level} if level is not None else {}
    return found


def relate(work: Workspace, key: Key, good: Good, cis: Mapping[str, Key], *, new: bool) -> bool:
    """Link a record with the CIs that it names; say whether a link is new."""
    found = False
    for role, names in good.said.cis.items():
        for name in names:
            target = cis.get(normal_text(name))
            if target is None:
                continue
            relation = link_relation(Link(key, role, target))
            if new:
                work.relate_new((relation,))
            elif work.relation(relation.id) is not None:
                continue
            else:
                work.relate(relation)
            found = True
    return found
