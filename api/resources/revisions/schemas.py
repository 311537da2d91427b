"""How revisions are shown."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

from api.resources.cis.schemas import EditSchema
from api.schemas import list_args, list_of

__all__ = ["HeadSchema", "RevisionArgs", "RevisionDetailSchema", "RevisionListSchema"]


class CountsSchema(ma.Schema):
    """How many entities of one kind a revision created, changed and removed."""

    created = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    removed = fields.Integer(required=True)


class RevisionSchema(ma.Schema):
    """One write."""

    revision = fields.Integer(required=True)
    at = fields.String(required=True)
    actor = fields.String(required=True)
    source = fields.String(required=True)
    reason = fields.String(required=True)
    run = fields.String(required=True, allow_none=True)
    counts = fields.Dict(
        keys=fields.String(),
        values=fields.Nested(CountsSchema),
        metadata={"description": "By kind: ci, relation, class, relation_type, lifecycle. In lists with counts=true."},
    )


class ChangeSchema(ma.Schema):
    """What a revision did to one entity."""

    ref = fields.String(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    edits = fields.List(fields.Nested(EditSchema), required=True)


class RevisionDetailSchema(RevisionSchema):
    """One write with what it changed."""

    changes = fields.List(fields.Nested(ChangeSchema), required=True)
    hidden = fields.Integer(required=True)
    truncated = fields.Boolean(required=True)


class HeadSchema(ma.Schema):
    """The last revision; 0 for an empty store."""

    revision = fields.Integer(required=True)
    at = fields.String(required=True, allow_none=True)


RevisionListSchema = list_of(RevisionSchema, name="RevisionListSchema")
RevisionArgs = list_args(
    newest_first=fields.Boolean(load_default=True),
    run=fields.String(load_default=None, metadata={"description": "Only those of this import run."}),
    counts=fields.Boolean(load_default=False, metadata={"description": "Say what each did, by kind."}),
)
