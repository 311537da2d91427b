"""How one service is shown, and how its map is asked for."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.resources.services.schemas import ServiceSchema
from api.schemas import AsOfArgs, Text

__all__ = ["ServiceDetailSchema", "ServiceMapArgs"]

MOST_SHAPES = 1500


class LackingSchema(ma.Schema):
    """A CI that lacks relations which its class expects."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    class_ = fields.String(required=True, data_key="class", attribute="class")
    missing = fields.List(fields.String(), required=True)


class ServiceDetailSchema(ServiceSchema):
    """One service as the board shows it, and what of its footing is not known."""

    revision = fields.Integer(required=True)
    lacking = fields.List(
        fields.Nested(LackingSchema),
        required=True,
        metadata={"description": "CIs that the service stands on, of which something expected is not recorded."},
    )
    hidden = fields.Integer(required=True, metadata={"description": "Such CIs that the reader may not see."})


class ServiceMapArgs(AsOfArgs):
    """How to draw what a service stands on."""

    max = fields.Integer(load_default=400, validate=validate.Range(1, MOST_SHAPES))
    collapse = fields.String(load_default="class", validate=validate.OneOf(["class", "none"]))
    expand = Text(load_default="", most=8000, metadata={"description": "Groups to draw apart, separated by commas."})
