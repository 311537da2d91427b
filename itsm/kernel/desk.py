"""The verbs of every practice: open, edit, move, note, link. Each is one revision, and what it says happened stays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from cmdb.errors import Conflict, Invalid, NotFound, PreconditionFailed
from cmdb.keys import last_given, numbered, write_counter
from cmdb.model import Key, Node
from cmdb.store.port import GraphStore, Stamp
from cmdb.values import Json, Value
from cmdb.workspace import Workspace
from itsm.kernel.activity import ACTIVITY, Activity, activity_node, in_order, read_activity
from itsm.kernel.draft import Draft, check_links, ready, with_priority
from itsm.kernel.fields import check_cleared, check_references, with_fields
from itsm.kernel.link import LINKS, Link, link_of, link_relation
from itsm.kernel.practice import Practice
from itsm.kernel.priority import ImpactLevel
from itsm.kernel.record import RECORD, Record, check_title, checked, read_record, record_node, source_claim
from itsm.kernel.timeline import told_of

__all__ = [
    "Act",
    "Said",
    "add",
    "after_last",
    "edit",
    "find_record",
    "link",
    "links_of",
    "move",
    "open_record",
    "replace_body",
    "timeline",
    "unlink",
]

T = TypeVar("T")
EMPTY_FIELDS: Mapping[str, Json] = MappingProxyType({})


class Act(NamedTuple):
    """Somebody does something: when, in whose name, and the id of the entry that tells of it (unique in the record)."""

    id: str
    now: datetime
    stamp: Stamp


class Said(NamedTuple):
    """What is said with a step: attributes that it sets, and words, which the requester sees where ``public``."""

    fields: Mapping[str, Json] = EMPTY_FIELDS
    text: str = ""
    public: bool = False


TRIES = 8
ASSIGNED = ("team", "assignee")
# Lists that people put themselves on. Who does so changes nothing that somebody else is editing.
BESIDE = frozenset({"watchers"})


# ---------------------------------------------------------------- reading


def find_record(graph: GraphStore, key: str, *, as_of: int | None = None) -> Record:
    """Return a record. Raises ``NotFound``."""
    found = graph.get([Key(key)], as_of=as_of).get(Key(key))
    if found is None or found.node.kind != RECORD:
        raise NotFound("record", key)
    return read_record(found)


def timeline(graph: GraphStore, key: Key, *, as_of: int | None = None) -> Sequence[Activity]:
    """Return what happened to a record, oldest first."""
    return in_order(read_activity(each.node) for each in graph.owned([key], kind=ACTIVITY, as_of=as_of))


def links_of(graph: GraphStore, keys: Iterable[Key], *, as_of: int | None = None) -> Sequence[Link]:
    """Return the links at records or CIs, both ways, in order."""
    found = (link_of(relation) for relation, _ in graph.neighbours(keys, as_of=as_of))
    return sorted(each for each in found if each is not None)


# ---------------------------------------------------------------- writing


def open_record(
    graph: GraphStore,
    practice: Practice,
    draft: Draft,
    *,
    act: Act,
    computed: ImpactLevel | None = None,
) -> Key:
    """Open a record and return its key; one that its system has told of already is returned as it is.

    Raises ``Invalid``, ``NotFound`` (something linked does not exist).
    """
    practice = with_fields(graph, practice)
    title, fields = ready(practice, draft, now=act.now)
    check_references(graph, practice, fields)
    if practice.prioritised:
        fields = with_priority(fields, computed)
    happened = draft.occurred_at or act.now

    def build(work: Workspace) -> Key:
        claim = source_claim(practice, draft.source, draft.number) if draft.number else None
        if claim is not None and (held := work.holder(claim)) is not None:
            return held
        key = next_key(work, practice)
        facts: dict[str, Json] = {"to": practice.lifecycle.initial, **said_of(fields, ASSIGNED)}
        if computed is not None:
            facts["impact"] = {
                "level": computed.level,
                "score": computed.score,
                "services": [dict(each) for each in computed.reasons],
            }
        entry = Activity(key, act.id, "opened", happened, act.stamp.actor, public=True, facts=facts)
        record = Record(key, practice.name, title, practice.lifecycle.initial, fields, 0, body=draft.body)
        told = told_of(practice, record, [entry])
        work.put(record_node(told, frozenset({claim}) if claim else frozenset()))
        work.put(activity_node(entry))
        for role, targets in draft.links.items():
            write_links(work, key, role, targets)
        return key

    return committed(graph, build, act.stamp)


def edit(
    graph: GraphStore,
    practice: Practice,
    key: Key,
    fields: Mapping[str, Json],
    *,
    act: Act,
    expected: int | None = None,
    computed: ImpactLevel | None = None,
) -> None:
    """Set attributes (and ``title``); a new team or assignee is noted as an assignment.

    Who began or ceased to watch since ``expected`` is no matter, unless the watchers are what is set. Raises
    ``NotFound``, ``Invalid``, ``PreconditionFailed`` where the record is not at revision ``expected``.
    """
    practice = with_fields(graph, practice)
    values = checked(practice, {name: value for name, value in fields.items() if name != "title"})
    check_references(graph, practice, values)
    title = check_title(str(fields["title"])) if "title" in fields else None
    beside = BESIDE - values.keys()

    def build(work: Workspace) -> None:
        node, record = wanted(work, key, expected, beside=beside)
        check_cleared(practice, record.state, values)
        found = {name: value for name, value in {**record.attributes, **values}.items() if value is not None}
        if practice.prioritised and {"impact", "urgency", "impact_reason"} & values.keys():
            found = with_priority(found, computed)
        changed = [name for name in ASSIGNED if found.get(name) != record.attributes.get(name)]
        record = replace(record, attributes=found, title=title or record.title)
        entries = []
        if changed:
            facts = {name: json_text(found.get(name)) for name in ASSIGNED}
            was = {f"{name}_was": json_text(node.attributes.get(name)) for name in changed}
            entries = [Activity(key, act.id, "assignment", act.now, act.stamp.actor, facts={**facts, **was})]
        write(work, practice, node, record, entries)

    committed(graph, build, act.stamp)


def replace_body(
    graph: GraphStore,
    practice: Practice,
    key: Key,
    body: Mapping[str, Json],
    *,
    act: Act,
    fields: Mapping[str, Json] | None = None,
    expected: int | None = None,
) -> None:
    """Keep other content with a record, and set attributes that go with it.

    Raises ``NotFound``, ``Invalid``, ``PreconditionFailed``.
    """
    values = checked(practice, fields or {}, follow=True)

    def build(work: Workspace) -> None:
        node, record = wanted(work, key, expected)
        found = {name: value for name, value in {**record.attributes, **values}.items() if value is not None}
        write(work, practice, node, replace(record, attributes=found, body={**record.body, **body}), ())

    committed(graph, build, act.stamp)


def move(
    graph: GraphStore,
    practice: Practice,
    key: Key,
    step: str,
    *,
    act: Act,
    said: Said | None = None,
    expected: int | None = None,
) -> str:
    """Take a step of the lifecycle and return the new state.

    Raises ``NotFound``, ``Invalid`` (a step that the state does not offer, or what it needs is missing),
    ``PreconditionFailed``.
    """
    said, practice = said or Said(), with_fields(graph, practice)
    values = checked(practice, said.fields)
    check_references(graph, practice, values)

    def build(work: Workspace) -> str:
        node, record = wanted(work, key, expected)
        taken = practice.lifecycle.step(record.state, step)
        found = {name: value for name, value in {**record.attributes, **values}.items() if value is not None}
        for name in taken.needed(found):
            if name not in found:
                label = practice.all_attributes[name].label
                raise Invalid(name, f"is needed to {taken.label.lower()}", None, label)
        facts: dict[str, Json] = {"step": step, "from": record.state, "to": taken.target}
        at = after_last((read_activity(each) for each, _ in work.owned(key, ACTIVITY)), act.now)
        entry = Activity(key, act.id, "transition", at, act.stamp.actor, said.text, said.public, facts)
        write(work, practice, node, replace(record, attributes=found), [entry])
        return taken.target

    return committed(graph, build, act.stamp)


def add(graph: GraphStore, practice: Practice, entry: Activity, *, stamp: Stamp) -> None:
    """Add an entry, in any order of time; the same again changes nothing. Two who add at once never conflict.

    Raises ``NotFound``.
    """

    def build(work: Workspace) -> None:
        node, record = wanted(work, entry.record, None)
        write(work, practice, node, record, [entry])

    committed(graph, build, stamp)


def link(graph: GraphStore, practice: Practice, each: Link, *, stamp: Stamp) -> None:
    """Link a record with a CI or another record. Raises ``NotFound``, ``Invalid``."""
    check_links(practice, {each.role: (each.target,)})

    def build(work: Workspace) -> None:
        wanted(work, each.record, None)
        write_links(work, each.record, each.role, (each.target,))

    committed(graph, build, stamp)


def unlink(graph: GraphStore, each: Link, *, stamp: Stamp) -> None:
    """Take a link away. Raises ``NotFound``."""

    def build(work: Workspace) -> None:
        ref = link_relation(each).id
        if work.relation(ref) is None:
            raise NotFound("link", f"{each.record} {each.role} {each.target}")
        work.unrelate(ref)

    committed(graph, build, stamp)


# ---------------------------------------------------------------- parts of them


def committed(graph: GraphStore, build: Callable[[Workspace], T], stamp: Stamp) -> T:
    """Build on the present and write; where somebody else wrote at the same time, build again on what they left.

    What is built then says itself whether it still holds.
    """
    for _ in range(TRIES - 1):
        work = Workspace(graph)
        found = build(work)
        try:
            work.commit(stamp)
        except Conflict:
            continue
        return found
    work = Workspace(graph)
    found = build(work)
    work.commit(stamp)
    return found


def wanted(work: Workspace, key: Key, expected: int | None, *, beside: frozenset[str] = BESIDE) -> tuple[Node, Record]:
    """Return a record to be written; what has changed since ``expected`` in ``beside`` only is no matter.

    Raises ``NotFound``, ``PreconditionFailed``.
    """
    node = work.node(key)
    if node is None or node.kind != RECORD:
        raise NotFound("record", key)
    since = work.since[key]
    if expected is not None and since != expected and not same_but_for(work, node, expected, beside):
        raise PreconditionFailed(key, expected, since)
    return node, Record(key, node.cls, node.name, node.lifecycle, node.attributes, since, body=node.body)


def same_but_for(work: Workspace, node: Node, revision: int, beside: frozenset[str]) -> bool:
    """Say whether a record was written at a revision and has changed since in some attributes only."""
    stored = work.graph.get([node.key], as_of=revision).get(node.key) if 0 < revision < work.since[node.key] else None
    return stored is not None and stored.since == revision and bare(stored.node, beside) == bare(node, beside)


def bare(node: Node, beside: frozenset[str]) -> Node:
    """Return a record without some attributes."""
    return node._replace(attributes={name: value for name, value in node.attributes.items() if name not in beside})


def write(work: Workspace, practice: Practice, node: Node, record: Record, entries: Sequence[Activity]) -> None:
    """Write a record with new entries; what follows from its entries follows anew."""
    for entry in entries:
        work.put(activity_node(entry))
    if entries:
        known = [read_activity(each) for each, _ in work.owned(record.key, ACTIVITY)]
        record = told_of(practice, record, known)
    work.put(node._replace(name=record.title, lifecycle=record.state, attributes=record.attributes, body=record.body))


def after_last(known: Iterable[Activity], now: datetime) -> datetime:
    """Return when what is done now happens: after the last step, whatever the clocks of machines say."""
    last = max((each.occurred_at for each in known if each.kind in ("opened", "transition")), default=None)
    return now if last is None or last < now else last + timedelta(microseconds=1)


def next_key(work: Workspace, practice: Practice) -> Key:
    """Return the next number of a practice; the counter is written with it, so two writers never agree."""
    last = last_given(work, practice.prefix) + 1
    write_counter(work, practice.prefix, last)
    return numbered(practice.prefix, last, 1)[0]


def write_links(work: Workspace, record: Key, role: str, targets: Iterable[str]) -> None:
    """Write links of a record. Raises ``NotFound`` for what does not exist, ``Invalid`` for the wrong kind of thing."""
    for target in targets:
        relation = link_relation(Link(record, role, Key(target)))
        node = work.node(Key(target))
        if node is None or node.kind not in ("ci", RECORD):
            raise NotFound("CI or record", target)
        expects(role, node)
        if target == record:
            raise Invalid("links", "a record is not linked with itself", target, "another record or a CI")
        if work.relation(relation.id) is None:
            work.relate(relation)


def expects(role: str, node: Node) -> None:
    """Raise ``Invalid`` where a role does not lead to such a thing."""
    if LINKS[role].to != node.kind:
        raise Invalid("links", f"{role} leads to a {LINKS[role].to}", node.key, f"the key of a {LINKS[role].to}")


def said_of(fields: Mapping[str, Value], names: Iterable[str]) -> dict[str, Json]:
    """Return some text attributes as facts of an entry."""
    return {name: json_text(fields[name]) for name in names if name in fields}


def json_text(value: Value | None) -> Json:
    """Return a text attribute as JSON."""
    return None if value is None else str(value)
