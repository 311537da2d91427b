"""One chunk of a run: identify each observation, bring its CI up to date, then relate, all in one workspace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cmdb.entities import edits_between
from cmdb.errors import ClaimTaken, FaultlineError, Invalid
from cmdb.identify import Attempt, Identification, Wanted, attempts_document, claims_wanted, identify, second
from cmdb.keys import KeyBlocks
from cmdb.model import Key, Node, RelationId
from cmdb.observed import Report, observation_key, observation_node, reports, reports_json
from cmdb.plan import check_relation_fields
from cmdb.refresh import Rules, refresh_ci, refresh_relations, touched
from cmdb.values import Json
from cmdb.workspace import Workspace
from importers.observation import CiObservation, Reference, RelationObservation
from importers.prepare import Prepared, rejection
from importers.references import claims_for, missing, referred, spelled
from importers.report import RowDecision

__all__ = ["ChunkResult", "Deferred", "take_chunk", "take_deferred"]


class Deferred(NamedTuple):
    """Relations whose other end was not there yet, to be tried again at the end of the run."""

    observation: Key
    digest: int
    said: CiObservation
    relations: tuple[RelationObservation, ...]


@dataclass(slots=True)
class ChunkResult:
    """What one chunk comes to; nothing of it counts until its workspace is committed."""

    rows: list[RowDecision] = field(default_factory=list)
    waiting: list[Prepared] = field(default_factory=list)
    deferred: list[Deferred] = field(default_factory=list)
    reported: list[Key] = field(default_factory=list)


class Taken(NamedTuple):
    """An observation whose CI is known."""

    prepared: Prepared
    owner: Key
    created: bool
    identification: Identification
    before: Node | None


def take_chunk(
    work: Workspace, rules: Rules, source: str, chunk: Sequence[Prepared], *, last: bool = False
) -> ChunkResult:
    """Take a chunk into the workspace. ``last``: parents that are still missing are so for good."""
    result = ChunkResult()
    wanted = wanted_by(rules, chunk)
    prefetch(work, rules, source, chunk, wanted)
    keys = KeyBlocks(work, rules.schema)
    taken: list[Taken] = []
    rest = list(chunk)
    while rest:
        waiting = []
        for prepared in rest:
            try:
                ready, parent = parent_of(work, rules, source, prepared)
                if ready:
                    rows_own = wanted.get(prepared.key)
                    taken.append(take(work, rules, source, prepared, Place(parent, rows_own), keys))
                else:
                    waiting.append(prepared)
            except FaultlineError as error:
                result.rows.append(rejection(prepared.said, error))
        if len(waiting) == len(rest):
            give_up(result, waiting, last=last)
            break
        rest = waiting
    keys.settle()
    relate_all(work, rules, source, taken, result)
    result.rows += [row_of(work, each) for each in taken]
    result.reported += [each.prepared.key for each in taken]
    return result


def give_up(result: ChunkResult, waiting: Sequence[Prepared], *, last: bool) -> None:
    """Keep observations whose parent is not there for later, or reject them at the end."""
    if not last:
        result.waiting += waiting
        return
    for prepared in waiting:
        parent = prepared.said.parent
        assert parent is not None  # noqa: S101  # nothing else makes one wait
        reason = f"its parent is not there: {missing(parent)}"
        result.rows.append(rejection(prepared.said, missing(parent), reason))


def wanted_by(rules: Rules, chunk: Sequence[Prepared]) -> Mapping[Key, Sequence[Wanted]]:
    """Return the claims of each row that names no parent; the others' depend on which CI that is."""
    return {
        each.key: list(claims_wanted(rules.schema, each.said.cls, each.said.name, each.attributes, None))
        for each in chunk
        if each.said.parent is None
    }


