"""The map of an answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.resources.impact.schemas.scenario import ScenarioSchema
from api.schemas import Text

__all__ = ["MapRequestSchema", "MapSchema"]


class MapRequestSchema(ScenarioSchema):
    """A scenario and how to draw it."""

    layout = fields.String(load_default="rings", validate=validate.OneOf(["rings", "layers"]))
    max = fields.Integer(load_default=1500, validate=validate.Range(1, 1500))
    expand = fields.List(Text(most=300), load_default=list, validate=validate.Length(max=200))
    collapse = fields.String(load_default="class", validate=validate.OneOf(["class", "none"]))


class MapNodeSchema(ma.Schema):
    """One shape of the map."""

    id = fields.String(required=True)
    key = fields.String(required=True, allow_none=True)
    label = fields.String(required=True)
    class_ = fields.String(required=True, data_key="class", attribute="class")
    state = fields.String(required=True)
    hops = fields.Integer(required=True)
    x = fields.Float(required=True)
    y = fields.Float(required=True)
    members = fields.Integer(required=True)
    service = fields.Boolean(required=True)
    failed = fields.Boolean(required=True)


class MapEdgeSchema(ma.Schema):
    """One line of the map."""

    id = fields.String(required=True)
    from_ = fields.String(required=True, data_key="from", attribute="from")
    to = fields.String(required=True)
    type = fields.String(required=True)
    group = fields.String(required=True, allow_none=True)
    carries = fields.Boolean(required=True)
    provider = fields.String(required=True, metadata={"description": "The end that failure comes from: from or to."})
    count = fields.Integer(required=True)


class MapSchema(ma.Schema):
    """The map: shapes with their places, lines, rings."""

    revision = fields.Integer(required=True)
    nodes = fields.List(fields.Nested(MapNodeSchema), required=True)
    edges = fields.List(fields.Nested(MapEdgeSchema), required=True)
    truncated = fields.Boolean(required=True)
    hidden = fields.Integer(required=True)
    rings = fields.List(fields.Float(), required=True)
