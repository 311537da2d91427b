"""What is taken and answered about unauthorised changes."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.schemas import Strict, Text, list_of

__all__ = [
    "ControlledEditListSchema",
    "PassedOverChangeListSchema",
    "SettlementInputSchema",
    "SettlementSchema",
    "UnauthorisedLookSchema",
]


class ControlledEditSchema(ma.Schema):
    """One controlled attribute of a CI before and after an edit that no change stands behind, and as it is now.

    ``standing``: as it was edited, as it was before, something else, or the CI is gone.
    """

    ci = fields.String(required=True)
    name = fields.String(required=True)
    attribute = fields.String(required=True)
    before = fields.Raw(required=True, allow_none=True)
    after = fields.Raw(required=True, allow_none=True)
    now = fields.Raw(required=True, allow_none=True)
    standing = fields.String(required=True, validate=validate.OneOf(["stands", "back", "moved", "gone"]))
    revision = fields.Integer(required=True)
    at = fields.String(required=True)


ControlledEditListSchema = list_of(ControlledEditSchema, name="ControlledEditListSchema")


class PassedOverChangeSchema(ma.Schema):
    """A change on the CIs edited whose window is near, and why it does not stand behind the edits."""

    key = fields.String(required=True)
    title = fields.String(required=True)
    state = fields.String(required=True)
    starts_at = fields.String(required=True)
    ends_at = fields.String(required=True)
    minutes_away = fields.Integer(required=True)
    reason = fields.String(required=True)


PassedOverChangeListSchema = list_of(PassedOverChangeSchema, name="PassedOverChangeListSchema")


class SettlementInputSchema(Strict):
    """Why edits are accepted, or put back."""

    reason = Text(required=True, least=1)


class SettlementSchema(ma.Schema):
    """The change that was drafted, and what its plan leaves out, each with the reason."""

    change = fields.String(required=True)
    left_out = fields.List(fields.String(), required=True)


class UnauthorisedLookSchema(ma.Schema):
    """The records that a look has opened or told of more."""

    records = fields.List(fields.String(), required=True)