def prefetch(
    work: Workspace, rules: Rules, source: str, chunk: Sequence[Prepared], wanted: Mapping[Key, Sequence[Wanted]]
) -> None:
    """Read from the store in a few strokes what the chunk will ask for one by one."""
    work.load_nodes(each.key for each in chunk)
    owners = [node.owner for each in chunk if (node := work.node(each.key)) is not None and node.owner]
    claims = [
        claim
        for one in wanted.values()
        for each in one
        if each.claim is not None
        for claim in ((each.claim,) if each.rule.strong else (each.claim, second(each.claim)))
    ]
    references = [one.other for each in chunk for one in each.said.relations]
    references += [each.said.parent for each in chunk if each.said.parent]
    work.load_holders(claims)
    prefetch_references(work, rules, source, references)
    candidates = [holder for claim in claims if (holder := work.holder(claim))]
    work.load_nodes([*owners, *candidates])
    work.load_owned([*owners, *candidates])


def prefetch_references(work: Workspace, rules: Rules, source: str, references: Iterable[Reference]) -> None:
    """Read in a few strokes what references may name."""
    distinct = list(dict.fromkeys(references))
    work.load_nodes(observation_keys(source, (one.native_id for one in distinct if one.native_id)))
    work.load_nodes(Key(one.key) for one in distinct if one.key)
    named = [one for one in (spelled(rules.schema, each) for each in distinct) if one is not None]
    work.load_holders(claim for one in named for claim in claims_for(rules.schema, one))
    work.load_nodes(
        holder for one in named for claim in claims_for(rules.schema, one) if (holder := work.holder(claim))
    )


def observation_keys(source: str, natives: Iterable[str]) -> list[Key]:
    """Return the keys of observations by native id."""
    return [observation_key(source, native) for native in natives]


def parent_of(work: Workspace, rules: Rules, source: str, prepared: Prepared) -> tuple[bool, Key | None]:
    """Return whether the observation can be taken now, and the CI of its parent."""
    reference = prepared.said.parent
    if reference is None:
        return True, None
    parent = referred(work, rules.schema, source, reference)
    return parent is not None, parent


class Place(NamedTuple):
    """Where a row's CI is identified: inside a parent or none, and by which claims where these are known already."""

    parent: Key | None
    wanted: Sequence[Wanted] | None


def take(work: Workspace, rules: Rules, source: str, prepared: Prepared, place: Place, keys: KeyBlocks) -> Taken:
    """Identify an observation's CI and bring it up to date, relations apart. Raises ``Invalid``, ``ClaimTaken``."""
    known = work.node(prepared.key)
    identification = identification_of(work, rules, prepared, place, known)
    owner = identification.key
    created = owner is None or work.node(owner) is None
    if owner is None:
        owner = keys.take(prepared.said.cls)
    if created:
        work.known_empty([owner])
    before = work.node(owner)
    write(work, rules, observation_of(source, prepared, owner, place.parent), known)
    return Taken(prepared, owner, created, identification, before)


def identification_of(
    work: Workspace, rules: Rules, prepared: Prepared, place: Place, known: Node | None
) -> Identification:
    """Return which CI is meant: the one that this source's id already belongs to, a given key, or by the rules."""
    said = prepared.said
    if known is not None and known.owner is not None and work.node(known.owner) is not None:
        return Identification(known.owner, (known_attempt(known),))
    if said.key:
        return by_key(work, prepared)
    wanted = place.wanted
    if wanted is None:
        wanted = list(claims_wanted(rules.schema, said.cls, said.name, prepared.attributes, place.parent))
    identification = identify(wanted, work.holder, work.node, rules.schema, said.cls)
    if identification.several:
        found = ", ".join(identification.several)
        raise Invalid(said.where, f"several CIs fit: {found}", said.name, "an identifier that only one of them has")
    if identification.key is None and not identification.usable:
        needed = " or ".join(dict.fromkeys(each.rule.name for each in wanted))
        raise Invalid(said.where, "nothing in this row identifies a CI", said.name, f"a value for {needed}")
    return identification


def known_attempt(known: Node) -> Attempt:
    """Return the record of an observation that is known from an earlier run."""
    return Attempt("id in its source", (str(known.body.get("native_id", "")),), "matched", (known.owner or Key(""),))


