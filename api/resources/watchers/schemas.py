"""What watchers answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.schemas import list_of

__all__ = ["WatcherListSchema"]


class WatcherSchema(ma.Schema):
    """Somebody who watches a record: an account, or a team as ``team:NAME``."""

    name = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["account", "team"]))


WatcherListSchema = list_of(WatcherSchema, name="WatcherListSchema")
