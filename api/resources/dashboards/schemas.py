"""What dashboards take and answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.resources.measures.schemas import MeasureEntrySchema
from api.schemas import Strict, Text, list_of
from api.tables import FORMATS
from itsm.kernel.shared import AUDIENCES
from itsm.measures.answer import DIMENSIONS
from itsm.measures.dashboard import PICTURES

__all__ = [
    "DashboardFiguresSchema",
    "DashboardInputSchema",
    "DashboardListSchema",
    "DashboardSchema",
    "TileTableArgs",
]


class DashboardTileSchema(Strict):
    """One tile: a measure over a period, its picture, its target (null: the measure's own)."""

    measure = Text(required=True, most=64)
    title = Text(load_default="", most=120)
    period = Text(load_default="30d", most=100)
    by = fields.String(load_default="", validate=validate.OneOf(["", *DIMENSIONS]))
    group = Text(load_default=None, most=500, allow_none=True)
    picture = fields.String(load_default="course", validate=validate.OneOf(PICTURES))
    target = fields.Float(load_default=None, allow_none=True)


class DashboardInputSchema(Strict):
    """A dashboard as it is kept."""

    title = Text(required=True, most=120)
    audience = fields.String(load_default="private", validate=validate.OneOf(AUDIENCES))
    roles = fields.List(fields.String(), load_default=list)
    tiles = fields.List(fields.Nested(DashboardTileSchema), required=True)


class DashboardSchema(ma.Schema):
    """A dashboard: whose it is ("" the product's), who sees it, whether the person may alter it."""

    name = fields.String(required=True)
    title = fields.String(required=True)
    owner = fields.String(required=True)
    audience = fields.String(required=True, validate=validate.OneOf(AUDIENCES))
    roles = fields.List(fields.String(), required=True)
    tiles = fields.List(fields.Nested(DashboardTileSchema), required=True)
    shipped = fields.Boolean(required=True)
    first = fields.Boolean(required=True, metadata={"description": "The person's role begins with it."})
    mine = fields.Boolean(required=True)
    alterable = fields.Boolean(required=True)
    revision = fields.Integer(required=True)


DashboardListSchema = list_of(DashboardSchema, name="DashboardListSchema")


class TileFiguresSchema(ma.Schema):
    """What a tile shows: the figure of the whole, and the figures of its picture."""

    measure = fields.String(required=True)
    title = fields.String(required=True)
    label = fields.String(required=True)
    unit = fields.String(required=True)
    better = fields.String(required=True, validate=validate.OneOf(["up", "down"]))
    period = fields.String(required=True)
    every = fields.String(required=True)
    whole = fields.Nested(MeasureEntrySchema, required=True)
    items = fields.List(fields.Nested(MeasureEntrySchema), required=True)


DashboardFiguresSchema = list_of(TileFiguresSchema, name="DashboardFiguresSchema")


class TileTableArgs(Strict):
    """As which file."""

    format = fields.String(load_default="csv", validate=validate.OneOf(FORMATS))
