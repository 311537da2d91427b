"""Classes and relation types as pages show them: inheritance resolved, the layer named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Literal

from api.backend import backend
from api.sight import within_sight
from cmdb.model import Key
from cmdb.query import All
from cmdb.schema import Attribute, CiClass, Lifecycle, RelationType, Schema
from cmdb.schema.shipped import CLASSES, RELATION_TYPES
from cmdb.values import Json, normal_text

__all__ = [
    "Kind",
    "class_document",
    "counts",
    "current",
    "declaration_key",
    "declared_since",
    "lifecycle_document",
    "relation_type_document",
]

Kind = Literal["class", "relation_type"]

PARTS = tuple(each.name for each in fields(Attribute))
SHIPPED = {each.name: each for each in CLASSES}
SHIPPED_TYPES = {each.name: each for each in RELATION_TYPES}


def counts() -> Mapping[str, int]:
    """Return how many CIs each class has now, by its name in normal form."""
    found = backend().graph.aggregate(within_sight(All()), "class", limit=1000)
    return {str(each.value): each.count for each in found}


def declaration_key(kind: Kind, name: str) -> Key:
    """Return the node that holds what users have declared of a class or a relation type."""
    return Key(f"{kind}:{name}")


def declared_since(kind: Kind) -> Mapping[str, int]:
    """Return the revision since which each declaration of the users' own is so, by its name."""
    return {each.node.name: each.since for chunk in backend().graph.stream_nodes(kind) for each in chunk}


def current(kind: Kind, name: str) -> dict[str, object]:
    """Return one declaration as it is now. Raises ``NotFound``."""
    schema, since = backend().rules().schema, declared_since(kind)
    if kind == "class":
        return class_document(schema.cls(name), since, counts())
    return relation_type_document(schema.relation_type(name), since)


def layer(declared: CiClass | RelationType) -> str:
    """Return whether a declaration is shipped or the users' own."""
    shipped = SHIPPED.get(declared.name) if isinstance(declared, CiClass) else SHIPPED_TYPES.get(declared.name)
    return "shipped" if declared == shipped else "overlay"


def class_document(cls: CiClass, since: Mapping[str, int], counted: Mapping[str, int]) -> dict[str, object]:
    """Return a class with all its attributes."""
    schema = backend().rules().schema
    return {
        "name": cls.name,
        "label": cls.label,
        "plural": cls.plural or f"{cls.label}s",
        "parent": cls.parent,
        "abstract": cls.abstract,
        "service": schema.is_service(cls.name),
        "prefix": next((each.prefix for each in schema.lineage(cls.name) if each.prefix), ""),
        "description": cls.description,
        "layer": layer(cls),
        "hidden": getattr(cls, "hidden", False),
        "attributes": attribute_documents(schema, cls),
        "identify": [asdict(rule) for _, rule in schema.rules(cls.name)],
        "expects": list(schema.expects(cls.name)),
        "lifecycle": schema.lifecycle(cls.name).name,
        "unavailability": schema.unavailability(cls.name),
        "groups": {name: dict(rule) for name, rule in cls.groups.items()},
        "synonyms": list(cls.synonyms),
        "count": counted.get(normal_text(cls.name), 0),
        "revision": since.get(cls.name, 0),
    }


def attribute_documents(schema: Schema, cls: CiClass) -> list[dict[str, object]]:
    """Return all attributes of a class; ``inherited_from`` is the nearest ancestor that declares one."""
    lineage, found = schema.lineage(cls.name), []
    for name, attribute in schema.attributes(cls.name).items():
        owner = next(each.name for each in lineage if any(a.name == name for a in each.attributes))
        said = {part: getattr(attribute, part) for part in PARTS}
        found.append({**said, "inherited_from": None if owner == cls.name else owner})
    return found


def relation_type_document(declared: RelationType, since: Mapping[str, int]) -> dict[str, object]:
    """Return a relation type."""
    rule: Json = None if declared.rule is None else dict(declared.rule)
    return {
        "name": declared.name,
        "label": declared.label,
        "reverse": declared.reverse,
        "consumer": declared.consumer,
        "need": declared.need,
        "group": declared.group,
        "rule": rule,
        "description": declared.description,
        "layer": layer(declared),
        "hidden": getattr(declared, "hidden", False),
        "revision": since.get(declared.name, 0),
    }


def lifecycle_document(lifecycle: Lifecycle) -> dict[str, object]:
    """Return a lifecycle."""
    return {
        "name": lifecycle.name,
        "states": [asdict(state) for state in lifecycle.states],
        "initial": lifecycle.initial,
        "retired": lifecycle.retired,
        "transitions": {name: list(following) for name, following in lifecycle.transitions.items()},
    }
