"""What CIs stand on, and by which paths."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

from api.schemas import AsOfArgs, Text, key_field

__all__ = ["NeedsArgs", "NeedsSchema", "PathsArgs", "PathsSchema"]


class NeedsArgs(AsOfArgs):
    """CIs, separated by commas."""

    ci = Text(required=True, least=1, most=8000)


class NeededSchema(ma.Schema):
    """One CI that others stand on."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    class_ = fields.String(required=True, data_key="class", attribute="class")
    hops = fields.Integer(required=True)


class NeedsSchema(ma.Schema):
    """All that some CIs stand on."""

    revision = fields.Integer(required=True)
    of = fields.List(fields.String(), required=True)
    cis = fields.List(fields.Nested(NeededSchema), required=True)
    hidden = fields.Integer(required=True)


class PathsArgs(AsOfArgs):
    """The two ends."""

    from_ = key_field(required=True, data_key="from")
    to = key_field(required=True)


class PathSchema(ma.Schema):
    """One path of dependencies."""

    keys = fields.List(fields.String(), required=True)
    types = fields.List(fields.String(), required=True)
    sentence = fields.String(required=True)


class PathsSchema(ma.Schema):
    """Paths, shortest first."""

    paths = fields.List(fields.Nested(PathSchema), required=True)
