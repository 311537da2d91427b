"""What declared fields take and answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import validate

from api.schemas import Strict, list_of
from itsm.kernel.field import TYPES

__all__ = ["RecordFieldsInputSchema", "RecordFieldsListSchema", "RecordFieldsSchema"]


class RecordFieldSchema(ma.Schema):
    """One declared field: its type, choices, the states that ask for it, the class of CIs that it refers to."""

    name = ma.fields.String(required=True)
    label = ma.fields.String(required=True)
    type = ma.fields.String(required=True, validate=validate.OneOf(TYPES))
    description = ma.fields.String(required=True)
    values = ma.fields.List(ma.fields.String(), required=True)
    pattern = ma.fields.String(required=True)
    minimum = ma.fields.Float(required=True, allow_none=True)
    maximum = ma.fields.Float(required=True, allow_none=True)
    indexed = ma.fields.Boolean(required=True)
    required_in = ma.fields.List(ma.fields.String(), required=True)
    refers_to = ma.fields.String(required=True)


class RecordFieldsInputSchema(Strict):
    """The fields of a practice's records, in the order of its forms."""

    fields_ = ma.fields.List(ma.fields.Raw(), required=True, data_key="fields", attribute="fields")


class RecordFieldsSchema(ma.Schema):
    """The declared fields of a practice's records."""

    practice = ma.fields.String(required=True)
    label = ma.fields.String(required=True)
    fields_ = ma.fields.List(ma.fields.Nested(RecordFieldSchema), required=True, data_key="fields", attribute="fields")
    revision = ma.fields.Integer(required=True)


RecordFieldsListSchema = list_of(RecordFieldsSchema, name="RecordFieldsListSchema")
