"""How the services board is shown."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

from api.schemas import list_args, list_of

__all__ = ["ServiceArgs", "ServiceListSchema"]


class ServiceSchema(ma.Schema):
    """One service: its state now, how much redundancy below it is used up, what changed."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    class_ = fields.String(required=True, data_key="class", attribute="class")
    criticality = fields.Integer(required=True, allow_none=True)
    users = fields.Integer(required=True, allow_none=True)
    owner = fields.String(required=True, allow_none=True)
    state = fields.String(required=True)
    failures_away = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "0: DOWN; 1: one more failure takes it DOWN; null: no single one does."},
    )
    single_points = fields.Integer(required=True, metadata={"description": "Other CIs that alone take it DOWN."})
    at_risk = fields.Integer(
        required=True,
        metadata={"description": "Redundant groups below it whose redundancy something has used up by now."},
    )
    none_to_spare = fields.Integer(
        required=True,
        metadata={"description": "Redundant groups below it with none to spare, by design or because it is used up."},
    )
    unknown_ = fields.Integer(
        required=True,
        data_key="unknown",
        attribute="unknown",
        metadata={"description": "CIs below it that lack what their class expects."},
    )
    because = fields.List(fields.Dict(keys=fields.String()), required=True)
    stands_on = fields.Integer(required=True)
    changed_24h = fields.Integer(required=True)


ServiceListSchema = list_of(ServiceSchema, name="ServiceListSchema")
ServiceArgs = list_args(as_of=True)