def by_key(work: Workspace, prepared: Prepared) -> Identification:
    """Return the CI of a given key, which keeps it when it is new. Raises ``Invalid`` for the key of something else."""
    key = Key(prepared.said.key)
    node = work.node(key)
    if node is not None and node.kind != "ci":
        raise Invalid(prepared.said.where, f"the key belongs to a {node.kind}", key, "another key")
    outcome: Attempt = Attempt("key", (key,), "matched" if node else "none", (key,) if node else ())
    return Identification(key, (outcome,))


def observation_of(source: str, prepared: Prepared, owner: Key, parent: Key | None) -> Node:
    """Return the observation as a node, relations and digest apart."""
    said = prepared.said
    return observation_node(
        source=source,
        native_id=said.native_id,
        owner=owner,
        cls=said.cls,
        name=said.name.strip(),
        attributes=prepared.attributes,
        lifecycle=prepared.lifecycle,
        groups={name: dict(rule) for name, rule in said.groups.items()},
        parent=parent,
    )


def completed(observation: Node, told: Sequence[Report], digest: int | None) -> Node:
    """Return an observation with its relations; only a whole one has the digest by which a re-import skips it."""
    body = {name: part for name, part in observation.body.items() if name not in ("relations", "digest")}
    if told:
        body["relations"] = reports_json(told)
    if digest is not None:
        body["digest"] = digest
    return observation._replace(body=body)


def write(work: Workspace, rules: Rules, observation: Node, known: Node | None) -> None:
    """Write an observation and its CI; where that cannot be, leave no trace and raise ``ClaimTaken``."""
    pending = observation.key in work.nodes_now
    if known is not None and "relations" in known.body:
        body = {**observation.body, "relations": known.body["relations"]}
        observation = observation._replace(body=body)
    work.put(observation)
    try:
        refresh_ci(work, rules, observation.owner or Key(""))
    except ClaimTaken:
        work.take_back(observation.key, known, was_pending=pending)
        raise


# ------------------------------------------------------------------ relations


def relate_all(work: Workspace, rules: Rules, source: str, taken: Sequence[Taken], result: ChunkResult) -> None:
    """Resolve and write the relations of all observations of the chunk."""
    reported = [reports_of(work, rules, source, each, result) for each in taken]
    waiting = {each.observation for each in result.deferred}
    refused = {row.row for row in result.rows if row.decision == "rejected"}
    written: list[tuple[Taken, Node, set[RelationId]]] = []
    for each, told in zip(taken, reported, strict=True):
        whole = each.prepared.key not in waiting and each.prepared.said.row not in refused
        known = work.node(each.prepared.key)
        assert known is not None  # noqa: S101  # it was written when its CI was taken
        node = completed(known, told, each.prepared.digest if whole else None)
        written.append((each, node, touched(work, known, node)))
    work.known_absent_relations(one for each, _, ids in written if each.created for one in ids)
    load_related(work, [one for _, _, ids in written for one in ids])
    for each, node, ids in written:
        work.put(node)
        refresh_relations(work, rules, each.owner, ids)


def load_related(work: Workspace, ids: Sequence[RelationId]) -> None:
    """Read in a few strokes relations, their ends, and who speaks of them."""
    work.load_relations(ids)
    ends = {end for each in ids for end in (each.source, each.target)}
    work.load_nodes(ends)
    work.load_owned(ends)


def reports_of(work: Workspace, rules: Rules, source: str, each: Taken, result: ChunkResult) -> list[Report]:
    """Return the relations of one observation whose other end is there; others wait, impossible ones are rejected."""
    found: list[Report] = []
    later: list[RelationObservation] = []
    for relation in each.prepared.said.relations:
        try:
            report = report_of(work, rules, source, relation)
        except FaultlineError as error:
            result.rows.append(rejected_relation(each.prepared.said, relation, error))
            continue
        if report is None:
            later.append(relation)
        else:
            found.append(report)
    if later:
        result.deferred.append(Deferred(each.prepared.key, each.prepared.digest, each.prepared.said, tuple(later)))
    return found


