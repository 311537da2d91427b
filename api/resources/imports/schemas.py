"""What imports take and answer."""

from __future__ import annotations

import marshmallow as ma
from flask_smorest.fields import Upload
from marshmallow import fields, validate

from api.imports import STATES
from api.schemas import Strict, Text, list_args, list_of

__all__ = [
    "CorrectionsSchema",
    "ImportListSchema",
    "ImportSchema",
    "MappingSchema",
    "RowArgs",
    "RowListSchema",
    "RunOptionsSchema",
    "UploadFilesSchema",
    "UploadFormSchema",
]

DECISIONS = ("created", "updated", "unchanged", "rejected", "missing")


class UploadFilesSchema(Strict):
    """The files."""

    files = fields.List(Upload(), required=True)


class UploadFormSchema(Strict):
    """Who says it, and what it is, where that is known."""

    source = Text(most=100)
    format = Text(most=64)
    class_ = Text(most=64, data_key="class")


class FileSchema(ma.Schema):
    """One uploaded file and how its format was recognised."""

    name = fields.String(required=True)
    bytes = fields.Integer(required=True)
    format = fields.String(required=True, allow_none=True)
    confidence = fields.Float(required=True)
    reason = fields.String(required=True)


class ColumnSchema(ma.Schema):
    """One column: what it would mean, how sure that is, and some of its values."""

    heading = fields.String(required=True)
    target = fields.Dict(keys=fields.String(), required=True)
    confidence = fields.Float(required=True)
    reason = fields.String(required=True)
    samples = fields.List(fields.String(), required=True)
    filled = fields.Integer(required=True)


class NoteSchema(ma.Schema):
    """Something worth saying."""

    where = fields.String(required=True)
    text = fields.String(required=True)


class MappingShownSchema(ma.Schema):
    """How the first table would be read; ``question`` is what a person has to say first."""

    file = fields.String()
    sheet = fields.String()
    sheets = fields.List(fields.String())
    header_row = fields.Integer()
    class_ = fields.String(required=True, allow_none=True, data_key="class", attribute="class")
    class_reason = fields.String(required=True)
    columns = fields.List(fields.Nested(ColumnSchema), required=True)
    rows = fields.Integer(required=True)
    question = fields.String(required=True)
    notes = fields.List(fields.Nested(NoteSchema))


class RejectedSchema(ma.Schema):
    """A rejected row."""

    where = fields.String(required=True)
    reason = fields.String(required=True)
    value = fields.Raw(required=True, allow_none=True)
    allowed = fields.String(required=True)
    row = fields.String()


class RelationCountsSchema(ma.Schema):
    """What became of relations."""

    created = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    removed = fields.Integer(required=True)


class ReportSchema(ma.Schema):
    """What a run came to."""

    run = fields.String(required=True)
    source = fields.String(required=True)
    format = fields.String(required=True)
    dry_run = fields.Boolean(required=True)
    created = fields.Integer(required=True)
    updated = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    missing = fields.Integer(required=True)
    retired = fields.Integer(required=True)
    rejected = fields.List(fields.Nested(RejectedSchema), required=True)
    rejected_count = fields.Integer(required=True)
    relations = fields.Nested(RelationCountsSchema, required=True)
    notes = fields.List(fields.Nested(NoteSchema), required=True)
    stopped = fields.String(required=True, allow_none=True)
    revision = fields.Integer(required=True)


class ImportSchema(ma.Schema):
    """One import."""

    id = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    source = fields.String(required=True)
    format = fields.String(required=True, allow_none=True)
    files = fields.List(fields.Nested(FileSchema), required=True)
    mapping = fields.Nested(MappingShownSchema, required=True, allow_none=True)
    report = fields.Nested(ReportSchema, required=True, allow_none=True)
    job = fields.String(required=True, allow_none=True)
    run = fields.String(required=True, allow_none=True)
    error = fields.String(required=True, allow_none=True)
    created_at = fields.String(required=True)
    actor = fields.String(required=True)
    undoable = fields.Boolean(required=True)


ImportListSchema = list_of(ImportSchema, name="ImportListSchema")


class MappingSchema(Strict):
    """How the table is to be read; ``save`` keeps it for the source."""

    class_ = Text(most=64, allow_none=True, data_key="class")
    columns = fields.Dict(
        keys=Text(most=500), values=fields.Dict(keys=fields.String()), validate=validate.Length(max=2000)
    )
    header_row = fields.Integer(validate=validate.Range(0, 1_000_000))
    sheet = Text(most=200)
    save = fields.Boolean(load_default=False)


class RunOptionsSchema(Strict):
    """How to run: only when every row is good; what the source no longer reports is missing; although that is much."""

    strict = fields.Boolean(load_default=False)
    complete = fields.Boolean(load_default=False)
    confirm_retire = fields.Boolean(load_default=False)


RowArgs = list_args(
    decision=fields.String(load_default=None, validate=validate.OneOf(DECISIONS)),
    q=Text(load_default="", most=200, metadata={"description": "Only rows that contain this text."}),
)


class RowSchema(ma.Schema):
    """What was decided on one row, and why."""

    row = fields.String(required=True)
    where = fields.String(required=True)
    decision = fields.String(required=True)
    key = fields.String()
    name = fields.String()
    class_ = fields.String(data_key="class", attribute="class")
    edits = fields.List(fields.Dict(keys=fields.String()))
    attempts = fields.List(fields.Raw())
    reason = fields.String()
    value = fields.Raw(allow_none=True)
    allowed = fields.String()
    raw = fields.Dict(keys=fields.String())
    rows = fields.List(fields.String(), metadata={"description": "Further rows that tell of the same."})


RowListSchema = list_of(RowSchema, name="RowListSchema")


class CorrectedRowSchema(Strict):
    """One row as it should have been."""

    row = Text(required=True, most=1000)
    raw = fields.Dict(keys=Text(least=1, most=500), required=True)


class CorrectionsSchema(Strict):
    """Rows that were rejected, corrected."""

    rows = fields.List(fields.Nested(CorrectedRowSchema), required=True, validate=validate.Length(min=1, max=10_000))
