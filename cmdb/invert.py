"""The way back: the plan that makes everything as it was before a merged preview."""

from __future__ import annotations

from collections.abc import Sequence

from cmdb.lay import current, shown_value
from cmdb.merge import Preview
from cmdb.model import Node, Relation
from cmdb.observed import fields_json
from cmdb.plan import Add, Change, Edit, Plan, Relate, Remove, SetFields, Unrelate
from cmdb.schema import json_value
from cmdb.store.port import Change as Written
from cmdb.values import Json

__all__ = ["inverse_of", "invert"]


def invert(laid: Preview, title: str) -> Plan:
    """Return the plan that takes a merged preview back: every CI and relation as it was."""
    return inverse_of(laid.work.changes(), title)


def inverse_of(changes: Sequence[Written], title: str) -> Plan:
    """Return the plan that takes back what was written: every CI and relation as it was."""
    cis = [each for each in changes if is_ci(each.before) or is_ci(each.after)]
    relations = [each for each in changes if isinstance(each.before or each.after, Relation)]
    edits: list[Edit] = [
        inverse_relation(each.after) for each in relations if each.before is None and isinstance(each.after, Relation)
    ]
    edits += [Remove("inverse", each.after.key) for each in cis if each.before is None and isinstance(each.after, Node)]
    edits += [
        inverse_node(each.before, each.after if isinstance(each.after, Node) else None)
        for each in cis
        if isinstance(each.before, Node)
    ]
    edits += [
        restored_relation(each.before, each.after if isinstance(each.after, Relation) else None)
        for each in relations
        if isinstance(each.before, Relation)
    ]
    return Plan(title, tuple(edits))


def is_ci(entity: object) -> bool:
    """Say whether an entity is a CI."""
    return isinstance(entity, Node) and entity.kind == "ci"


def inverse_relation(after: Relation) -> Unrelate:
    """Return the removal of a relation that was added."""
    return Unrelate("inverse", after.id.source, after.id.type, after.id.target, after.id.group)


def restored_relation(before: Relation, after: Relation | None) -> Relate:
    """Return the restoration of a relation that was removed or changed."""
    each = before.id
    # None: it saw no relation, so that one that somebody has made meanwhile is a conflict.
    was: Json = fields_json(after) if after else None
    return Relate("inverse", each.source, each.type, each.target, each.group, fields_json(before), was)


def inverse_node(before: Node, after: Node | None) -> Edit:
    """Return the restoration of a CI that was changed or removed."""
    if after is None:
        groups = before.body.get("groups")
        attributes = {name: json_value(value) for name, value in before.attributes.items()}
        rules = groups if isinstance(groups, dict) else {}
        return Add("inverse", before.key, before.cls, before.name, attributes, before.lifecycle, rules, "", before.key)
    return SetFields("inverse", before.key, differences(before, after))


def differences(before: Node, after: Node) -> dict[str, Change]:
    """Return what to set so that a CI is as before."""
    names = ["name", "class", "lifecycle"]
    names += [f"attributes.{name}" for name in dict.fromkeys((*before.attributes, *after.attributes))]
    for node in (before, after):
        if isinstance(groups := node.body.get("groups"), dict):
            names += [f"groups.{name}" for name in groups]
    pairs = {name: (current(before, name), current(after, name)) for name in dict.fromkeys(names)}
    return {name: Change(shown_value(old), shown_value(new)) for name, (old, new) in pairs.items() if old != new}
