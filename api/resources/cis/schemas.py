"""What CIs take and answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.resources.relations.schemas import NewCiRelationSchema, RelationSchema
from api.schemas import AsOfArgs, Strict, Text, list_args, list_of

__all__ = [
    "AttemptListSchema",
    "CiDetailSchema",
    "CiListSchema",
    "CiPatchSchema",
    "CompletionArgs",
    "CompletionSchema",
    "FacetArgs",
    "FacetsSchema",
    "FindArgs",
    "HistoryListSchema",
    "NewCiSchema",
]


class CiSchema(ma.Schema):
    """One CI."""

    key = fields.String(required=True)
    class_ = fields.String(required=True, data_key="class", attribute="class")
    class_label = fields.String(required=True)
    name = fields.String(required=True)
    lifecycle = fields.String(required=True)
    attributes = fields.Dict(keys=fields.String(), required=True)
    revision = fields.Integer(required=True)
    changed_at = fields.String(required=True)
    last_seen = fields.String(required=True, allow_none=True)


class SourceSaysSchema(ma.Schema):
    """What one source says of a CI."""

    source = fields.String(required=True)
    native_id = fields.String(allow_none=True)
    key = fields.String(required=True)
    class_ = fields.String(data_key="class", attribute="class")
    name = fields.String()
    lifecycle = fields.String()
    attributes = fields.Dict(keys=fields.String())
    revision = fields.Integer()
    changed_at = fields.String(allow_none=True)
    last_seen = fields.String(allow_none=True)


class SaidSchema(ma.Schema):
    """A value and who says it."""

    value = fields.Raw(allow_none=True)
    source = fields.String()
    at = fields.String(allow_none=True)
    revision = fields.Integer()


class ValueSchema(SaidSchema):
    """The value believed, why, and those that lose against it."""

    why = fields.String()
    losing = fields.List(fields.Nested(SaidSchema))


class HealthSchema(ma.Schema):
    """What is wanting."""

    missing = fields.List(fields.String(), required=True)


class CiDetailSchema(CiSchema):
    """One CI with its relations, sources and values."""

    groups = fields.Dict(keys=fields.String(), required=True)
    relations = fields.List(fields.Nested(RelationSchema), required=True)
    sources = fields.List(fields.Nested(SourceSaysSchema), required=True)
    values = fields.Dict(keys=fields.String(), values=fields.Nested(ValueSchema), required=True)
    health = fields.Nested(HealthSchema, required=True)
    expects = fields.List(fields.String(), required=True)
    hidden = fields.Integer(metadata={"description": "Relations to CIs that you may not see."})


CiListSchema = list_of(CiSchema, name="CiListSchema")

QUERY = Text(
    load_default="", most=2000, metadata={"description": "A query: class:server env:prod -owner:* last_seen<30d"}
)
FindArgs = list_args(
    as_of=True,
    q=QUERY,
    sort=Text(load_default="", most=500, metadata={"description": "Fields, a minus for descending: name,-criticality"}),
)


class FacetArgs(AsOfArgs):
    """Which fields to count by."""

    q = QUERY
    fields_ = Text(load_default="class,lifecycle,environment", most=500, data_key="fields")


class FacetValueSchema(ma.Schema):
    """One value and how many CIs have it; null: absent."""

    value = fields.Raw(required=True, allow_none=True)
    shown = fields.String(required=True)
    count = fields.Integer(required=True)


class FacetSchema(ma.Schema):
    """The values of one field."""

    field = fields.String(required=True)
    values = fields.List(fields.Nested(FacetValueSchema), required=True)


class FacetsSchema(ma.Schema):
    """The fields asked for."""

    facets = fields.List(fields.Nested(FacetSchema), required=True)


class CompletionArgs(Strict):
    """A query and the place in it."""

    q = Text(load_default="", most=2000)
    position = fields.Integer(load_default=None, validate=validate.Range(0, 2000))


class OptionSchema(ma.Schema):
    """One thing that may stand there."""

    text = fields.String(required=True)
    kind = fields.String(required=True)
    hint = fields.String(required=True)


class CompletionSchema(ma.Schema):
    """The stretch that an option replaces, and the options."""

    from_ = fields.Integer(required=True, data_key="from", attribute="from")
    to = fields.Integer(required=True)
    options = fields.List(fields.Nested(OptionSchema), required=True)


ATTRIBUTES = fields.Dict(keys=Text(least=1, most=64), metadata={"description": "Values by attribute; null clears."})
GROUPS = fields.Dict(
    keys=Text(least=1, most=200),
    values=fields.Dict(keys=fields.String(), allow_none=True),
    metadata={"description": "Group rules by name."},
)
REASON = Text(most=1000, metadata={"description": "Why; kept in the history."})


class NewCiSchema(Strict):
    """A new CI; relations name it as ``$new`` or leave its end out."""

    class_ = Text(required=True, least=1, most=64, data_key="class")
    name = Text(required=True, least=1, most=500)
    attributes = ATTRIBUTES
    lifecycle = Text(most=64)
    groups = GROUPS
    relations = fields.List(fields.Nested(NewCiRelationSchema), validate=validate.Length(max=1000))
    reason = REASON


class CiPatchSchema(Strict):
    """What to change of a CI."""

    name = Text(least=1, most=500)
    class_ = Text(least=1, most=64, data_key="class")
    lifecycle = Text(least=1, most=64)
    attributes = ATTRIBUTES
    groups = GROUPS
    reason = REASON


class EditSchema(ma.Schema):
    """One changed field; null for absent."""

    field = fields.String(required=True)
    was = fields.Raw(required=True, allow_none=True)
    to = fields.Raw(required=True, allow_none=True)


class HistorySchema(ma.Schema):
    """One revision and what it changed."""

    revision = fields.Integer(required=True)
    at = fields.String(required=True)
    actor = fields.String(required=True)
    source = fields.String(required=True)
    reason = fields.String(required=True)
    run = fields.String(required=True, allow_none=True)
    edits = fields.List(fields.Nested(EditSchema), required=True)


HistoryListSchema = list_of(HistorySchema, name="HistoryListSchema")


class AttemptSchema(ma.Schema):
    """One attempt to recognise the CI: rule by rule."""

    run = fields.String()
    row = fields.String()
    where = fields.String()
    rules = fields.List(fields.Raw())
    decision = fields.String()
    at = fields.String(allow_none=True)


AttemptListSchema = list_of(AttemptSchema, name="AttemptListSchema")
