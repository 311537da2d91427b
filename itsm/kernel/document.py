"""A record as it is shown: one document for the API, the command line and the pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cmdb.entities import instant_json
from cmdb.model import Key, Stored
from cmdb.schema import json_value
from cmdb.store.port import GraphStore
from cmdb.values import Json
from itsm.kernel.activity import Activity
from itsm.kernel.desk import links_of
from itsm.kernel.lifecycle import Lifecycle
from itsm.kernel.link import LINKS, Link
from itsm.kernel.practice import DERIVED, Practice
from itsm.kernel.record import Record

__all__ = ["activity_document", "links_document", "practice_document", "record_document", "steps_document"]


def record_document(practice: Practice, record: Record) -> dict[str, Json]:
    """Return a record as it stands in lists."""
    state = practice.lifecycle.states[record.state]
    return {
        "key": record.key,
        "practice": record.practice,
        "title": record.title,
        "state": record.state,
        "state_label": state.label,
        "phase": state.phase,
        "attributes": {name: json_value(value) for name, value in sorted(record.attributes.items())},
        "form": record.body.get("form"),
        "revision": record.revision,
        "changed_at": instant_json(record.changed_at),
    }


def steps_document(practice: Practice, record: Record) -> list[Json]:
    """Return the steps that a record's state offers, in the table's order, with what each still asks for.

    Those that only a verb of the practice takes are left out.
    """
    return [
        {
            "name": step.name,
            "label": step.label,
            "to": step.target,
            "needs": list[Json](
                dict.fromkeys((*step.needed(record.attributes), *asked_for(practice, record, step.target)))
            ),
        }
        for step in practice.lifecycle.offered(record.state)
        if not step.verb
    ]


def asked_for(practice: Practice, record: Record, state: str) -> list[str]:
    """Return the declared fields that a state asks for and that a record does not have."""
    return [each.name for each in practice.fields if state in each.required_in and each.name not in record.attributes]


def links_document(graph: GraphStore, key: Key, *, as_of: int | None = None) -> list[dict[str, Json]]:
    """Return what a record or CI is linked with, each with what it is and in which direction."""
    found = links_of(graph, [key], as_of=as_of)
    others = graph.get({other_end(each, key) for each in found}, as_of=as_of)
    return [link_document(each, key, others) for each in found if other_end(each, key) in others]


def other_end(each: Link, key: Key) -> Key:
    """Return the end of a link that is not this one."""
    return each.target if each.record == key else each.record


def link_document(each: Link, key: Key, others: Mapping[Key, Stored]) -> dict[str, Json]:
    """Return one link as it is seen from one end."""
    other = others[other_end(each, key)].node
    declared, outgoing = LINKS[each.role], each.record == key
    return {
        "role": each.role,
        "label": declared.label if outgoing else declared.reverse,
        "direction": "out" if outgoing else "in",
        "key": other.key,
        "name": other.name,
        "kind": other.kind,
        "class": other.cls,
        "state": other.lifecycle,
    }


def activity_document(entry: Activity) -> dict[str, Json]:
    """Return one entry of a timeline."""
    return {
        "id": entry.id,
        "kind": entry.kind,
        "occurred_at": instant_json(entry.occurred_at),
        "by": entry.by,
        "text": entry.text,
        "public": entry.public,
        "facts": dict(entry.facts),
    }


def practice_document(practice: Practice) -> dict[str, Json]:
    """Return what a practice declares, so that a form, a list and a page can be made from it."""
    derived = {*(each.name for each in DERIVED), *practice.follows}
    declared = {each.name: each for each in practice.fields}
    return {
        "name": practice.name,
        "noun": practice.noun,
        "label": practice.label,
        "plural": practice.plural,
        "prefix": practice.prefix,
        "description": practice.description,
        "prioritised": practice.prioritised,
        "told": practice.told,
        "required": list[Json](practice.required),
        "attributes": [
            {
                "name": each.name,
                "label": each.label or each.name,
                "type": each.type,
                "description": each.description,
                "values": list[Json](each.values),
                "derived": each.name in derived,
                "declared": each.name in declared,
                "indexed": each.indexed,
                "required_in": list[Json](declared[each.name].required_in if each.name in declared else ()),
                "refers_to": declared[each.name].refers_to if each.name in declared else "",
            }
            for each in practice.all_attributes.values()
        ],
        "lifecycle": lifecycle_document(practice.lifecycle),
        "links": [
            {"role": role, "label": LINKS[role].label, "reverse": LINKS[role].reverse, "to": LINKS[role].to}
            for role in practice.roles
        ],
    }


def lifecycle_document(table: Lifecycle) -> dict[str, Json]:
    """Return a lifecycle's table."""
    states: Sequence[Json] = [
        {"name": each.name, "label": each.label, "phase": each.phase, "clock": each.clock}
        for each in table.states.values()
    ]
    steps: Sequence[Json] = [
        {
            "name": each.name,
            "label": each.label,
            "from": list[Json](each.sources),
            "to": each.target,
            "needs": list[Json](each.needs),
        }
        for each in table.steps.values()
    ]
    return {"initial": table.initial, "states": list(states), "steps": list(steps)}
