"""What is said and answered about the rules of approval."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.schemas import Strict, Text
from itsm.change.approval_rules import LEVELS
from itsm.change.proposal import KINDS

__all__ = ["ApprovalRulesSchema", "NewApprovalRulesSchema"]


class ApprovalRuleSchema(Strict):
    """For these changes, so many people must agree; of each list one is enough, and an empty one is any."""

    name = Text(required=True, least=1, most=200)
    votes = fields.Integer(strict=True, required=True, validate=validate.Range(0, 20))
    kinds = fields.List(fields.String(validate=validate.OneOf(KINDS)), load_default=list)
    levels = fields.List(fields.String(validate=validate.OneOf(LEVELS)), load_default=list)
    classes = fields.List(
        fields.String(), load_default=list, metadata={"description": "Of what it touches; with those below them."}
    )
    services = fields.List(
        fields.String(), load_default=list, metadata={"description": "Touched, or hit by it as planned or if it fails."}
    )
    freeze = fields.Boolean(load_default=False, metadata={"description": "Only where its window lies in a freeze."})
    who = fields.List(
        fields.String(),
        load_default=list,
        metadata={"description": "Whose voices it asks for: accounts, role:NAME or team:NAME; empty: any."},
    )


class NewApprovalRulesSchema(Strict):
    """The rules that an organisation declares; the first that fits decides."""

    rules = fields.List(fields.Nested(ApprovalRuleSchema), required=True, validate=validate.Length(max=100))


class ApprovalRulesSchema(ma.Schema):
    """The rules in force: those declared in their order, then those shipped."""

    revision = fields.Integer(required=True)
    declared = fields.List(fields.Nested(ApprovalRuleSchema), required=True)
    shipped = fields.List(fields.Nested(ApprovalRuleSchema), required=True)
