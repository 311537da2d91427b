"""Classes as data: what may stand in the graph, in a shipped layer with the users' overlay above it."""

from __future__ import annotations

from cmdb.schema.coerce import coerce, is_placeholder, json_value
from cmdb.schema.model import (
    Attribute,
    CiClass,
    IdentificationRule,
    Lifecycle,
    LifecycleState,
    RelationType,
)
from cmdb.schema.schema import Schema
from cmdb.schema.shipped import CLASSES, LIFECYCLES, RELATION_TYPES

__all__ = [
    "Attribute",
    "CiClass",
    "IdentificationRule",
    "Lifecycle",
    "LifecycleState",
    "RelationType",
    "Schema",
    "coerce",
    "is_placeholder",
    "json_value",
    "shipped_schema",
]


def shipped_schema() -> Schema:
    """Return the schema that comes with the product, without any overlay."""
    return Schema(CLASSES, RELATION_TYPES, LIFECYCLES)
