"""What attachments take and answer."""

from __future__ import annotations

import marshmallow as ma
from flask_smorest.fields import Upload
from marshmallow import fields

from api.schemas import Strict, list_of

__all__ = ["AttachmentFileSchema", "AttachmentFormSchema", "AttachmentListSchema", "AttachmentSchema"]


class AttachmentFileSchema(Strict):
    """The file."""

    file = Upload(required=True)


class AttachmentFormSchema(Strict):
    """Who may see it."""

    public = fields.Boolean(load_default=False, metadata={"description": "Shown to the requester."})


class AttachmentSchema(ma.Schema):
    """One attached file; ``type`` follows from its content, ``size`` is in bytes."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    type = fields.String(required=True)
    size = fields.Integer(required=True)
    sha256 = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.String(required=True)
    public = fields.Boolean(required=True)


class AttachmentListSchema(list_of(AttachmentSchema, name="AttachmentPageSchema")):  # type: ignore[misc]  # made above
    """The files of a record; ``largest`` is what one more may have in bytes, ``most`` how many there may be."""

    largest = fields.Integer(required=True)
    most = fields.Integer(required=True)
