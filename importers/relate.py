"""The relations of a chunk: their other ends found, then each made what is reported of it, or put off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, cast

from cmdb.errors import FaultlineError, Invalid
from cmdb.model import Key, Node, Relation, RelationFields, RelationId
from cmdb.observed import Report, report_fields, reports, reports_json, spoken_of
from cmdb.plan import check_relation_fields
from cmdb.refresh import Rules, refresh_relations, touched
from cmdb.workspace import Workspace
from importers.decisions import rejected_relation
from importers.observation import CiObservation, RelationObservation
from importers.places import Places
from importers.references import load_references, missing, referred
from importers.taken import ChunkResult, Deferred, Taken

__all__ = ["relate_all", "take_deferred"]

Kept = Mapping[RelationId, Sequence[Any] | None]


class Told(NamedTuple):
    """What one row says of relations: its whole observation, and all relations that it speaks or spoke of.

    ``about`` has the report as it is kept of those that it speaks of now.
    """

    taken: Taken
    node: Node
    about: Kept


def relate_all(
    work: Workspace, rules: Rules, source: str, taken: Sequence[Taken], places: Places, result: ChunkResult
) -> Sequence[Kept]:
    """Resolve and write the relations of all observations of the chunk; return which each row speaks or spoke of."""
    reported = [reports_of(work, rules, source, each, places, result) for each in taken]
    waiting = {each.observation for each in result.deferred}
    refused = {row.row for row in result.rows if row.decision == "rejected"}
    written: list[Told] = []
    for each, told in zip(taken, reported, strict=True):
        whole = each.prepared.key not in waiting and each.prepared.said.row not in refused
        known = work.node(each.prepared.key)
        assert known is not None  # noqa: S101  # it was written when its CI was taken
        node = completed(known, told, each.prepared.digest if whole else None)
        about: dict[RelationId, Any] = {} if each.new else dict.fromkeys(touched(work, known))
        about |= spoken_of(node)
        written.append(Told(each, node, about))
    for one in written:
        work.put(one.node)
    others = relate_new(work, written, places)
    relate_known(work, rules, written, others)
    return [one.about for one in written]


def relate_new(work: Workspace, written: Sequence[Told], places: Places) -> set[RelationId]:
    """Write the relations of new CIs that one row alone speaks of: nobody else can; return all other relations.

    A new CI's key was never given before, so that no observation of the store names it.
    """
    new = {one.taken.owner for one in written if one.taken.new}
    voices = Counter(each for one in written for each in one.about)
    others: set[RelationId] = set()
    found: list[Relation] = []
    ends = {end for each in voices for end in (each.source, each.target)} - places.existing
    work.load_nodes(ends)
    absent = {end for end in ends if work.node(end) is None}
    for one in written:
        plain = RelationFields(reported_by=(one.node.key,))
        for each, kept in one.about.items():
            if voices[each] > 1 or not (each.source in new or each.target in new):
                others.add(each)
            elif kept is not None and each.source not in absent and each.target not in absent:
                fields = plain if len(kept) == SHORT else report_fields(Report(*kept))._replace(reported_by=plain[-1])
                found.append(Relation(each, fields))
    work.relate_new(found)
    return others


SHORT = 4
"""How long a report is kept that says nothing but which relation there is."""


def relate_known(work: Workspace, rules: Rules, written: Sequence[Told], ids: set[RelationId]) -> None:
    """Make relations what is reported of them, by this chunk and by others."""
    if not ids:
        return
    work.known_absent_relations(each for one in written if one.taken.created for each in one.about if each in ids)
    load_related(work, ids)
    for one in written:
        refresh_relations(work, rules, one.taken.owner, ids.intersection(one.about))


def load_related(work: Workspace, ids: Iterable[RelationId]) -> None:
    """Read in a few strokes relations, their ends, and who speaks of them."""
    work.load_relations(ids)
    ends = {end for each in ids for end in (each.source, each.target)}
    work.load_nodes(ends)
    work.load_owned(ends)


def completed(observation: Node, told: Sequence[Report], digest: int | None) -> Node:
    """Return an observation with its relations; only a whole one has the digest by which a re-import skips it."""
    body = {name: part for name, part in observation.body.items() if name not in ("relations", "digest")}
    if told:
        body["relations"] = reports_json(told)
    if digest is not None:
        body["digest"] = digest
    return observation._replace(body=body)


def reports_of(
    work: Workspace, rules: Rules, source: str, each: Taken, places: Places, result: ChunkResult
) -> list[Report]:
    """Return the relations of one observation whose other end is there; others wait, impossible ones are rejected."""
    found: list[Report] = []
    later: list[RelationObservation] = []
    for relation in each.prepared.said.relations:
        try:
            report = report_of(work, rules, source, relation, places)
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


def report_of(
    work: Workspace, rules: Rules, source: str, relation: RelationObservation, places: Places
) -> Report | None:
    """Return a relation with its other end as a key, None where that is not there yet. Raises ``Invalid``."""
    schema = rules.schema
    if relation.type not in schema.relation_types:
        nearest = ", ".join(schema.nearest(relation.type, schema.relation_types)) or ", ".join(schema.relation_types)
        raise Invalid(relation.where or "relation", "is no known relation type", relation.type, nearest)
    if relation.fields:
        check_relation_fields(relation.where or relation.type, relation.fields)
    other = referred(work, schema, source, relation.other, places)
    return Report(relation.type, relation.direction, other, relation.group, relation.fields) if other else None


def take_deferred(
    work: Workspace, rules: Rules, source: str, deferred: Sequence[Deferred], places: Places
) -> ChunkResult:
    """Write the relations that waited; what is still not there is rejected."""
    result = ChunkResult()
    others = [one.other for each in deferred for one in each.relations]
    load_references(work, rules.schema, source, others, places)
    work.load_nodes(each.observation for each in deferred)
    resolved: list[tuple[Node, set[RelationId]]] = []
    changed: set[RelationId] = set()
    for each in deferred:
        before = work.node(each.observation)
        if before is None or before.owner is None:
            continue
        told, refused = [], len(result.rows)
        for relation in each.relations:
            report = try_report(work, rules, source, each.said, relation, places, result)
            told += [report] if report else []
        whole = each.digest if len(result.rows) == refused else None
        node = completed(before, [*reports(before), *told], whole)
        spoken, speaks = spoken_of(before), spoken_of(node)
        changed.update(one for one, kept in speaks.items() if spoken.get(one) != kept)
        resolved.append((node, {*speaks}))
    every = {one for _, ids in resolved for one in ids}
    work.load_relations(every)
    changed.update(one for one in every if not one_voice(work.relation(one)))
    load_related(work, changed)
    for node, ids in resolved:
        work.put(node)
        refresh_relations(work, rules, cast("Key", node.owner), ids & changed)
    return result


def one_voice(relation: Relation | None) -> bool:
    """Say whether a single observation reports a relation: while that says the same, so does the relation."""
    return relation is not None and len(relation.fields.reported_by) == 1


def try_report(  # one relation in its surroundings
    work: Workspace,
    rules: Rules,
    source: str,
    said: CiObservation,
    relation: RelationObservation,
    places: Places,
    result: ChunkResult,
) -> Report | None:
    """Return a relation that waited, or reject it."""
    try:
        report = report_of(work, rules, source, relation, places)
    except FaultlineError as error:
        result.rows.append(rejected_relation(said, relation, error))
        return None
    if report is None:
        result.rows.append(rejected_relation(said, relation, missing(relation.other)))
    return report
