"""How classes, relation types and lifecycles are shown, and what declares them."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

from api.schemas import Strict, Text, list_of

__all__ = [
    "ClassListSchema",
    "ClassSchema",
    "DeclarationSchema",
    "LifecycleListSchema",
    "RelationTypeListSchema",
    "RelationTypeSchema",
    "SchemaChangedSchema",
    "SchemaDocumentSchema",
]


SINCE = "Its ETag: the revision since which it is declared so; 0 for one as it was shipped."


class AttributeSchema(ma.Schema):
    """One attribute of a class, inherited ones included."""

    name = fields.String(required=True)
    type = fields.String(required=True)
    items = fields.String(required=True)
    label = fields.String(required=True)
    description = fields.String(required=True)
    unit = fields.String(required=True)
    required = fields.Boolean(required=True)
    unique = fields.Boolean(required=True)
    indexed = fields.Boolean(required=True)
    controlled = fields.Boolean(required=True, metadata={"description": "To be edited by a change only."})
    values = fields.List(fields.String(), required=True)
    pattern = fields.String(required=True)
    minimum = fields.Float(required=True, allow_none=True)
    maximum = fields.Float(required=True, allow_none=True)
    synonyms = fields.List(fields.String(), required=True)
    inherited_from = fields.String(required=True, allow_none=True)
    hidden = fields.Boolean(required=True)


class RuleSchema(ma.Schema):
    """One way to recognise a CI."""

    attributes = fields.List(fields.String(), required=True)
    strong = fields.Boolean(required=True)
    in_parent = fields.Boolean(required=True)


class ClassSchema(ma.Schema):
    """One class."""

    name = fields.String(required=True)
    label = fields.String(required=True)
    plural = fields.String(required=True)
    parent = fields.String(required=True, allow_none=True)
    abstract = fields.Boolean(required=True)
    service = fields.Boolean(required=True)
    prefix = fields.String(required=True)
    description = fields.String(required=True)
    layer = fields.String(required=True)
    hidden = fields.Boolean(required=True)
    attributes = fields.List(fields.Nested(AttributeSchema), required=True)
    identify = fields.List(fields.Nested(RuleSchema), required=True)
    expects = fields.List(fields.String(), required=True)
    lifecycle = fields.String(required=True)
    unavailability = fields.Float(required=True)
    groups = fields.Dict(keys=fields.String(), required=True)
    synonyms = fields.List(fields.String(), required=True)
    count = fields.Integer(required=True, metadata={"description": "CIs of exactly this class now."})
    revision = fields.Integer(required=True, metadata={"description": SINCE})


class RelationTypeSchema(ma.Schema):
    """One relation type."""

    name = fields.String(required=True)
    label = fields.String(required=True)
    reverse = fields.String(required=True)
    consumer = fields.String(required=True)
    need = fields.String(required=True)
    group = fields.String(required=True)
    rule = fields.Dict(keys=fields.String(), required=True, allow_none=True)
    description = fields.String(required=True)
    layer = fields.String(required=True)
    hidden = fields.Boolean(required=True)
    revision = fields.Integer(required=True, metadata={"description": SINCE})


class StateSchema(ma.Schema):
    """One state of a lifecycle."""

    name = fields.String(required=True)
    label = fields.String(required=True)
    presence = fields.String(required=True)


class LifecycleSchema(ma.Schema):
    """One lifecycle."""

    name = fields.String(required=True)
    states = fields.List(fields.Nested(StateSchema), required=True)
    initial = fields.String(required=True)
    retired = fields.String(required=True)
    transitions = fields.Dict(keys=fields.String(), required=True)


ClassListSchema = list_of(ClassSchema, name="ClassListSchema")
RelationTypeListSchema = list_of(RelationTypeSchema, name="RelationTypeListSchema")
LifecycleListSchema = list_of(LifecycleSchema, name="LifecycleListSchema")


class DeclarationSchema(ma.Schema):
    """A declaration as in the graph document; its parts are checked by the schema's own reader."""

    class Meta:
        """The schema's reader names unknown parts."""

        unknown = ma.INCLUDE


class SchemaDocumentSchema(Strict):
    """Classes, relation types and lifecycles as in the graph document."""

    faultline = fields.Integer()
    faultline_schema = fields.Integer()
    classes = fields.List(fields.Dict(keys=fields.String()))
    relation_types = fields.List(fields.Dict(keys=fields.String()))
    lifecycles = fields.List(fields.Dict(keys=fields.String()))
    precedence = fields.List(fields.Dict(keys=fields.String()))
    reason = Text(most=1000)


class SchemaChangedSchema(ma.Schema):
    """The revision (null: nothing changed) and what was declared."""

    revision = fields.Integer(required=True, allow_none=True)
    changed = fields.List(fields.String(), required=True)
