"""How CIs, relations and their history are shown: the JSON records of pages, API and command line."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from cmdb.errors import NotFound
from cmdb.impact_rows import missing_relations, relation_types_by_consumer
from cmdb.lay import shown_value
from cmdb.model import Key, Node, Relation, RelationId, Revision, Stored, Version
from cmdb.observed import MANUAL, OBSERVATION, fields_json, source_of
from cmdb.reconcile import Reconciled, Said, reconcile
from cmdb.refresh import Rules
from cmdb.schema import Schema, json_value
from cmdb.store.port import GraphStore
from cmdb.values import Document, Json, Value

__all__ = [
    "ci_detail",
    "ci_document",
    "edits_between",
    "history_document",
    "instant_json",
    "read_relation_ref",
    "relation_document",
    "relation_ref",
    "revision_document",
]


def instant_json(moment: datetime | None) -> str | None:
    """Return an instant as ISO 8601 in UTC."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def ci_document(stored: Stored, schema: Schema) -> dict[str, Json]:
    """Return a CI as one item of a list."""
    node = stored.node
    return {
        "key": node.key,
        "class": node.cls,
        "class_label": schema.classes[node.cls].label if node.cls in schema.classes else node.cls,
        "name": node.name,
        "lifecycle": node.lifecycle,
        "attributes": {name: json_value(value) for name, value in sorted(node.attributes.items())},
        "revision": stored.since,
        "changed_at": instant_json(stored.changed_at),
        "last_seen": instant_json(stored.last_seen),
    }


def ci_detail(graph: GraphStore, rules: Rules, key: Key, *, as_of: int | None = None) -> dict[str, Json]:
    """Return a CI with its relations, its sources, and for each value who says it and who says otherwise.

    Raises ``NotFound``.
    """
    stored = graph.get([key], as_of=as_of).get(key)
    if stored is None or stored.node.kind != "ci":
        raise NotFound("CI", key)
    relations = [each for each in graph.neighbours([key], as_of=as_of) if not each[0].id.links_record]
    ends = graph.get(
        {end for relation, _ in relations for end in (relation.id.source, relation.id.target)}, as_of=as_of
    )
    observations = graph.owned([key], kind=OBSERVATION, as_of=as_of)
    groups = stored.node.body.get("groups")
    return {
        **ci_document(stored, rules.schema),
        "groups": groups if isinstance(groups, dict) else {},
        "relations": [relation_document(relation, since, rules.schema, ends) for relation, since in relations],
        "sources": [source_document(each) for each in observations],
        "values": values_document(graph, rules, observations, stored.node),
        "health": {"missing": list[Json](missing(rules.schema, stored.node, [each for each, _ in relations]))},
        "expects": list[Json](rules.schema.expects(stored.node.cls)) if stored.node.cls in rules.schema.classes else [],
    }


def missing(schema: Schema, node: Node, relations: Sequence[Relation]) -> Sequence[str]:
    """Return the relation types that a CI's class expects and that it lacks."""
    has = relation_types_by_consumer(schema, relations)
    return missing_relations(schema, node.cls, has.get(node.key, ()))


def source_document(stored: Stored) -> dict[str, Json]:
    """Return what one source says of a CI."""
    node = stored.node
    return {
        "source": source_of(node),
        "native_id": node.body.get("native_id"),
        "key": node.key,
        "class": node.cls,
        "name": node.name,
        "lifecycle": node.lifecycle,
        "attributes": {name: json_value(value) for name, value in sorted(node.attributes.items())},
        "revision": stored.since,
        "changed_at": instant_json(stored.changed_at),
        "last_seen": instant_json(stored.last_seen),
    }


def values_document(graph: GraphStore, rules: Rules, observations: Sequence[Stored], present: Node) -> dict[str, Json]:
    """Return for each field the value believed, its source and age, and the losing values."""
    if not observations:
        return {}
    told = reconcile(rules.schema, rules.precedence, [(each.node, each.since) for each in observations], present)
    moments = {revision.number: revision.at for revision in revisions_of(graph, told)}
    return {name: value_document(said, moments) for name, said in told.said.items()}


def revisions_of(graph: GraphStore, told: Reconciled) -> list[Revision]:
    """Return the revisions in which values were said."""
    return [graph.revision(number) for number in sorted({each.since for said in told.said.values() for each in said})]


def value_document(said: Sequence[Said], moments: Mapping[int, datetime]) -> dict[str, Json]:
    """Return one field's values, the believed first."""
    shown: list[dict[str, Json]] = [
        {
            "value": said_json(each.value),
            "source": each.source,
            "at": instant_json(moments.get(each.since)),
            "revision": each.since,
        }
        for each in said
    ]
    why = (
        "said by hand"
        if said[0].source == MANUAL
        else "only source"
        if len(said) == 1
        else "by precedence, then latest"
    )
    losing = [each for each in shown[1:] if each["value"] != shown[0]["value"]]
    return {**shown[0], "why": why, "losing": list[Json](losing)}


def said_json(value: Value | None) -> Json:
    """Return a value as JSON; a group's rule as it stands."""
    if value is None:
        return None
    return value.json if isinstance(value, Document) else json_value(value)