def report_of(work: Workspace, rules: Rules, source: str, relation: RelationObservation) -> Report | None:
    """Return a relation with its other end as a key, None where that is not there yet. Raises ``Invalid``."""
    schema = rules.schema
    if relation.type not in schema.relation_types:
        nearest = ", ".join(schema.nearest(relation.type, schema.relation_types)) or ", ".join(schema.relation_types)
        raise Invalid(relation.where or "relation", "is no known relation type", relation.type, nearest)
    check_relation_fields(relation.where or relation.type, relation.fields)
    other = referred(work, schema, source, relation.other)
    return Report(relation.type, relation.direction, other, relation.group, relation.fields) if other else None


KNOWN_ENDS = "a CI of the same source, or a key, class:name or name in the store"


def rejected_relation(said: CiObservation, relation: RelationObservation, error: FaultlineError) -> RowDecision:
    """Return the record of a relation that cannot be taken."""
    row = rejection(said, error, f"{relation.type}: {error.reason if isinstance(error, Invalid) else error}")
    return RowDecision(
        row=row.row,
        where=relation.where or row.where,
        decision="rejected",
        cls=row.cls,
        name=row.name,
        reason=row.reason,
        value=row.value or spoken(relation.other),
        allowed=row.allowed or KNOWN_ENDS,
        raw=row.raw,
    )


def spoken(reference: Reference) -> str:
    """Return a reference as it was written."""
    return reference.native_id or reference.key or reference.name


def take_deferred(work: Workspace, rules: Rules, source: str, deferred: Sequence[Deferred]) -> ChunkResult:
    """Write the relations that waited; what is still not there is rejected."""
    result = ChunkResult()
    prefetch_references(work, rules, source, [one.other for each in deferred for one in each.relations])
    work.load_nodes(each.observation for each in deferred)
    resolved: list[tuple[Node, Key, Node]] = []
    for each in deferred:
        node = work.node(each.observation)
        if node is None or node.owner is None:
            continue
        told, refused = [], len(result.rows)
        for relation in each.relations:
            report = try_report(work, rules, source, each.said, relation, result)
            told += [report] if report else []
        whole = each.digest if len(result.rows) == refused else None
        resolved.append((node, node.owner, completed(node, [*reports(node), *told], whole)))
    load_related(work, [one for _, _, node in resolved for one in touched(work, node)])
    for before, owner, node in resolved:
        work.put(node)
        refresh_relations(work, rules, owner, touched(work, before, node))
    return result


def try_report(
    work: Workspace, rules: Rules, source: str, said: CiObservation, relation: RelationObservation, result: ChunkResult
) -> Report | None:
    """Return a relation that waited, or reject it."""
    try:
        report = report_of(work, rules, source, relation)
    except FaultlineError as error:
        result.rows.append(rejected_relation(said, relation, error))
        return None
    if report is None:
        result.rows.append(rejected_relation(said, relation, missing(relation.other)))
    return report


# ------------------------------------------------------------------ what it came to


def row_of(work: Workspace, each: Taken) -> RowDecision:
    """Return the decision on one row."""
    now = work.node(each.owner)
    edits = edits_between(each.before, now) if each.before != now else []
    edits += relation_edits(work, each)
    decision = "created" if each.created else "updated" if edits else "unchanged"
    return RowDecision(
        row=each.prepared.said.row,
        where=each.prepared.said.where,
        decision=decision,  # type: ignore[arg-type]  # one of three decisions
        key=each.owner,
        cls=now.cls if now else each.prepared.said.cls,
        name=now.name if now else each.prepared.said.name,
        edits=tuple(edits),
        attempts=tuple(attempts_document(each.identification.attempts)),  # type: ignore[arg-type]  # JSON
    )


def relation_edits(work: Workspace, each: Taken) -> list[Json]:
    """Return what the row changed of the relations that it reports or reported."""
    node = work.node(each.prepared.key)
    before = work.seen_nodes.get(each.prepared.key)
    found: list[Json] = []
    ids = touched(work, node, before)
    for one in sorted(ids):
        was, now = work.seen_relations.get(one), work.relation(one)
        same = (
            was is not None
            and now is not None
            and was.fields._replace(reported_by=()) == now.fields._replace(reported_by=())
        )
        if was != now and not same:
            found += edits_between(was, now)
    return found
