"""An observation in the graph: what one source last said of one CI, as a node that belongs to that CI."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, cast

from cmdb.model import EMPTY, Key, Node, Relation, RelationFields, RelationId
from cmdb.values import Json, Value

__all__ = [
    "MANUAL",
    "OBSERVATION",
    "UNSAID",
    "Report",
    "manual_key",
    "observation_key",
    "observation_node",
    "relation_id",
    "report_fields",
    "reports",
    "reports_json",
    "source_of",
    "spoken_of",
]

OBSERVATION = "observation"
UNSAID = "unsaid"
MANUAL = "manual"


EMPTY_FIELDS: Mapping[str, Json] = MappingProxyType({})


class Report(NamedTuple):
    """One relation that an observation says its CI has, both ends being keys. ``denied``: it says it has not."""

    type: str
    direction: Literal["out", "in"]
    other: Key
    group: str
    fields: Mapping[str, Json] = EMPTY_FIELDS
    denied: bool = False


def observation_key(source: str, native_id: str) -> Key:
    """Return the key of an observation; long native ids are shortened by a digest."""
    if len(native_id) > LONGEST_NATIVE_ID:
        digest = hashlib.sha256(native_id.encode()).hexdigest()[:24]
        native_id = f"{native_id[:LONGEST_NATIVE_ID]}…{digest}"
    return Key(f"obs:{source}:{native_id}")


LONGEST_NATIVE_ID = 300


def manual_key(ci: Key) -> Key:
    """Return the key of what people have said by hand of a CI."""
    return observation_key(MANUAL, ci)


def source_of(observation: Node) -> str:
    """Return the source of an observation."""
    return str(observation.body.get("source", ""))


def observation_node(  # noqa: PLR0913  # it is the record itself
    *,
    source: str,
    native_id: str,
    owner: Key,
    cls: str,
    name: str,
    attributes: Mapping[str, Value] = EMPTY,
    lifecycle: str = "",
    groups: Mapping[str, Json] | None = None,
    reported: Sequence[Report] = (),
    parent: Key | None = None,
    digest: int | None = None,
    cleared: Sequence[str] = (),
) -> Node:
    """Return an observation as a node. ``cleared``: attributes that are said to be empty, whatever others say."""
    body: dict[str, Json] = {"source": source, "native_id": native_id}
    if groups:
        body["groups"] = dict(groups)
    if reported:
        body["relations"] = reports_json(reported)
    if parent:
        body["parent"] = parent
    if digest is not None:
        body["digest"] = digest
    if cleared:
        body["cleared"] = list[Json](sorted(cleared))
    return Node(
        key=observation_key(source, native_id),
        kind=OBSERVATION,
        cls=cls,
        name=name,
        lifecycle=lifecycle,
        owner=owner,
        attributes=attributes,
        body=body,
    )


class FrozenReport(NamedTuple):
    """A report whose fields are JSON text, so that equal ones fall together."""

    type: str
    direction: Literal["out", "in"]
    other: Key
    group: str
    fields: str
    denied: bool


def freeze(report: Report) -> FrozenReport:
    """Return a report that can be compared."""
    fields = json.dumps(dict(report.fields), sort_keys=True) if report.fields else ""
    return FrozenReport(report.type, report.direction, report.other, report.group, fields, report.denied)


def reports_json(reported: Sequence[Report]) -> Json:
    """Return reports as they are kept in an observation's body: each once, in a stable order."""
    if not any(each.fields or each.denied for each in reported):
        return [list(each) for each in sorted({each[:4] for each in reported})]
    return [report_json(each) for each in sorted(set(map(freeze, reported)))]


def report_json(report: FrozenReport) -> Json:
    """Return a report as it is kept in an observation's body."""
    kept: list[Json] = [report.type, report.direction, report.other, report.group]
    if report.fields or report.denied:
        kept.append(json.loads(report.fields) if report.fields else {})
    if report.denied:
        kept.append(True)
    return kept


def reports(observation: Node) -> list[Report]:
    """Return the relations that an observation reports."""
    kept = cast("list[list[Any]]", observation.body.get("relations", ()))
    return [Report(*each) for each in kept]


def spoken_of(observation: Node) -> dict[RelationId, list[Any]]:
    """Return the relations that an observation speaks of, each with the report as it is kept."""
    ci = cast("Key", observation.owner)
    kept = cast("list[list[Any]]", observation.body.get("relations", ()))
    return {
        RelationId(ci, each[0], each[2], each[3])
        if each[1] == "out"
        else RelationId(each[2], each[0], ci, each[3]): each
        for each in kept
    }


def relation_id(ci: Key, report: Report) -> RelationId:
    """Return the relation that a report is about."""
    if report.direction == "out":
        return RelationId(ci, report.type, report.other, report.group)
    return RelationId(report.other, report.type, ci, report.group)


def report_fields(report: Report) -> RelationFields:
    """Return a report's fields as a relation's."""
    fields = report.fields
    if not fields:
        return PLAIN
    verified = fields.get("last_verified")
    return RelationFields(
        need=cast("Literal['hard', 'soft', 'none'] | None", fields.get("need")),
        weight=cast("int | None", fields.get("weight")),
        ride_through_s=cast("float | None", fields.get("ride_through_s")),
        confidence=cast("float | None", fields.get("confidence")),
        last_verified=datetime.fromisoformat(verified).astimezone(UTC) if isinstance(verified, str) else None,
    )


PLAIN = RelationFields()


def fields_json(relation: Relation) -> dict[str, Json]:
    """Return what a relation says beside its identity, as a report's fields."""
    fields = relation.fields
    if fields[:-1] == PLAIN[:-1]:
        return {}
    said: dict[str, Json] = {
        "need": fields.need,
        "weight": fields.weight,
        "ride_through_s": fields.ride_through_s,
        "confidence": fields.confidence,
        "last_verified": fields.last_verified.isoformat() if fields.last_verified else None,
    }
    return {name: value for name, value in said.items() if value is not None}