# ------------------------------------------------------------------ relations


def relation_ref(each: RelationId) -> str:
    """Return a relation's identity as one word for addresses."""
    parts = json.dumps(list(each), ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(parts).decode().rstrip("=")


def read_relation_ref(text: str) -> RelationId:
    """Return the relation that ``relation_ref`` wrote. Raises ``NotFound``."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        source, kind, target, group = (str(part) for part in parts)
    except (ValueError, TypeError) as error:
        raise NotFound("relation", text[:100]) from error
    return RelationId(Key(source), kind, Key(target), group)


def relation_document(relation: Relation, since: int, schema: Schema, ends: Mapping[Key, Stored]) -> dict[str, Json]:
    """Return a relation with what it says and what holds where it says nothing."""
    each, declared = relation.id, schema.relation_types.get(relation.id.type)
    said = fields_json(relation)
    return {
        "id": relation_ref(each),
        "from": each.source,
        "type": each.type,
        "to": each.target,
        "group": each.group or None,
        "effective_group": each.group or (declared.group if declared else "") or None,
        "need": said.get("need", declared.need if declared else "hard"),
        "weight": said.get("weight", 1),
        "ride_through_s": said.get("ride_through_s", 0),
        "confidence": said.get("confidence"),
        "last_verified": said.get("last_verified"),
        "declared": said,
        "reported_by": list[Json](relation.fields.reported_by),
        "revision": since,
        "consumer": declared.consumer if declared else "neither",
        "label": declared.label if declared else each.type,
        "reverse": declared.reverse if declared else each.type,
        **end_document("from", ends.get(each.source)),
        **end_document("to", ends.get(each.target)),
    }


def end_document(side: str, stored: Stored | None) -> dict[str, Json]:
    """Return name and class of an end."""
    return {f"{side}_name": stored.node.name if stored else "", f"{side}_class": stored.node.cls if stored else ""}


# ------------------------------------------------------------------ history


def revision_document(revision: Revision) -> dict[str, Json]:
    """Return a revision."""
    return {
        "revision": revision.number,
        "at": instant_json(revision.at),
        "actor": revision.actor,
        "source": revision.source,
        "reason": revision.reason,
        "run": revision.run or None,
    }


def history_document(graph: GraphStore, key: Key) -> list[dict[str, Json]]:
    """Return each revision that changed a CI or a relation at it, newest first, with what it changed.

    Raises ``NotFound`` for a CI that never was.
    """
    versions = list(graph.history(key))
    if not versions:
        raise NotFound("CI", key)
    gathered: dict[int, tuple[Revision, list[Json]]] = {}
    for before, version in paired(versions):
        add_edits(gathered, version.since, edits_between(before, version.entity))
    for each in graph.relations_ever([key]):
        if each.links_record:
            continue
        for before, version in paired(list(graph.history(each))):
            add_edits(gathered, version.since, edits_between(before, version.entity))
    ordered = sorted(gathered.values(), key=lambda one: -one[0].number)
    return [{**revision_document(revision), "edits": edits} for revision, edits in ordered]


def paired(versions: Sequence[Version]) -> Iterable[tuple[Node | Relation | None, Version]]:
    """Return each version, newest first, with what stood before it."""
    before = [version.entity for version in versions[1:]] + [None]
    return zip(before, versions, strict=True)


def add_edits(gathered: dict[int, tuple[Revision, list[Json]]], revision: Revision, edits: Iterable[Json]) -> None:
    """Add edits under their revision."""
    gathered.setdefault(revision.number, (revision, []))[1].extend(edits)


def edits_between(before: Node | Relation | None, after: Node | Relation | None) -> list[Json]:
    """Return what differs between two versions, field by field."""
    if isinstance(before or after, Relation):
        return [{"field": "relation", "was": relation_words(before), "to": relation_words(after)}]
    if before is None:  # most of what an import decides on is new
        return [{"field": name, "was": None, "to": said} for name, said in fields_of(after).items() if said is not None]
    old, new = fields_of(before), fields_of(after)
    names = [name for name in dict.fromkeys((*old, *new)) if old.get(name) != new.get(name)]
    return [{"field": name, "was": old.get(name), "to": new.get(name)} for name in names]


def fields_of(node: Node | Relation | None) -> dict[str, Json]:
    """Return a node's fields as JSON."""
    if not isinstance(node, Node):
        return {}
    said: dict[str, Json] = {"class": node.cls, "name": node.name, "lifecycle": node.lifecycle}
    said |= {f"attributes.{name}": shown_value(value) for name, value in node.attributes.items()}
    groups = node.body.get("groups")
    if isinstance(groups, dict):
        said |= {f"groups.{name}": rule for name, rule in groups.items()}
    return said


def relation_words(relation: Node | Relation | None) -> Json:
    """Return a relation as it stands in a graph document, None for none."""
    if not isinstance(relation, Relation):
        return None
    source, kind, target, group = relation.id
    words: dict[str, Json] = {"from": source, "type": kind, "to": target}
    if group:
        words["group"] = group
    return words | fields_json(relation)
